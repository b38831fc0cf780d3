"""Further methods, tests, intervals and models of counts against metafor, on data sets of metadat.

Each number must lie within 1e-6 of metafor's, relatively, or within 1e-8. Not covered are those for which
metafor needs packages that were not at hand: mixed models of counts with random effects, but for the two kept
in metafor/ (lme4), exact conditional ones (BiasedUrn), and generalised-Q intervals (CompQuadForm).
"""

import json
from pathlib import Path

import numpy as np
import pytest

from metafor_values import values
from whatworks.stats import random_effects
from whatworks.stats.pooling.glmm import glmm
from whatworks.stats.pooling.mantel_haenszel import mantel_haenszel
from whatworks.stats.pooling.peto import peto
from whatworks.stats.pooling.tau2_interval import tau2_interval

FILE = Path(__file__).parent / "metafor_more" / "pooling.json"
MORE = json.loads(FILE.read_text(encoding="utf-8"))
BCG = MORE["bcg"]
SAME = {"rel": 1e-6, "abs": 1e-8}


def close(value, **within):
    return None if value is None else pytest.approx(value, **(within or SAME))


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


SETS = [pytest.param(d, key, id=f"{n}-{key}") for n, d in MORE["sets"].items() for key in d["fits"]]


@pytest.mark.parametrize(("data", "key"), SETS)
def test_other_tests_and_methods_agree(data, key):
    method, test = key.split("_")
    fit = random_effects(data["yi"], data["vi"], method=method, test=test)
    for name, expected in data["fits"][key].items():
        found = fit.prediction if name == "pi" else getattr(fit, name)
        wanted = [None, None] if name == "pi" and not fit.random else as_list(expected)
        assert as_list(found) == [close(e) for e in wanted], name


INTERVALS = [pytest.param(d, key, id=f"{n}-{key}") for n, d in MORE["sets"].items() for key in d["ci"]]


@pytest.mark.parametrize(("data", "key"), INTERVALS)
def test_intervals_of_tau2_agree(data, key):
    kind, *method, level = key.split("_")
    found = tau2_interval(
        data["yi"], data["vi"], method=method[0] if method else "DL", kind=kind, level=float(level)
    )
    ends = [*found.tau2[1:], *found.tau[1:], *found.I2[1:], *found.H2[1:]]
    assert ends == [close(e) for e in data["ci"][key]]


def kept():
    for name in ("bcg", "collins1985b", "curtis1998", "normand1999"):
        results = values(name)["results"]
        for measure, block in results["fits"].items():
            yield pytest.param(
                results["escalc"][measure], block["extras"]["qprofile_ci_tau2"], id=f"{name}-{measure}"
            )
    for name in ("bangertdrowns2004", "hackshaw1998", "molloy2014_zcor", "raudenbush1985"):
        data = values(name)
        yield pytest.param(data["input"], data["results"]["extras"]["qprofile_ci_tau2"], id=name)


@pytest.mark.parametrize(("numbers", "expected"), list(kept()))
def test_the_q_profile_agrees_with_metafor(numbers, expected):
    rows = [(y, v) for y, v in zip(numbers["yi"], numbers["vi"], strict=True) if y is not None]
    found = tau2_interval(*zip(*rows, strict=True))
    for name in ("tau2", "tau", "I2", "H2"):
        assert list(getattr(found, name)) == close(expected[name]), name


def design(given):
    if given.get("alloc"):
        return np.column_stack(BCG["alloc"])
    return np.column_stack(BCG["x"]) if given["x"] else None


@pytest.mark.parametrize("label", BCG["fits"])
def test_weights_given_tau2_and_moderators_agree(label):
    given = BCG["fits"][label]
    fit = random_effects(
        BCG["yi"], BCG["vi"], design(given), method=given["method"], test=given["test"],
        weights=given.get("weights"), tau2=given.get("given"), tau2_init=given.get("init"),
    )  # fmt: skip
    for name in ("b", "se", "stat", "p"):
        assert list(getattr(fit, name)) == [close(e) for e in as_list(given[name])], name
    for name in ("tau2", "QM", "QMp", "QE", "I2", "s2w", "logLik", "AIC", "BIC", "AICc"):
        assert getattr(fit, name) == close(given[name]), name
    assert fit.se_tau2 == (None if "given" in given else close(given["se_tau2"]))


