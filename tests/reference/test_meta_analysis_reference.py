"""The models and formulas against metafor, number by number.

Each number must lie within 1e-6 of metafor's: absolutely where metafor's is below one, relatively above.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from whatworks import stats
from whatworks.synthesise import pool

FOLDER = Path(__file__).parent / "meta_analysis"
SETS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
COUNTS = {"RR": stats.risk_ratio, "OR": stats.odds_ratio, "RD": stats.risk_difference}
MEANS = {"MD": stats.mean_difference, "SMD": stats.standardised_mean_difference}


def close(value):
    return None if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)


def cases():
    for name, data in SETS.items():
        for measure, given in data["sets"].items():
            for model in given["models"]:
                for expected in model["fits"]:
                    label = f"{name} {measure} {model['model']} {expected['method']} {expected['test']}"
                    yield pytest.param(given, model, expected, id=label)


@pytest.mark.parametrize(("given", "model", "expected"), list(cases()))
def test_fit_agrees_with_metafor(given, model, expected):
    yi, vi = np.array(given["yi"]), np.array(given["vi"])
    rows = model.get("rows", slice(None))
    fit = stats.random_effects(
        yi[rows], vi[rows], model.get("x"), method=expected["method"], test=expected["test"]
    )
    for name in ("b", "se", "stat", "p", "ci_lb", "ci_ub"):
        assert list(getattr(fit, name)) == close(expected[name]), name
    for name in ("k", "tau2", "I2", "H2", "QE", "QEp", "QM", "QMp", "s2w", "R2"):
        assert getattr(fit, name) == close(expected[name]), name
    if expected["se_tau2"] is not None:
        assert fit.se_tau2 == close(expected["se_tau2"])
    for name, interval in (
        ("pi_metafor_default", fit.prediction),
        ("pi_hts_t_k_minus_2", fit.prediction_hts),
    ):
        assert list(interval) == (close(expected[name]) if expected.get(name) else [None, None]), name


@pytest.mark.parametrize("name", [n for n, data in SETS.items() if "escalc" in data])
def test_effect_sizes_agree_with_metafor(name):
    table = {key: np.array(column, dtype=float) for key, column in SETS[name]["table"].items()}
    for measure, expected in SETS[name]["escalc"].items():
        if measure in COUNTS:
            arms = (table["a"], table["a"] + table["b"], table["c"], table["c"] + table["d"])
            found = COUNTS[measure](*arms)
        else:
            found = MEANS[measure](*(table[c] for c in ("m1", "sd1", "n1", "m2", "sd2", "n2")))
        assert found.yi.tolist() == close(expected["yi"])
        assert found.vi.tolist() == close(expected["vi"])


def test_pool_record_holds_what_metafor_gives():
    given = SETS["raudenbush1985"]["sets"]["SMD"]
    for expected in given["models"][0]["fits"]:
        found = pool(given["yi"], given["vi"], method=expected["method"], test=expected["test"]).pool
        for name in ("se", "b", "ci_lb", "ci_ub"):
            assert getattr(found, name) == close(expected[name][0])
        for name in ("tau2", "I2", "H2", "QE", "QEp", "k"):
            assert getattr(found, name) == close(expected[name])


def test_every_kind_of_fit_is_covered():
    seen = {(p.values[2]["method"], p.values[2]["test"], len(p.values[2]["b"]) > 1) for p in cases()}
    for method in ("REML", "DL"):
        for test in ("z", "knha"):
            assert (method, test, False) in seen
            assert (method, test, True) in seen
    assert ("EE", "z", False) in seen
