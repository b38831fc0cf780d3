"""A person's journey: the two examples, checked, built and read, through the command as it is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from whatworks.cli.outputs import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("entering-care", "teacher-expectancy")


def whatworks(*arguments, seed="0"):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
    command = [sys.executable, "-m", "whatworks.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Each example built once, with what the command printed as JSON."""
    place = tmp_path_factory.mktemp("built")
    found = {}
    for name in EXAMPLES:
        said = whatworks("review", "build", f"examples/{name}", "--out", place / name, "--json")
        assert said.returncode == 0, said.stderr
        found[name] = place / name, json.loads(said.stdout)
    return found


def rating(found, evidence_set, scheme, scale):
    wanted = (evidence_set, scheme, scale)
    return next(
        r for r in found["ratings"] if (r["object"]["evidence_set"], r["scheme"], r["scale"]) == wanted
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_wrong_with_an_example(name):
    said = whatworks("review", "check", f"examples/{name}")
    assert (said.returncode, said.stdout) == (0, "Nothing is wrong.\n")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_build_prints_what_its_schema_says(name, built):
    jsonschema.Draft202012Validator(OUTPUTS["review build"]).validate(built[name][1])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_build_repeats_byte_for_byte_from_another_place(name, built, tmp_path):
    shutil.copytree(ROOT / "examples" / name, tmp_path / "moved" / name)
    said = whatworks("review", "build", tmp_path / "moved" / name, "--out", tmp_path / "again", seed="7")
    assert said.returncode == 0, said.stderr
    first, again = tree(built[name][0]), tree(tmp_path / "again")
    assert [n for n in first if first[n] != again.get(n)] == []
    assert set(again) == set(first)


def test_the_order_of_rows_changes_no_rating_and_no_digit(built, tmp_path):
    folder = tmp_path / "teacher-expectancy"
    shutil.copytree(ROOT / "examples" / "teacher-expectancy", folder)
    for table in ("studies", "results", "reports", "retrievals"):
        path = folder / "tables" / f"{table}.csv"
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", "utf-8")
    said = whatworks("review", "build", folder, "--out", tmp_path / "out", "--json")
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    for key in ("prisma", "pooled", "ratings"):
        assert found[key] == built["teacher-expectancy"][1][key], key


@pytest.mark.parametrize("name", EXAMPLES)
def test_other_software_reads_what_a_build_derives(name, built):
    from frictionless import Package

    report = Package(str(built[name][0] / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_unchanged_example_is_kept(name, built):
    said = whatworks("review", "build", f"examples/{name}", "--out", built[name][0])
    assert said.returncode == 0
    assert "Nothing had changed, so the last build was kept." in said.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_record_that_went_in_is_counted(name, built):
    counts = built[name][1]["records"]
    assert counts["in"] == counts["references"] + counts["rejected"]
    assert counts["references"] == counts["works"] + counts["copies"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_level_is_given_only_where_one_is_possible(name, built):
    for found in built[name][1]["ratings"]:
        assert (found["level"] is None) == (len(found["possible"]) != 1)
        assert found["criteria"]
        assert found["level"] in (None, *found["possible"])


def test_the_pool_of_teacher_expectancy_is_metafors(built):
    golden = json.loads((ROOT / "tests/reference/meta_analysis/raudenbush1985.json").read_text("utf-8"))
    models = next(iter(golden["sets"].values()))["models"]
    fit = next(
        f for m in models if "x" not in m for f in m["fits"] if (f["method"], f["test"]) == ("REML", "knha")
    )
    pool = built["teacher-expectancy"][1]["pooled"][0]
    for key in ("b", "se", "ci_lb", "ci_ub"):
        assert pool[key] == pytest.approx(fit[key][0], rel=1e-6, abs=1e-6)
    for key in ("tau2", "I2", "H2", "QE", "QEp", "k"):
        assert pool[key] == pytest.approx(fit[key], rel=1e-6, abs=1e-6)


def test_family_group_conferences_stay_open_and_the_report_says_what_decides(built):
    found = rating(built["entering-care"][1], "fgc-entry-to-care", "centre", "effect")
    assert found["level"] is None
    assert set(found["possible"]) == {"mixed", "+1"}
    assert "which way it points" in found["unknowns"][0]["words"]
    assert found["changes_up"]


def test_intensive_family_preservation_speaks_by_a_published_review(built):
    pool = next(p for p in built["entering-care"][1]["pooled"] if p["evidence_set"] == "ifps-entry-to-care")
    assert pool["source"] == "published review"
    assert pool["finding"] == "bezeczky-2020-12-months"
    found = rating(built["entering-care"][1], "ifps-entry-to-care", "centre", "effect")
    assert found["basis"] == "published review"


def test_a_single_trial_is_not_rated_by_the_centre_whatever_it_found(built):
    swis = [r for r in built["entering-care"][1]["ratings"] if r["object"]["intervention"] == "swis"]
    effect = [r for r in swis if (r["scheme"], r["scale"]) == ("centre", "effect")]
    assert effect
    assert {r["level"] for r in effect} == {"none"}


def test_the_report_is_named_and_opens_from_disk(built):
    for out, _ in built.values():
        page = (out / "report" / "index.html").read_text("utf-8")
        assert "<h1" in page
        assert "<script" not in page
