"""`whatworks synthesise bias` on a file, as a person would call it."""

import json

import pytest
from typer.testing import CliRunner

from metafor_values import values
from whatworks.cli.app import app

GIVEN = values("molloy2014_zcor")
RUN = CliRunner()


@pytest.fixture
def file(tmp_path):
    rows = zip(*(GIVEN["input"][k] for k in ("yi", "vi", "ni")), strict=True)
    text = "effect,variance,n,who\n" + "".join(f"{y},{v},{n},s{j}\n" for j, (y, v, n) in enumerate(rows))
    path = tmp_path / "effects.csv"
    path.write_text(text + "0.2,,30,lost\n")
    return str(path)


def run(file, *more):
    return RUN.invoke(app, ["synthesise", "bias", file, "--yi", "effect", "--vi", "variance", *more])


def test_json_has_metafors_numbers(file):
    tests = "egger,begg,trimfill,leave1out,influence"
    found = run(file, "--ni", "n", "--predictor", "ni", "--tests", tests, "--label", "who", "--json")
    assert found.exit_code == 0, found.output
    record, extras = json.loads(found.stdout), GIVEN["results"]["extras"]
    assert record["egger"]["zval"] == pytest.approx(extras["egger_lm_ni"]["stat"])
    assert record["begg"]["tau"] == pytest.approx(extras["begg_ranktest"]["tau"])
    assert record["leave1out"]["se"] == pytest.approx(extras["leave1out_REML"]["se"])
    assert record["influence"]["slab"][0] == "s0"
    assert record["diagnostics"][0] == "Line 18 is left out: no variance."
    assert record["k"] == 16
    assert record["peters"] is None


def test_words_and_a_table(file):
    found = run(file, "--tests", "egger,begg", "--method", "DL")
    assert found.exit_code == 0
    assert "Egger's regression" in found.stdout
    assert "Line 18 is left out" in found.stdout
    assert "row 1 " not in found.stdout


def test_wrong_options_are_told(file):
    assert "use all, or some of" in run(file, "--tests", "eggs").output
    assert "--counts names 1 columns" in run(file, "--counts", "n").output
    assert "no column 'x'" in run(file, "--ni", "x").output
    assert "needs the sample sizes" in run(file, "--predictor", "ni", "--tests", "egger").output
