"""Networks: what goes in is held to what one study can say, and what comes out to the laws of the model."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from whatworks.stats import random_effects
from whatworks.stats.networks.arms import arm_network
from whatworks.stats.networks.contrasts import contrast_network
from whatworks.stats.networks.data import Block, Network, components
from whatworks.stats.networks.inconsistency import inconsistency
from whatworks.stats.networks.league import compare_all, direct_estimate
from whatworks.stats.networks.network import fit_network
from whatworks.stats.networks.ranks import p_scores, rank
from whatworks.stats.networks.split import split_nodes
from whatworks.stats.sizes.effect_size import InconsistentNumbers

TRIANGLE = {
    "study": ["s1", "s2", "s3", "s4", "s5", "s6"],
    "t1": ["A", "A", "A", "B", "B", "A"],
    "t2": ["B", "B", "C", "C", "C", "C"],
    "yi": [0.5, 0.9, 1.6, 0.4, 0.1, 1.1],
    "vi": [0.04, 0.09, 0.05, 0.06, 0.1, 0.03],
}


def triangle():
    return contrast_network(**TRIANGLE)


def three_arms(**given):
    """One study of A, B and C given as two contrasts, beside the triangle."""
    columns = {name: list(values) for name, values in TRIANGLE.items()}
    for values, new in zip(
        columns.values(), (["m", "m"], ["A", "C"], ["B", "B"], [0.6, -0.5], [0.2, 0.3]), strict=True
    ):
        values.extend(new)
    return contrast_network(**columns, **given)


def test_two_treatments_are_a_plain_pool():
    y, v = [0.1, 0.5, 0.9, -0.2], [0.04, 0.02, 0.09, 0.05]
    network = contrast_network(list("abcd"), ["T"] * 4, ["C"] * 4, y, v)
    for method in ("REML", "DL"):
        fit, plain = (
            fit_network(network, reference="C", method=method),
            random_effects(y, v, method=method, test="z"),
        )
        assert fit.b == pytest.approx(plain.b, rel=1e-10)
        assert fit.se == pytest.approx(plain.se, rel=1e-10)
        assert fit.tau2 == pytest.approx(plain.tau2, rel=1e-10)
        assert fit.se_tau2 == pytest.approx(plain.se_tau2, rel=1e-8)
        assert (fit.QE, fit.QEp) == pytest.approx((plain.QE, plain.QEp), rel=1e-10)
        pair = compare_all(network, fit)[0]
        low, high = plain.prediction_hts
        assert (-pair.pi_hts_ub, -pair.pi_hts_lb) == pytest.approx((low, high), rel=1e-10)
        low, high = plain.prediction
        assert (-pair.pi_ub, -pair.pi_lb) == pytest.approx((low, high), rel=1e-10)


def test_the_test_t_uses_the_degrees_of_freedom_of_q():
    z, t = fit_network(triangle()), fit_network(triangle(), test="t")
    assert (t.df, z.df, t.QE_df) == (4, None, 4)
    ratio = (t.ci_ub[0] - t.b[0]) / (z.ci_ub[0] - z.b[0])
    assert ratio == pytest.approx(2.7764451052 / 1.9599639845, rel=1e-9)
    assert pytest.approx(z.QM / 2) == t.QM
    wide = compare_all(triangle(), t)[0]
    assert wide.ci_ub - wide.estimate == pytest.approx(2.7764451052 * wide.se)
    (split, *_) = split_nodes(triangle(), t)
    assert split.ci_ub - split.difference == pytest.approx(3.1824463053 * split.difference_se)
    assert split.difference - split.ci_lb == pytest.approx(3.1824463053 * split.difference_se)


def test_ml_reports_its_own_standard_error():
    fit = fit_network(triangle(), method="ML")
    w = 1 / (np.array(TRIANGLE["vi"]) + fit.tau2)
    assert fit.tau2 > 0
    assert fit.se_tau2 == pytest.approx(math.sqrt(2 / np.sum(w**2)))


def test_i2_and_h2_follow_from_q():
    fit = fit_network(triangle())
    assert pytest.approx(fit.QE / 4) == fit.H2
    assert pytest.approx(max(0, 100 * (fit.QE - 4) / fit.QE)) == fit.I2


def test_one_degree_of_freedom_still_has_the_test_of_q():
    network = contrast_network(list("ab"), ["A", "A"], ["B", "B"], [0.5, 1.3], [0.04, 0.05])
    fit, q = fit_network(network), 0.8**2 / 0.09
    assert (fit.QE, fit.QE_df, fit.H2) == pytest.approx((q, 1, q))
    assert fit.tau2 == pytest.approx((0.8**2 - 0.09) / 2)
    assert pytest.approx(2 * norm.sf(math.sqrt(q))) == fit.QEp
    assert pytest.approx(100 * (q - 1) / q) == fit.I2
    t = fit_network(network, test="t")
    assert t.test == "t" and t.ci_ub[0] - t.b[0] == pytest.approx(12.706204736 * t.se[0])
    close = contrast_network(list("ab"), ["A", "A"], ["B", "B"], [0.5, 0.7], [0.04, 0.05])
    assert pytest.approx(0.04 / 0.09) == fit_network(close).H2


def test_of_three_studies_the_new_one_is_predicted_with_one_degree_of_freedom():
    network = contrast_network(list("abc"), ["A"] * 3, ["B"] * 3, [0.5, 1.3, 0.2], [0.04, 0.05, 0.06])
    fit = fit_network(network)
    (pair,) = compare_all(network, fit)
    wide = 12.706204736 * math.sqrt(fit.tau2 + pair.se**2)
    assert (pair.pi_hts_lb, pair.pi_hts_ub) == pytest.approx((pair.estimate - wide, pair.estimate + wide))


def test_moments_have_no_likelihood_and_common_effects_have_one():
    moments = fit_network(triangle(), method="DL")
    assert (moments.logLik, moments.AIC, moments.BIC, moments.AICc) == (None,) * 4
    common = fit_network(triangle(), model="common")
    assert fit_network(triangle(), model="common", method="DL").logLik == common.logLik
    assert pytest.approx(-2 * common.logLik + 2 * 2) == common.AIC


def test_the_reference_defaults_to_the_treatment_in_most_studies():
    network = contrast_network(["1", "2", "3"], ["A", "C", "C"], ["C", "B", "D"], [1, 1, 1], [1, 1, 1])
    fit = fit_network(network)
    assert fit.reference == "C"
    assert fit.names == ("A", "B", "D")
    assert fit.effects == pytest.approx({"A": 1, "B": -1, "C": 0, "D": -1})


def test_consistency_holds_in_the_league():
    fit = fit_network(three_arms(rho=0.5))
    pairs = {(c.t1, c.t2): c.estimate for c in compare_all(three_arms(rho=0.5), fit)}
    assert pairs["A", "C"] == pytest.approx(pairs["A", "B"] + pairs["B", "C"])


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(6)),
    flips=st.lists(st.booleans(), min_size=6, max_size=6),
    reference=st.sampled_from("ABC"),
)
def test_order_and_direction_of_rows_change_no_digit(order, flips, reference):
    rows = [[TRIANGLE[name][i] for name in TRIANGLE] for i in order]
    rows = [
        [s, b, a, -y, v] if f else [s, a, b, y, v] for (s, a, b, y, v), f in zip(rows, flips, strict=True)
    ]
    turned = contrast_network(*zip(*rows, strict=True))
    assert fit_network(turned, reference=reference) == fit_network(triangle(), reference=reference)


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(1e-3, 1e3), model=st.sampled_from(["REML", "ML", "DL"]))
def test_scale_carries_through(factor, model):
    scaled = contrast_network(
        TRIANGLE["study"], TRIANGLE["t1"], TRIANGLE["t2"],
        [factor * y for y in TRIANGLE["yi"]], [factor**2 * v for v in TRIANGLE["vi"]],
    )  # fmt: skip
    a, b = fit_network(triangle(), method=model), fit_network(scaled, method=model)
    assert b.b == pytest.approx([factor * x for x in a.b], rel=1e-7)
    assert b.se == pytest.approx([factor * x for x in a.se], rel=1e-7)
    assert b.tau2 == pytest.approx(factor**2 * a.tau2, rel=1e-6)


def test_the_choice_of_reference_changes_no_comparison():
    a, b = (fit_network(three_arms(rho=0.5), reference=r) for r in "AC")
    for x, y in zip(compare_all(three_arms(rho=0.5), a), compare_all(three_arms(rho=0.5), b), strict=True):
        assert (x.estimate, x.se) == pytest.approx((y.estimate, y.se), rel=1e-9)
        assert x.direct_share == pytest.approx(y.direct_share, rel=1e-9)


def test_a_bimodal_likelihood_is_told_and_the_higher_peak_taken():
    y, v = [0.0, 0.05, -0.05, 6.0, -6.0], [0.0004, 0.0004, 0.0004, 3.0, 3.0]
    network = contrast_network(list("abcde"), ["T"] * 5, ["C"] * 5, y, v)
    fit, plain = fit_network(network), random_effects(y, v, method="REML", test="z")
    assert fit.tau2 == pytest.approx(plain.tau2, rel=1e-9)
    assert any("the likelihood has 2 peaks" in note for note in fit.diagnostics)
    assert any(f"the highest, {fit.tau2:.4g}, is used" in note for note in fit.diagnostics)


def test_no_heterogeneity_beyond_chance_is_told():
    network = contrast_network(list("ab"), ["T"] * 2, ["C"] * 2, [0.5, 0.5], [0.1, 0.1])
    assert fit_network(network).diagnostics == (
        "the studies differ no more than chance would make them, so tau2 is 0",
    )
    assert not fit_network(network, model="common").diagnostics


def test_a_saturated_network_has_no_heterogeneity_to_tell():
    network = contrast_network(["1", "2"], ["A", "B"], ["B", "C"], [1, 2], [0.5, 0.5])
    fit = fit_network(network, test="t")
    assert (fit.tau2, fit.QE, fit.QEp, fit.QE_df, fit.logLik, fit.test) == (0, 0, 1, 0, None, "z")
    assert (fit.I2, fit.H2) == (0, 1)
    assert any("nothing is left" in note for note in fit.diagnostics)
    found = inconsistency(network, fit)
    assert (found.wald, found.p_between, found.p_within) == (None, None, None)
    pair = compare_all(network, fit)[1]
    assert pair.estimate == pytest.approx(3)
    assert (pair.pi_hts_lb, pair.pi_hts_ub) == (None, None)
    assert (pair.pi_lb, pair.pi_ub) == pytest.approx((pair.ci_lb, pair.ci_ub))


def test_common_effects_have_no_prediction_interval_and_no_tau2():
    fit = fit_network(triangle(), model="common")
    assert (fit.tau2, fit.method) == (0, "EE")
    assert compare_all(triangle(), fit)[0].pi_lb is None


# What one study can say


def test_all_pairs_of_a_study_give_its_covariances():
    pairs = contrast_network(
        ["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6, 1.1, 0.5], [0.2, 0.25, 0.3]
    )  # fmt: skip
    (block,) = pairs.blocks
    assert block.rows == (("A", "B"), ("A", "C"))
    assert block.v == pytest.approx(np.array([[0.2, 0.075], [0.075, 0.25]]))
    assert block.y == pytest.approx([0.6, 1.1])


def test_four_arms_from_all_pairs_are_those_of_their_arms():
    means, variances = [1.0, 2.5, 0.3, 4.0], [0.1, 0.2, 0.3, 0.4]
    rows = [("m", "ABCD"[i], "ABCD"[j], means[i] - means[j], variances[i] + variances[j])
            for i in range(4) for j in range(i + 1, 4)]  # fmt: skip
    (block,) = contrast_network(*zip(*rows, strict=True)).blocks
    assert block.v == pytest.approx(np.diag([0.2, 0.3, 0.4]) + 0.1)
    assert block.y == pytest.approx([-1.5, 0.7, -3.0])


def test_the_shared_arm_gives_the_covariance_whichever_way_rows_point():
    network = three_arms(shared_vi=[None] * 6 + [0.1, 0.1])
    block = next(b for b in network.blocks if b.study == "m")
    assert block.rows == (("A", "B"), ("B", "C"))
    assert block.v == pytest.approx(np.array([[0.2, -0.1], [-0.1, 0.3]]))
    assert block.y == pytest.approx([0.6, 0.5])
    assert not network.left_out


def test_an_assumed_correlation_is_told():
    network = three_arms(rho=0.5)
    block = next(b for b in network.blocks if b.study == "m")
    assert block.v[0, 1] == pytest.approx(-0.5 * math.sqrt(0.06))
    assert three_arms(rho=0).blocks[0].v == pytest.approx(np.diag([0.2, 0.3]))
    assert network.left_out == (
        "the covariances of the contrasts of m are not known; those that share an arm "
        "are taken to correlate by 0.5",
    )


def test_covariances_given_whole_are_turned_with_their_rows():
    v = np.diag([*TRIANGLE["vi"], 0.2, 0.3])
    v[6, 7] = v[7, 6] = 0.1
    block = next(b for b in three_arms(V=v).blocks if b.study == "m")
    assert block.v == pytest.approx(np.array([[0.2, -0.1], [-0.1, 0.3]]))


def test_contrasts_that_follow_from_others_may_stand_in_v():
    c = np.array([[1.0, 0], [0, 1.0], [-1.0, 1.0]])
    v = c @ np.array([[0.2, 0.075], [0.075, 0.25]]) @ c.T
    (block,) = contrast_network(
        ["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6, 1.1, 0.5], V=v
    ).blocks  # fmt: skip
    assert len(block.rows) == 2
    assert block.v == pytest.approx(np.array([[0.2, 0.075], [0.075, 0.25]]))
    with pytest.raises(InconsistentNumbers, match="follow from one another"):
        contrast_network(["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6, 1.1, 0.5], V=np.eye(3))
    with pytest.raises(InconsistentNumbers, match="contradict"):
        contrast_network(["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6, 1.1, 2.5], V=v)
    for unit in (1e-4, 1e4):
        loop = ["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6 * unit, 1.1 * unit, 0.5 * unit]
        assert contrast_network(*loop, V=v * unit**2).k == 2
        with pytest.raises(InconsistentNumbers, match="follow from one another"):
            contrast_network(*loop, V=(v + np.diag([0, 0, 1e-4])) * unit**2)


def test_a_study_of_two_separate_pairs_is_two_independent_contrasts():
    network = contrast_network(
        ["m", "m", "n"], ["A", "C", "A"], ["B", "D", "C"], [1, 2, 3], [0.1, 0.2, 0.3]
    )  # fmt: skip
    block = next(b for b in network.blocks if b.study == "m")
    assert block.v == pytest.approx(np.diag([0.1, 0.2]))
    assert network.pairs() == {("A", "B"): 1, ("A", "C"): 1, ("C", "D"): 1}
    assert fit_network(network, reference="A").effects == pytest.approx({"A": 0, "B": -1, "C": -3, "D": -5})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"vi": [0.2, 0.25, 2.0]}, "cannot belong to one study of A, B, C"),
        ({"yi": [0.6, 1.1, -0.5]}, "contradict one another"),
    ],
)
def test_numbers_of_several_arms_that_cannot_be_are_refused(change, word):
    given = {"yi": [0.6, 1.1, 0.5], "vi": [0.2, 0.25, 0.3]} | change
    with pytest.raises(InconsistentNumbers, match=word):
        contrast_network(["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], **given)


def test_a_covariance_too_large_for_its_variances_is_refused():
    with pytest.raises(InconsistentNumbers, match="cannot belong"):
        three_arms(shared_vi=[None] * 6 + [0.26, 0.26])


def test_rounded_contrasts_of_a_study_are_let_pass():
    (block,) = contrast_network(
        ["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], [0.6, 1.1, 0.4], [0.2, 0.25, 0.3]
    ).blocks  # fmt: skip
    assert block.y == pytest.approx([0.6 + 0.1 / 3, 1.1 - 0.1 / 3])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"t2": ["A", "B", "C", "C", "C", "C"]}, "compares 'A' with itself"),
        ({"study": ["s1", "s1", "s3", "s4", "s5", "s6"]}, "twice"),
        ({"vi": [0, 0.09, 0.05, 0.06, 0.1, 0.03]}, "not above zero"),
        ({"vi": [-1, 0.09, 0.05, 0.06, 0.1, 0.03]}, "not above zero"),
        ({"yi": [math.inf, 0.9, 1.6, 0.4, 0.1, 1.1]}, "infinite"),
        ({"yi": ["half", 0.9, 1.6, 0.4, 0.1, 1.1]}, "'half' is not a number"),
        ({"study": ["", "s2", "s3", "s4", "s5", "s6"]}, "row 1: the study has no name"),
        ({"t1": ["A", None, "A", "B", "B", "A"]}, "row 2: the treatment has no name"),
        ({"yi": [0.5]}, "rows; give one of each"),
        ({"vi": [0.1]}, "not as many variances"),
        ({"vi": None}, "give the variances"),
        ({"rho": 1.0}, "rho 1.0 is not a correlation"),
        ({"rho": -0.1}, "rho -0.1 is not a correlation"),
        ({"V": np.eye(3)}, "shape"),
        ({"V": np.eye(6) + np.eye(6, k=1)}, "row 1, column 2"),
        ({"V": np.eye(6) + 0.1}, "studies are independent"),
    ],
)
def test_rows_that_cannot_be_used_are_refused_by_name(change, word):
    with pytest.raises(ValueError, match=word):
        contrast_network(**(TRIANGLE | change))


@pytest.mark.parametrize("unit", [1e-5, 1.0, 1e3])
def test_the_two_sides_of_v_are_compared_in_the_units_of_v(unit):
    columns = (["m", "m"], ["A", "A"], ["B", "C"], [0.1, 0.2])
    v = unit**2 * np.array([[2.0, 1.0], [1.0 + 1e-9, 2.0]])
    assert contrast_network(*columns, V=v).k == 2
    v[1, 0] = 1.1 * unit**2
    with pytest.raises(ValueError, match="row 1, column 2"):
        contrast_network(*columns, V=v)


def test_contrasts_may_miss_one_another_by_rounding_and_a_little_of_their_error():
    def read(gap):
        y = [0.601, 1.101, 0.5 + gap]
        return contrast_network(["m"] * 3, ["A", "A", "B"], ["B", "C", "C"], y, [100.0] * 3)

    assert read(0.45).k == 2
    with pytest.raises(InconsistentNumbers, match="contradict one another"):
        read(0.75)


def test_an_unknown_covariance_is_not_guessed_unless_asked():
    with pytest.raises(ValueError, match="'m' has 3 treatments and 2 contrasts, whose covariance is not"):
        three_arms()
    four = [("m", "A", b, 1.0, 1.0) for b in "BCD"] + [("m", "B", "C", 0.0, 1.0)]
    with pytest.raises(ValueError, match="give all 6, or 3 with their covariances"):
        contrast_network(*zip(*four, strict=True))


def test_missing_numbers_are_left_out_and_told():
    given = TRIANGLE | {"yi": [None, 0.9, math.nan, 0.4, 0.1, 1.1]}
    network = contrast_network(**given)
    assert network.k == 4
    assert network.left_out == ("2 contrasts left out, no estimate or variance (s1: A and B; s3: A and C)",)
    assert fit_network(network).diagnostics[0] == network.left_out[0]


def test_a_network_in_parts_is_refused_and_its_parts_are_named():
    network = contrast_network(["1", "2", "3"], ["A", "C", "C"], ["B", "D", "E"], [1, 1, 1], [1, 1, 1])
    with pytest.raises(ValueError, match=r"2 parts that no study joins \(1: C, D, E; 2: A, B\)"):
        fit_network(network)
    assert components([("B", "C"), ("X", "Y"), ("A", "B")]) == [("A", "B", "C"), ("X", "Y")]
    with pytest.raises(ValueError, match="no comparison left"):
        fit_network(Network(()))


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"model": "mixed"}, "use one of random, common"),
        ({"method": "PM"}, "use one of REML, ML, DL"),
        ({"test": "knha"}, "use one of z, t"),
        ({"reference": "Z"}, "use one of A, B, C"),
    ],
)
def test_settings_that_are_not_known_are_refused_with_those_that_are(settings, word):
    with pytest.raises(ValueError, match=word):
        fit_network(triangle(), **settings)


# Arms

COUNTS = {"events": [10, 20, 5, 0, 8], "n": [50, 60, 40, 30, 30]}
ARMS = (["x", "x", "x", "y", "y"], ["C", "A", "B", "A", "B"])


def test_contrasts_of_arms_share_the_variance_of_the_first():
    block, filled = arm_network(*ARMS, "OR", COUNTS).blocks
    assert block.rows == (("A", "B"), ("A", "C"))
    a, b, c = (math.log(e / (n - e)) for e, n in ((20, 60), (5, 40), (10, 50)))
    assert block.y == pytest.approx([a - b, a - c])
    va, vb, vc = 1 / 20 + 1 / 40, 1 / 5 + 1 / 35, 1 / 10 + 1 / 40
    assert block.v == pytest.approx(np.array([[va + vb, va], [va, va + vc]]))
    assert filled.y == pytest.approx([math.log(0.5 / 30.5) - math.log(8.5 / 22.5)])
    assert filled.v == pytest.approx(np.array([[1 / 0.5 + 1 / 30.5 + 1 / 8.5 + 1 / 22.5]]))


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_two_arms_of_counts_give_what_the_two_by_two_table_gives(measure):
    from whatworks import stats

    formula = {"OR": stats.odds_ratio, "RR": stats.risk_ratio, "RD": stats.risk_difference}[measure]
    for a, n1, b, n2 in ((12, 40, 5, 38), (0, 20, 3, 25), (20, 20, 3, 25)):
        network = arm_network(["s", "s"], ["A", "B"], measure, {"events": [a, b], "n": [n1, n2]})
        wanted = formula([a], [n1], [b], [n2])
        assert network.blocks[0].y == pytest.approx(wanted.yi, rel=1e-12)
        assert network.blocks[0].v[0] == pytest.approx(wanted.vi, rel=1e-12)


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_two_arms_of_means_give_what_their_formula_gives(measure):
    from whatworks import stats

    formula = {"MD": stats.mean_difference, "SMD": stats.standardised_mean_difference}[measure]
    arms = {"mean": [10.0, 12.5], "sd": [3.0, 4.0], "n": [25, 31]}
    (block,) = arm_network(["s", "s"], ["A", "B"], measure, arms).blocks
    wanted = formula([10.0], [3.0], [25], [12.5], [4.0], [31])
    assert block.y == pytest.approx(wanted.yi, rel=1e-12)
    assert block.v[0] == pytest.approx(wanted.vi, rel=1e-12)


def test_two_people_an_arm_are_enough_for_a_standardised_difference():
    arms = {"mean": [1.0, 3.0], "sd": [2.0, 2.0], "n": [2, 2]}
    (block,) = arm_network(["s", "s"], ["A", "B"], "SMD", arms).blocks
    correction = math.gamma(1) / math.gamma(0.5)
    assert block.y == pytest.approx([-correction])
    assert block.v == pytest.approx(np.array([[1 / 2 + 1 / 2 + correction**2 / 8]]))
    with pytest.raises(InconsistentNumbers, match="too few people"):
        arm_network(["s", "s"], ["A", "B"], "SMD", arms | {"n": [2, 1]})


def test_standardised_contrasts_of_three_arms_do_not_depend_on_the_first():
    arms = {"mean": [10.0, 12.5, 9.0], "sd": [3.0, 4.0, 3.5], "n": [25, 31, 20]}
    (one,) = arm_network(["s"] * 3, ["A", "B", "C"], "SMD", arms).blocks
    (two,) = arm_network(["s"] * 3, ["C", "B", "A"], "SMD", arms).blocks
    turn = np.array([[-1.0, 1.0], [0.0, 1.0]])
    assert one.rows == (("A", "B"), ("A", "C"))
    assert two.rows == (("A", "B"), ("A", "C"))
    back = np.array([[1.0, -1.0], [0.0, -1.0]])
    assert -back @ one.y == pytest.approx(turn @ one.y)
    assert two.y[1] == pytest.approx(-one.y[1])
    assert two.v[0, 0] == pytest.approx((turn @ one.v @ turn.T)[0, 0])


def test_incomplete_arms_and_lone_arms_are_left_out_and_told():
    network = arm_network(
        ["x", "x", "x", "y", "y"], ["A", "B", "C", "A", "B"], "OR",
        {"events": [10, 20, None, 5, math.nan], "n": [50, 60, 40, 30, 30]},
    )  # fmt: skip
    assert [b.study for b in network.blocks] == ["x"]
    assert network.left_out == (
        "2 arms left out, a number is missing (x: C; y: B)", "1 studies left out, one arm only (y)",
    )  # fmt: skip
    assert network.people == (("A", 50.0), ("B", 60.0))


def test_filled_cells_are_told():
    (told,) = arm_network(*ARMS, "RR", COUNTS).left_out
    assert told == "one half added to every cell of 1 studies that have an empty cell (y)"
    assert not arm_network(["s", "s"], ["A", "B"], "OR", {"events": [1, 2], "n": [5, 5]}).left_out


@pytest.mark.parametrize(
    ("measure", "numbers", "word"),
    [
        ("HR", COUNTS, "use one of OR, RR, RD, MD, SMD"),
        ("MD", COUNTS, "MD needs mean, sd, n of each arm; no mean"),
        ("OR", {"events": [1], "n": [2]}, "not equally long"),
        ("OR", COUNTS | {"events": [51, 20, 5, 0, 8]}, "51 events of 50 people"),
        ("OR", COUNTS | {"events": [-1, 20, 5, 0, 8]}, "-1 events"),
        ("OR", COUNTS | {"n": [0, 60, 40, 30, 30]}, "n is 0"),
        ("MD", {"mean": [1] * 5, "sd": [1, 0, 1, 1, 1], "n": [9] * 5}, "arm 'A': the standard deviation 0"),
        ("SMD", {"mean": [1] * 5, "sd": [1] * 5, "n": [1] * 5}, "too few people"),
    ],
)
def test_arms_that_cannot_be_are_refused_by_name(measure, numbers, word):
    with pytest.raises(ValueError, match=word):
        arm_network(*ARMS, measure, numbers)


def test_an_arm_without_a_name_is_told_by_its_row():
    with pytest.raises(ValueError, match="row 2: the treatment has no name"):
        arm_network(["s", "s"], ["A", None], "OR", {"events": [1, 2], "n": [5, 5]})


def test_two_arms_of_one_treatment_are_refused():
    with pytest.raises(ValueError, match="two arms of 'A'"):
        arm_network(["s", "s"], ["A", "A"], "OR", {"events": [1, 2], "n": [5, 5]})


# Agreement of designs


def test_q_within_and_between_add_up_to_the_whole():
    network = three_arms(rho=0.5)
    fit = fit_network(network, model="common")
    found = inconsistency(network, fit)
    assert found.Q_total == pytest.approx(fit.QE)
    assert found.Q_within + found.Q_between == pytest.approx(found.Q_total)
    assert (found.df_total, found.df_within, found.df_between) == (6, 3, 3)
    assert sum(d.Q for d in found.designs) == pytest.approx(found.Q_within)
    assert sum(d.df for d in found.designs) == found.df_within
    assert found.wald == pytest.approx(found.Q_between)
    assert found.tau2_full == 0
    assert [d.design for d in found.designs] == [("A", "B"), ("A", "B", "C"), ("A", "C"), ("B", "C")]
    assert [d.studies for d in found.designs] == [2, 1, 2, 2]


def test_in_a_triangle_inconsistency_is_direct_less_indirect():
    network = triangle()
    fit = fit_network(network, model="common")
    found = inconsistency(network, fit)
    pooled = {}
    for pair in (("A", "B"), ("A", "C"), ("B", "C")):
        pooled[pair] = direct_estimate(network, *pair, 0.0)
    gap = pooled["A", "B"][0] + pooled["B", "C"][0] - pooled["A", "C"][0]
    variance = sum(v for _, v in pooled.values())
    assert found.Q_between == pytest.approx(gap**2 / variance)
    splits = {(s.t1, s.t2): s for s in split_nodes(network, fit)}
    for split in splits.values():
        assert abs(split.difference) == pytest.approx(abs(gap))
        assert split.difference_se == pytest.approx(math.sqrt(variance))
        assert split.p == pytest.approx(found.p_between)
        assert split.direct - split.indirect == pytest.approx(split.difference)
        assert (split.direct, split.direct_se**2) == pytest.approx(pooled[split.t1, split.t2])
        assert split.stat == pytest.approx(split.difference / split.difference_se)
    for design in found.designs:
        assert (design.df_without, design.Q_without, design.p_without) == (0, 0, None)


def test_what_is_left_without_a_design_is_nothing_where_it_makes_the_loop():
    given = {name: list(values) for name, values in TRIANGLE.items()}
    for values, new in zip(given.values(), ("s7", "C", "D", 1.0, 0.1), strict=True):
        values.append(new)
    network = contrast_network(**given)
    found = inconsistency(network, fit_network(network))
    left = {d.design: (d.df_without, d.Q_without) for d in found.designs}
    assert left["C", "D"] == (1, pytest.approx(found.Q_between))
    assert left["A", "B"] == (0, 0)


def test_a_comparison_with_no_way_around_cannot_be_split():
    network = contrast_network(
        ["1", "2", "3"], ["A", "A", "A"], ["B", "B", "C"], [1, 1.4, 2], [0.1, 0.2, 0.1]
    )
    fit = fit_network(network)
    splits = {(s.t1, s.t2): s for s in split_nodes(network, fit)}
    assert set(splits) == {("A", "B"), ("A", "C")}
    assert splits["A", "B"].difference is None
    pair = next(c for c in compare_all(network, fit) if (c.t1, c.t2) == ("A", "B"))
    assert (splits["A", "B"].direct, splits["A", "B"].direct_se) == pytest.approx((pair.estimate, pair.se))
    other = {(s.t1, s.t2): s for s in split_nodes(network, fit_network(network, reference="C"))}
    assert other["A", "B"].direct_se == pytest.approx(pair.se)
    found = inconsistency(network, fit)
    assert (found.df_between, found.Q_between, found.wald, found.p_between) == (0, 0, None, None)


def test_a_split_with_one_degree_of_freedom_has_tau2_and_t_of_its_own():
    """Two studies of A and B alone tell tau2, half their squared gap less their variance."""
    network = contrast_network(list("abcd"), list("AAAB"), list("BBCC"), [0.5, 1.3, 0.9, 0.3], [0.04] * 4)
    split = split_nodes(network, fit_network(network, test="t"))[0]
    assert split.tau2 == pytest.approx(0.8**2 / 2 - 0.04)
    assert (split.direct, split.indirect) == pytest.approx((0.9, 0.6))
    assert split.direct_se**2 == pytest.approx(0.8**2 / 4)
    assert split.ci_ub - split.difference == pytest.approx(12.706204736 * split.difference_se)
    common = split_nodes(network, fit_network(network, model="common", test="t"))[0]
    assert common.tau2 == 0 and common.difference_se**2 == pytest.approx(0.02 + 0.08)


def test_two_separate_pairs_of_a_study_are_split_as_if_two_studies_had_made_them():
    triangle_and_more = [*zip(*TRIANGLE.values(), strict=True), ("n", "C", "D", 0.2, 0.1)]
    found = []
    for second in ("m", "o"):
        rows = [*triangle_and_more, ("m", "A", "B", 0.3, 0.05), (second, "C", "D", 0.7, 0.08)]
        network = contrast_network(*zip(*rows, strict=True))
        fit = fit_network(network)
        found.append((fit.b, [value for one in split_nodes(network, fit) for value in vars(one).values()]))
    assert found[0][0] == pytest.approx(found[1][0])
    assert found[0][1] == pytest.approx(found[1][1])


def test_direct_shares_are_variances_in_relation():
    network = triangle()
    fit = fit_network(network)
    for pair in compare_all(network, fit):
        assert pair.direct_share == pytest.approx(pair.se**2 / pair.direct_se**2)
        assert 0 < pair.direct_share < 1
    chain = contrast_network(["1", "2"], ["A", "B"], ["B", "C"], [1, 2], [0.5, 0.5])
    ends = compare_all(chain, fit_network(chain))
    assert [c.direct_share for c in ends] == pytest.approx([1, 0, 1])
    assert ends[1].direct is None
    assert [c.studies for c in ends] == [1, 0, 1]


def test_direct_estimates_take_the_contrast_out_of_a_larger_study():
    network = three_arms(shared_vi=[None] * 6 + [0.1, 0.1])
    value, variance = direct_estimate(network, "A", "C", 0.2)
    studies = [(1.6, 0.05), (1.1, 0.03), (1.1, 0.2 + 0.3 - 0.2)]
    weights = [1 / (v + 0.2) for _, v in studies]
    assert variance == pytest.approx(1 / sum(weights))
    assert value == pytest.approx(
        sum(w * y for w, (y, _) in zip(weights, studies, strict=True)) / sum(weights)
    )
    apart = Network((Block("m", (("A", "B"), ("C", "D")), np.ones(2), np.eye(2)),))
    assert direct_estimate(apart, "A", "C", 0.0) is None


# Ranks


def test_p_scores_are_those_published_for_the_senn_network():
    """Rücker and Schwarzer 2015, common effects, small values good."""
    from metafor_values import values

    g = values("senn2013_network")["input"]
    fit = fit_network(contrast_network(g["study"], g["t1"], g["t2"], g["yi"], V=g["V"]), model="common")
    found = dict(zip(fit.treatments, p_scores(fit, "good"), strict=True))
    published = {
        "rosiglitazone": 0.9789, "metformin": 0.8513, "pioglitazone": 0.7686, "miglitol": 0.6200,
        "benfluorex": 0.5727, "acarbose": 0.4792, "vildagliptin": 0.3512, "sitagliptin": 0.2386,
        "sulfonylurea": 0.1395, "placebo": 0.0,
    }  # fmt: skip
    assert found == pytest.approx(published, abs=2e-4)


def test_of_two_treatments_the_p_score_is_the_one_sided_p_value():
    network = contrast_network(["1", "2"], ["A", "A"], ["B", "B"], [0.3, 0.5], [0.04, 0.09])
    fit = fit_network(network, reference="B")
    good, bad = p_scores(fit, "good"), p_scores(fit, "bad")
    assert bad[0] == pytest.approx(1 - fit.p[0] / 2)
    assert good == pytest.approx((bad[1], bad[0]))
    found = rank(fit, "bad")
    assert found.chances[0][0] == pytest.approx(bad[0], abs=1e-4)
    assert found.mean_ranks[0] == pytest.approx(2 - bad[0], abs=1e-4)


@pytest.mark.parametrize("small", ["good", "bad"])
def test_sucra_from_draws_is_the_p_score(small):
    found = rank(fit_network(three_arms(rho=0.5)), small)
    assert found.sucra == pytest.approx(found.p_scores, abs=5e-4)
    for row in found.chances:
        assert sum(row) == pytest.approx(1)
    assert np.sum(found.chances, axis=0) == pytest.approx(np.ones(3))
    assert sum(found.mean_ranks) == pytest.approx(6)


def test_treatments_that_nothing_tells_apart_have_every_place_alike():
    network = contrast_network(["1", "2", "3"], ["A", "A", "B"], ["B", "C", "C"], [0, 0, 0], [1, 1, 1])
    found = rank(fit_network(network), "good")
    assert np.array(found.chances) == pytest.approx(np.full((3, 3), 1 / 3), abs=2e-3)


def test_ranks_repeat_with_their_seed():
    fit = fit_network(contrast_network(list("123"), list("AAB"), list("BCC"), [0.1, 0.2, 0.1], [1, 1, 1]))
    one, again, other = (rank(fit, "good", draws=2000, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.draws == 2048
    assert one.chances != other.chances


def test_what_ranking_cannot_use_is_refused():
    fit = fit_network(triangle())
    with pytest.raises(ValueError, match="use one of good, bad"):
        p_scores(fit, "low")
    with pytest.raises(ValueError, match="1000 or more"):
        rank(fit, "good", draws=999)
    assert rank(fit, "good", draws=1000).draws == 1024


def test_each_comparison_has_the_test_of_its_own_estimate():
    network = triangle()
    fit = fit_network(network, model="common")
    for pair in compare_all(network, fit):
        assert pair.stat == pytest.approx(pair.estimate / pair.se)
        assert pair.p == pytest.approx(2 * norm.sf(abs(pair.estimate / pair.se)))


def test_a_nearly_consistent_triangle_has_the_q_of_its_gap():
    """Three studies, one a side: Q between designs is gap^2 over the sum of the variances."""
    network = contrast_network(list("abc"), list("AAB"), list("BCC"), [0.5, 0.9, 0.3], [0.04, 0.05, 0.06])
    found = inconsistency(network, fit_network(network, model="common"))
    assert found.df_between == 1
    assert found.Q_between == pytest.approx((0.5 + 0.3 - 0.9) ** 2 / 0.15)
    pair = contrast_network(list("ab"), ["A", "A"], ["B", "B"], [0.5, 0.9], [0.04, 0.05])
    assert inconsistency(pair, fit_network(pair, model="common")).Q_between == 0
    tail = contrast_network(
        list("abcd"), list("AABC"), list("BCCD"), [0.5, 0.9, 0.3, 2], [0.04, 0.05, 0.06, 1]
    )
    designs = inconsistency(tail, fit_network(tail, model="common")).designs
    assert [d.Q_without for d in designs] == pytest.approx([0, 0, 0, 0.1**2 / 0.15])


def test_tau2_is_found_beyond_the_plain_mean_square_where_precise_studies_differ():
    y, v = [2.0, -2.0, 0.0, 0.0, 0.0, 0.0], [0.01, 0.01, 100.0, 100.0, 100.0, 100.0]
    network = contrast_network(list("abcdef"), ["T"] * 6, ["C"] * 6, y, v)
    for method in ("REML", "ML"):
        wanted = random_effects(y, v, method=method, test="z").tau2
        assert fit_network(network, method=method).tau2 == pytest.approx(wanted, rel=1e-8)
        assert wanted > 3
