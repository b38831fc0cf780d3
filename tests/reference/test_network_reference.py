"""Networks give metafor's digits: the published set, and a dozen more from arms, means and all pairs.

Values are metafor 3.8.1's on R 4.2.2. It searches the likelihood with a general optimiser, which stops within
about 1e-7 of the top even with tightened tolerances: what hangs on tau2 is held to 1e-6 in further sets, p
values and chi-squared statistics, which magnify it, to 2e-5. What does not hang on tau2 is held to 1e-9.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from metafor_values import values
from whatworks.stats.networks.arms import COLUMNS, arm_network
from whatworks.stats.networks.contrasts import contrast_network
from whatworks.stats.networks.inconsistency import inconsistency
from whatworks.stats.networks.network import fit_network
from whatworks.stats.networks.split import split_nodes

SENN = values("senn2013_network")
MORE = json.loads((Path(__file__).parent / "metafor_more" / "network.json").read_text("utf-8"))
MODELS = {"common": ("common", "REML"), "REML": ("random", "REML"), "ML": ("random", "ML")}
VECTORS = ("b", "se", "stat", "p")
FIT = ("QE", "QEp", "QM", "QMp", "logLik", "AIC", "BIC", "AICc")


def senn():
    given = SENN["input"]
    return contrast_network(given["study"], given["t1"], given["t2"], given["yi"], V=given["V"])


@pytest.mark.parametrize(("key", "model"), [("common", "common"), ("random_CS_rho.5", "random")])
def test_the_published_set_agrees_to_a_millionth(key, model):
    wanted, fit = SENN["results"][key], fit_network(senn(), reference="placebo", model=model)
    assert list(fit.names) == wanted["names"]
    assert fit.k == wanted["k"]
    for name in (*VECTORS, "ci_lb", "ci_ub"):
        assert list(getattr(fit, name)) == pytest.approx(wanted[name], rel=1e-6, abs=1e-12), name
    for name in FIT:
        assert getattr(fit, name) == pytest.approx(wanted[name], rel=1e-6), name
    assert fit.tau2 == pytest.approx(wanted["tau2"][0], rel=1e-6)
    at = [fit.treatments.index(t) for t in wanted["names"]]
    assert np.allclose(np.array(fit.cov)[np.ix_(at, at)], wanted["vcov"], rtol=1e-6, atol=1e-12)


def test_arms_give_what_their_contrasts_give():
    arms = SENN["input"]["arms"]
    numbers = {"mean": arms["mi"], "sd": arms["sdi"], "n": arms["ni"]}
    network = arm_network(arms["study"], arms["treatment"], "MD", numbers)
    fit, wanted = fit_network(network, reference="placebo"), SENN["results"]["random_CS_rho.5"]
    assert fit.b == pytest.approx(wanted["b"], rel=1e-6)
    assert fit.se == pytest.approx(wanted["se"], rel=1e-6)


CASES = [(name, measure) for name, given in MORE["sets"].items() for measure in given["models"]]


def more(name, measure):
    arms = MORE["sets"][name]["arms"]
    numbers = {column: arms[column] for column in COLUMNS[measure]}
    return arm_network(arms["study"], arms["treatment"], measure, numbers), MORE["sets"][name]["models"][
        measure
    ]


def pairs():
    given = MORE["pairs"]["linde2016"]
    variances = [se**2 for se in given["se"]]
    return contrast_network(given["study"], given["t1"], given["t2"], given["yi"], variances), given["model"]


def agrees(network, wanted):
    for key, (model, method) in MODELS.items():
        fit = fit_network(network, reference=wanted["reference"], model=model, method=method)
        known = wanted[key]
        loose = 1e-9 if key == "common" or known["tau2"] < 1e-7 else 1e-6
        assert list(fit.names) == wanted["names"]
        assert fit.k == wanted["k"]
        for name in VECTORS:
            assert list(getattr(fit, name)) == pytest.approx(known[name], rel=10 * loose, abs=loose), name
        if key != "common":
            assert fit.tau2 == pytest.approx(known["tau2"], rel=loose, abs=1e-7)
            assert fit.logLik >= known["logLik"] - 1e-9
        assert fit.logLik == pytest.approx(known["logLik"], rel=1e-8)
        for name in ("QE", "QEp"):
            assert getattr(fit, name) == pytest.approx(known[name], rel=1e-9, abs=1e-14), name
        for name in ("QM", "QMp"):
            assert getattr(fit, name) == pytest.approx(known[name], rel=20 * loose, abs=1e-9), name
        for name in ("AIC", "BIC", "AICc"):
            assert getattr(fit, name) == pytest.approx(known[name], rel=1e-8), name


def disagrees_alike(network, wanted):
    fit = fit_network(network, reference=wanted["reference"])
    found = inconsistency(network, fit)
    if wanted.get("interaction"):
        known = wanted["interaction"]
        assert found.wald_df == known["df"]
        assert found.tau2_full == pytest.approx(known["tau2"], rel=1e-6, abs=1e-7)
        assert found.wald == pytest.approx(known["stat"], rel=1e-6)
        assert found.wald_p == pytest.approx(known["p"], rel=1e-5)
        assert found.Q_within == pytest.approx(wanted["Q_within"], rel=1e-9)
    splits = {(s.t1, s.t2): s for s in split_nodes(network, fit)}
    for known in wanted["splits"]:
        split = splits[known["t1"], known["t2"]]
        for name in ("difference", "difference_se", "direct", "direct_se", "indirect", "indirect_se", "p"):
            assert getattr(split, name) == pytest.approx(known[name], rel=2e-6, abs=1e-6), name
        assert split.tau2 == pytest.approx(known["tau2"], rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_further_sets_from_arms_agree(name, measure):
    agrees(*more(name, measure))


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_their_designs_and_split_nodes_agree(name, measure):
    disagrees_alike(*more(name, measure))


def test_a_set_given_as_all_pairs_agrees():
    agrees(*pairs())
    disagrees_alike(*pairs())


def test_the_further_sets_cover_what_networks_have():
    assert len(CASES) >= 12
    kinds = {measure for _, measure in CASES}
    assert kinds == set(COLUMNS)
    assert sum(len(m["splits"]) for s in MORE["sets"].values() for m in s["models"].values()) >= 6
