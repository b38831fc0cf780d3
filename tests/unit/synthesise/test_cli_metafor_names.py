"""The commands know the names by which a user of metafor asks, and answer by them too."""

import json

from typer.testing import CliRunner

from whatworks.cli.app import app

TABLE = "yi,vi,x\n-0.9,0.3,44\n-1.6,0.2,55\n-1.3,0.4,42\n-1.4,0.02,52\n-0.2,0.05,13\n-0.8,0.01,44\n"


def _run(tmp_path, *words):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return CliRunner().invoke(app, ["synthesise", words[0], str(path), *words[1:]])


def test_a_pool_has_metafors_names_beside_ours(tmp_path):
    found = json.loads(_run(tmp_path, "pool", "--json").stdout)
    assert (found["zval"], found["pval"]) == (found["stat"], found["p"])
    assert found["zval"] == found["b"] / found["se"]


def test_a_scale_makes_the_sentence_speak_of_ratios(tmp_path):
    assert "the risk ratio is" in _run(tmp_path, "pool", "--scale", "RR").stdout


def test_a_scale_is_refused_for_counts(tmp_path):
    told = _run(tmp_path, "pool", "--scale", "RR", "--method", "MH")
    assert told.exit_code == 1
    assert "say --measure" in told.output


def test_moderators_may_be_called_mods(tmp_path):
    one = json.loads(_run(tmp_path, "regress", "--mods", "~ x", "--json").stdout)
    assert one == json.loads(_run(tmp_path, "regress", "--formula", "~ x", "--json").stdout)


def test_robust_tests_have_metafors_names_beside_ours(tmp_path):
    found = json.loads(_run(tmp_path, "multilevel", "--random", "x", "--robust", "CR2", "--json").stdout)
    r = found["robust"]
    assert (r["tval"], r["ddf"], r["pval"]) == (r["t"], r["df"], r["p"])
    assert r["tval"][0] == r["b"][0] / r["se"][0]
