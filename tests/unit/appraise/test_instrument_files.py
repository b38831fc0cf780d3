"""An instrument is a file: a sound one needs no Python, an unsound one is told what is wrong and where."""

import copy
import json

import pytest
import yaml

from whatworks.appraise import AppraisalError, check_instrument, judge, load_instrument
from whatworks.appraise.instrument import FOLDER

CONTENT = yaml.safe_load((FOLDER / "rob2.yaml").read_text(encoding="utf-8"))


def rob2(change):
    content = copy.deepcopy(CONTENT)
    change(content)
    return check_instrument(content)


def says(problems, text):
    assert any(text in problem for problem in problems), problems


def domain(content, number):
    return content["domains"][number]


def test_a_missing_branch_is_named_with_the_answers_that_fall_through():
    def drop(content):
        del domain(content, 0)["rule"][1]["then"][1]

    says(rob2(drop), "domain 1, rule, line 2: no line speaks for 1.2 NI, 1.3")


def test_a_judgement_that_no_answers_reach_is_named():
    def all_low(content):
        domain(content, 3)["rule"] = [{"when": {"3.1": ["Y", "PY"]}, "then": "Low"}, {"otherwise": "High"}]
        domain(content, 3)["questions"] = {"3.1": {"ask": "Is it?"}}

    assert rob2(all_low) == ("domain 3: no answers lead to 'Some concerns'",)


def test_a_line_that_is_never_reached_is_named():
    def early(content):
        domain(content, 0)["rule"].insert(0, {"when": {"1.2": ["N"]}, "then": "High"})
        domain(content, 0)["rule"].insert(1, {"when": {"1.2": ["N"]}, "then": "Low"})

    assert rob2(early) == ("domain 1, rule, line 2: this line is never reached",)


def test_an_unknown_question_answer_judgement_or_step_is_named():
    def question(content):
        domain(content, 4)["rule"][0]["when"] = {"4.9": ["Y"]}

    def answer(content):
        domain(content, 3)["rule"][1]["when"] = {"3.2": ["Y", "NI"]}

    def judgement(content):
        domain(content, 5)["rule"][3] = {"otherwise": "Unclear"}

    def step(content):
        domain(content, 1)["rule"] = {"worst": ["part 1", "part 3"]}

    says(rob2(question), "domain 4: names the question '4.9', which it does not list")
    says(rob2(answer), "domain 3: 3.2 cannot be 'NI'; its answers are Y, PY, PN, N or NA")
    says(rob2(judgement), "domain 5: 'Unclear' is not a judgement; use Low, Some concerns or High")
    says(rob2(step), "domain 2 (assignment): takes the worst of 'part 3', which is not a step")


def test_a_question_no_rule_uses_and_a_circle_are_named():
    def idle(content):
        domain(content, 0)["questions"]["1.4"] = {"ask": "Why?"}

    def circle(content):
        domain(content, 3)["questions"]["3.1"]["asked_if"] = {"3.4": ["Y"]}

    says(rob2(idle), "domain 1: no rule uses 1.4")
    says(rob2(circle), "domain 3, question 3.1: asked_if names 3.4, which comes no earlier")


@pytest.mark.parametrize("content", [None, [], "text", {}, {"domains": []}, {"domains": [3]}, {"rule": 1}])
def test_any_content_gets_an_answer_and_never_a_crash(content):
    assert check_instrument(content)


@pytest.mark.parametrize("key", sorted(CONTENT))
@pytest.mark.parametrize("value", [None, 3, "x", [], [{}], {"a": {"b": []}}])
def test_a_part_of_the_wrong_kind_never_crashes_the_check(key, value):
    content = copy.deepcopy(CONTENT)
    content[key] = value
    assert isinstance(check_instrument(content), tuple)


def test_an_unsound_file_is_not_loaded_and_the_message_says_why(tmp_path):
    content = copy.deepcopy(CONTENT)
    del content["domains"][0]["rule"][0]
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(
        AppraisalError, match=r"mine.yaml: is not a sound instrument: domain 1, rule: no line"
    ):
        load_instrument(path)


