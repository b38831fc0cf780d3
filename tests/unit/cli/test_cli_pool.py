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
