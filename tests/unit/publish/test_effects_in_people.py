"""Relative effects said in whole people, at the risk without the intervention."""

from math import log

import pytest

from whatworks.publish.people import comparison_risk, gap_of, in_people
from whatworks.terms import Good, Outcome, Pool, PoolSource, Result, Scale


def outcome(**more):
    told = {"id": "care", "name": "Entering care", "good": Good.LOWER, "event": "in care", "domain": "safety"}
    return Outcome.from_json({**told, "good": "lower", **more})


def result(**more):
    return Result.from_json({"id": "r", "study": "s", "outcome": "care", "measure": "In care", **more})


def ours(b, low, high, scale=Scale.RR):
    return Pool(id="p", source=PoolSource.OURS, scale=scale, k=3, b=b, ci_lb=low, ci_ub=high)


def test_a_pooled_ratio_is_said_at_the_middle_risk_of_the_comparison_groups():
    results = [
        result(percent_c=40.0),
        result(events_c=10, total_c=20, percent_c=99.0),
        result(percent_c=20.0),
    ]
    assert comparison_risk(results) == 40
    words = in_people(ours(log(0.5), log(0.25), log(1.0)), outcome(), results)
    assert "where 40 of every 100 are in care without it" in words
    assert "expect 20 with it, and anything from 10 to 40 would fit" in words


@pytest.mark.parametrize(
    "pool",
    [ours(0.2, 0.1, 0.3, Scale.SMD), ours(log(0.5), None, None), ours(None, None, None)],
    ids=["no risk on this scale", "no interval", "no estimate"],
)
def test_what_cannot_be_said_in_people_is_not(pool):
    assert in_people(pool, outcome(), [result(percent_c=40.0)]) == ""


def test_without_a_risk_or_an_event_nothing_is_said():
    assert in_people(ours(log(0.5), log(0.25), 0.0), outcome(), [result()]) == ""
    assert in_people(ours(log(0.5), log(0.25), 0.0), outcome(event=None), [result(percent_c=40.0)]) == ""


def test_the_interval_of_a_difference_is_as_printed_or_from_the_ratio_and_the_risk():
    assert gap_of(result(scale="RD", estimate=-0.08, ci_low=-0.12, ci_high=-0.04)) == (-12, -4)
    told = {"scale": "RR", "percent_c": 40.0, "percent_t": 20.0}
    assert gap_of(result(**told, estimate=0.5, ci_low=0.25, ci_high=0.75)) == pytest.approx((-30, -10))
    odds = {"scale": "OR", "percent_c": 50.0, "percent_t": 25.0}
    assert gap_of(result(**odds, estimate=1 / 3, ci_low=0.2, ci_high=1.0)) == pytest.approx((-100 / 3, 0))


def test_a_ratio_that_is_not_of_the_percentages_gives_no_interval_of_their_difference():
    adjusted = {"scale": "RR", "percent_c": 40.0, "percent_t": 30.0, "estimate": 0.5}
    assert gap_of(result(**adjusted, ci_low=0.25, ci_high=0.75)) is None
    assert gap_of(result(scale="RR", estimate=0.5, ci_low=0.25, ci_high=0.75)) is None
    assert (
        gap_of(result(scale="SMD", percent_c=40.0, percent_t=20.0, estimate=0.5, ci_low=0.2, ci_high=0.8))
        is None
    )
