"""Mantel-Haenszel, Peto and mixed models of counts: laws, limits and refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binom, chi2, nchypergeom_fisher, norm, poisson
from scipy.stats import t as student

from whatworks.stats import glmm, mantel_haenszel, peto
from whatworks.stats.pooling.count_kernels import Conditional, Hypergeometric, TwoBinomials, TwoPoissons
from whatworks.stats.pooling.glmm import POINTS, _best, _Likelihood, _of_tables
from whatworks.stats.pooling.tables import MEASURES, Rates, Tables, tables

A, B, C, D = [4, 6, 3, 12], [119, 300, 228, 90], [11, 29, 11, 30], [128, 274, 209, 80]
cell = st.integers(0, 30)
some_tables = st.lists(st.tuples(cell, cell, cell, cell), min_size=1, max_size=6).map(
    lambda rows: [(a, b + 1, c, d + 1) for a, b, c, d in rows]
)
THETA, ALPHA = np.array([[0.3, -0.8, 1.4]]), np.array([[-1.1]])


@given(some_tables, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_changes_no_digit_and_a_swap_of_arms_changes_the_sign(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    for measure in MEASURES:
        if measure.startswith("I"):
            rows, shuffled = ([(a, b + 1, c, d + 1) for a, b, c, d in r] for r in (rows, shuffled))
        one, again = (mantel_haenszel(*zip(*r, strict=True), measure=measure) for r in (rows, shuffled))
        assert one == again
        a, b, c, d = zip(*rows, strict=True)
        swapped = mantel_haenszel(c, d, a, b, measure=measure)
        assert (one.b is None) == (swapped.b is None)
        if one.b is not None and swapped.b is not None:
            assert swapped.b == pytest.approx(-one.b, abs=1e-9)
            assert swapped.se == pytest.approx(one.se, rel=1e-9)


@given(some_tables)
@settings(max_examples=40)
def test_peto_turns_round_with_events_and_with_arms(rows):
    a, b, c, d = zip(*rows, strict=True)
    one, arms, events = peto(a, b, c, d), peto(c, d, a, b), peto(b, a, d, c)
    for other in (arms, events):
        assert (one.b is None) == (other.b is None)
        if one.b is not None:
            assert other.b == pytest.approx(-one.b, abs=1e-9)
            assert other.heterogeneity.stat == pytest.approx(one.heterogeneity.stat, abs=1e-9)


def test_one_table_gives_its_own_measure():
    a, b, c, d = 10, 90, 20, 80
    assert mantel_haenszel([a], [b], [c], [d]).b == pytest.approx(math.log(a * d / (b * c)))
    odds = mantel_haenszel([a], [b], [c], [d])
    assert odds.se == pytest.approx(math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))
    assert mantel_haenszel([a], [b], [c], [d], measure="RR").b == pytest.approx(math.log(0.5))
    risk = mantel_haenszel([a], [b], [c], [d], measure="RD")
    assert risk.b == pytest.approx(-0.1) and (risk.I2, risk.H2, risk.heterogeneity.p) == (0, 1, 1)
    rate = mantel_haenszel([a], [1000], [c], [500], measure="IRR")
    assert rate.b == pytest.approx(math.log(0.25)) and rate.se == pytest.approx(math.sqrt(1 / a + 1 / c))
    gap = mantel_haenszel([a], [1000], [c], [500], measure="IRD")
    assert gap.b == pytest.approx(-0.03) and gap.se == pytest.approx(math.sqrt(a / 1000**2 + c / 500**2))


def test_a_table_without_events_counts_in_the_difference_alone_and_is_told():
    plus = [[*A, 0], [*B, 50], [*C, 0], [*D, 60]]
    for measure, moves in (("OR", False), ("RR", False), ("RD", True)):
        base, more = mantel_haenszel(A, B, C, D, measure=measure), mantel_haenszel(*plus, measure=measure)
        assert (more.b != pytest.approx(base.b, rel=1e-12)) == moves
        assert "1 of 5 tables" in more.diagnostics[0] and more.k == 5 and more.k_informative == 4
        assert more.heterogeneity.df == 3 and not base.diagnostics
    assert peto(*plus).b == pytest.approx(peto(A, B, C, D).b, rel=1e-12)


def test_the_half_may_be_left_on_in_the_test_of_association():
    held, plain = mantel_haenszel(A, B, C, D), mantel_haenszel(A, B, C, D, correct=False)
    a, b, c, d = (np.array(col, float) for col in (A, B, C, D))
    n, m = a + b + c + d, a + c
    away = abs(np.sum(a - (a + b) * m / n))
    spread = np.sum((a + b) * (c + d) * m * (n - m) / (n**2 * (n - 1)))
    assert plain.association.stat == pytest.approx(away**2 / spread, rel=1e-12)
    assert held.association.stat == pytest.approx((away - 0.5) ** 2 / spread, rel=1e-12)
    assert held.b == plain.b


def test_no_events_in_an_arm_have_no_ratio_and_say_so():
    for fit in (
        mantel_haenszel([0, 0], [10, 12], [3, 4], [9, 9]),
        mantel_haenszel([0, 0], [10, 12], [3, 4], [9, 9], measure="RR"),
        mantel_haenszel([0, 0], [10, 12], [3, 4], [9, 9], measure="IRR"),
        peto([0, 0], [10, 12], [0, 0], [9, 9]),
    ):
        assert fit.b is fit.se is fit.p is fit.ci_lb is None
        assert any("no pooled estimate" in note for note in fit.diagnostics)


@pytest.mark.parametrize(
    "kernel",
    [
        TwoBinomials(Tables(*(np.array([float(n)]) for n in (3, 17, 5, 11)))),
        TwoPoissons(Rates(*(np.array([float(n)]) for n in (3, 17, 5, 11)))),
        Conditional(np.array([3.0]), np.array([8.0]), np.array([0.4])),
        Hypergeometric(Tables(*(np.array([float(n)]) for n in (3, 17, 5, 11)))),
    ],
)
def test_slopes_and_bends_are_those_of_the_value(kernel):
    h = 1e-4
    low, here, high = (kernel(THETA + step, ALPHA) for step in (-h, 0, h))
    assert here.slope == pytest.approx((high.value - low.value) / (2 * h), rel=1e-6)
    assert here.bend == pytest.approx((high.slope - low.slope) / (2 * h), rel=1e-6)
    theta = np.linspace(-8, 8, 4001)[None, :]
    if not kernel.nuisance:
        assert kernel.saturated()[0] == pytest.approx(kernel(theta, ALPHA).value.max(), abs=1e-5)


def test_values_are_chances_of_the_counts():
    t = Tables(*(np.array([float(n)]) for n in (3, 17, 5, 11)))
    up, down = (1 / (1 + np.exp(-(ALPHA + sign * THETA / 2))) for sign in (1, -1))
    both = binom.logpmf(3, 20, up) + binom.logpmf(5, 16, down)
    assert TwoBinomials(t)(THETA, ALPHA).value == pytest.approx(both)
    assert TwoBinomials(t).saturated()[0] == pytest.approx(
        binom.logpmf(3, 20, 3 / 20) + binom.logpmf(5, 16, 5 / 16)
    )
    r = Rates(*(np.array([float(n)]) for n in (3, 17, 5, 11)))
    means = [np.exp(ALPHA + THETA / 2) * 17, np.exp(ALPHA - THETA / 2) * 11]
    assert TwoPoissons(r)(THETA, ALPHA).value == pytest.approx(
        poisson.logpmf(3, means[0]) + poisson.logpmf(5, means[1])
    )
    assert TwoPoissons(r).saturated()[0] == pytest.approx(poisson.logpmf(3, 3) + poisson.logpmf(5, 5))
    exact = [nchypergeom_fisher.logpmf(3, 36, 20, 8, np.exp(x)) for x in THETA[0]]
    assert Hypergeometric(t)(THETA, ALPHA).value[0] == pytest.approx(exact, rel=1e-9)
    full = Tables(*(np.array([float(n)]) for n in (17, 3, 5, 4)))
    exact = [nchypergeom_fisher.logpmf(17, 29, 20, 22, np.exp(x)) for x in THETA[0]]
    assert Hypergeometric(full)(THETA, ALPHA).value[0] == pytest.approx(exact, rel=1e-9)
    for edge in ((0, 20, 5, 11), (5, 15, 0, 16), (5, 0, 3, 8), (17, 3, 9, 0)):
        assert Hypergeometric(Tables(*(np.array([float(n)]) for n in edge))).saturated()[0] == 0


def test_the_search_starts_at_each_studys_own_estimate():
    """There the likelihood of the study alone is highest; an empty cell has one half added."""
    cells = [np.array([3.0, 40.0]), np.array([17.0, 9.0]), np.array([5.0, 2.0]), np.array([11.0, 30.0])]
    for kernel in (TwoBinomials(Tables(*cells)), TwoPoissons(Rates(*cells))):
        level, effect = (guess[:, None] for guess in kernel.start())
        assert kernel(effect, level).slope == pytest.approx(0, abs=1e-12)
        sides = kernel(effect, level + 1e-4).value, kernel(effect, level - 1e-4).value
        assert sides[0] == pytest.approx(sides[1], abs=1e-10)
    empty = TwoPoissons(Rates(*(np.array([float(n)]) for n in (0, 17, 5, 11)))).start()
    up, down = math.log(0.5 / 17), math.log(5.5 / 11)
    assert np.concatenate(empty) == pytest.approx([(up + down) / 2, up - down], rel=1e-12)
    given = Conditional(np.array([3.0]), np.array([8.0]), np.array([0.4])).start()
    assert np.concatenate(given) == pytest.approx([0, math.log(3.5 / 5.5) - 0.4], rel=1e-12)


def test_the_nodes_lie_about_each_studys_mode_by_its_curvature():
    cells = [2.0, 1, 28], [40.0, 50, 30], [6.0, 9, 7], [44.0, 41, 33]
    likelihood = _Likelihood(TwoBinomials(Tables(*(np.array(c) for c in cells))), 3, 7)
    level, b, tau, h = likelihood.alpha[:, None], likelihood.effects[0], 0.7, 1e-3
    z, spread = likelihood._modes(b, tau, level)

    def height(at):
        return likelihood.kernel(b + tau * at, level).value - at**2 / 2

    low, here, high = (height(z + step) for step in (-h, 0, h))
    assert (high - low) / (2 * h) == pytest.approx(0, abs=1e-6)
    assert (high - 2 * here + low) / h**2 == pytest.approx(-1 / spread**2, rel=1e-6)


def test_each_studys_best_level_is_looked_for_until_all_are_found():
    places = np.array([0.0, 5.3, -4.1])
    assert _best(lambda at: -np.cosh(at - places), np.zeros(3)) == pytest.approx(places, abs=1e-7)


def test_a_new_study_of_a_mixed_model_is_expected_where_tau2_and_the_error_put_it():
    fit = glmm([2, 1, 28, 3], [40, 50, 30, 60], [6, 9, 7, 12], [44, 41, 33, 48], model="CM.AL", level=90)
    assert fit.tau2 > 0.5
    reach = math.sqrt(fit.tau2 + fit.se**2)
    wide, wider = norm.ppf(0.95) * reach, student.ppf(0.95, 2) * reach
    assert tuple(fit.prediction) == pytest.approx((fit.b - wide, fit.b + wide), rel=1e-10)
    assert tuple(fit.prediction_hts) == pytest.approx((fit.b - wider, fit.b + wider), rel=1e-10)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("UM.FS", (-16.9966913199, 43.9933826398, 44.3905903482, 73.9933826398)),
        ("CM.AL", (-7.64316149133, 17.28632298267, 16.67261734379, 19.28632298267)),
    ],
)
def test_criteria_of_mixed_models_count_the_observations_that_metafor_counts(model, expected):
    """metafor 3.8, rma.glmm(measure="OR", method="EE"): both arms of a study are two, their odds one."""
    found = glmm(A, B, C, D, model=model, random=False).fit_stats
    assert (found.logLik, found.AIC, found.BIC, found.AICc) == pytest.approx(expected, abs=1e-6)


def test_arms_with_as_many_events_say_as_much_as_others():
    fits = [mantel_haenszel([5, 4], [9, 9], [5, 8], [20, 9], measure=m) for m in ("OR", "RR", "RD")]
    for fit in (*fits, peto([5, 4], [9, 9], [5, 8], [20, 9])):
        assert fit.k_informative == 2 and not fit.diagnostics
        assert fit.stat == pytest.approx(fit.b / fit.se) and fit.p == pytest.approx(
            2 * norm.sf(abs(fit.stat))
        )


def test_the_integral_is_the_integral():
    """The exact conditional model's log-likelihood, each study's integral done by another method."""
    x1, t1, x2, t2 = [5, 2, 9], [100, 80, 60], [9, 8, 7], [90, 100, 70]
    fit = glmm(x1, t1, x2, t2, measure="IRR", model="CM.EL")
    assert fit.tau2 > 0

    def one(a, s, c, u):
        def density(theta):
            p = 1 / (1 + math.exp(-(theta + math.log(s / u))))
            return binom.pmf(a, a + c, p) * norm.pdf(theta, fit.b, math.sqrt(fit.tau2))

        return math.log(quad(density, fit.b - 12, fit.b + 12, epsabs=1e-13, limit=400)[0])

    whole = sum(one(*row) for row in zip(x1, t1, x2, t2, strict=True))
    assert fit.fit_stats.logLik == pytest.approx(whole, abs=1e-7)


def test_the_estimate_is_at_the_top_and_its_errors_are_the_curvature():
    cells = [2, 1, 8, 3], [40, 50, 30, 60], [6, 9, 7, 12], [44, 41, 33, 48]
    for model in ("CM.AL", "CM.EL"):
        fit = glmm(*cells, model=model)
        assert fit.tau2 > 0 and fit.se_tau2 > 0
        at = _Likelihood(_of_tables(tables(*cells), model), 4, POINTS[model]).at
        tau, h = math.sqrt(fit.tau2), 1e-3
        top = at(fit.b, tau)
        for step in ((h, 0), (-h, 0), (0, h), (0, -h)):
            assert at(fit.b + step[0], tau + step[1]) < top
        hessian = np.zeros((2, 2))
        steps = np.eye(2) * 2e-3
        for i in range(2):
            for j in range(2):
                parts = [
                    (s * t) * at(*(np.array([fit.b, tau]) + s * steps[i] + t * steps[j]))
                    for s in (1, -1)
                    for t in (1, -1)
                ]
                hessian[i, j] = sum(parts) / (4 * 2e-3**2)
        errors = np.sqrt(np.diagonal(np.linalg.inv(-hessian)))
        assert fit.se == pytest.approx(errors[0], rel=1e-4)
        assert fit.se_tau2 == pytest.approx(2 * tau * errors[1], rel=1e-3)


def test_a_mixed_model_without_differences_is_the_common_effect():
    cells = [5, 10, 20], [95, 190, 380], [10, 20, 40], [90, 180, 360]
    fit = glmm(*cells)
    common = glmm(*cells, random=False)
    assert fit.tau2 == 0 and common.tau2 is None and fit.se_tau2 is None
    assert fit.b == pytest.approx(common.b, abs=1e-6) == pytest.approx(math.log(5 * 90 / (95 * 10)), abs=1e-6)
    assert "tau2 is 0" in fit.diagnostics[-1] and fit.heterogeneity_lrt.p == pytest.approx(1, abs=1e-6)
    assert fit.prediction.low == pytest.approx(fit.ci_lb) and fit.prediction_hts.high > fit.prediction.high
    assert common.prediction.low is None and pytest.approx(fit.fit_stats.AIC - 2) == common.fit_stats.AIC


def test_a_mixed_model_turns_round_with_the_arms():
    cells = [2, 8, 3], [40, 30, 60], [6, 7, 12], [44, 33, 48]
    for model in ("UM.FS", "CM.EL", "CM.AL"):
        one = glmm(*cells, model=model)
        other = glmm(*cells[2:], *cells[:2], model=model)
        assert other.b == pytest.approx(-one.b, abs=1e-6) and other.tau2 == pytest.approx(one.tau2, abs=1e-5)


def test_one_study_is_one_effect_and_zero_cells_are_no_trouble():
    alone = glmm([3], [17], [5], [11])
    assert alone.tau2 is None and alone.b == pytest.approx(math.log(3 * 11 / (17 * 5)), abs=1e-6)
    assert alone.heterogeneity_lrt.stat is None
    sparse = glmm([0, 1, 0, 2], [20, 19, 30, 28], [3, 0, 4, 6], [17, 20, 26, 24])
    assert math.isfinite(sparse.b) and math.isfinite(sparse.se) and sparse.b < 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mantel_haenszel(A, B, C, D, measure="HR"), "use one of OR, RR, RD, IRR, IRD"),
        (lambda: mantel_haenszel(A, B, C, [1]), "different lengths"),
        (lambda: mantel_haenszel([], [], [], []), "different lengths or none"),
        (lambda: mantel_haenszel([-1], [2], [3], [4]), "ai is negative"),
        (
            lambda: mantel_haenszel([1, 0], [2, 0], [3, 1], [4, 1]),
            "intervention arm has no one in it in row 2",
        ),
        (lambda: mantel_haenszel([1], [2], [0], [0]), "comparison arm has no one"),
        (lambda: mantel_haenszel([1], [0], [3], [4], measure="IRR"), "t1i is not above 0"),
        (lambda: peto([math.nan], [2], [3], [4]), "ai is missing"),
        (lambda: peto(A, B, C, D, level=0.95), "write 95"),
        (lambda: glmm(A, B, C, D, measure="RR"), "use OR or IRR"),
        (lambda: glmm(A, B, C, D, model="UM.RS"), "use one of UM.FS, CM.EL, CM.AL"),
        (lambda: glmm([0], [5], [0], [6]), "no study has events"),
    ],
)
def test_what_cannot_be_pooled_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("measure", MEASURES)
def test_a_single_event_says_something(measure):
    """One event in one arm of a study is an estimate of its own, and counts in Q by its own half."""
    first, second, third, fourth = [1, 6], [19, 34], [0, 9], [30, 41]
    fit = mantel_haenszel(first, second, third, fourth, measure=measure)
    assert fit.k_informative == 2 and not fit.diagnostics
    half = np.array([0.5, 0])
    x, of, y, to = (np.array(c, float) for c in (first, second, third, fourth))
    if measure.startswith("I"):
        x, y = x + half, y + half
        r, s = x / of, y / to
        each, v = (r - s, x / of**2 + y / to**2) if measure == "IRD" else (np.log(r / s), 1 / x + 1 / y)
    else:
        x, of, y, to = (c + half for c in (x, of, y, to))
        n, m = x + of, y + to
        each, v = {
            "OR": (np.log(x * to / (of * y)), 1 / x + 1 / of + 1 / y + 1 / to),
            "RR": (np.log(x / n / (y / m)), 1 / x - 1 / n + 1 / y - 1 / m),
            "RD": (x / n - y / m, x * of / n**3 + y * to / m**3),
        }[measure]
    assert fit.heterogeneity.stat == pytest.approx(np.sum((each - fit.b) ** 2 / v), rel=1e-12)


def test_a_single_one_spared_says_as_much_as_a_single_event():
    a, b, c, d = [1, 6], [19, 34], [0, 9], [30, 41]
    one, turned = mantel_haenszel(a, b, c, d), mantel_haenszel(b, a, d, c)
    assert turned.k_informative == 2 and not turned.diagnostics
    assert (turned.b, turned.heterogeneity.stat) == pytest.approx((-one.b, one.heterogeneity.stat), rel=1e-10)


def test_two_studies_that_differ_have_an_i2_and_two_alike_have_none():
    apart = mantel_haenszel([30, 5], [70, 95], [5, 30], [95, 70])
    q = apart.heterogeneity.stat
    assert q > 10 and pytest.approx(100 * (q - 1) / q) == apart.I2 and pytest.approx(q) == apart.H2
    assert apart.breslow_day.df == 1 and apart.breslow_day.stat == pytest.approx(
        2 * 12.5**2 / (17.5 * 82.5 / 200)
    )
    for fit in (apart, peto([30, 5], [70, 95], [5, 30], [95, 70])):
        assert fit.heterogeneity.p == pytest.approx(chi2.sf(fit.heterogeneity.stat, 1), rel=1e-10)
    alike = mantel_haenszel([4, 8], [6, 12], [2, 4], [8, 16], measure="RD")
    assert (alike.I2, alike.heterogeneity.df) == (0, 1) and pytest.approx(0, abs=1e-12) == alike.H2


def test_an_odds_ratio_may_have_any_numerator():
    assert mantel_haenszel([2], [1], [1], [4]).b == pytest.approx(math.log(8))
    assert mantel_haenszel([1], [2], [4], [1]).b == pytest.approx(-math.log(8))


def test_pairs_are_tested_as_mcnemar_tests_them():
    """Each pair is a table of two: 9 with an event under the intervention alone, 3 the other, 4 both."""
    a, c = [1] * 9 + [0] * 3 + [1] * 4, [0] * 9 + [1] * 3 + [1] * 4
    pairs = (a, [1 - n for n in a], c, [1 - n for n in c])
    assert mantel_haenszel(*pairs, correct=False).association.stat == pytest.approx((9 - 3) ** 2 / 12)
    assert mantel_haenszel(*pairs).association.stat == pytest.approx((9 - 3 - 1) ** 2 / 12)
    assert mantel_haenszel(*pairs).b == pytest.approx(math.log(9 / 3))


def test_person_times_may_have_any_unit():
    days, years = ([5, 9], [300, 250], [8, 20], [280, 240]), ([5, 9], [0.3, 0.25], [8, 20], [0.28, 0.24])
    one, other = (mantel_haenszel(*given, measure="IRR") for given in (days, years))
    assert (other.b, other.se) == pytest.approx((one.b, one.se), rel=1e-12)


def test_one_small_table_of_equal_arms_has_the_variance_of_two_proportions():
    fit = mantel_haenszel([1], [3], [2], [2], measure="RD")
    assert fit.se == pytest.approx(math.sqrt(1 * 3 / 4**3 + 2 * 2 / 4**3), rel=1e-12)


def test_odds_ratios_that_nearly_agree_have_the_p_of_their_small_statistic():
    fit = mantel_haenszel([10, 21, 31], [90, 179, 269], [20, 40, 60], [80, 160, 240])
    for test in (fit.breslow_day, fit.tarone):
        assert 0 < test.stat < 0.5 and test.p == pytest.approx(chi2.sf(test.stat, 2), rel=1e-10)
    nothing = peto([0, 0], [10, 12], [0, 0], [9, 9])
    assert nothing.k == 2 and nothing.k_informative == 0
