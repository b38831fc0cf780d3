"""What people enter becomes facts, checked, with its source, and never over what a record says."""

from __future__ import annotations

import pytest

from unit.rate.evidence import evidence, finding, study
from whatworks.appraise import load_instrument
from whatworks.rate import CATALOGUE, EntryError, enterable, fact_of, world_of
from whatworks.rate.appraised import DOMAINS, MEANS
from whatworks.rate.entered import FROM_RECORDS
from whatworks.rules import SET
from whatworks.terms import Appraisal, Design, DomainJudgement, FactEntry, UnknownKind


def entry(name, value=None, of="a", id_="e1", **more):
    return FactEntry(id=id_, of=of, name=name, value=value, **more)


def facts_with(*entries, appraisals=()):
    made = evidence(study("A"), entries=entries, appraisals=appraisals, findings=(finding(),))
    return world_of(made)


def test_an_entry_becomes_a_fact_with_its_reason_as_source():
    fact = facts_with(entry("sites", "3", why="page 4 lists three")).get("a", "sites")
    assert (fact.value, fact.unit, fact.source.how) == (3, "sites", "page 4 lists three")


def test_yes_and_no_and_choices_are_read_whatever_their_case():
    assert fact_of(entry("baseline_adjusted", "Yes"), "a").value is True
    assert fact_of(entry("execution", "high"), "a").value == "High"


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("no_such_fact", "yes", "name"), ("direction", "favours", "name"), ("sites", "many", "value"),
        ("sites", "2.5", "value"), ("sites", "0", "value"), ("execution", "Fair", "value"),
        ("baseline_adjusted", "perhaps", "value"), ("mdes", "nan", "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_entered_is_refused_with_its_field_and_what_to_do(name, value, field):
    with pytest.raises(EntryError) as told:
        fact_of(entry(name, value), "a")
    assert told.value.field == field
    assert len(told.value.rule) > 10


def test_an_entry_may_say_that_it_was_sought_and_not_reported():
    fact = facts_with(entry("mdes", unknown=UnknownKind.NOT_REPORTED)).get("a", "mdes")
    assert fact.unknown is UnknownKind.NOT_REPORTED


def test_two_entries_that_differ_are_sources_that_disagree():
    fact = facts_with(entry("sites", "3"), entry("sites", "4", id_="e2")).get("a", "sites")
    assert fact.unknown is UnknownKind.DISAGREE
    assert set(fact.options) == {3, 4}


def test_what_is_entered_of_the_set_stands_before_what_is_entered_of_the_intervention():
    both = (entry("cost_per_class", "100", of="fgc"), entry("cost_per_class", "200", of="fgc-care", id_="e2"))
    assert facts_with(*both).get(SET, "cost_per_class").value == 200
    assert facts_with(both[0]).get(SET, "cost_per_class").value == 100


def test_no_fact_can_both_come_from_a_record_and_be_entered():
    assert {d.name for d in enterable()} | FROM_RECORDS == set(CATALOGUE)
    assert not {d.name for d in enterable()} & FROM_RECORDS


def test_a_judgement_entered_replaces_what_no_record_says():
    assert facts_with(entry("cost_reasonable", "yes", of="fgc")).get(SET, "cost_reasonable").value is True


def test_an_appraisal_gives_the_risk_of_bias_and_two_that_differ_disagree():
    low, high = (
        Appraisal(id=f"a{n}", instrument="rob2", version="1", object="r-A", rater="x", proposed=said)
        for n, said in enumerate(("Low", "High"))
    )
    assert facts_with(appraisals=(low,)).get("a", "risk_of_bias").value == "Low"
    assert set(facts_with(appraisals=(low, high)).get("a", "risk_of_bias").options) == {"Low", "High"}


def test_what_a_person_decided_stands_before_what_the_rule_proposed():
    decided = Appraisal(
        id="a", instrument="amstar2", version="1", object="f", rater="x", proposed="Low", decided="Moderate"
    )
    assert facts_with(appraisals=(decided,)).get(SET, "review.amstar").value == "Moderate"


def test_the_scores_of_emmie_come_from_its_domains():
    domain = DomainJudgement(domain="economics", name="Economics", path=(), proposed="2")
    scored = Appraisal(id="a", instrument="emmie-q", version="1", object="f", rater="x", domains=(domain,))
    assert facts_with(appraisals=(scored,)).get(SET, "emmie_q_economics").value == 2


def test_a_cluster_trial_allocates_groups_and_a_plain_one_does_not():
    for design, expected in ((Design.CLUSTER_RCT, True), (Design.RCT, False), (Design.PRE_POST, False)):
        world = world_of(evidence(study("A", design=design)))
        assert world.get("a", "allocated_in_groups").value is expected
    told = world_of(evidence(study("A", allocation_unit="family", analysis_unit="child")))
    assert told.get("a", "allocated_in_groups").value is True


def test_the_steps_of_grade_come_from_its_judgements():
    judged = (("imprecision", "very serious"), ("dose-response", "yes"), ("start", "Low: not randomised"))
    domains = tuple(DomainJudgement(domain=d, name=d, path=(), proposed=said) for d, said in judged)
    graded = Appraisal(
        id="a", instrument="grade", version="2022", object="fgc-care", rater="x", domains=domains
    )
    world = facts_with(appraisals=(graded,))
    assert world.get(SET, "grade_imprecision").value == 2
    assert world.get(SET, "grade_dose_response").value is True
    assert world.get(SET, "appraised_with_robins").value is False


def test_every_judgement_of_the_instruments_can_become_its_fact():
    for name, domains in DOMAINS.items():
        instrument = load_instrument(name)
        for domain in instrument.domains:
            if domain.id in domains and domain.id in MEANS:
                told = set(domain.sheet.judgements) - set(MEANS[domain.id])
                assert told <= {"High: randomised"}, (name, domain.id)
