"""Bayesian pooling: what goes in, what is told, and what stands in words."""

import json

import pandas as pd
import pytest

from whatworks.stats.pooling.bayes import Priors, posterior
from whatworks.synthesise.bayes import pool_bayes

Y = [0.1, 0.9, -0.4, 0.6, 1.3, 0.2]
V = [0.05, 0.2, 0.1, 0.02, 0.3, 0.08]


def test_the_summary_is_the_posteriors():
    found = pool_bayes(Y, V, mu_prior=(0.1, 2), tau_prior="half-Cauchy", tau_scale=0.3, level=90)
    p = posterior(Y, V, Priors(0.1, 2, "half-Cauchy", 0.3))
    for summary, one in ((found.mu, p.mu), (found.tau, p.tau), (found.new, p.new)):
        assert (summary.mean, summary.sd, summary.median) == pytest.approx(
            (one.mean, one.sd, one.quantile(0.5))
        )
        assert (summary.low, summary.high) == pytest.approx(one.interval(90, "shortest"))
    central = pool_bayes(Y, V, tau_scale=0.5, interval="central")
    assert central.mu.low == pytest.approx(central.posterior.mu.quantile(0.025))
    row = found.glance()[0]
    assert (row["bf_mu_zero"], row["bf_tau_zero"]) == pytest.approx((p.bf_mu_zero, p.bf_tau_zero))
    assert (row["mu_mean"], row["mu_sd"], row["tau_scale"]) == (0.1, 2, 0.3)
    assert central.glance()[0]["mu_mean"] is None and central.glance()[0]["bf_mu_zero"] is None


def test_probabilities_are_asked_on_the_analysis_scale():
    found = pool_bayes(Y, V)
    p = found.posterior
    assert found.probability(below=0.2) == p.mu.below(0.2)
    assert found.probability(above=0.2) == pytest.approx(1 - p.mu.below(0.2))
    assert found.probability(below=0.2, of="new") == p.new.below(0.2)
    assert found.probability(below=0.5, above=0.2) == pytest.approx(p.mu.below(0.5) - p.mu.below(0.2))
    assert found.probability(below=0.2, above=0.5) == 0.0
    with pytest.raises(ValueError, match="use one of mu, new"):
        found.probability(below=0, of="tau")
    with pytest.raises(ValueError, match="give below= or above="):
        found.probability()


def test_rows_are_read_as_in_pool_and_their_order_changes_nothing():
    frame = pd.DataFrame({"yi": [*Y, None], "vi": [*V, 0.1], "name": list("abcdefg")})
    found = pool_bayes(frame, labels="name")
    assert "1 of 7 rows left out: no estimate (row 7)" in found.diagnostics
    again = pool_bayes(frame[::-1], labels="name")
    drop = "diagnostics"
    one, two = found.to_json(), again.to_json()
    assert {k: v for k, v in one.items() if k != drop} == {k: v for k, v in two.items() if k != drop}
    rows = found.tidy(studies=True)
    assert [r["term"] for r in rows] == [*"abcdef", "mu", "tau", "new"]
    assert -0.4 < rows[2]["mean"] < found.mu.mean
    assert pool_bayes(Y, V).tidy(studies=True, frame=True)["term"].tolist()[0] in {
        f"row {n}" for n in range(1, 7)
    }


def test_the_scale_of_taus_prior_is_said_or_asked():
    assert any("0.5 is taken" in d for d in pool_bayes(Y, V).diagnostics)
    assert pool_bayes(Y, V, scale="SMD").priors.tau_scale == 0.5
    assert not any("taken" in d for d in pool_bayes(Y, V, tau_scale=0.5).diagnostics)
    with pytest.raises(ValueError, match="give tau_scale in the units of the mean difference"):
        pool_bayes(Y, V, scale="MD")
    assert pool_bayes(Y, V, scale="MD", tau_scale=3).priors.tau_scale == 3


def test_what_the_priors_decide_is_told():
    assert any(
        "2 studies: what is said of tau is mostly its prior" in d
        for d in pool_bayes(Y[:2], V[:2]).diagnostics
    )
    assert not any("mostly its prior" in d for d in pool_bayes(Y[:5], V[:5]).diagnostics)
    heavy = pool_bayes(Y[:2], V[:2], tau_prior="half-Cauchy")
    assert any("not defined" in d for d in heavy.diagnostics)
    assert (
        heavy.tau.sd is None and heavy.mu.sd is None and heavy.new.sd is None and heavy.tau.mean is not None
    )
    proper = pool_bayes(Y[:1], V[:1], mu_prior=(0, 1), tau_prior="half-Cauchy")
    assert proper.mu.sd is not None and proper.new.sd is None
    record = json.loads(json.dumps(heavy.to_json(), allow_nan=False))
    assert record["p_mu_below_zero"] == heavy.probability(below=0.0)


def test_the_sentence_says_size_probability_and_priors():
    said = pool_bayes(Y, V, scale="RR").sentence()
    assert "risk ratio is 1.4" in said and "it is above 1 with probability 0.96" in said
    assert "Priors: flat for the mean effect, half-normal(0.5) for tau." in said
    said = pool_bayes([-y for y in Y], V, mu_prior=(0, 2), tau_prior="uniform", tau_scale=3).sentence()
    assert (
        "it is below 0 with probability 0.9" in said and "normal(0, 2)" in said and "uniform(0 to 3)" in said
    )
    sure = pool_bayes([2.0] * 9, [0.01] * 9, tau_scale=0.1).sentence()
    assert "probability over 0.999" in sure


def test_other_priors_are_tried_side_by_side():
    found = pool_bayes(Y, V, tau_scale=0.5)
    rows = found.sensitivity()
    assert [r["tau_scale"] for r in rows] == [0.25, 0.5, 1, 0.25, 0.5, 1, 1, 2, 4]
    same = rows[1]
    assert (same["median"], same["low"], same["tau"]) == pytest.approx(
        (found.mu.median, found.mu.low, found.tau.median)
    )
    assert rows[2]["tau"] > rows[0]["tau"] and rows[3]["tau_prior"] == "half-Cauchy"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"interval": "wide"}, "use one of shortest, central"),
        ({"level": 100}, "level"),
        ({"tau_prior": "gamma"}, "use one of half-normal, half-Cauchy, uniform"),
        ({"tau_scale": -1}, "tau_scale is -1"),
        ({"mu_prior": (0, 0)}, "mu_sd is 0"),
    ],
)
def test_what_means_nothing_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        pool_bayes(Y, V, **arguments)
