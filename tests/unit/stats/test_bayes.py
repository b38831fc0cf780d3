"""Bayesian random effects: against integrals worked out another way, and the laws they obey."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from scipy import integrate as scipy_integrate
from scipy.stats import gamma, norm

from whatworks.stats.pooling.bayes import Priors, posterior
from whatworks.stats.pooling.mixture import Mixture, interval_of
from whatworks.stats.pooling.quadrature import integrate

Y = np.array([0.1, 0.9, -0.4, 0.6, 1.3, 0.2])
V = np.array([0.05, 0.2, 0.1, 0.02, 0.3, 0.08])
SETS = {
    "six": (Y, V),
    "one": (Y[:1], V[:1]),
    "two": (Y[:2], V[:2]),
    "agreeing": (np.full(4, 0.3), np.array([0.1, 0.2, 0.1, 0.1])),
    "unlike": (np.array([0.1, 5, -3.0]), np.array([1e-4, 1, 100.0])),
    "far": (np.array([-100.0, 80, 30]), np.array([0.01, 0.02, 0.01])),
}
PRIORS = {
    "flat": Priors(),
    "cauchy": Priors(tau="half-Cauchy", tau_scale=0.8),
    "uniform": Priors(tau="uniform", tau_scale=3.0),
    "normal": Priors(mu_mean=0.2, mu_sd=1.0, tau_scale=0.7),
    "at odds": Priors(mu_mean=-5, mu_sd=0.3, tau="half-Cauchy", tau_scale=0.1),
}


def normal(x, mean=0.0, sd=1.0):
    return np.exp(-(((x - mean) / sd) ** 2) / 2) / (sd * math.sqrt(2 * math.pi))


def many_normal(x, mean, cov):
    gap = x - mean
    return math.exp(-gap @ np.linalg.solve(cov, gap) / 2) / math.sqrt(np.linalg.det(2 * math.pi * cov))


def prior_of_tau(tau, priors):
    if priors.tau == "half-normal":
        return 2 * normal(tau, sd=priors.tau_scale)
    if priors.tau == "half-Cauchy":
        return 2 / (math.pi * priors.tau_scale * (1 + (tau / priors.tau_scale) ** 2))
    return (tau <= priors.tau_scale) / priors.tau_scale


def likelihood_of_tau(tau, y, v, priors):
    """With mu integrated out: many normals with a covariance, or with a flat mu those of the differences."""
    if priors.mu_sd is not None:
        return many_normal(y, priors.mu_mean, np.diag(v + tau**2) + priors.mu_sd**2)
    if y.size == 1:
        return 1.0
    steps = np.eye(y.size)[1:] - np.eye(y.size)[:-1]
    return many_normal(steps @ y, 0.0, steps @ np.diag(v + tau**2) @ steps.T)


X, W = np.polynomial.legendre.leggauss(24)


def whole(function, found):
    """An integral over 0 to infinity by plain Gauss-Legendre in steps of 1.3; the tail over 1 / tau."""
    low, high = found.tau.quantile(1e-10), found.tau.quantile(1 - 1e-6)
    high = found.priors.tau_scale if found.priors.tau == "uniform" else high
    marks = [0.0, *np.geomspace(low, high, 2 + int(math.log(high / low) / math.log(1.3)))]
    parts = []
    for start, end in pairwise(marks):
        half = (end - start) / 2
        parts += [half * w * function(start + half * (1 + x)) for x, w in zip(X, W, strict=True)]
    for x, w in zip(X, W, strict=True):
        u = (1 + x) / 2
        parts.append(w / 2 * function(high / u) * high / u**2)
    return math.fsum(parts)


STEEP = ("far", "uniform")
"""Here the likelihood is steep at the prior's end, where the other way of integrating loses it."""


@pytest.mark.parametrize(("set_", "prior"), [pair for pair in product(SETS, PRIORS) if pair != STEEP])
def test_the_evidence_is_that_of_another_way_of_integrating(set_, prior):
    (y, v), priors = SETS[set_], PRIORS[prior]
    found = posterior(y, v, priors)
    assert 0 <= found.error < 1e-11
    size = math.exp(found.log_evidence)
    total = whole(lambda t: likelihood_of_tau(t, y, v, priors) * prior_of_tau(t, priors) / size, found)
    assert total == pytest.approx(1, abs=1e-8)
    if found.tau.mean is not None and found.tau.sd is not None:
        mean = whole(lambda t: t * found.tau.density(t), found)
        assert found.tau.mean == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("prior", ["flat", "normal"])
