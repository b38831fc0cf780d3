"""Files of facts that contradict themselves or hide a number: refused with place, value and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from whatworks.rate import FactsError, facts_of, judge_world, load_scheme, read_facts


def _told(tmp_path: Path, text: str) -> str:
    file = tmp_path / "facts.yaml"
    file.write_text(text, "utf-8")
    try:
        return "\n".join(map(str, read_facts(file).problems))
    except FactsError as error:
        return str(error)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("pool.low: 0.5, pool.high: -0.5", "set.pool.low 0.5 is above pool.high, -0.5; correct one of them"),
        ("pool.estimate: 3, pool.low: 0.1, pool.high: 0.5", "pool.estimate 3.0 is above pool.high, 0.5"),
        ("pool.low: 0.1, pool.high: 0.5, pool.pi_low: 0.3", "pool.pi_low 0.3 is above pool.low, 0.1"),
        ("pool.pi_low: 0.3, pool.pi_high: 0.2", "pool.pi_low 0.3 is above pool.pi_high, 0.2"),
        ("pool.available: no, pool.low: 0.1", "set.pool.low 0.1 is given, and pool.available says"),
        ("review.count: 0, review.exists: yes", "set.review.exists 'yes' cannot be: review.count is 0"),
        ("review.count: 2, review.recent_count: 5", "review.recent_count 5.0 is above review.count, 2"),
    ],
)
def test_facts_of_a_set_that_cannot_be_true_together_are_refused(
    tmp_path: Path, given: str, said: str
) -> None:
    told = _told(tmp_path, f"object: a\nset: {{{given}}}\n")
    assert told.startswith("facts.yaml, line 2: set.")
    assert said in told


def test_losses_that_differ_from_the_counts_are_told() -> None:
    study = {"id": "s", "n_randomised": 100, "n_analysed": 90}
    with pytest.raises(FactsError, match=r"with 100 allocated, 90 analysed it is 10; take one of them out"):
        facts_of({"studies": [{**study, "attrition_overall": 50}]})
    assert facts_of({"studies": [{**study, "attrition_overall": 10.4}]}).world.studies


def test_more_people_analysed_than_allocated_are_refused_but_where_groups_may_gain_some() -> None:
    study = {"id": "s", "n_randomised": 100, "n_analysed": 120}
    with pytest.raises(FactsError, match=r"n_analysed 120\S* is more than the 100 allocated"):
        facts_of({"studies": [{**study, "design": "RCT"}]})
    assert facts_of({"studies": [{**study, "design": "cluster RCT"}]}).world.studies
    assert facts_of({"studies": [study]}).world.studies, "the design is not known"


@pytest.mark.parametrize(
    ("effect", "direction", "is_refused"),
    [
        (0.2, "favours", False), (0.2, "against", True), (-0.2, "favours", True), (-0.2, "against", False),
        (0, "favours", False), (0, "against", False),
    ],
)  # fmt: skip
def test_an_effect_cannot_lie_on_the_other_side_than_its_direction(
    effect: float, direction: str, is_refused: bool
) -> None:
    given = {"studies": [{"id": "s", "effect_size": effect, "direction": direction}]}
    if is_refused:
        with pytest.raises(FactsError, match=r"effect_size .* correct one of them"):
            facts_of(given)
    else:
        assert facts_of(given).world.studies


def test_with_the_lower_end_above_no_difference_the_upper_end_cannot_lie_below() -> None:
    given = {"pool.low": 0.1, "pool.source": "our pool", "pool.k": 4}
    facts = facts_of({"object": "a", "set": given, "studies": []})
    effect = judge_world(facts.world, facts.object, load_scheme("centre"), explained=False)[0]
    assert set(effect.possible) == {"+1", "+2"}


@pytest.mark.parametrize("number", ["0100", "1:30", "0x10", "1_000", "0b11"])
def test_a_number_that_yaml_would_read_to_another_base_is_not_taken_for_one(
    tmp_path: Path, number: str
) -> None:
    text = f"object: a\nstudies:\n  - {{id: {number}, n_analysed: {number}}}\n"
    assert f"line 3: studies[1].n_analysed '{number}' is not a number" in _told(tmp_path, text)


def test_a_study_may_be_called_nought() -> None:
    assert facts_of({"studies": [{"id": 0}]}).world.studies[0].study == "0"


@pytest.mark.parametrize("text", ["set: {[a]: 4}\n", "set: {{a: b}: 4}\n"])
def test_a_key_that_is_a_list_or_a_map_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    told = _told(tmp_path, f"object: a\n{text}")
    assert "facts.yaml, line 2: the file is not valid YAML: has a list or a map for a key" in told


def test_what_is_nested_too_deeply_is_said_in_plain_words(tmp_path: Path) -> None:
    assert "nested too deeply" in _told(tmp_path, "set: " + "[" * 3000 + "]" * 3000)
