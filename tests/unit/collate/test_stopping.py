"""What is probably left is a bound that holds, and is said so that nobody misreads it."""

import time
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from whatworks.collate import CollateError, Reading, still_to_find, usual_window

FOUND = st.lists(st.booleans(), max_size=40)
SCREEN = [True] * 65 + [False] * 59 + ([True] + [False] * 5) * 5


def chance(hits: int, size: int, unread: int, left: int) -> Fraction:
    """P(so few found), counted out: ways to draw at most `hits` of the relevant into the window."""
    good = left + hits
    ways = sum(comb(good, k) * comb(size + unread - good, size - k) for k in range(hits + 1))
    return Fraction(ways, comb(size + unread, size))


def least(found: list[bool], unread: int, left: int) -> Fraction:
    return min(chance(sum(found[-m:]), m, unread, left) for m in range(1, len(found) + 1))


def smallest_miss(relevant: int, target: Fraction) -> int:
    return next(left for left in range(10_000) if relevant < target * (relevant + left))


@settings(max_examples=300, deadline=None)
@given(found=FOUND, unread=st.integers(0, 25), target=st.sampled_from([0.5, 0.8, 0.9, 0.95, 1.0]))
def test_bound_and_p_value_agree_with_counting_out_every_window(found, unread, target):
    left = still_to_find(found, len(found) + unread, target=target)
    if not found or not unread:
        assert left.at_most == unread
        return
    bounds = [k for k in range(unread + 1) if least(found, unread, k) >= Fraction(1, 20)]
    assert left.at_most == max(bounds)
    miss = smallest_miss(sum(found), Fraction(str(target)))
    expected = 0 if miss > unread else float(least(found, unread, miss))
    assert left.p_target == pytest.approx(expected, abs=1e-8)
    assert left.may_stop == (left.at_most < miss)


def test_the_chance_is_that_of_drawing_at_random_counted_case_by_case():
    size, unread, hits, supposed = 4, 3, 1, 2
    urn = [1] * (supposed + hits) + [0] * (size + unread - supposed - hits)
    draws = [sum(urn[i] for i in drawn) for drawn in combinations(range(len(urn)), size)]
    assert chance(hits, size, unread, supposed) == Fraction(sum(d <= hits for d in draws), len(draws))


@settings(max_examples=300, deadline=None)
@given(found=st.lists(st.booleans(), min_size=1, max_size=60), unread=st.integers(1, 60))
def test_the_guess_lies_within_the_bound_and_the_window_is_as_told(found, unread):
    left = still_to_find(found, len(found) + unread)
    assert 0 <= left.expected <= left.at_most <= left.unread
    assert left.window_found == sum(found[-left.window :])
    assert left.window == left.read or found[-left.window - 1]


def test_large_numbers_agree_with_an_independent_hypergeometric():
    generator = np.random.default_rng(7)
    found = list(generator.random(3_000) < np.linspace(0.4, 0.02, 3_000))
    left = still_to_find(found, 4_000)
    sizes = np.arange(1, 3_001)
    hits = np.cumsum(found[::-1])

    def p(supposed):
        return hypergeom.cdf(hits, 1_000 + sizes, supposed + hits, sizes).min()

    assert p(left.at_most) >= 0.05 > p(left.at_most + 1)
    assert left.p_target == pytest.approx(p(smallest_miss(left.found, Fraction(19, 20))), abs=1e-8)


def share_held(read: int, total: int, relevant: int, window: int | None) -> float:
    generator = np.random.default_rng(20_240_101)
    records = np.arange(total) < relevant
    held = []
    for _ in range(600):
        generator.shuffle(records)
        bound = still_to_find(list(records[:read]), total, window=window).at_most
        held.append(bound >= records[read:].sum())
    return sum(held) / len(held)


