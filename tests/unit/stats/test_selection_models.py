"""Selection models: laws, ends and errors that hold whatever the data are."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import norm

from metafor_values import values
from whatworks import stats
from whatworks.stats.bias import selection_fit, selection_likelihood, selection_weights

Z = 1.959963984540054
GIVEN = values("molloy2014_zcor")["input"]
Y, V = GIVEN["yi"], GIVEN["vi"]


def weight(kind, delta, p):
    p = np.clip(p, 1e-5, 1 - 1e-5) if kind in ("beta", "power") else p
    return {
        "stepfun": lambda: 1.0 if p <= 0.025 else delta[0] if p <= 0.5 else delta[1],
        "beta": lambda: p ** (delta[0] - 1) * (1 - p) ** (delta[1] - 1),
        "halfnorm": lambda: np.exp(-delta[0] * p**2),
        "negexp": lambda: np.exp(-delta[0] * p),
        "logistic": lambda: 2 * np.exp(-delta[0] * p) / (1 + np.exp(-delta[0] * p)),
        "power": lambda: (1 - p) ** delta[0],
    }[kind]()


@pytest.mark.parametrize("two_sided", [False, True])
@pytest.mark.parametrize("kind", selection_weights.KINDS)
def test_likelihood_is_the_weighted_density_over_its_integral(kind, two_sided):
    """Against plain quadrature of the definition; and the gradient against differences."""
    delta = {"stepfun": (0.6, 0.3), "beta": (0.7, 1.4)}.get(kind, (1.3,))
    steps = (0.025, 0.5)
    which = selection_weights.family(kind, steps, two_sided)
    y, v = np.array([0.5, 0.1, -0.3]), np.array([0.04, 0.02, 0.09])
    low, high = which.reach
    z = y / np.sqrt(v)
    held = np.sign(z) * np.clip(np.abs(z), max(low, 0.0), high)
    model = selection_likelihood.Selected(y, v, np.ones((3, 1)), which, held)
    theta = np.array([0.1, 0.03, *delta])
    found, gradient = model.value(theta)
    expected = 0.0
    for yi, vi in zip(y, v, strict=True):
        s = (vi + 0.03) ** 0.5

        def seen(at, vi=vi):
            p = 2 * ndtr(-abs(at) / vi**0.5) if two_sided else ndtr(-at / vi**0.5)
            return weight(kind, delta, p)

        edges = [c * vi**0.5 for c in (-4.5, -Z, -0.6744897501960817, 0, 0.6744897501960817, Z, 4.5)]
        total = quad(lambda t, s=s, f=seen: f(t) * norm.pdf(t, 0.1, s), -4, 4, points=edges, limit=400)[0]
        expected += np.log(seen(yi)) + norm.logpdf(yi, 0.1, s) - np.log(total)
    assert found == pytest.approx(expected, abs=1e-6)
    for j in range(theta.size):
        step = np.zeros(theta.size)
        step[j] = 1e-6
        slope = (model.value(theta + step)[0] - model.value(theta - step)[0]) / 2e-6
        assert gradient[j] == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_turning_the_estimates_turns_the_result():
    plain = stats.selection_model(Y, V)
    turned = stats.selection_model([-y for y in Y], V, alternative="less")
    assert turned.b[0] == pytest.approx(-plain.b[0], rel=1e-7)
    assert (turned.ci_lb[0], turned.ci_ub[0]) == pytest.approx((-plain.ci_ub[0], -plain.ci_lb[0]), rel=1e-6)
    assert turned.delta == pytest.approx(plain.delta, rel=1e-6)
    assert turned.counts == plain.counts


def test_scale_moves_the_estimates_alone():
    plain = stats.selection_model(Y, V)
    scaled = stats.selection_model([100 * y for y in Y], [1e4 * v for v in V])
    assert scaled.b[0] == pytest.approx(100 * plain.b[0], rel=1e-6)
    assert scaled.tau2 == pytest.approx(1e4 * plain.tau2, rel=1e-6)
    assert (scaled.LRT, scaled.delta[1]) == pytest.approx((plain.LRT, plain.delta[1]), rel=1e-6)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood - len(Y) * np.log(100))


def test_no_selection_is_maximum_likelihood():
    free = stats.selection_model(Y, V, delta=(1.0,))
    ml = stats.random_effects(Y, V, method="ML", test="z")
    assert (free.b[0], free.tau2) == pytest.approx((ml.b[0], ml.tau2), rel=1e-6)
    assert (free.LRT, free.LRT_df, free.LRTp) == (pytest.approx(0, abs=1e-9), 0, None)


def test_counts_are_told_and_few_are_warned_of():
    found = stats.selection_model(Y, V)
    p = ndtr(-np.array(Y) / np.sqrt(V))
    assert found.counts == (int(np.sum(p <= 0.025)), int(np.sum(p > 0.025)))
    assert (found.diagnostics, found.bounded) == ((), ())
    assert stats.selection_model(Y, V, method="EE").bounded == ()
    few = stats.selection_model(Y, V, alternative="less")
    assert few.counts[0] < 4
    assert "between p = 0 and 0.025" in few.diagnostics[0]
    assert few.bounded == ("delta2",)
    assert few.delta[1] == 100
    two = stats.selection_model(Y, V, alternative="two.sided", steps=(0.05,))
    assert two.counts == (int(np.sum(np.abs(np.array(Y) / np.sqrt(V)) >= 1.959963984540054)),
                          int(np.sum(np.abs(np.array(Y) / np.sqrt(V)) < 1.959963984540054)))  # fmt: skip


def test_intervals_are_normal_and_weights_stay_above_zero():
    found = stats.selection_model(Y, V, level=90)
    z = norm.ppf(0.95)
    assert found.ci_ub[0] == pytest.approx(found.b[0] + z * found.se[0])
    assert found.delta_ub[1] == pytest.approx(found.delta[1] + z * found.se_delta[1])
    assert found.delta_lb[1] == max(0, found.delta[1] - z * found.se_delta[1])
    assert found.stat[0] == pytest.approx(found.b[0] / found.se[0])
    assert found.p[0] == pytest.approx(2 * norm.cdf(-abs(found.stat[0])))


def test_all_peaks_are_told():
    given = values("bangertdrowns2004")["input"]
    found = stats.selection_model(given["yi"], given["vi"], kind="beta")
    assert len(found.peaks) == 2
    assert found.peaks[0].LRT > found.peaks[1].LRT
    assert found.peaks[0].b == found.b
    assert any("2 peaks" in words for words in found.diagnostics)
    assert found.bounded == ("tau2",)
    assert found.se_tau2 is None


def test_settings_that_are_none_are_refused():
    for wrong, words in (
        ({"kind": "normal"}, "use one of stepfun"), ({"alternative": "up"}, "greater, less, two.sided"),
        ({"method": "REML"}, "ML, EE"), ({"steps": (1.0,)}, "steps"), ({"steps": (0.0, 0.5)}, "steps"),
        ({"steps": (0.5, 1.5)}, "steps"), ({"kind": "beta", "delta": (0, 1)}, "not between 1e-05 and 100"),
        ({"delta": (1, 1)}, "2 values of delta"), ({"delta": (-1,)}, "not between 0 and 100"),
        ({"level": 0}, "level"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            stats.selection_model(Y, V, **wrong)
    assert stats.selection_model([0.1, 0.3], [0.1, 0.1], delta=(0.5,)).k == 2
    with pytest.raises(ValueError, match="3 parameters and there are 2"):
        stats.selection_model([1, 2], [1, 1])


def test_the_last_step_may_be_said_or_left_out():
    assert stats.selection_model(Y, V, steps=(0.025, 1.0)).delta == stats.selection_model(Y, V).delta


SEEN, SPREAD = [0.5, 0.1, -0.3, 0.0, 0.9, -0.9], [0.04, 0.02, 0.09, 0.03, 0.0225, 0.0225]
DELTAS = {"stepfun": (0.6, 0.3), "beta": (0.7, 0.02)}


@pytest.mark.parametrize("alternative", ["greater", "less", "two.sided"])
@pytest.mark.parametrize("kind", selection_weights.KINDS)
def test_the_whole_model_has_the_likelihood_of_its_definition(kind, alternative):
    """Far estimates, one of exactly zero and a weight that is infinite at p = 1 among them."""
    delta = DELTAS.get(kind, (1.3,))
    found = stats.selection_model(
        SEEN, SPREAD, kind=kind, alternative=alternative, delta=delta, steps=(0.025, 0.5)
    )
    half = [1e-3, 0.01, *norm.isf([0.5 - 5e-6, 0.25, 0.025, 0.0125, 1e-5, 5e-6]), 15, 40, 200]
    edges = sorted([0, *half, *(-e for e in half)])

    def chosen(z):
        p = {"greater": ndtr(-z), "less": ndtr(z), "two.sided": 2 * ndtr(-abs(z))}[alternative]
        return weight(kind, delta, p)

    expected = 0.0
    for y, v in zip(SEEN, SPREAD, strict=True):
        at, s = found.b[0] / v**0.5, (1 + found.tau2 / v) ** 0.5
        total = sum(
            quad(lambda z, at=at, s=s: chosen(z) * norm.pdf(z, at, s), *part)[0] for part in pairwise(edges)
        )
        expected += np.log(chosen(y / v**0.5)) + norm.logpdf(y, found.b[0], s * v**0.5) - np.log(total)
    assert found.log_likelihood == pytest.approx(expected, abs=1e-6)


def test_the_strongest_selection_that_is_allowed_has_a_likelihood():
    """Weights (1 - p)^100 are beyond the reach of floating point where p is near one."""
    y, v = [0.5, 0.6, 0.45], [0.04, 0.04, 0.04]
    found = stats.selection_model(y, v, kind="power", delta=(100.0,))
    at, s = found.b[0] / 0.2, (1 + found.tau2 / 0.04) ** 0.5
    parts = ((-4, 2), (2, -norm.ppf(1e-5)), (-norm.ppf(1e-5), 12))
    total = sum(quad(lambda z: weight("power", (100,), ndtr(-z)) * norm.pdf(z, at, s), *p)[0] for p in parts)
    logs = [100 * np.log(ndtr(e / 0.2)) + norm.logpdf(e, found.b[0], 0.2 * s) for e in y]
    assert found.log_likelihood == pytest.approx(sum(logs) - 3 * np.log(total), abs=1e-6)


def test_an_interval_without_p_values_is_counted_too():
    found = stats.selection_model([3.0, 2.5, 3.4, 4.0], [1.0] * 4, steps=(0.025, 0.5))
    assert found.counts == (4, 0, 0)
    assert [words.partition(":")[0] for words in found.diagnostics[:2]] == [
        "0 studies lie between p = 0.025 and 0.5", "0 studies lie between p = 0.5 and 1",
    ]  # fmt: skip


def test_an_information_that_is_not_positive_or_not_finite_gives_no_errors():
    assert selection_fit._inverse_roots(np.diag([4.0, 25.0])) == pytest.approx([0.5, 0.2])
    for wrong in (np.diag([4.0, -25.0]), np.diag([4.0, np.nan]), np.array([[1.0, 2.0], [2.0, 1.0]]),
                  np.array([[1.0, np.nan], [np.nan, 1.0]])):  # fmt: skip
        assert selection_fit._inverse_roots(wrong) is None


def test_one_weight_out_of_range_is_enough_to_refuse_all():
    with pytest.raises(ValueError, match=r"delta \[0.5, -0.1\] is not between 0 and 100"):
        stats.selection_model(Y, V, steps=(0.025, 0.5), delta=(0.5, -0.1))


@pytest.mark.parametrize("kind", ["stepfun", "beta", "power"])
def test_at_the_peak_the_likelihood_is_level(kind):
    """The slope that is left is worth nothing: less than 1e-9 of log-likelihood for any standard error."""
    found = stats.selection_model(Y, V, kind=kind)
    which = selection_weights.family(kind, (0.025,), False)
    z = np.clip(np.array(Y) / np.sqrt(V), *which.reach)
    model = selection_likelihood.Selected(np.array(Y), np.array(V), np.ones((len(Y), 1)), which, z)
    delta, errors = found.delta[kind == "stepfun" :], found.se_delta[kind == "stepfun" :]
    slopes = model.value(np.array([found.b[0], found.tau2, *delta]))[1]
    errors = [found.se[0], found.se_tau2, *errors]
    assert errors[0] is not None
    for slope, error in zip(slopes, errors, strict=True):
        assert error is None or abs(slope * error) < 1e-7


def test_points_that_share_some_coordinates_are_not_the_same_peak():
    """One peak is within a hundredth of what moves the picture in every parameter: a tenth of a weight."""
    which = selection_weights.family("stepfun", (0.025,), False)
    model = selection_likelihood.Selected(
        np.array([0.5]), np.array([0.04]), np.ones((1, 1)), which, np.ones(1)
    )
    peak = np.array([0.1, 0.0, 2.0])
    assert selection_likelihood._near(model, np.array([0.1, 0.0, 2.0019]), peak)
    assert not selection_likelihood._near(model, np.array([0.1, 0.0, 2.0021]), peak)
    assert not selection_likelihood._near(model, np.array([0.11, 0.0, 2.0]), peak)


def test_a_parameter_at_its_lower_bound_is_taken_as_known():
    given = values("bangertdrowns2004")["input"]
    settings = {"kind": "halfnorm", "alternative": "two.sided"}
    found = stats.selection_model(given["yi"], given["vi"], **settings)
    known = stats.selection_model(given["yi"], given["vi"], **settings, delta=(0.0,))
    assert (found.bounded, found.delta, found.se_delta) == (("delta1",), (0.0,), (None,))
    assert (found.b[0], found.se[0], found.se_tau2) == pytest.approx(
        (known.b[0], known.se[0], known.se_tau2), rel=1e-6
    )
