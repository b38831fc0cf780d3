"""`whatworks appraise` judges with any instrument, checks any file, and lists what there is."""

import json

import pytest

from whatworks.appraise import shipped

FIRST = {"1.1": "Y", "1.2": "PY", "1.3": "N"}


@pytest.fixture
def written(tmp_path):
    def write(content, name="answers.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def test_plain_answers_are_judged_with_an_instrument_by_its_id(run, written):
    said = run("appraise", "judge", "rob2", written(FIRST), "--effect", "assignment", "--json")
    assert said.code == 0, said.err
    assert said.json["domains"][0]["proposed"] == "Low"
    assert said.json["possible"] == ["Low", "Some concerns", "High"]
    assert said.json["domains"][1]["needed"] == ["2.1", "2.2", "2.6"]


def test_answers_may_carry_reasons_and_stand_in_an_appraisal(run, written):
    told = {q: {"answer": a, "because": "Said on page 3"} for q, a in FIRST.items()}
    plain = run("appraise", "judge", "rob2", written({**told, "effect": "adhering"}), "--json").json
    whole = {"object": "A result", "rater": "A rater", "effect": "adhering", "answers": told}
    full = run("appraise", "judge", "rob2", written(whole), "--json").json
    assert plain["domains"] == full["domains"]
    assert plain["effect"] == "adhering" and full["rater"] == "A rater"
    assert plain["answers"][0]["justification"] == "Said on page 3"


def test_an_instrument_may_be_a_file_of_ones_own(run, written, root):
    own = (root / "src/whatworks/appraise/instruments/amstar2.yaml").read_text("utf-8")
    own = written(own.replace("instrument: amstar2", "instrument: ours"), "ours.yaml")
    answers = {str(n): "Y" for n in range(1, 17)} | {"2": "N"}
    assert run("appraise", "judge", own, written(answers), "--json").json["proposed"] == "Low"


def test_critical_items_changed_by_a_team_are_judged_and_said(run, written):
    answers = {str(n): "Y" for n in range(1, 17)} | {"7": "N"}
    critical = {"questions": ["2", "4"], "reason": "Few lists here"}
    path = written({"answers": answers, "critical": critical})
    assert run("appraise", "judge", "amstar2", path, "--json").json["proposed"] == "High"
    assert "critical here: 2, 4. Few lists here" in run("appraise", "judge", "amstar2", path).out


def test_a_gate_a_count_and_points_are_told_to_a_person(run, written):
    said = run(
        "appraise", "judge", "robins-i-v2", written({"B1": "Y", "B3": "Y"}), "--effect", "per-protocol"
    )
    assert "B. Whether to go on: Critical" in said.out
    assert "1. Confounding: Not asked, after what was answered above" in said.out
    said = run("appraise", "judge", "grade", written({"start": "not randomised"}))
    assert "Overall: Not known yet; still possible: High, Moderate, Low, Very low" in said.out


WRONG = [
    ({"1.1": "Maybe"}, "assignment", 1, "'Maybe' is not an answer"),
    ({"9.1": "Y"}, "assignment", 1, "'9.1' is not a question of RoB 2"),
    (FIRST, "both", None, "effect 'both' is not one of RoB 2"),
    (
        {"instrument": "amstar2", "answers": {}},
        "assignment",
        1,
        "but the answers are to be judged with 'rob2'",
    ),
    (["Y"], "assignment", None, "should be a map"),
    ("{", "assignment", None, "is not valid YAML"),
]


def test_where_nobody_says_which_variant_the_first_is_taken_and_named(run, written):
    said = run("appraise", "judge", "rob2", written(FIRST), "--json")
    assert said.code == 0 and said.json["effect"] == "assignment"


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_answers_is_told_with_its_line(run, written, wrong):
    content, effect, line, says = wrong
    options = ("--effect", effect) if effect else ()
    said = run("appraise", "judge", "rob2", written(content), *options, "--json")
    assert said.code == 1 and says in said.err and "answers.json" in said.err
    (problem,) = said.json["problems"]
    assert says in problem["rule"] and (line is None or problem["line"] == line)


def test_an_unknown_instrument_is_answered_with_those_there_are(run, written):
    said = run("appraise", "judge", "rob9", written(FIRST))
    assert said.code == 1
    assert all(name in said.err for name in shipped())


def test_check_ends_with_1_and_says_file_line_field_and_value(run, written, root):
    text = (root / "src/whatworks/appraise/instruments/robins-i.yaml").read_text("utf-8")
    broken = text.replace('rule: {answer: "2"}', "rule: Fine")
    path = written(broken, "mine.yaml")
    line = broken[: broken.index("rule: Fine")].count("\n") + 1
    said = run("appraise", "check", path, "--json")
    assert said.code == 1 and said.json["kind"] == "instrument"
    found = next(p for p in said.json["problems"] if p["value"] == "Fine")
    assert (found["line"], found["field"]) == (line, "domains.1.rule")
    assert "use Low, Moderate, Serious, Critical or No information" in found["rule"]
    assert (
        f"mine.yaml, line {line}: domain 2: 'Fine' is not a judgement" in run("appraise", "check", path).err
    )


def test_check_of_a_sound_file_ends_with_0(run, root):
    said = run("appraise", "check", root / "src/whatworks/appraise/instruments/grade.yaml")
    assert said.code == 0 and "a sound instrument" in said.out


def test_the_instruments_are_listed_with_source_licence_and_what_is_not_verified(run):
    listed = run("appraise", "instruments", "--json").json["instruments"]
    assert [i["id"] for i in listed] == list(shipped())
    assert all(i["source"]["url"] and i["licence"] and i["verified"] for i in listed)
    assert all(i["unverified"] for i in listed if i["verified"] != "yes")
    (one,) = run("appraise", "instruments", "amstar2", "--json").json["instruments"]
    assert one["critical"] == ["2", "4", "7", "9", "11", "13", "15"]
    assert "[critical]" in run("appraise", "instruments", "amstar2").out
