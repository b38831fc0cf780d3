"""Univariate models against metafor, number by number, on every data set kept.

Each number must lie within 1e-6 of metafor's, relatively, or within 1e-8.
"""

import re

import numpy as np
import pytest

from metafor_values import NAMES, values
from whatworks import stats

LISTED = ("b", "se", "stat", "p", "ci_lb", "ci_ub")
SINGLE = ("k", "tau2", "se_tau2", "I2", "H2", "QE", "QEp", "QM", "QMp", "R2", "s2w", "logLik", "AIC", "BIC")


def close(value):
    return None if value is None else pytest.approx(value, rel=1e-6, abs=1e-8)


def models(name):
    """Every block of univariate fits in a file: its label, yi, vi, the fits by name, and the moderators."""
    data = values(name)
    given, results = data["input"], data["results"]
    blocks = {None: (given, results)} if "fits" not in results else {}
    for measure, block in results.get("fits", {}).items():
        blocks[measure] = (results["escalc"][measure], block)
    for measure, (numbers, block) in blocks.items():
        for key, fits in block.items():
            if key in ("all", "univariate") or key.startswith("metareg_"):
                yield measure, key, numbers, fits, given.get("extra", {})


def design(formula, extra, rows):
    """The design matrix of R's formula: words become a column for each level but the first."""
    columns = [np.ones(len(rows))]
    for term in formula.replace(" ", "").lstrip("~").split("+"):
        name = re.sub(r"^(?:factor|pmin)\(|(?:,3)?\)$", "", term)
        column = [extra[name][i] for i in rows]
        if term.startswith("factor") or isinstance(column[0], str):
            columns += [np.array([float(c == one) for c in column]) for one in sorted(set(column))[1:]]
        else:
            most = 3 if term.startswith("pmin") else np.inf
            columns.append(np.minimum(np.array(column, dtype=float), most))
    return np.column_stack(columns)


def cases():
    for name in NAMES:
        for measure, key, numbers, fits, extra in models(name):
            for kind, expected in fits.items():
                if kind != "formula":
                    label = f"{name}-{measure or ''}-{key}-{kind}"
                    yield pytest.param(numbers, fits.get("formula"), extra, expected, id=label)


@pytest.mark.parametrize(("numbers", "formula", "extra", "expected"), list(cases()))
def test_fit_agrees_with_metafor(numbers, formula, extra, expected):
    yi, vi = numbers["yi"], numbers["vi"]
    rows = [i for i in range(len(yi)) if yi[i] is not None and vi[i] is not None]
    if formula:
        named = [c for c in extra if c in formula]
        rows = [i for i in rows if all(extra[c][i] is not None for c in named)]
    x = design(formula, extra, rows) if formula else None
    fit = stats.random_effects(
        [yi[i] for i in rows], [vi[i] for i in rows], x, method=expected["method"], test=expected["test"]
    )
    for name in LISTED:
        assert list(getattr(fit, name)) == close(expected[name]), name
    for name in SINGLE:
        assert getattr(fit, name) == close(expected[name]), name
    df = expected["QMdf"]
    assert [fit.QM_df, fit.df] == [df[0], df[1] if len(df) > 1 else None]
    for name, interval in (
        ("pi_metafor_default", fit.prediction),
        ("pi_hts_t_k_minus_2", fit.prediction_hts),
    ):
        if not formula:
            assert list(interval) == (close(expected[name]) if expected[name] else [None] * 2), name


def test_every_method_and_test_is_covered():
    seen = {(p.values[3]["method"], p.values[3]["test"], len(p.values[3]["b"]) > 1) for p in cases()}
    for method in ("DL", "HE", "HS", "SJ", "ML", "REML", "EB", "PM", "PMM"):
        assert {(method, "z", False), (method, "knha", False)} <= seen
    for method in ("DL", "PM", "ML", "REML"):
        assert {(method, "z", True), (method, "knha", True)} <= seen
    assert ("FE", "z", True) in seen and ("EE", "z", False) in seen
