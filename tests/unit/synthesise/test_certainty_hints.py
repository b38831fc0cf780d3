"""Hints for GRADE: which numbers lead to which, and that they are hints."""

import math

import pytest
from scipy import stats as reference

from whatworks.synthesise import pool
from whatworks.synthesise.certainty import (
    MORE,
    NONE_SEEN,
    ONE,
    OPEN,
    Setting,
    certainty_hints,
    chance_of_benefit,
)
from whatworks.synthesise.information import size_for_means, size_for_risks


def pooled(b=-0.4, se=0.05, k=4, scale="RR", **more):
    return pool([b] * k, [se**2 * k] * k, scale=scale, **({"method": "EE", "test": "z"} | more))


def hint(domain, result, **setting):
    return next(h for h in certainty_hints(result, Setting(**setting)) if h.domain == domain)


def imprecision(result, **setting):
    return hint("imprecision", result, **setting)


def test_the_absolute_interval_is_held_against_the_smallest_effect():
    wide = imprecision(pooled(-0.2, 0.3), baseline=0.2, smallest=0.02)
    assert wide.concern == MORE and "important benefit to an important harm" in wide.words
    low, high = (0.2 * math.exp(-0.2 + z * 0.3) - 0.2 for z in (-1.959963985, 1.959963985))
    assert wide.numbers == pytest.approx(
        {"estimate": 0.2 * math.exp(-0.2) - 0.2, "low": low, "high": high, "smallest": 0.02}
    )
    one = imprecision(pooled(-0.2, 0.08), baseline=0.2, smallest=0.02)
    assert one.concern == ONE and "crosses the smallest effect worth having (-0.02)" in one.words
    harm = imprecision(pooled(0.2, 0.08), baseline=0.2, smallest=0.03)
    assert harm.concern == ONE and "(0.03)" in harm.words
    rare = imprecision(pooled(-0.2, 0.08), baseline=0.02, smallest=0.02)
    assert rare.concern == NONE_SEEN and "does not cross" in rare.words


def test_without_a_smallest_effect_none_is_the_edge():
    assert imprecision(pooled(-0.2, 0.2)).concern == ONE
    assert "crosses no effect (0)" in imprecision(pooled(-0.2, 0.2)).words
    assert imprecision(pooled(-0.2, 0.05)).concern == NONE_SEEN
    assert imprecision(pooled(-0.2, 0.05), smallest=0.02).numbers.keys() == {"estimate", "low", "high"}
    smd = imprecision(pooled(0.2, 0.05, scale="SMD"), smallest=0.15)
    assert smd.concern == ONE and smd.numbers["smallest"] == 0.15 and "of the effect" in smd.words
    rd = imprecision(pooled(-0.05, 0.01, scale="RD"), smallest=0.04)
    assert rd.concern == ONE and "difference in risk" in rd.words


def test_a_large_effect_needs_information_enough():
    need = size_for_risks(0.3, 0.25)
    base = {"baseline": 0.3, "smallest": 0.05}
    found = [
        imprecision(pooled(-0.5, 0.05), **base, participants=need * share) for share in (1, 0.6, 0.5, 0.4)
    ]
    assert need % 2 == 0 and [f.concern for f in found] == [NONE_SEEN, ONE, ONE, MORE]
    assert found[1].numbers["optimal_information_size"] == need and "(60%)" in found[1].words
    assert found[1].numbers["participants"] == need * 0.6
    small = imprecision(pooled(-0.3, 0.02), **base, participants=10)
    assert small.concern == NONE_SEEN and "participants" not in small.numbers
    open_ = imprecision(pooled(-0.5, 0.05), **base)
    assert open_.concern == NONE_SEEN and "is not known" in open_.words
    clusters = imprecision(pooled(-0.5, 0.05), **base, participants=need, design_effect=1.5)
    assert clusters.concern == ONE
    rise = imprecision(pooled(0.9, 0.05), baseline=0.04, smallest=0.045, participants=9999)
    assert rise.numbers["optimal_information_size"] == size_for_risks(0.04, 0.085)
    all_of_it = imprecision(pooled(0.9, 0.05), baseline=0.04, smallest=0.04, participants=9999)
    assert all_of_it.numbers["optimal_information_size"] == size_for_risks(0.04, 0.08)


