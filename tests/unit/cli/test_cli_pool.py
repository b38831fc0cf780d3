"""`synthesise pool` gives metafor's digits, from any columns, and says which lines it leaves out."""

import csv
import io
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "meta_analysis"
KEYS = ("b", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "I2", "H2", "QE", "QEp", "k")
LISTED = ("b", "se", "ci_lb", "ci_ub")
METHODS = ("REML", "DL")


def golden():
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        for measure, given in data["sets"].items():
            for model in given["models"]:
                if "x" in model or "rows" in model:
                    continue
                for fit in model["fits"]:
                    if fit["method"] in METHODS and fit["test"] in ("z", "knha"):
                        name = f"{path.stem}-{measure}-{fit['method']}-{fit['test']}"
                        yield pytest.param(given, fit, id=name)


def sheet(given, yi="yi", vi="vi"):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["study", yi, vi])
    for n, row in enumerate(zip(given["yi"], given["vi"], strict=True), start=1):
        writer.writerow([f"Study {n}", *("NA" if v is None else repr(v) for v in row)])
    return out.getvalue()


CASES = list(golden())


def test_there_are_golden_fits_of_every_kind():
    kinds = {(p.values[1]["method"], p.values[1]["test"]) for p in CASES}
    assert kinds == {(m, t) for m in METHODS for t in ("z", "knha")}
    assert len(CASES) >= 12


@pytest.mark.parametrize(("given", "fit"), CASES)
def test_the_digits_are_metafors(given, fit, run, table):
    path = table(sheet(given, "effect size", "variance"))
    said = run(
        "synthesise", "pool", path, "--yi", "effect size", "--vi", "variance",
        "--method", fit["method"], "--test", fit["test"], "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    found = said.json
    assert tuple(found)[: len(KEYS)] == KEYS
    low, high = fit["pi_metafor_default"]
    expected = {k: fit[k][0] if k in LISTED else fit[k] for k in KEYS if k not in ("pi_lb", "pi_ub")}
    expected |= {"pi_lb": low, "pi_ub": high}
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-6, abs=1e-6), key


def test_lines_without_a_number_are_left_out_and_named(run, table):
    path = table('study,yi,vi\n"Two\nlines",0.1,0.02\nA,NA,0.1\n\nB,0.3,\nC,0.3,0.05\nD,.,NA\n')
    said = run("synthesise", "pool", path, "--json")
    assert said.json["k"] == 2
    assert said.json["diagnostics"][:3] == [
        "Line 4 is left out: no yi.",
        "Line 6 is left out: no vi.",
        "Line 8 is left out: no yi and vi.",
    ]
    assert "Line 4 is left out" in run("synthesise", "pool", path).out


def test_the_order_of_the_rows_changes_no_digit(run, table):
    rows = ["0.1,0.02", "0.3,0.05", "-0.2,0.04", "0.25,0.013"]
    one = run("synthesise", "pool", table("yi,vi\n" + "\n".join(rows)), "--json").out
    other = run("synthesise", "pool", table("yi,vi\n" + "\n".join(rows[::-1])), "--json").out
    assert one == other


def test_the_sentence_says_estimate_interval_and_spread(run, table):
    said = run("synthesise", "pool", table("yi,vi\n0.1,0.02\n0.3,0.05\n0.2,0.04\n"))
    for words in ("Pooled over 3 estimates", "95% CI", "prediction interval", "I² ="):
        assert words in said.out


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_is_read(run, table):
    said = run("synthesise", "pool", table(b"\xef\xbb\xbfyi,vi\r\n0.1,0.02\r\n0.3,0.05\r\n"), "--json")
    assert said.json["k"] == 2


def test_standard_errors_may_stand_in_place_of_variances(run, table):
    by_vi = run("synthesise", "pool", table("yi,vi\n0.1,0.04\n0.3,0.25\n"), "--json").json
    by_se = run("synthesise", "pool", table("yi,se\n0.1,0.2\n0.3,0.5\n"), "--se", "se", "--json").json
    assert by_se["b"] == pytest.approx(by_vi["b"], rel=1e-12)
    said = run("synthesise", "pool", table("yi,se\n0.1,-0.2\n"), "--se", "se")
    assert said.code == 1
    assert "column se: '-0.2' is not above 0" in said.err


