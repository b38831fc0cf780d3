"""The EEF's security rating: the lowest of three columns, then threats by the published rule and its gaps."""

from __future__ import annotations

from itertools import product

import pytest

from unit.rate.left_open import OPEN, level, levels

THREATS = ("confounding", "concurrent", "experimental", "fidelity", "missing", "measurement", "reporting")


def threats(moderate=0, high=0, direction="unknown"):
    """So many moderate threats and so many high ones; the rest are low."""
    found = ["High"] * high + ["Moderate"] * moderate + ["Low"] * (7 - high - moderate)
    return {
        **{f"threat_{n}": v for n, v in zip(THREATS, found, strict=True)},
        "threat_direction": direction,
    }


BEST = {"design": "RCT", "mdes": 0.1, "attrition_overall": 5, **threats()}


def padlocks(**study):
    return level("eef-trial", "security", {**BEST, **study})


def open_padlocks(**study):
    return levels("eef-trial", "security", {**BEST, **study})


@pytest.mark.parametrize(
    ("design", "matching", "expected"),
    [
        ("RCT", OPEN, "5"), ("cluster RCT", OPEN, "5"), ("RDD", OPEN, "4"),
        ("matched", "many characteristics", "3"), ("matched", "one or two characteristics", "2"),
        ("matched", "poor or none", "1"), ("DiD", "many characteristics", "3"),
        ("comparison group", "poor or none", "1"), ("pre-post", "many characteristics", "0"),
        ("pre-post", OPEN, "0"),
    ],
)  # fmt: skip
def test_the_column_of_designs(design, matching, expected):
    assert padlocks(design=design, matching=matching) == expected


@pytest.mark.parametrize(
    ("mdes", "expected"),
    [
        (0, "5"), (0.1999, "5"), (0.20, "4"), (0.2999, "4"), (0.30, "3"), (0.3999, "3"), (0.40, "2"),
        (0.4999, "2"), (0.50, "1"), (0.5999, "1"), (0.60, "0"), (1.5, "0"),
    ],
)  # fmt: skip
def test_the_column_of_the_smallest_effect_it_could_find(mdes, expected):
    assert padlocks(mdes=mdes) == expected


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        (0, "5"), (10, "5"), (10.01, "4"), (20, "4"), (20.01, "3"), (30, "3"), (30.01, "2"), (40, "2"),
        (40.01, "1"), (50, "1"), (50.01, "0"), (100, "0"),
    ],
)  # fmt: skip
def test_the_column_of_losses(lost, expected):
    assert padlocks(attrition_overall=lost) == expected


def test_the_start_is_the_lowest_column():
    assert padlocks(design="RDD", mdes=0.35, attrition_overall=15) == "3"
    assert padlocks(design="RCT", mdes=0.1, attrition_overall=45) == "1"


def silent(moderate, high, direction):
    """Whether no line of the published rule speaks of so many threats."""
    if high == 0:
        if moderate == 0 or moderate <= 2:
            return False
        return moderate > 4 or direction != "unknown"
    return high == 1 and moderate not in (0, 2)


def printed(moderate, high, direction):
    """What the published rule takes off, first match first, written out again by hand."""
    if high == 0:
        if moderate == 0 or (moderate <= 2 and direction in ("unknown", "opposite")):
            return 0
        return 1
    return 1 if (high, moderate) == (1, 0) else 2


CASES = [
    (moderate, high, direction)
    for high in range(8)
    for moderate in range(8 - high)
    for direction in ("unknown", "opposite", "same")
]


def test_every_mixture_of_threats_takes_off_what_is_printed():
    for moderate, high, direction in CASES:
        if not silent(moderate, high, direction):
            off = printed(moderate, high, direction)
            for reviewers in ({}, {"security_adjustment": -2}):
                found = padlocks(**threats(moderate, high, direction), **reviewers)
                assert found == str(5 - off), (moderate, high, direction)


def test_where_the_rule_is_silent_the_reviewers_say():
    asked = [case for case in CASES if silent(*case)]
    assert {(m, h) for m, h, _ in asked} == {
        (1, 1),
        *((m, 1) for m in (3, 4, 5, 6)),
        *((m, 0) for m in (3, 4, 5, 6, 7)),
    }
    for case in asked:
        assert open_padlocks(**threats(*case)) == {"3", "4", "5"}, case
        for took in (0, -1, -2):
            assert padlocks(**threats(*case), security_adjustment=took) == str(5 + took), case


def test_nothing_falls_below_no_padlock():
    assert padlocks(attrition_overall=45, **threats(0, 2)) == "0"
    assert padlocks(attrition_overall=60, **threats(0, 2)) == "0"


def test_it_does_not_matter_which_of_the_threats_it_is():
    for place in range(7):
        one = {f"threat_{n}": "High" if i == place else "Low" for i, n in enumerate(THREATS)}
        assert padlocks(**one) == "4"


def test_what_is_not_known_leaves_exactly_what_it_could_make():
    assert open_padlocks(mdes={"low": 0.25, "high": 0.35}) == {"3", "4"}
    assert open_padlocks(attrition_overall=OPEN) == {"0", "1", "2", "3", "4", "5"}
    assert open_padlocks(threat_missing=OPEN) == {"4", "5"}
    assert open_padlocks(**{**threats(2, 0), "threat_direction": OPEN}) == {"4", "5"}
    assert open_padlocks(**{**threats(0, 1), "threat_missing": OPEN}) == {"3", "4", "5"}
    assert open_padlocks(design="matched", matching=OPEN) == {"1", "2", "3"}


def test_threats_that_nobody_judged_leave_three_ratings_and_nothing_at_all_leaves_six():
    unjudged = {f"threat_{n}": OPEN for n in THREATS} | {"threat_direction": OPEN}
    assert open_padlocks(**unjudged) == {"3", "4", "5"}
    assert levels("eef-trial", "security", {}) == {"0", "1", "2", "3", "4", "5"}


def test_a_figure_that_was_not_reported_stays_open():
    assert open_padlocks(mdes={"unknown": "sought, not reported"}) == {"0", "1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    "known", [threats(), threats(2, 0, "same"), threats(1, 1, "opposite"), threats(3, 1)]
)
def test_open_threats_leave_what_all_their_completions_give_and_no_more(known):
    missing = {f"threat_{n}": OPEN for n in THREATS[-3:]}
    told = product(("Low", "Moderate", "High"), repeat=3)
    each = (dict(zip(missing, values, strict=True)) for values in told)
    reached = {v for completed in each for v in open_padlocks(**{**known, **completed})}
    assert open_padlocks(**{**known, **missing}) == reached