COMMON = {
    "version": "test", "licence": "MIT", "verified": "no", "source": {"url": "https://example.org"},
    "usual_answers": ["Y", "PY", "PN", "N", "NI"],
}  # fmt: skip


def test_a_review_instrument_that_counts_flaws_needs_no_python(tmp_path):
    """The shape of AMSTAR 2: sixteen items, seven critical, two scales, a whole that counts."""
    critical = ["2", "4", "7", "9", "11", "13", "15"]
    items = [str(n) for n in range(1, 17)]
    rest = [item for item in items if item not in critical]

    def flaws(of, at_least):
        return {"count": {"of": of, "in": ["Not met"], "at_least": at_least}}

    content = {
        **COMMON, "instrument": "items", "name": "Items", "judgements": ["Met", "Not met"],
        "usual_answers": ["Y", "PY", "N", "NMA"],
        "domains": [
            {"id": item, "name": f"Item {item}", "verified": "no", "questions": {f"q{item}": {"ask": "Met?"}},
             "rule": [{"when": {f"q{item}": ["N"]}, "then": "Not met"}, {"otherwise": "Met"}]}
            for item in items
        ],
        "overall": {
            "verified": "no", "judgements": ["High", "Moderate", "Low", "Critically low"],
            "rule": [
                {"when": flaws(critical, 2), "then": "Critically low"},
                {"when": flaws(critical, 1), "then": "Low"},
                {"when": flaws(rest, 2), "then": "Moderate"},
                {"otherwise": "High"},
            ],
        },
    }  # fmt: skip
    assert check_instrument(content) == ()
    path = tmp_path / "items.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")
    instrument = load_instrument(path)
    met = {f"q{item}": "Y" for item in items}
    assert judge(instrument, met).proposed == "High"
    assert judge(instrument, met).effect is None
    assert judge(instrument, {**met, "q1": "N", "q3": "N"}).proposed == "Moderate"
    assert judge(instrument, {**met, "q2": "N", "q11": "NMA"}).proposed == "Low"
    assert judge(instrument, {"q2": "N", "q4": "N"}).proposed == "Critically low"
    assert judge(instrument, {"q2": "N"}).proposed is None


def test_a_rule_that_goes_on_from_the_worst_of_two_parts_needs_no_python():
    """The shape of ROBINS-I V2, third domain: take the worst of two parts; if serious, ask further."""
    content = {
        **COMMON, "instrument": "parts", "name": "Parts",
        "judgements": ["Low", "Moderate", "Serious", "Critical"],
        "domains": [{
            "id": "3", "name": "Selection", "verified": "no",
            "questions": {
                "3.1": {"ask": "Followed from the start?", "answers": ["Y", "PY", "WN", "SN", "NI"]},
                "3.2": {"ask": "Related?"}, "3.3": {"ask": "Corrected?"}, "3.8": {"ask": "Severe?"},
            },
            "steps": {
                "A": [{"when": {"3.1": ["SN"]}, "then": "Serious"}, {"when": {"3.1": ["WN", "NI"]},
                       "then": "Moderate"}, {"otherwise": "Low"}],
                "B": [{"when": {"3.2": ["N", "PN"]}, "then": "Low"}, {"when": {"3.2": ["NI"]},
                       "then": "Moderate"}, {"otherwise": "Serious"}],
                "both": {"worst": ["A", "B"]},
            },
            "rule": [
                {"when": {"both": ["Low"]}, "then": "Low"},
                {"when": {"both": ["Moderate"]}, "then": "Moderate"},
                {"when": {"3.3": ["Y", "PY"]}, "then": "Moderate"},
                {"when": {"3.8": ["Y", "PY"]}, "then": "Critical"},
                {"otherwise": "Serious"},
            ],
        }],
        "overall": {"verified": "no", "rule": [
            {"when": {"3": [level]}, "then": level} for level in ("Low", "Moderate", "Serious", "Critical")
        ]},
    }  # fmt: skip
    assert check_instrument(content) == ()