@pytest.mark.parametrize(("read", "total", "relevant"), [(100, 300, 30), (200, 1_000, 20), (60, 80, 40)])
def test_at_random_order_a_window_fixed_beforehand_keeps_its_promise(read, total, relevant):
    assert share_held(read, total, relevant, window=read) > 0.95 - 0.02
    assert share_held(read, total, relevant, window=read // 2) > 0.95 - 0.02
    assert share_held(read, total, relevant, window=usual_window(read, total)) > 0.95 - 0.02


def test_the_best_of_all_windows_holds_less_often_at_random_order_and_we_say_so():
    assert 0.75 < share_held(500, 1_000, 100, window=None) < 0.9
    assert "not corrected for so many looks" in " ".join(still_to_find.__doc__.split())


def test_twenty_thousand_read_are_answered_at_once():
    found = list(np.random.default_rng(1).random(20_000) < 0.1)
    still_to_find(found, 40_000)
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        still_to_find(found, 40_000)
        best = min(best, time.perf_counter() - start)
    assert best < 0.05


def test_more_unread_or_less_confidence_asked_moves_the_bound_as_it_must():
    at = [still_to_find(SCREEN, 154 + unread).at_most for unread in (0, 10, 30, 100)]
    assert at == sorted(at)
    surer = [still_to_find(SCREEN, 184, confidence=c).at_most for c in (0.8, 0.95, 0.99)]
    assert surer == sorted(surer)


PLAN = "Your plan says 95% found"
ODDS = "If the rest are no richer, 19 times in 20"


def test_what_is_left_is_said_in_words():
    left = still_to_find(SCREEN, 184, window=30)
    headline, of = "About 5 left, at most 11", "of the 30 records you have not read"
    bound = "there are no more than 11 left: you have at least 70 of 81"
    why = f"You found 5 in the last 30 you read. {ODDS} {bound}"
    assert left.words() == (headline, of, why, "Too soon to stop", PLAN)
    assert left.sentence == f"{headline} {of}. {why}. Too soon to stop. {PLAN}."
    assert left.recall_at_least == pytest.approx(70 / 81)


EARLY = "Too early to say how many are left"


@pytest.mark.parametrize(
    ("found", "total", "reading", "words"),
    [
        ([], 0, Reading.ALL_READ, ("No records yet", "", "", "", "")),
        (
            [],
            1,
            Reading.NOTHING_READ,
            (EARLY, "of the 1 record you have not read", "Nothing is read yet", "Too soon to stop", PLAN),
        ),
        (
            [True, False],
            2,
            Reading.ALL_READ,
            ("None left to read", "of 2 records", "You have read them all and found 1", "", ""),
        ),
        (
            [False] * 95,
            99,
            Reading.NOTHING_FOUND,
            (
                "Probably none left",
                "of the 4 records you have not read",
                f"You found none in the 95 you have read. {ODDS} there is none left",
                "You may stop",
                PLAN,
            ),
        ),
        (
            [True],
            3,
            Reading.UNDER_WAY,
            (
                EARLY,
                "of the 2 records you have not read",
                "You found 1 in the one you have read: too little to say how many of the rest are relevant",
                "Too soon to stop",
                PLAN,
            ),
        ),
    ],
)
def test_the_coarse_states_have_words_of_their_own(found, total, reading, words):
    left = still_to_find(found, total)
    assert left.reading is reading
    assert left.words() == words


def test_nothing_read_claims_nothing():
    left = still_to_find([], 10)
    assert (left.expected, left.at_most, left.recall_at_least, left.may_stop) == (None, 10, None, False)


ODDS_WORDS = [(0.9, "9 times in 10"), (0.975, "39 times in 40"), (0.88, "88 times in 100")]


@pytest.mark.parametrize(("confidence", "words"), ODDS_WORDS)
def test_confidence_is_said_as_odds(confidence, words):
    assert words in still_to_find(SCREEN, 184, confidence=confidence).sentence


@pytest.mark.parametrize(
    ("total", "more"),
    [(1, {}), (9, {"confidence": 1}), (9, {"target": 0}), (9, {"window": 3}), (9, {"window": 0})],
)
def test_numbers_that_cannot_be_are_errors_in_words(total, more):
    with pytest.raises(CollateError, match=r"[Gg]ive"):
        still_to_find([True, False], total, **more)