def test_all_is_as_integrated_over_a_plane(prior):
    priors = PRIORS[prior]
    y, v = Y[:4], V[:4]
    found = posterior(y, v, priors)
    nodes, weights = np.polynomial.legendre.leggauss(320)
    mu, tau = 8 * nodes, 3.5 * (1 + nodes)
    grid = np.prod([normal(a, mu[:, None], np.sqrt(b + tau**2)) for a, b in zip(y, v, strict=True)], axis=0)
    grid *= prior_of_tau(tau, priors)
    if priors.mu_sd is not None:
        grid *= normal(mu, priors.mu_mean, priors.mu_sd)[:, None]
    grid *= np.outer(8 * weights, 3.5 * weights)
    total = grid.sum()
    share = grid / total
    assert found.log_evidence == pytest.approx(math.log(total), abs=1e-8)
    assert found.mu.mean == pytest.approx((share.sum(axis=1) * mu).sum(), abs=1e-8)
    mean = found.mu.mean
    assert found.mu.sd == pytest.approx(math.sqrt((share.sum(axis=1) * (mu - mean) ** 2).sum()), abs=1e-8)
    assert found.tau.mean == pytest.approx((share.sum(axis=0) * tau).sum(), abs=1e-8)
    second = (share.sum(axis=0) * tau**2).sum()
    assert found.tau.sd == pytest.approx(math.sqrt(second - found.tau.mean**2), abs=1e-8)
    assert found.new.mean == pytest.approx(mean, abs=1e-12)
    assert found.new.sd == pytest.approx(math.hypot(found.mu.sd, math.sqrt(second)), abs=1e-8)
    known = 1 / v[1] + 1 / tau**2
    own = (y[1] / v[1] + mu[:, None] / tau**2) / known
    assert found.shrunken[1].mean == pytest.approx((share * own).sum(), abs=1e-8)
    around = (share * (1 / known + (own - found.shrunken[1].mean) ** 2)).sum()
    assert found.shrunken[1].sd == pytest.approx(math.sqrt(around), abs=1e-8)
    p = (share * norm.cdf((0.5 - mu[:, None]) / tau)).sum()
    assert found.new.below(0.5) == pytest.approx(p, abs=5e-4)


def test_with_one_study_and_a_flat_mean_tau_stays_at_its_prior():
    found = posterior([0.4], [0.1], Priors(tau_scale=2.0))
    assert found.tau.mean == pytest.approx(2 * math.sqrt(2 / math.pi), rel=1e-12)
    assert found.tau.sd == pytest.approx(2 * math.sqrt(1 - 2 / math.pi), rel=1e-12)
    assert found.tau.quantile(0.95) == pytest.approx(2 * norm.ppf(0.975), rel=1e-12)
    assert found.tau.below(2.0) == pytest.approx(2 * norm.cdf(1) - 1, rel=1e-12)
    assert found.mu.mean == pytest.approx(0.4, abs=1e-14)
    assert found.mu.sd == pytest.approx(math.sqrt(0.1 + 4), rel=1e-12)
    heavy = posterior([0.4], [0.1], Priors(tau="half-Cauchy", tau_scale=2.0))
    for p in (0.01, 0.5, 0.975, 0.9999):
        assert heavy.tau.quantile(p) == pytest.approx(2 * math.tan(math.pi * p / 2), rel=1e-9)
        assert heavy.tau.below(heavy.tau.quantile(p)) == pytest.approx(p, abs=1e-12)
    even = posterior([0.4], [0.1], Priors(tau="uniform", tau_scale=2.0)).tau
    assert (even.mean, even.quantile(0.25), even.density(1.0)) == pytest.approx((1, 0.5, 0.5), rel=1e-12)
    assert even.density(2.1) == even.density(-0.1) == 0.0 == even.below(-1) and even.below(5) == 1.0


def test_what_has_no_mean_or_spread_is_said():
    cauchy_ = Priors(tau="half-Cauchy")
    one, two, three = (posterior(Y[:k], V[:k], cauchy_) for k in (1, 2, 3))
    assert one.tau.mean is None and one.tau.sd is None and not one.mean_exists
    assert two.tau.mean is not None and two.tau.sd is None and two.mean_exists and not two.sd_exists
    assert three.tau.sd is not None and three.sd_exists
    proper = posterior(Y[:1], V[:1], Priors(0.0, 1.0, "half-Cauchy"))
    assert proper.tau.mean is not None and proper.tau.sd is None and proper.sd_exists
    assert posterior(Y[:1], V[:1]).sd_exists


