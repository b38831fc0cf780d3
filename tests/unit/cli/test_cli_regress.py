"""`synthesise regress` and `absolute`: metafor's digits from a file, and clear words for people."""

import csv
import io

import pytest

from metafor_values import values

CASES = [
    (name, key, kind)
    for name, key in (("bangertdrowns2004", "metareg_grade"), ("raudenbush1985", "metareg_weeks_c"),
                      ("hackshaw1998", "metareg_year"), ("molloy2014_zcor", "metareg_meanage"))
    for kind in ("REML_knha", "DL_z", "FE_z")
]  # fmt: skip
SHEET = "study,yi,vi,year,arm\n1,-0.5,0.1,1950,b\n2,-0.1,0.05,1960,a\n3,0.2,0.1,1970,b\n4,NA,0.1,1970,b\n" \
        "5,-0.9,0.02,1948,a\n6,-0.3,0.08,.,b\n7,0.1,0.03,1975,a\n"  # fmt: skip


def sheet(name):
    data = values(name)["input"]
    columns = {c: data[c] for c in ("yi", "vi")} | data["extra"]
    columns = {c: v for c, v in columns.items() if len(v) == len(data["yi"])}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow("NA" if v is None else repr(v) if isinstance(v, float) else v for v in row)
    return out.getvalue()


@pytest.mark.parametrize(("name", "key", "kind"), CASES)
def test_the_digits_are_metafors(name, key, kind, run, table):
    given = values(name)["results"][key]
    expected = given[kind]
    said = run("synthesise", "regress", table(sheet(name)), "--formula", given["formula"], "--method",
               expected["method"], "--test", expected["test"], "--json")  # fmt: skip
    assert said.code == 0, said.err
    found = said.json
    assert found["names"] == expected["names"]
    for ours, theirs in (("b", "b"), ("se", "se"), ("zval", "stat"), ("stat", "stat"), ("pval", "p"),
                         ("ci_lb", "ci_lb"), ("ci_ub", "ci_ub"), ("tau2", "tau2"), ("I2", "I2"), ("H2", "H2"),
                         ("QE", "QE"), ("QEp", "QEp"), ("QM", "QM"), ("QMp", "QMp"), ("R2", "R2"),
                         ("k", "k"), ("QMdf", "QMdf"), ("ddf", "ddf"), ("s2w", "s2w"), ("logLik", "logLik"),
                         ("AIC", "AIC"), ("BIC", "BIC")):  # fmt: skip
        value = expected[theirs][0] if theirs == "ddf" else expected[theirs]
        if ours == "QMdf":
            assert found[ours] == value
        else:
            assert found[ours] == (None if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)), ours


def test_lines_with_an_empty_cell_are_left_out_and_named(run, table):
    said = run("synthesise", "regress", table(SHEET), "--formula", "~ year + arm", "--test", "z", "--json")
    assert said.json["k"] == 5 and said.json["names"] == ["intrcpt", "year", "armb"]
    assert said.json["diagnostics"][:2] == ["Line 5 is left out: no yi.", "Line 7 is left out: no year."]


def test_permutations_and_predictions_are_added_when_asked(run, table):
    said = run("synthesise", "regress", table(SHEET), "--formula", "~ year + arm", "--test", "z", "--permute",
               "120", "--at", "year=1960,arm=a", "--at", "year=1990,arm=b", "--json")  # fmt: skip
    found = said.json
    assert found["permutation"]["exact"] and found["permutation"]["permutations"] == 120
    assert len(found["permutation"]["p"]) == 3
    first, second = found["predict"]
    assert first["estimate"] == pytest.approx(found["b"][0] + 1960 * found["b"][1])
    assert first["at"] == {"year": 1960, "arm": "a"} and second["beyond"] == ["year"]
    how = ("--formula", "~ year", "--permute", "50", "--seed", "4", "--json")
    sampled = run("synthesise", "regress", table(SHEET), *how).json["permutation"]
    assert (sampled["permutations"], sampled["seed"], sampled["exact"]) == (50, 4, False)


def test_a_person_reads_coefficients_tests_and_predictions(run, table):
    said = run("synthesise", "regress", table(SHEET), "--formula", "~ year", "--permute", "120", "--at",
               "year=1990").out  # fmt: skip
    for words in ("the effect changes by: year", "p by permutation", "All moderators together: F(1, 3)",
                  "Where year 1990:", "Outside what the studies had: year"):  # fmt: skip
        assert words in said
    assert "QM(1)" in run("synthesise", "regress", table(SHEET), "--formula", "~ year", "--test", "z").out


