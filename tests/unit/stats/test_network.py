"""Networks: what goes in is held to what one study can say, and what comes out to the laws of the model."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from unit.stats.networks_given import TRIANGLE, three_arms, triangle
from whatworks.stats import random_effects
from whatworks.stats.networks.contrasts import contrast_network
from whatworks.stats.networks.data import Network, components
from whatworks.stats.networks.inconsistency import inconsistency
from whatworks.stats.networks.league import compare_all
from whatworks.stats.networks.network import fit_network
from whatworks.stats.networks.split import split_nodes
from whatworks.stats.sizes.effect_size import InconsistentNumbers


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


def test_tau2_is_found_beyond_the_plain_mean_square_where_precise_studies_differ():
    y, v = [2.0, -2.0, 0.0, 0.0, 0.0, 0.0], [0.01, 0.01, 100.0, 100.0, 100.0, 100.0]
    network = contrast_network(list("abcdef"), ["T"] * 6, ["C"] * 6, y, v)
    for method in ("REML", "ML"):
        wanted = random_effects(y, v, method=method, test="z").tau2
        assert fit_network(network, method=method).tau2 == pytest.approx(wanted, rel=1e-8)
        assert wanted > 3


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