def test_bayes_factors_are_ratios_of_evidence():
    priors = Priors(0.2, 1.0, "half-normal", 0.7)
    found = posterior(Y, V, priors)
    flat_tau = many_normal(Y, np.full(6, 0.2), np.diag(V) + 1.0)
    assert found.bf_tau_zero == pytest.approx(flat_tau / math.exp(found.log_evidence), rel=1e-9)
    zero = scipy_integrate.quad(
        lambda t: np.prod(normal(Y, 0, np.sqrt(V + t**2))) * prior_of_tau(t, priors), 0, 30, epsabs=0,
        epsrel=1e-12, points=[0.1, 0.5, 1, 3],
    )[0]  # fmt: skip
    assert found.bf_mu_zero == pytest.approx(zero / math.exp(found.log_evidence), rel=1e-9)
    assert posterior(Y, V).bf_mu_zero is None
    flat = posterior(Y, V)
    w = 1 / V
    middle = (w @ Y) / w.sum()
    likelihood = np.prod(normal(Y, middle, np.sqrt(V))) * math.sqrt(2 * math.pi / w.sum())
    assert flat.bf_tau_zero == pytest.approx(likelihood / math.exp(flat.log_evidence), rel=1e-9)


def test_changes_of_unit_and_place_change_nothing_else():
    base = posterior(Y, V, Priors(0.2, 1.0, "half-Cauchy", 0.7))
    other = posterior(1000 * Y + 50, 1e6 * V, Priors(250.0, 1000.0, "half-Cauchy", 700.0))
    assert other.mu.quantile(0.1) == pytest.approx(1000 * base.mu.quantile(0.1) + 50, rel=1e-10)
    assert other.tau.mean == pytest.approx(1000 * base.tau.mean, rel=1e-10)
    assert other.tau.interval(90) == pytest.approx([1000 * t for t in base.tau.interval(90)], rel=1e-7)
    assert other.new.sd == pytest.approx(1000 * base.new.sd, rel=1e-9)
    assert other.log_evidence == pytest.approx(base.log_evidence - 6 * math.log(1000), rel=1e-10)
    assert other.bf_tau_zero == pytest.approx(base.bf_tau_zero, rel=1e-9)
    flat, wide = posterior(Y, V), posterior(8 * Y, 64 * V, Priors(tau_scale=4.0))
    assert wide.log_evidence == pytest.approx(flat.log_evidence - 5 * math.log(8), rel=1e-12)
    assert posterior(-Y, V).mu.quantile(0.3) == pytest.approx(-flat.mu.quantile(0.7), rel=1e-10)


def test_the_order_of_studies_changes_no_digit():
    order = [3, 1, 5, 0, 2, 4]
    one, other = posterior(Y, V), posterior(Y[order], V[order])
    assert (one.mu.mean, one.tau.mean, one.log_evidence) == (
        other.mu.mean,
        other.tau.mean,
        other.log_evidence,
    )
    assert [m.mean for m in other.shrunken] == [one.shrunken[i].mean for i in order]


def test_a_prior_far_from_all_that_was_seen_widens_the_search():
    """The studies agree, 200 from where the prior has them, and tau makes up for it against its own prior."""
    y, priors = np.full(6, -100.0), Priors(mu_mean=100.0, mu_sd=0.1, tau_scale=0.1)
    found = posterior(y, V / 100, priors)
    tau = np.linspace(1, 20, 4001)
    logs = [norm.logpdf(y, 100, np.sqrt(V / 100 + t**2)).sum() - (t / 0.1) ** 2 / 2 for t in tau]
    assert found.tau.mean == pytest.approx(tau[np.argmax(logs)], rel=0.01)
    assert found.tau.mean > 6


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_an_integral_is_as_exact_in_any_unit(unit):
    found = integrate(lambda t: -((t / unit - 1) ** 2) / 0.02, 0.01 * unit, 50 * unit, tail=False)
    assert found.log_total == pytest.approx(math.log(0.1 * unit * math.sqrt(2 * math.pi)), abs=1e-12)
    heavy = integrate(lambda t: -np.log1p((t / unit) ** 2), 0.01 * unit, 8 * unit, tail=True)
    assert heavy.log_total == pytest.approx(math.log(math.pi / 2 * unit), abs=1e-12)


def test_the_error_of_an_integral_is_that_of_body_and_tail_together():
    body, both = (integrate(lambda t: -np.log1p(t**2), 0.01, 0.05, tail=tail) for tail in (False, True))
    assert both.error * math.exp(both.log_total) > body.error * math.exp(body.log_total) > 0


@pytest.mark.parametrize("p", [1e-6, 0.3, 0.5, 0.999])
def test_quantiles_of_a_mixture_are_as_exact_in_any_unit(p):
    weights, means, sds = np.array([0.25, 0.75]), np.array([-1.0, 3.0]), np.array([1.0, 2.0])
    plain = Mixture(weights, means, sds).quantile(p)
    for unit in (1e-12, 1e12):
        scaled = Mixture(weights, unit * means, unit * sds).quantile(p)
        assert scaled == pytest.approx(unit * plain, rel=1e-12)
    assert Mixture(weights, 0 * means, sds).quantile(0.5) == pytest.approx(0, abs=1e-14)