def counted(name, expected):
    columns = [as_list(c) for c in MORE["tables"][name]["input"].values()]
    if expected.get("model"):
        return glmm(*columns, measure=expected["measure"], model=expected["model"], random=False)
    if expected["method"] == "Peto":
        return peto(*columns)
    return mantel_haenszel(*columns, measure=expected["measure"])


COUNTS = [
    pytest.param(n, e, id=f"{n}-{e['measure']}-{e.get('model', '')}{e['method']}")
    for n, t in MORE["tables"].items()
    for e in t["fits"]
]


@pytest.mark.parametrize(("name", "expected"), COUNTS)
def test_models_of_counts_agree(name, expected):
    """R's glm, behind the mixed models, stops at 1e-8 of the deviance."""
    fit = counted(name, expected)
    within = (
        {"rel": 5e-6, "abs": 5e-6} if expected.get("model") else SAME
    )  # glm stops at 1e-8 of the deviance
    pairs = {
        "b": fit.b, "se": fit.se, "p": fit.p, "I2": fit.I2, "H2": fit.H2,
        "QE": fit.heterogeneity.stat, "QEp": fit.heterogeneity.p, "MH": fit.association.stat,
        "MHp": fit.association.p, "TA": fit.tarone.stat, "TAp": fit.tarone.p, "BD": fit.breslow_day.stat,
        "BDp": fit.breslow_day.p, "lrt": fit.heterogeneity_lrt.stat, "lrtp": fit.heterogeneity_lrt.p,
        "ll": fit.fit_stats.logLik, "AIC": fit.fit_stats.AIC, "kyi": fit.k_informative,
    }  # fmt: skip
    if expected.get("model"):
        pairs = {n: v for n, v in pairs.items() if n not in ("I2", "H2")}
    if fit.k == 1:
        pairs = {n: v for n, v in pairs.items() if n not in ("BD", "TA", "BDp", "TAp")}
    for key, found in pairs.items():
        if key in expected and not (found is None and expected[key] is None):
            assert found == close(expected[key], **within), key
    if "ci" in expected:
        assert [fit.ci_lb, fit.ci_ub] == [close(e, **within) for e in expected["ci"]]


@pytest.mark.parametrize("name", ["bcg", "collins1985b"])
def test_counts_kept_from_metafor_agree(name):
    data = values(name)
    cells = [data["input"]["table"][c] for c in "abcd"]
    for measure, expected in data["results"]["mantel_haenszel"].items():
        fit = mantel_haenszel(*cells, measure=measure)
        found = [fit.b, fit.se, fit.ci_lb, fit.ci_ub, fit.heterogeneity.stat, fit.heterogeneity.p, fit.k]
        assert found == close([*(expected[n] for n in ("b", "se")), *expected["ci"],
                               expected["QE"], expected["QEp"], expected["k"]])  # fmt: skip
        for key, test in (("MH", fit.association), ("BD", fit.breslow_day), ("TA", fit.tarone)):
            assert [test.stat, test.p] == [close(expected[key]), close(expected[f"{key}p"])]
    expected, fit = data["results"]["peto"], peto(*cells)
    assert [fit.b, fit.se, fit.ci_lb, fit.ci_ub] == close([expected["b"], expected["se"], *expected["ci"]])
    assert [fit.heterogeneity.stat, fit.heterogeneity.p] == close([expected["QE"], expected["QEp"]])


@pytest.mark.parametrize("name", ["bcg", "collins1985b"])
def test_the_mixed_model_of_counts_agrees_as_far_as_lme4_goes(name):
    """lme4 stops before the last digits; 21 points of quadrature in place of 7 move ours by under 1e-6."""
    data = values(name)
    cells = [data["input"]["table"][c] for c in "abcd"]
    expected = data["results"]["glmm_UM_FS"]
    fit = glmm(*cells)
    within = {"rel": 1e-4, "abs": 1e-4}
    assert [fit.b, fit.se, fit.tau2] == close([expected[n] for n in ("b", "se", "tau2")], **within)
    assert [fit.ci_lb, fit.ci_ub] == close(expected["ci"], **within)
    finer = glmm(*cells, points=21)
    assert [fit.b, fit.se, fit.tau2] == close([finer.b, finer.se, finer.tau2], rel=1e-6, abs=1e-6)
