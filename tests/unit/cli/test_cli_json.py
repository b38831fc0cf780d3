"""What a command prints under --json is one object, as its documented schema says."""

import jsonschema
import pytest

from whatworks.cli.outputs import OUTPUTS

COUNTS = "events_t,total_t,events_c,total_c\n4,123,11,139\n6,306,29,303\n"
MODERATED = "yi,vi,year\n0.1,0.02,1990\n0.3,0.05,1995\n0.2,0.04,2001\n0.4,0.1,2004\n"
GROUPED = "study,effect,yi,vi\na,1,0.1,0.02\na,2,0.3,0.05\nb,3,0.2,0.04\nc,4,0.6,0.04\n"
NETWORK = "study,t1,t2,yi,vi\n1,a,b,0.1,0.02\n2,b,c,0.3,0.05\n3,a,c,0.2,0.04\n4,a,b,0.2,0.03\n"
COSTS = ("--cost", "32", "--se-cost", "9", "--effect", "0.02", "--se-effect", "0.01")
EFFECTS = "yi,vi\n0.1,0.02\n0.3,0.05\n0.2,0.04\n"


@pytest.fixture
def arguments(tiny, root, table, tmp_path):
    """A run of each command on something small."""
    first, second = tiny / "searches/first.ris", tiny / "searches/second.ris"
    return {
        "collate read": (first,),
        "collate deduplicate": (first, second),
        "collate rank": (first, second, "--decisions", tiny / "tables/decisions.csv"),
        "collate prisma": (tiny,),
        "appraise judge": (root / "examples/tutorial-trial/appraisal.yaml",),
        "appraise check": (root / "examples/tutorial-trial/appraisal.yaml",),
        "appraise instruments": (),
        "synthesise effects": (table(COUNTS, "counts.csv"), "--measure", "RR"),
        "synthesise pool": (table(EFFECTS, "effects.csv"),),
        "synthesise multilevel": (table(GROUPED, "grouped.csv"), "--random", "study/effect"),
        "synthesise regress": (table(MODERATED, "moderated.csv"), "--formula", "~ year"),
        "synthesise bias": (table(EFFECTS, "biased.csv"),),
        "synthesise network": (table(NETWORK, "network.csv"),),
        "synthesise economics": (*COSTS, "--threshold", "5000", "--price-year", "2023"),
        "synthesise absolute": ("--estimate", "0.8", "--baseline", "12%"),
        "synthesise plot": ("forest", table(EFFECTS, "drawn.csv"), "--out", tmp_path / "drawn.svg"),
        "rate judge": (tiny,),
        "rate compare": (tiny,),
        "rate schemes": (),
        "rate facts": (),
        "review new": (tmp_path / "fresh", "--question", "Does it help?"),
        "review check": (tiny,),
        "review build": (tiny, "--out", tmp_path / "build"),
    }


def test_every_command_is_tried(arguments):
    assert set(arguments) == set(OUTPUTS)


@pytest.mark.parametrize("words", OUTPUTS)
def test_json_fits_its_schema(words, arguments, run):
    said = run(*words.split(), *arguments[words], "--json")
    assert said.code == 0, said.err
    jsonschema.Draft202012Validator(OUTPUTS[words]).validate(said.json)
    assert "Traceback" not in said.err
    if words not in ("collate deduplicate", "collate rank"):  # these tell of records that could not be read
        assert said.err == ""


@pytest.mark.parametrize("words", [w for w in OUTPUTS if w != "review new"])
def test_the_same_command_prints_the_same_twice(words, arguments, run):
    once = run(*words.split(), *arguments[words], "--json").out
    assert run(*words.split(), *arguments[words], "--json").out == once


@pytest.mark.parametrize("words", OUTPUTS)
def test_a_person_is_told_something_too(words, arguments, run):
    said = run(*words.split(), *arguments[words])
    assert said.code == 0, said.err
    assert said.out.strip()
    assert "None" not in said.out


def test_a_build_prints_its_object(run, arguments):
    built = run("review", "build", *arguments["review build"], "--json").json
    assert {"records", "prisma", "pooled", "ratings"} <= set(built)
    assert (
        built["records"] | {"in": 6, "references": 5, "rejected": 1, "works": 4, "copies": 1}
        == built["records"]
    )
    assert built["prisma"]["records_screened"] == 4
    assert built["pooled"][0]["k"] == 3
    for rating in built["ratings"]:
        wanted = {"scheme", "version", "object", "level", "possible", "criteria", "unknowns", "changes_up"}
        assert wanted <= set(rating)
        assert (rating["level"] is None) == (len(rating["possible"]) > 1)


def test_an_error_is_one_json_object_too(run, tmp_path):
    said = run("review", "check", tmp_path, "--json")
    assert said.code == 1
    assert said.json["problems"][0]["file"] == "review.yaml"
    said = run("synthesise", "pool", tmp_path / "none.csv", "--json")
    assert said.code == 1
    assert set(said.json) == {"error", "problems"}