def test_standard_errors_may_stand_in_place_of_variances(run, table):
    errors = "yi,se,x\n0.1,0.2,1\n0.3,0.5,2\n0.2,0.1,3\n"
    squares = "yi,vi,x\n0.1,0.04,1\n0.3,0.25,2\n0.2,0.01,3\n"
    by_se = run("synthesise", "regress", table(errors), "--formula", "~ x", "--se", "se", "--json").json
    by_vi = run("synthesise", "regress", table(squares), "--formula", "~ x", "--json").json
    assert by_se["b"] == pytest.approx(by_vi["b"], rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--formula", "~ yaer"), "no column 'yaer'; its columns are study, yi, vi, year, arm"),
        (("--formula", "~ year +"), "a variable was expected"),
        (("--formula", "~ year + I(year*2)"), "follows from those before it: it is 2 × year"),
        (("--formula", "~ year", "--at", "1990"), "--at '1990': write name=value"),
        (("--formula", "~ year", "--at", "year="), "write name=value"),
        (("--formula", "~ year", "--at", "year=late"), "'late' is not a number"),
        (("--formula", "~ arm", "--at", "arm=c"), "no fitted study has c; it has a, b"),
        (("--formula", "~ year", "--permute", "5"), "5 iterations"),
        (("--formula", "~ year", "--yi", "arm"), "column arm: 'b' is not a number"),
        (("--formula", "~ arm", "--vi", "yi"), "column yi: '-0.5' is not above 0"),
    ],
)
def test_what_cannot_be_fitted_is_said(arguments, words, run, table):
    said = run("synthesise", "regress", table(SHEET), *arguments)
    assert said.code == 1 and words in said.err


def test_a_file_without_a_whole_row_is_said(run, table):
    said = run("synthesise", "regress", table("yi,vi,x\nNA,1,2\n1,,2\n"), "--formula", "~ x")
    assert said.code == 1 and "no row has all of yi, vi, x" in said.err


def test_redundant_columns_may_be_dropped(run, table):
    said = run(
        "synthesise", "regress", table(SHEET), "--formula", "~ year + I(year*2)", "--drop-redundant", "--json"
    )
    assert said.json["names"] == ["intrcpt", "year"]
    assert any("is left out: follows" in d for d in said.json["diagnostics"])


def test_absolute_effects_of_a_printed_ratio(run):
    printed = ("--estimate", "0.8", "--low", "0.7", "--high", "0.92")
    said = run("synthesise", "absolute", *printed, "--baseline", "12%", "--baseline", "0.3", "--json")
    one, two = said.json["baselines"]
    assert [one["risk"][k] for k in ("estimate", "low", "high")] == pytest.approx([0.096, 0.084, 0.1104])
    assert (one["baseline"], two["baseline"], one["per"]) == (0.12, 0.3, 1000)
    assert one["needed"]["value"] == pytest.approx(1 / 0.024) and one["needed"]["benefit"] is True
    good = run(
        "synthesise", "absolute", "--estimate", "0.8", "--baseline", "12%", "--good", "higher", "--json"
    )
    assert good.json["baselines"][0]["needed"]["benefit"] is False
    out = run(
        "synthesise", "absolute", "--estimate", "-0.02", "--scale", "RD", "--baseline", "0.1", "--per", "100"
    ).out
    assert "10 have the event without it and 8 with it: 2 fewer" in out and "NNTB 50" in out


def test_absolute_effects_of_a_file(run, table):
    path = table(SHEET)
    pooled = run("synthesise", "pool", path, "--json").json
    said = run("synthesise", "absolute", path, "--scale", "RD", "--baseline", "0.95", "--json").json
    found = said["baselines"][0]
    assert found["difference"]["estimate"] == pytest.approx(pooled["b"])
    assert found["new_setting"]["low"] == pytest.approx(max(pooled["pi_hts_lb"], -0.95))
    assert said["diagnostics"][0] == "Line 5 is left out: no yi."
    assert "Line 5 is left out" in run("synthesise", "absolute", path, "--baseline", "0.1").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--estimate", "0.8"), "give the risk without the intervention"),
        (("--estimate", "0.8", "--baseline", "many"), "--baseline 'many' is no risk"),
        (("--estimate", "0.8", "--baseline", "12"), "write 12% as 0.12"),
        (("--estimate", "-0.2", "--baseline", "0.1"), "-0.2 is no ratio"),
        (("--estimate", "0.8", "--low", "0.7", "--baseline", "0.1"), "give both ends"),
        (("--low", "0.7", "--baseline", "0.1"), "--low and --high need --estimate"),
        (("--baseline", "0.1"), "give either a FILE"),
    ],
)
def test_what_gives_no_risk_is_said(arguments, words, run):
    said = run("synthesise", "absolute", *arguments)
    assert said.code == 1 and words in said.err


def test_a_file_and_an_estimate_are_one_too_many(run, table):
    said = run("synthesise", "absolute", table(SHEET), "--estimate", "0.8", "--baseline", "0.1")
    assert said.code == 1 and "not both" in said.err