def test_many_studies_and_a_narrow_posterior_are_settled():
    chance = np.random.default_rng(3)
    v = chance.uniform(0.01, 0.5, 2000)
    found = posterior(chance.normal(0.2, 1, 2000) + chance.normal(size=2000) * np.sqrt(v), v)
    assert found.error < 1e-11 and found.tau.sd < 0.03
    assert found.tau.mean == pytest.approx(1, abs=0.06) and found.mu.mean == pytest.approx(0.2, abs=0.1)


def test_the_shortest_interval_is_shorter_and_level_at_its_ends():
    for found in (posterior(Y, V).mu, posterior(Y, V).new, posterior(Y[:3], V[:3]).mu):
        low, high = found.interval(90)
        central = found.interval(90, "central")
        assert high - low <= central[1] - central[0]
        assert found.density(low) == pytest.approx(found.density(high), rel=1e-7)
        assert found.below(high) - found.below(low) == pytest.approx(0.9, abs=1e-10)
        assert (found.below(central[0]), found.above(central[1])) == pytest.approx((0.05, 0.05), abs=1e-12)
    tau = posterior(Y, V).tau
    assert tau.interval(95)[0] == 0.0 and tau.below(tau.interval(95)[1]) == pytest.approx(0.95, abs=1e-12)
    apart = posterior(Y * 5, V).tau
    low, high = apart.interval(95)
    assert low > 0 and apart.density(low) == pytest.approx(apart.density(high), rel=1e-7)
    assert apart.below(high) - apart.below(low) == pytest.approx(0.95, abs=1e-11)


def test_a_shortest_interval_may_lie_at_an_end():
    falling = interval_of(lambda p: -math.log1p(-p), lambda x: math.exp(-x), 95, "shortest", least=0.0)
    assert falling == pytest.approx((0, -math.log(0.05)))
    rising = interval_of(math.sqrt, lambda x: 2 * x, 95, "shortest", least=0.0)
    assert rising == pytest.approx((math.sqrt(0.05), 1), rel=1e-6)
    steep = posterior(*SETS["far"], PRIORS["uniform"]).tau
    assert steep.interval(95) == pytest.approx((steep.quantile(0.05), 3.0), rel=1e-6)
    for shape in (1.3, 1.5, 4.0):
        one = gamma(shape)
        low, high = interval_of(one.ppf, one.pdf, 80, "shortest", least=0.0)
        assert one.cdf(high) - one.cdf(low) == pytest.approx(0.8, abs=1e-10)
        assert low > 0 and one.pdf(low) == pytest.approx(one.pdf(high), rel=1e-6)
        turned = interval_of(lambda p, g=one: -g.isf(p), lambda x, g=one: g.pdf(-x), 80, "shortest")
        assert turned == pytest.approx((-high, -low), rel=1e-5)
    with pytest.raises(ValueError, match="use one of shortest, central"):
        posterior(Y, V).mu.interval(95, "widest")


def test_mixtures_know_their_moments_and_tails():
    mixed = Mixture(np.array([0.25, 0.75]), np.array([-1.0, 3.0]), np.array([1.0, 2.0]))
    assert mixed.mean == 2.0 and mixed.sd == pytest.approx(math.sqrt(0.25 * 10 + 0.75 * 5))
    assert mixed.density(0.5) == pytest.approx(0.25 * normal(1.5) + 0.75 * normal(0.5, 3, 2))
    assert mixed.below(0.5) == pytest.approx(0.25 * norm.cdf(1.5) + 0.75 * norm.cdf(0.5, 3, 2))
    assert mixed.above(30) == pytest.approx(0.75 * norm.sf(13.5), rel=1e-10)
    for p in (1e-12, 0.01, 0.5, 0.9, 1 - 1e-9):
        assert mixed.below(mixed.quantile(p)) == pytest.approx(p, rel=1e-7)


def test_a_density_that_never_settles_is_refused():
    with pytest.raises(ArithmeticError, match="not settled"):
        integrate(lambda t: np.sin(1e9 * t) * 5, 0.1, 10.0, tail=False)


@pytest.mark.parametrize(
    ("priors", "words"),
    [
        (Priors(tau="gamma"), "use one of half-normal, half-Cauchy, uniform"),
        (Priors(tau_scale=0.0), "tau_scale is 0.0; give a number above 0"),
        (Priors(tau_scale=math.inf), "tau_scale is inf"),
        (Priors(mu_sd=-1.0), "mu_sd is -1.0"),
        (Priors(mu_sd=0.0), "mu_sd is 0.0"),
        (Priors(mu_mean=math.nan), "mu_mean is nan"),
    ],
)
def test_priors_that_mean_nothing_are_refused(priors, words):
    with pytest.raises(ValueError, match=words):
        posterior(Y, V, priors)