def test_events_speak_where_the_size_is_not_known():
    few, many = (imprecision(pooled(-0.5, 0.05), events=n) for n in (299, 300))
    assert few.concern == ONE and "299 events (300 is an old rule of thumb)" in few.words
    assert many.concern == NONE_SEEN and many.numbers["events"] == 300


def test_means_have_an_information_size_too():
    smd = imprecision(pooled(0.9, 0.05, scale="SMD"), smallest=0.3, participants=100)
    assert smd.numbers["optimal_information_size"] == size_for_means(0.3) and smd.concern == MORE
    assert imprecision(pooled(0.79, 0.05, scale="SMD"), smallest=0.3, participants=9).concern == NONE_SEEN
    md = imprecision(pooled(9, 0.5, scale="MD"), smallest=3, participants=9, sd=10)
    assert md.numbers["optimal_information_size"] == size_for_means(3, 10)
    assert imprecision(pooled(7.9, 0.5, scale="MD"), smallest=3, participants=9, sd=10).concern == NONE_SEEN
    assert "is not known" in imprecision(pooled(9, 0.5, scale="MD"), smallest=3, participants=9).words
    rd = imprecision(pooled(-0.07, 0.01, scale="RD"), smallest=0.04, baseline=0.2, participants=100)
    assert rd.numbers["optimal_information_size"] == size_for_risks(0.2, 0.16)
    assert (
        "participants"
        not in imprecision(
            pooled(-0.059, 0.005, scale="RD"), smallest=0.04, baseline=0.2, participants=100
        ).numbers
    )


def test_inconsistency_needs_spread_that_matters():
    same = hint("inconsistency", pooled(k=5))
    assert same.concern == NONE_SEEN and same.numbers["above"] == 0
    apart = pool([-0.9, 0.5, -0.8, -0.7], [0.01] * 4, scale="RR", method="EE", test="z")
    found = hint("inconsistency", apart)
    assert found.concern == ONE and "1 of 4 estimates lie above 0" in found.words
    assert found.numbers["I2"] == apart.pool.I2 and "pi_low" not in found.numbers
    one_side = pool([-0.9, -0.1, -2.8, -0.7], [0.01] * 4, scale="RR", method="EE", test="z")
    assert hint("inconsistency", one_side).concern == NONE_SEEN
    calm = pool([-0.1, 0.1, -0.05, 0.0], [0.1] * 4, scale="RR", method="EE", test="z")
    assert hint("inconsistency", calm).concern == NONE_SEEN
    assert hint("inconsistency", pooled(k=1)).concern == OPEN


def test_a_prediction_interval_that_crosses_is_told():
    result = pool([-0.6, -0.5, -0.3, -0.45, -0.7, -0.2], [0.02] * 6, scale="RR", method="REML", test="z")
    wide = pool([-0.9, -0.5, -0.02, -0.45, -1.2, -0.1], [0.01] * 6, scale="RR", method="REML", test="z")
    assert hint("inconsistency", result).concern == NONE_SEEN
    found = hint("inconsistency", wide)
    assert found.concern == ONE and found.numbers["above"] == 0
    assert (
        found.numbers["pi_high"] == pytest.approx(wide.pool.pi_hts_ub)
        and "prediction interval" in found.words
    )
    edge = hint("inconsistency", wide, baseline=0.3, smallest=0.05)
    assert edge.numbers["edge"] == -0.05
    assert edge.numbers["pi_low"] == pytest.approx(0.3 * math.exp(wide.pool.pi_hts_lb) - 0.3)


