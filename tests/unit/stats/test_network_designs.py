"""Networks by design: where direct and indirect estimates part, splits, and ranks."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from unit.stats.networks_given import TRIANGLE, three_arms, triangle
from whatworks.stats.networks.contrasts import contrast_network
from whatworks.stats.networks.data import Block, Network
from whatworks.stats.networks.inconsistency import inconsistency
from whatworks.stats.networks.league import compare_all, direct_estimate
from whatworks.stats.networks.network import fit_network
from whatworks.stats.networks.ranks import p_scores, rank
from whatworks.stats.networks.split import split_nodes


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
