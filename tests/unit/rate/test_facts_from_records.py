"""Facts are derived from records in one place, each with the record, the field and how."""

from __future__ import annotations

import pytest

from unit.rate.evidence import AGAINST, FOR, evidence, finding, pool, study
from whatworks.rate import CATALOGUE, StudyEvidence, world_of
from whatworks.terms import Design, Good, PoolSource, Result, Study, UnknownKind


def facts(**known):
    return world_of(evidence(study("A", **known))).studies[0].facts


def test_every_fact_of_the_catalogue_is_derived_and_no_other():
    world = world_of(evidence(study("A"), pool=pool(-1, 1, k=3)))
    assert set(world.facts) | set(world.studies[0].facts) == set(CATALOGUE)


@pytest.mark.parametrize("design", Design)
def test_the_design_says_what_it_deals_with(design):
    known = facts(design=design)
    assert known["randomised"].value is design.is_randomised
    assert known["compared"].value is design.has_comparison
    assert known["strong_comparison"].value is design.is_strong_comparison
    assert known["randomised"].source.how == "from the design"


def test_the_number_analysed_comes_from_the_nearest_record():
    assert facts(n_analysed=100).get("n_analysed").value == 100
    arms = facts(n_intervention=40, n_comparison=30)["n_analysed"]
    assert (arms.value, arms.source.how) == (70, "both arms added")
    record = study("A").study
    result = Result(id="r", study="a", outcome="care", measure="m", n_t=10, n_c=11)
    printed = world_of(evidence(StudyEvidence(study=record, result=result))).get("a", "n_analysed")
    assert (printed.value, printed.source.how) == (21, "both arms of the result added")


def test_who_was_allocated_bounds_who_was_analysed():
    fact = facts(n_randomised=1511)["n_analysed"]
    assert (fact.value, fact.low, fact.high) == (None, 1, 1511)
    assert fact.source.how == "not known; 1,511 were allocated, so at most that many"
    assert facts(n_analysed=40)["n_intervention"].high == 40


def test_a_number_carries_what_it_counts():
    assert facts(n_analysed=100, unit="children")["n_analysed"].unit == "children"
    assert facts(n_randomised=100, unit="children")["n_analysed"].unit == "children"


def test_losses_follow_from_the_counts():
    fact = facts(n_randomised=200, n_analysed=150)["attrition_overall"]
    assert (fact.value, fact.source.how) == (25, "200 allocated, 150 analysed")
    assert facts(n_randomised=200, n_analysed=150, attrition_overall=20.0)["attrition_overall"].value == 20
    assert not facts(n_randomised=100, n_analysed=150)["attrition_overall"].is_known, (
        "more than were allocated"
    )


def test_the_reason_for_not_knowing_is_kept():
    known = facts(unknown_because={"independent": "sought, not reported", "baseline_equivalent": "yes | no"})
    assert known["independent"].unknown is UnknownKind.NOT_REPORTED
    assert (known["baseline_equivalent"].unknown, known["baseline_equivalent"].options) == (
        UnknownKind.DISAGREE, (True, False),
    )  # fmt: skip
    assert known["peer_reviewed"].unknown is UnknownKind.NOT_SOUGHT


def test_a_study_without_a_result_has_an_unknown_direction():
    fact = world_of(evidence(StudyEvidence(study=study("A").study))).get("a", "direction")
    assert (fact.value, fact.source.how) == (None, "no result recorded")


def test_a_study_in_the_set_twice_is_refused():
    with pytest.raises(
        ValueError, match="study a is in it twice; let the set's rule pick or combine one result"
    ):
        world_of(evidence(study("A", direction=FOR), study("A", direction=AGAINST)))


def test_a_study_cannot_take_the_sets_own_name():
    with pytest.raises(ValueError, match="a study cannot be called 'set'"):
        world_of(
            evidence(StudyEvidence(study=Study(id="set", name="S", intervention="fgc", design=Design.RCT)))
        )


def test_a_pool_is_turned_so_that_above_nothing_is_better():
    lower = world_of(evidence(pool=pool(-0.5, -0.2, k=4, pi_lb=-0.9, pi_ub=0.1)))
    assert [lower.get("set", f"pool.{n}").value for n in ("low", "high", "pi_low", "pi_high")] == [
        0.2,
        0.5,
        -0.1,
        0.9,
    ]
    higher = world_of(evidence(pool=pool(-0.5, -0.2, k=4), outcome={"good": Good.HIGHER}))
    assert [higher.get("set", f"pool.{n}").value for n in ("low", "high")] == [-0.5, -0.2]


def test_a_prediction_interval_that_was_not_printed_is_at_least_as_wide_as_the_interval():
    world = world_of(evidence(pool=pool(-0.5, -0.2, k=4)))
    assert world.get("set", "pool.pi_low").high == 0.2
    assert world.get("set", "pool.pi_high").low == 0.5
    ours = world_of(evidence(pool=pool(-0.5, -0.2, k=2, source=PoolSource.OURS)))
    assert ours.get("set", "pool.pi_low").unknown is UnknownKind.NOT_APPLICABLE


def test_without_a_pool_its_facts_do_not_apply():
    world = world_of(evidence())
    assert world.get("set", "pool.available").value is False
    assert world.get("set", "pool.low").unknown is UnknownKind.NOT_APPLICABLE


def test_two_figures_that_agree_are_no_dispute():
    one, two = (pool(-0.5, -0.2, k=4, id=i, finding="f") for i in ("one", "two"))
    world = world_of(evidence(pool=one, rivals=(two,), finding=finding(), findings=(finding(),)))
    assert world.rivals == ()
    assert world.get("set", "pool.low").value == 0.2


def test_a_dispute_about_what_one_source_does_not_say_is_bounded():
    one, two = pool(-0.5, -0.2, k=4, id="one", pi_lb=-0.6, pi_ub=-0.1), pool(-0.5, -0.2, k=4, id="two")
    fact = world_of(evidence(pool=one, rivals=(two,), finding=finding())).get("set", "pool.pi_low")
    assert (fact.value, fact.options, fact.high) == (None, (), 0.2)