@pytest.mark.parametrize(
    ("k", "setting", "concern", "words"),
    [
        (9, {"egger_p": 0.01}, OPEN, "9 studies are too few"),
        (10, {}, OPEN, "no test of asymmetry is told"),
        (10, {"egger_p": 0.09}, ONE, "p = 0.09 in 10 studies"),
        (10, {"egger_p": 0.1}, NONE_SEEN, "p = 0.1 in 10 studies"),
        (3, {"small_and_funded": True}, ONE, "paid for by the developer"),
        (3, {"small_and_funded": False}, OPEN, "3 studies are too few"),
    ],
)
def test_publication_bias_is_asked_of_enough_studies(k, setting, concern, words):
    found = hint("publication bias", pooled(k=k), **setting)
    assert found.concern == concern and words in found.words
    assert found.numbers["k"] == k and ("egger_p" in found.numbers) == ("egger_p" in setting)


def test_hints_come_without_a_setting_and_in_grades_order():
    domains = [h.domain for h in certainty_hints(pooled())]
    assert domains == ["imprecision", "inconsistency", "publication bias"]
    with pytest.raises(ValueError, match="smallest effect worth having is -1"):
        certainty_hints(pooled(), Setting(smallest=-1))
    with pytest.raises(ValueError, match=r"as 0\.12 for 12%"):
        certainty_hints(pooled(), Setting(baseline=12))


def test_the_chance_of_benefit_is_the_prediction_distributions():
    result = pool([-0.6, 0.5, -0.3, -0.45, -0.7], [0.02] * 5, test="knha")
    f = result.fit
    spread = math.hypot(math.sqrt(f.tau2), f.se[0])
    assert chance_of_benefit(result, better=-1) == pytest.approx(reference.t.cdf(-f.b[0] / spread, 3))
    below = reference.t.cdf((-0.2 - f.b[0]) / spread, 3)
    assert chance_of_benefit(result, better=-1, beyond=-0.2) == pytest.approx(below)
    assert chance_of_benefit(result, better=1, beyond=-0.2) == pytest.approx(1 - below)
    assert chance_of_benefit(pool([0.1, 0.2], [0.1, 0.1]), better=1) is None
    assert chance_of_benefit(pooled(), better=1) is None
    with pytest.raises(ValueError, match="better is 0"):
        chance_of_benefit(result, better=0)


def test_information_sizes_are_those_of_r():
    """power.prop.test of R 4.2.2: 881.819114966 an arm, and 109.095229014."""
    assert size_for_risks(0.12, 0.08) == 2 * 882
    assert size_for_risks(0.5, 0.75, alpha=0.01, power=0.9) == 2 * 110
    z = reference.norm.ppf(0.975) + reference.norm.ppf(0.8)
    assert size_for_means(0.2) == 2 * math.ceil(2 * z**2 / 0.04) == 786
    assert size_for_means(-3, 10) == 2 * math.ceil(2 * z**2 / 0.09)
    assert size_for_means(0.2, design_effect=1.5) == 2 * math.ceil(3 * z**2 / 0.04)
    assert size_for_risks(0.12, 0.08, design_effect=2) == 2 * 1764
    assert size_for_risks(0.0, 0.1) == size_for_risks(1.0, 0.9) > 100


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: size_for_risks(0.1, 0.1), "both risks are 0.1"),
        (lambda: size_for_risks(0.1, 1.1), "a risk of 1.1"),
        (lambda: size_for_means(0), "a difference other than 0"),
        (lambda: size_for_means(1, 0), "an sd above 0"),
        (lambda: size_for_means(1, design_effect=0.5), "the design effect is 0.5"),
        (lambda: size_for_means(1, power=0.3), "power between 0.5 and 1"),
        (lambda: size_for_means(1, alpha=0), "alpha lies between"),
    ],
)
def test_sizes_that_mean_nothing_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
