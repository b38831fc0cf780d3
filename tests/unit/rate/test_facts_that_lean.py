"""Facts that lean on one another: no level is possible only by a mix that cannot be."""

from __future__ import annotations

import pytest

from whatworks.rate import FactsError, apply_steps, facts_of, judge_world, load_scheme
from whatworks.terms import Design, Step


def _possible(scheme: str, study: dict[str, object], given: dict[str, object] | None = None) -> set[str]:
    data = {"object": "a", "set": given or {}, "studies": [{"id": "s", **study}]}
    facts = facts_of(data)
    ratings = judge_world(facts.world, facts.object, load_scheme(scheme), explained=False)
    return {level for rating in ratings for level in rating.possible}


NOTHING_LOWERS = {
    f"grade_{name}": 0
    for name in ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
}


def test_a_study_with_a_comparison_group_measures_an_effect_whatever_its_design() -> None:
    assert "none" not in _possible("grade", {"compared": "yes"}, NOTHING_LOWERS)


def test_a_study_whose_comparison_is_weak_rests_on_no_instrument() -> None:
    study = {"strong_comparison": "no", "exogeneity_tested": "yes", "comparability_shown": "no"}
    assert "4" not in _possible("maryland-sms", study)


@pytest.mark.parametrize(
    "stated",
    [{}, {"compared": "yes"}, {"compared": "no"}, {"randomised": "no"}, {"strong_comparison": "no"}],
    ids=str,
)
@pytest.mark.parametrize(
    "more",
    [
        {"exogeneity_tested": "yes", "measured_before": "yes", "comparability_shown": "yes"},
        {"exogeneity_tested": "yes", "measured_before": "no", "controls_used": "yes"},
        {"attrition_addressed": "yes", "contamination_addressed": "yes", "exogeneity_tested": "no"},
    ],
    ids=["alike", "controls", "dealt-with"],
)
def test_without_a_design_what_is_possible_is_what_some_design_gives(
    stated: dict[str, str], more: dict[str, str]
) -> None:
    rest = {
        "exogeneity_tested": "no", "measured_before": "no", "comparability_shown": "no",
        "controls_used": "no", "attrition_addressed": "no", "contamination_addressed": "no",
    }  # fmt: skip
    study = {**rest, **more, **stated}
    by_design: set[str] = set()
    for design in Design:
        try:
            by_design |= _possible("maryland-sms", {**study, "design": design.value})
        except FactsError:
            continue
    assert _possible("maryland-sms", study) == by_design


def test_an_estimate_that_is_exactly_null_is_not_beyond_chance() -> None:
    study = {
        "design": "RCT", "signal": "excludes no difference", "peer_reviewed": "yes", "execution": "Low",
        "comparator": "usual care",
    }  # fmt: skip
    given = {"manualised": "yes", "harm_reported": "no"}
    assert _possible("cebc", study, given) - {"none", "low", "medium", "high"} == {"3", "5"}


@pytest.mark.parametrize(
    ("study", "said"),
    [
        ({"direction": "exactly null", "signal": "excludes no difference"}, "direction 'exactly null'"),
        ({"randomised": "no", "strong_comparison": "no", "design": {"options": ["RCT", "DiD"]}}, "design"),
    ],
    ids=["null-beyond-chance", "no-such-design"],
)
def test_facts_that_cannot_be_true_together_are_refused_with_both_named(
    study: dict[str, object], said: str
) -> None:
    with pytest.raises(FactsError, match="cannot be, beside") as refused:
        _possible("nesta", study)
    assert said in str(refused.value)


def test_sources_that_disagree_on_the_design_leave_only_what_else_is_stated() -> None:
    study = {"randomised": "no", "design": {"options": ["RCT", "matched"]}}
    facts = facts_of({"object": "a", "studies": [{"id": "s", **study}]}).world.studies[0].facts
    assert facts["design"].value == "matched"
    assert facts["strong_comparison"].value is True


@pytest.mark.parametrize("design", ["matched", "DiD", "comparison group", "RDD"])
def test_learning_a_design_says_no_more_than_writing_it_down(design: str) -> None:
    given = facts_of({"object": "a", "studies": [{"id": "s", "design": design}]})
    without = facts_of({"object": "a", "studies": [{"id": "s"}]})
    step = Step(kind="learn", subject="s", name="design", value=design, words="")
    learned = apply_steps(without.world, [step]).studies[0].facts
    for name in ("randomised", "compared", "strong_comparison", "allocated_in_groups"):
        written = given.world.studies[0].facts[name]
        assert (learned[name].value, learned[name].unknown) == (written.value, written.unknown), name


def test_whether_groups_were_allocated_is_forgotten_with_the_design_that_told_it() -> None:
    told = facts_of({"object": "a", "studies": [{"id": "s", "design": "cluster RCT"}]})
    step = Step(kind="reverse", subject="s", name="design", value="matched", words="")
    assert not apply_steps(told.world, [step]).studies[0].facts["allocated_in_groups"].is_known
