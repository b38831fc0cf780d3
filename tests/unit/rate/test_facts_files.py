"""A file of facts is read with the line of all that is wrong in it, and what follows is never typed twice."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.rate import CATALOGUE
from whatworks.rate.facts_file import FactsError, facts_of, read_facts
from whatworks.rules import SET, FactType
from whatworks.terms import UnknownKind


def read(tmp_path, text, name="facts.yaml"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_facts(path)


def test_one_set_is_read_with_every_fact_of_the_catalogue(tmp_path):
    (made,) = read(
        tmp_path,
        "object: m-a\nintervention: Mentoring\noutcome: Attendance\nset: {manualised: yes}\n"
        "studies:\n- {id: leeds, name: Leeds 2020, design: RCT, direction: favours}\n",
    ).sets
    assert made.object.evidence_set == "m-a"
    assert made.object.intervention_name == "Mentoring"
    assert made.names == {"leeds": "Leeds 2020"}
    assert set(made.world.facts) | set(made.world.studies[0].facts) == set(CATALOGUE)
    assert made.world.get(SET, "manualised").value is True
    assert made.world.get("leeds", "randomised").value is True
    assert made.world.get("leeds", "sample").value == "leeds"
    assert made.world.get("leeds", "months_after_end").unknown is UnknownKind.NOT_SOUGHT


def test_json_says_the_same_as_yaml(tmp_path):
    data = {"object": "x", "set": {"manualised": True}, "studies": [{"id": "a", "design": "matched"}]}
    (a,) = read(tmp_path, json.dumps(data), "facts.json").sets
    (b,) = read(tmp_path, json.dumps(data), "facts.yaml").sets
    assert a == b


def test_a_value_may_be_a_range_a_choice_of_several_or_sought_and_not_reported(tmp_path):
    (made,) = read(
        tmp_path,
        "studies:\n- id: a\n  attrition_overall: {low: 10, high: 25}\n"
        "  baseline_equivalent: {options: [yes, no]}\n"
        '  direction: {unknown: "sought, not reported"}\n  comparator: null\n',
    ).sets
    get = made.world.get
    assert (get("a", "attrition_overall").low, get("a", "attrition_overall").high) == (10, 25)
    assert get("a", "baseline_equivalent").options == (True, False)
    assert get("a", "direction").unknown is UnknownKind.NOT_REPORTED
    assert get("a", "comparator").unknown is UnknownKind.NOT_SOUGHT


@pytest.mark.parametrize(
    ("text", "line", "field", "told"),
    [
        ("studies:\n- id: a\n  desing: RCT\n", 3, "desing", "did you mean design"),
        ("studies:\n- id: a\n  design: RTC\n", 3, "design", "one of"),
        ("studies:\n- id: a\n  attrition_overall: 140\n", 3, "attrition_overall", "from 0 to 100"),
        ("studies:\n- id: a\n  attrition_overall: lots\n", 3, "attrition_overall", "not a number"),
        ("studies:\n- id: a\n  attrition_overall: .nan\n", 3, "attrition_overall", "not a number"),
        ("studies:\n- id: a\n  direction: {low: 3}\n", 3, "direction", "not a number"),
        ("studies:\n- id: a\n  n_analysed: {low: 9, high: 3}\n", 3, "n_analysed", "turn them round"),
        ("studies:\n- id: a\n  direction: {unknown: dunno}\n", 3, "direction", "use one of"),
        ("studies:\n- id: a\n  manualised: yes\n", 3, "manualised", "write it in `set`"),
        ("set:\n  design: RCT\n", 2, "design", "write it in a study"),
        ("manualised: yes\n", 1, "manualised", "below `set`"),
        ("studies:\n- id: a\n- id: a\n", 2, "studies", "give each its own"),
        ("studies:\n- id: a\n  design: RCT\n  randomised: no\n", 4, "randomised", "from the design"),
        ("studies: 3\n", 1, "studies", "list"),
        ("set: 3\n", 1, "set", "map"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_its_field_and_what_to_do(tmp_path, text, line, field, told):
    outcome = read(tmp_path, text)
    assert outcome.refused == 1
    assert not outcome.sets
    (problem,) = outcome.problems
    assert (problem.line, problem.field.split(".")[-1]) == (line, field)
    assert told in problem.rule


def test_a_set_with_a_fault_is_refused_and_the_others_are_read(tmp_path):
    text = "sets:\n- {object: a}\n- {object: b, set: {manualised: perhaps}}\n- {object: c}\n"
    outcome = read(tmp_path, text)
    assert [s.object.evidence_set for s in outcome.sets] == ["a", "c"]
    assert outcome.refused == 1
    assert outcome.problems[0].line == 3


@pytest.mark.parametrize("text", ["", "- a\n", "a: b: c\n", "\x00", "a: 1\na: 2\n", "'unclosed"])
def test_a_file_that_is_no_map_is_refused_whole(tmp_path, text):
    with pytest.raises(FactsError):
        read(tmp_path, text)


def test_counts_give_what_follows_and_are_not_typed_twice():
    made = facts_of({"studies": [{"id": "a", "n_intervention": 40, "n_comparison": 30, "n_randomised": 100}]})
    assert made.world.get("a", "n_analysed").value == 70
    assert made.world.get("a", "attrition_overall").value == 30
    with pytest.raises(FactsError, match="n_analysed"):
        facts_of({"studies": [{"id": "a", "n_intervention": 40, "n_comparison": 30, "n_analysed": 69}]})


def test_without_a_pooled_figure_what_is_asked_of_one_does_not_apply():
    made = facts_of({"object": "a"})
    assert made.world.get(SET, "pool.available").value is False
    assert made.world.get(SET, "pool.low").unknown is UnknownKind.NOT_APPLICABLE
    given = facts_of({"set": {"pool.low": 0.1, "pool.high": 0.4}})
    assert given.world.get(SET, "pool.available").value is True
    assert given.world.get(SET, "pool.pi_low").high == 0.1


def _values(definition):
    if definition.type is FactType.NUMBER:
        low = definition.low if definition.low is not None else -10
        return st.integers(int(low), int(definition.high if definition.high is not None else low + 50))
    return st.sampled_from(definition.choices) if definition.choices else st.just("somewhere")


FOLLOWING = ("randomised", "compared", "strong_comparison", "n_analysed")
AT_ODDS = {
    "direction": ("signal", "effect_size"), "n_randomised": ("design", "attrition_overall"),
    "design": ("allocated_in_groups",),
}  # fmt: skip
"""Facts that may contradict others: those are left out beside them."""


@given(st.data())
def test_every_fact_can_be_given_and_comes_back_as_given(data):
    names = [n for n, d in CATALOGUE.items() if d.of == "study" and n not in FOLLOWING]
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=6))
    given = {name: data.draw(_values(CATALOGUE[name])) for name in chosen}
    for name, others in AT_ODDS.items():
        given = {n: v for n, v in given.items() if name not in given or n not in others}
    world = facts_of({"studies": [{"id": "a", **given}]}).world
    assert {name: world.get("a", name).value for name in given} == given