def test_intervals_of_tau2_and_predictions_are_added_on_demand(run, table):
    from whatworks.synthesise import pool

    path = table("yi,vi\n0.1,0.02\n0.5,0.05\n-0.2,0.04\n0.9,0.02\n")
    result = pool([0.1, 0.5, -0.2, 0.9], [0.02, 0.05, 0.04, 0.02], method="ML", test="adhoc", level=90)
    arguments = ("synthesise", "pool", path, "--method", "ML", "--test", "adhoc", "--level", "90")
    plain = run(*arguments, "--json").json
    assert "ci_tau2" not in plain and "predict" not in plain
    assert plain["AICc"] == result.fit.AICc and plain["I2_q"] == result.fit.I2_q
    found = run(*arguments, "--json", "--predict", "--ci-tau2", "--ci-kind", "PL").json
    assert tuple(found["ci_tau2"]["tau2"]) == result.confint("PL").tau2
    assert found["predict"]["pi_hts_ub"] == result.predict().pi_hts_ub
    said = run(*arguments, "--predict", "--ci-tau2").out
    for words in ("maximum likelihood", "a new study, t, k-2 df", "90% interval by QP", "tau2"):
        assert words in said
    assert f"{result.confint().tau2[2]:.4g}" in said


@pytest.mark.parametrize("method", ["ML", "HE", "HS", "HSk", "SJ", "EB", "PM", "PMM", "FE", "CE"])
def test_every_estimator_can_be_asked_for(method, run, table):
    said = run(
        "synthesise", "pool", table("yi,vi\n0.1,0.02\n0.3,0.05\n0.2,0.04\n"), "--method", method, "--json"
    )
    assert said.json["method"] == method


def test_counts_are_pooled_from_named_columns_and_lines_without_one_are_told(run, table):
    from whatworks.stats import mantel_haenszel, peto

    path = table("ev1,n1,ev2,n2\n4,123,11,139\n6,306,29,303\n3,231,11,220\n,100,4,100\n")
    named = ("--columns", "ai=ev1,n1i=n1,ci=ev2,n2i=n2")
    cells = [4, 6, 3], [119, 300, 228], [11, 29, 11], [128, 274, 209]
    found = run("synthesise", "pool", path, "--method", "MH", "--measure", "RR", *named, "--json").json
    assert tuple(found)[: len(KEYS)] == KEYS
    assert found["b"] == mantel_haenszel(*cells, measure="RR").b and found["k"] == 3
    assert found["diagnostics"] == ["Line 5 is left out: no ev1."]
    assert run("synthesise", "pool", path, "--method", "Peto", *named, "--json").json["b"] == peto(*cells).b
    mixed = run("synthesise", "pool", path, "--method", "GLMM", "--model", "CM.AL", *named)
    assert "mixed model of counts" in mixed.out and "Line 5 is left out" in mixed.out
    rates = table("x1i,t1i,x2i,t2i\n5,100,9,90\n2,80,8,100\n")
    assert run("synthesise", "pool", rates, "--method", "MH", "--measure", "IRR", "--json").json["k"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--measure", "OR"), "are for counts; REML pools estimates"),
        (("--method", "MH", "--columns", "ai"), "--columns 'ai': write a name for each"),
        (("--method", "MH"), "no column 'ai'"),
        (("--method", "EE", "--ci-tau2"), "has no tau2"),
        (("--method", "Peto", "--measure", "RR", "--columns", "ai=yi,bi=vi,ci=yi,di=vi"), "it pools OR"),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(arguments, words, run, table):
    said = run("synthesise", "pool", table("yi,vi\n0.1,0.02\n0.3,0.05\n"), *arguments)
    assert said.code == 1 and words in said.err
