"""Which result speaks for a study, claim by claim; which published figure leads a set."""

import dataclasses

import pytest

from unit.review.tiny import make_review, result
from whatworks.rate import load_scheme
from whatworks.review import assess
from whatworks.review.members import RULE, members_of
from whatworks.terms import EvidenceSet, ReviewFinding, Scale


@pytest.fixture
def choose(tmp_path):
    """The result chosen for study 1 among those given, with why and the rest."""
    made = make_review(tmp_path)

    def chosen(*results, **of_set):
        given = dataclasses.replace(made, results=tuple(results))
        wanted = EvidenceSet(id="s", intervention="mentoring", outcome="stability", **of_set)
        found = members_of(wanted, given)
        return [(m.result, m.why, m.others) for _, m, _, _ in found]

    return chosen


def one(id_, **more):
    return result(1, more.pop("estimate", 0.3), id=id_, **more)


NO_INTERVAL = {"se": None}
CLAIMS = {
    "the primary outcome before others": (
        one("b", primary=True, **NO_INTERVAL), one("a", primary=False), "the primary outcome"),
    "primary before one of which it is not known": (
        one("b", primary=True), one("a"), "the primary outcome"),
    "one with an interval before one with a number": (
        one("b"), one("a", **NO_INTERVAL), "the more exact result"),
    "one with counts before one with a number": (
        one("b", estimate=None, se=None, events_t=1, total_t=9, events_c=2, total_c=9, scale=None),
        one("a", **NO_INTERVAL), "the more exact result"),
    "one with means and spread before one with a number": (
        one("b", estimate=None, se=None, mean_t=1, sd_t=1, n_t=9, mean_c=2, sd_c=1, n_c=9),
        one("a", **NO_INTERVAL),
        "the more exact result"),
    "one with a number before words": (
        one("b", **NO_INTERVAL), one("a", estimate=None, se=None, direction="favours"),
        "the more exact result"),
    "exactness before the time point": (
        one("b", months=40), one("a", months=12, **NO_INTERVAL), "the more exact result"),
    "the time point nearest to the one preferred": (
        one("b", months=13), one("a", months=6), "the nearest time point"),
    "a known time point before one not known": (
        one("b", months=60), one("a"), "the nearest time point"),
    "the time point before adjustment": (
        one("b", months=12), one("a", months=6, adjusted=True), "the nearest time point"),
    "adjusted before not adjusted": (
        one("b", adjusted=True), one("a", adjusted=False), "the adjusted result"),
    "the first by id where all is alike": (one("a"), one("b"), "the first of several alike"),
}  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_rule_chooses(claim, choose):
    better, other, why = CLAIMS[claim]
    for order in ((better, other), (other, better)):
        assert choose(*order, months_target=12) == [(better.id, why, (other.id,))]


def test_a_part_of_the_sample_never_speaks_for_the_study(choose):
    assert choose(one("a", subgroup="girls", primary=True)) == []
    chosen = choose(one("a", subgroup="girls", primary=True), one("b"))
    assert chosen == [("b", "the only result of the whole sample", ())]


def test_without_a_preferred_time_point_time_decides_nothing(choose):
    assert choose(one("b", months=1), one("a", months=60))[0][0] == "a"


def test_a_result_outside_the_window_does_not_count(choose):
    assert choose(one("a", months=3), months_from=6, months_to=24) == []
    assert choose(one("a", months=6), months_from=6, months_to=24)[0][0] == "a"
    assert choose(one("a", months=24), months_from=6, months_to=24)[0][0] == "a"
    assert choose(one("a"), months_from=6, months_to=24)[0][0] == "a", "a time point not known is kept"


def test_a_result_of_another_outcome_does_not_count(choose):
    assert choose(one("a", outcome="schooling")) == []


def test_every_clause_of_the_rule_is_tried():
    for words in (
        "whole sample",
        "primary outcome",
        "interval or counts",
        "time point nearest",
        "adjusted",
        "by id",
    ):
        assert words in RULE


# Published figures, where our own pool cannot be made.


def finding(id_, **more):
    given = {"id": id_, "intervention": "mentoring", "outcome": "stability", "measure": "Moves",
             "scale": Scale.RR, "estimate": 1.3, "ci_low": 1.1, "ci_high": 1.6, "k": 4}  # fmt: skip
    return ReviewFinding(**{**given, **more})


@pytest.fixture
def assessed(tmp_path):
    made = make_review(tmp_path)

    def of(*findings, results=()):
        given = dataclasses.replace(made, results=tuple(results), review_findings=findings)
        return assess(given.evidence_sets[0], given, [load_scheme("centre")])

    return of


def test_our_own_pool_comes_before_a_published_figure(assessed):
    found = assessed(finding("theirs"), results=[result(1, 0.1), result(2, 0.2)])
    assert found.evidence.pool.source == "our pool"
    assert (found.evidence.rivals, found.evidence.finding) == ((), None)


def test_the_headline_finding_leads_though_others_pool_more(assessed):
    found = assessed(finding("large", k=30), finding("headline", headline=True))
    assert found.evidence.pool.finding == "headline"
    assert found.evidence.rivals == ()


def test_without_a_headline_the_finding_that_pools_most_leads(assessed):
    assert assessed(finding("a", k=3), finding("b", k=9)).evidence.pool.finding == "b"


@pytest.mark.parametrize("missing", ["estimate", "ci_low", "ci_high", "scale"])
def test_a_finding_without_an_interval_is_no_pooled_figure(missing, assessed):
    found = assessed(finding("a", **{missing: None}))
    assert found.evidence.pool is None


def test_a_finding_of_another_outcome_is_not_taken(assessed):
    assert assessed(finding("a", outcome="schooling")).evidence.pool is None


def test_findings_that_tie_and_disagree_leave_both_levels_open(assessed):
    helps, none = finding("a", ci_low=1.1, ci_high=1.6), finding("b", ci_low=0.9, ci_high=1.9)
    found = assessed(helps, none)
    assert [r.finding for r in found.evidence.rivals] == ["b"]
    both = next(r for r in found.ratings if r.scale == "effect")
    alone = [next(r for r in assessed(f).ratings if r.scale == "effect") for f in (helps, none)]
    assert set(both.possible) >= {level for r in alone for level in r.possible}
    assert both.level is None


def test_a_published_ratio_is_held_as_its_logarithm(assessed):
    pool = assessed(finding("a", estimate=2.0, ci_low=1.0, ci_high=4.0)).evidence.pool
    assert pool.b == pytest.approx(0.6931471805599453)
    assert pool.ci_lb == 0
