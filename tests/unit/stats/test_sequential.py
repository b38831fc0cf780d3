"""Alpha spending, required information, anytime-valid sequences and p-curves, against published values."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from metafor_values import values
from whatworks import stats
from whatworks.stats.bias import p_curve

GIVEN = values("bangertdrowns2004")["input"]
Y, V = GIVEN["yi"], GIVEN["vi"]
FIFTHS = [0.2, 0.4, 0.6, 0.8, 1.0]


def test_boundaries_are_those_of_the_published_tables():
    """Five looks, two-sided .05: Reboussin, DeMets, Kim and Lan 2000 (Control Clin Trials 21:190)."""
    lines, spent = stats.boundaries(FIFTHS)
    assert lines == pytest.approx((4.8769, 3.3569, 2.6803, 2.2898, 2.0310), abs=2e-4)
    assert spent[-1] == pytest.approx(0.05)
    lines, spent = stats.boundaries(FIFTHS, spending="pocock")
    assert lines == pytest.approx((2.4380, 2.4268, 2.4101, 2.3966, 2.3859), abs=1e-4)
    assert spent == pytest.approx([0.05 * math.log(1 + (math.e - 1) * t) for t in FIFTHS])


def test_one_look_at_the_end_is_the_usual_test():
    for spending in ("obrien-fleming", "pocock"):
        lines, _ = stats.boundaries([1.0], spending=spending)
        assert lines[0] == pytest.approx(1.959963984540054, abs=1e-9)
    assert stats.boundaries([1.0], alpha=0.01)[0][0] == pytest.approx(2.5758293035489, abs=1e-9)


def test_nothing_is_left_after_the_information_is_reached():
    lines, spent = stats.boundaries([0.5, 1.2, 1.5])
    assert lines[2] is None
    assert spent[1] == spent[2] == pytest.approx(0.05)
    assert stats.boundaries([1e-4, 1.0])[0][1] == pytest.approx(1.96, abs=1e-3)


def test_the_paths_cross_as_often_as_alpha_says():
    t = np.array([0.3, 0.5, 1.0])
    lines, _ = stats.boundaries(t, spending="pocock")
    steps = np.random.default_rng(5).normal(size=(200_000, 3)) * np.sqrt(np.diff(t, prepend=0))
    z = np.cumsum(steps, axis=1) / np.sqrt(t)
    assert np.mean((np.abs(z) >= np.array(lines)).any(axis=1)) == pytest.approx(0.05, abs=0.002)


def test_required_information_by_hand():
    z = norm.ppf(0.975) + norm.ppf(0.8)
    assert stats.required_information(0.2) == pytest.approx((z / 0.2) ** 2)
    assert stats.required_information(-0.2, diversity=0.5) == pytest.approx(2 * (z / 0.2) ** 2)
    z = norm.ppf(0.95) + norm.ppf(0.9)
    assert stats.required_information(0.1, alpha=0.1, power=0.9) == pytest.approx((z / 0.1) ** 2)


def test_sequential_joins_cumulative_fits_with_boundaries():
    found = stats.sequential(Y, V, effect=0.2)
    fits = stats.cumulative(Y, V, method="DL")
    assert found.z == pytest.approx([f.b[0] / f.se[0] for f in fits])
    common = stats.random_effects(Y, V, method="EE", test="z").se[0]
    assert found.diversity == pytest.approx(1 - (common / fits[-1].se[0]) ** 2)
    assert found.required == pytest.approx(stats.required_information(0.2, diversity=found.diversity))
    assert found.fraction == pytest.approx(np.cumsum(1 / np.array(V)) / found.required)
    assert found.information == pytest.approx(sum(1 / v for v in V))
    assert (found.reached, found.crossed) == (True, None)
    strong = stats.sequential([1.0, 1.1, 0.9], [0.1, 0.1, 0.1], [3, 2, 1], effect=1.0, diversity=0.0)
    assert strong.crossed == 1
    assert strong.b[0] == 0.9
    assert stats.sequential([0.1], [1.0], effect=0.1, diversity=0.0).reached is False
    whole = 1 / stats.required_information(0.1)
    assert stats.sequential([0.1], [whole / 1.5], effect=0.1, diversity=0.0).reached is True


def test_sequential_says_what_is_wrong():
    for call, words in (
        (lambda: stats.boundaries([0.5, 0.4]), "rise from look"),
        (lambda: stats.boundaries([]), "rise from look"),
        (lambda: stats.boundaries([0.2, float("nan"), 0.5]), "rise from look"),
        (lambda: stats.boundaries([0.5], spending="x"), "obrien-fleming, pocock"),
        (lambda: stats.boundaries([0.5, 0.5]), "rise from look"),
        (lambda: stats.boundaries([0.5], alpha=1), "alpha 1"),
        (lambda: stats.boundaries([0.5], alpha=0), "alpha 0"),
        (lambda: stats.required_information(1, alpha=0), "alpha 0"),
        (lambda: stats.required_information(0), "effect 0"),
        (lambda: stats.required_information(1, power=1), "power 1"),
        (lambda: stats.required_information(1, diversity=1), "diversity 1"),
        (lambda: stats.confidence_sequence(Y, V, prior_sd=0), "prior_sd 0"),
        (lambda: stats.confidence_sequence(Y, V, prior_sd=1, tau2=-1), "tau2 -1"),
        (lambda: stats.confidence_sequence(Y, V, prior_sd=1, level=100), "level 100"),
        (lambda: stats.confidence_sequence(Y, V, prior_sd=1, level=0), "level 0"),
        (lambda: stats.confidence_sequence([1], [-1], prior_sd=1), "above zero"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            call()


def test_e_value_is_the_ratio_of_marginal_likelihoods():
    """Under the mixture the mean of the studies is normal with variance 1/V + g; under the null 1/V."""
    y, v, null, tau2, g = np.array([0.4, 0.1]), np.array([0.04, 0.09]), 0.05, 0.01, 0.25
    found = stats.confidence_sequence(y, v, prior_sd=0.5, null=null, tau2=tau2)
    w = 1 / (v + tau2)
    mean, variance = np.sum(w * y) / np.sum(w), 1 / np.sum(w)
    ratio = norm.pdf(mean, null, (variance + g) ** 0.5) / norm.pdf(mean, null, variance**0.5)
    assert found.e_value[-1] == pytest.approx(ratio)
    assert found.log_e[-1] == pytest.approx(math.log(ratio))
    assert found.b[-1] == pytest.approx(mean)


def test_the_interval_holds_the_nulls_with_small_e_values():
    found = stats.confidence_sequence(Y, V, prior_sd=0.3)
    for end in (found.ci_lb[-1], found.ci_ub[-1]):
        at = stats.confidence_sequence(Y, V, prior_sd=0.3, null=end)
        assert at.e_value[-1] == pytest.approx(20)
    assert found.evidence == 1 + next(j for j, e in enumerate(found.e_value) if e >= 20)
    assert stats.confidence_sequence([0.0], [1.0], prior_sd=1).evidence is None
    ordered = stats.confidence_sequence([0.0, 1.0], [1.0, 1.0], [2, 1], prior_sd=1)
    assert ordered.b == pytest.approx((1.0, 0.5))


def test_a_null_stream_seldom_reaches_evidence_at_any_time():
    rng = np.random.default_rng(11)
    crossed = 0
    for _ in range(400):
        y = rng.normal(size=60) * 0.3
        crossed += stats.confidence_sequence(y, np.full(60, 0.09), prior_sd=0.2).evidence is not None
    assert crossed / 400 <= 0.05


def test_p_curve_agrees_with_a_calculation_by_chi_squared():
    """The same tests by pchisq with a noncentrality, R 4.2.2, on dat.bangertdrowns2004."""
    found = stats.p_curve(Y, V)
    assert (found.k, found.k_half) == (15, 8)
    assert (found.z_full, found.z_half) == pytest.approx((-1.94617916261, -2.95461087901), rel=1e-9)
    assert (found.z33_full, found.z33_half) == pytest.approx((-0.497131085066, 1.10198431623), rel=1e-9)
    assert (found.p_full, found.p33_full) == pytest.approx(norm.cdf([found.z_full, found.z33_full]))
    assert (found.p_half, found.p33_half) == pytest.approx(norm.cdf([found.z_half, found.z33_half]))
    assert (found.power, found.power_lb, found.power_ub) == pytest.approx(
        (0.2414639202, 0.06125286821, 0.5576672124), rel=1e-8
    )
    assert (found.evidence, found.inadequate) == (True, False)


def test_p_curve_at_its_ends():
    assert stats.p_curve([0.1], [1.0]) is None
    weak = stats.p_curve([1.97] * 12, [1.0] * 12)
    assert (weak.power, weak.k_half, weak.z_half, weak.p33_half) == (0.05, 0, None, None)
    assert (weak.evidence, weak.inadequate) == (False, True)
    strong = stats.p_curve([9.0] * 5, [1.0] * 5)
    assert (strong.power, strong.evidence, strong.inadequate) == (0.99, True, False)
    both = stats.p_curve([-3.0, 3.0], [1.0, 1.0])
    assert both.z_full == stats.p_curve([3.0, 3.0], [1.0, 1.0]).z_full


def test_the_anytime_interval_is_as_wide_as_its_formula_on_both_sides():
    found = stats.confidence_sequence([0.4, 0.1], [0.05, 0.1], prior_sd=0.5, tau2=0.0, level=90)
    reach = math.sqrt((30 + 4) * math.log((1 + 0.25 * 30) / 0.1**2)) / 30
    assert found.b[-1] == pytest.approx(0.3)
    assert stats.confidence_sequence([0.4], [0.05], prior_sd=0.5, level=0.5).level == 0.5
    assert (found.ci_lb[-1], found.ci_ub[-1]) == pytest.approx((0.3 - reach, 0.3 + reach))


def test_boundaries_of_many_close_looks_agree_with_a_plain_sum_over_a_grid():
    """The chance to cross first at each look, summed on an even grid, is what each look may spend."""
    t = np.arange(1, 31) / 30
    lines, spent = stats.boundaries(t, spending="pocock")
    grid, step = np.linspace(-5, 5, 1601), math.sqrt(1 / 30)
    density, crossed = norm.pdf(grid, scale=step), []
    kernel = norm.pdf(grid[:, None] - grid, scale=step) * 10 / 1600
    for f, line in zip(t, lines, strict=True):
        edge = line * math.sqrt(f)
        crossed.append(2 * np.sum(density[grid > edge]) * 10 / 1600)
        density = kernel @ np.where(np.abs(grid) <= edge, density, 0.0)
    assert np.cumsum(crossed) == pytest.approx(spent, rel=0.02)


def test_looks_start_above_no_information():
    with pytest.raises(ValueError, match="above zero"):
        stats.boundaries([0.0, 1.0])


def test_p_curve_judges_by_its_rule_over_weak_and_strong_evidence():
    """Evidence: the half curve at .05, or both at .10; flat: the full curve at .05, or both at .10."""
    rng, seen = np.random.default_rng(3), set()
    for size in np.linspace(0.5, 3.5, 120):
        found = stats.p_curve(rng.normal(size, 1, 20), np.ones(20))
        if found is None or found.p_half is None:
            continue
        both = found.p_full < 0.10 and found.p_half < 0.10
        flat = found.p33_full < 0.10 and found.p33_half < 0.10
        assert found.evidence is (both or found.p_half < 0.05)
        assert found.inadequate is (flat or found.p33_full < 0.05)
        assert 0.05 <= found.power_lb <= found.power <= found.power_ub <= 0.99
        seen.add((both, found.p_half < 0.05, flat, found.p33_full < 0.05))
    assert len(seen) >= 4


def test_a_p_value_at_the_very_edge_has_a_finite_score():
    z = norm.ppf(0.975)
    for _ in range(8):
        z = np.nextafter(z, 3)
        found = stats.p_curve([z], [1.0])
        assert found is None or (np.isfinite(found.z_full) and found.p_full > 0.999)


def test_the_power_of_a_p_curve_is_where_its_score_has_the_chance_of_the_end():
    """At the median 0, at the ends of a 90% interval -/+1.645; or the nearer end of 5% to 99%."""
    inside = 0
    for size in np.linspace(2.0, 5.2, 33):
        z = size + np.linspace(-0.03, 0.6, 4)
        found = stats.p_curve(z, np.ones(4))
        reach = norm.ppf(0.95)
        for power, score in ((found.power_lb, -reach), (found.power, 0.0), (found.power_ub, reach)):
            off = p_curve._stouffer(z, p_curve._shift(power), 0.05) - score
            inside += 0.05 < power < 0.99
            assert off >= -1e-6 if power == 0.05 else off <= 1e-6 if power == 0.99 else abs(off) < 1e-8
    assert inside > 20
