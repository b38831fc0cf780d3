"""Meta-regressions against metafor and design matrices against R, number by number.

Each number lies within 1e-6 of R's: relatively where R's is above one, absolutely below.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from metafor_values import values
from whatworks.stats import METHODS, TESTS
from whatworks.synthesise import regress
from whatworks.synthesise.design import learn
from whatworks.synthesise.formula import parse_formula

MORE = Path(__file__).parent / "metafor_more"
DESIGNS = json.loads((MORE / "designs.json").read_text("utf-8"))
SETS = ("bcg", "bangertdrowns2004", "hackshaw1998", "raudenbush1985", "molloy2014_zcor")


def close(value):
    return None if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)


def models():
    for name in SETS:
        data = values(name)
        results = data["results"]
        if name == "bcg":
            for measure, found in results["fits"].items():
                sizes = results["escalc"][measure]
                for key, given in found.items():
                    if key.startswith("metareg"):
                        yield f"{name}-{measure}-{key}", data["input"]["extra"] | sizes, given
        else:
            columns = data["input"]["extra"] | {c: data["input"][c] for c in ("yi", "vi")}
            for key, given in results.items():
                if key.startswith("metareg"):
                    yield f"{name}-{key}", columns, given


def cases():
    for name, columns, given in models():
        for key, expected in given.items():
            if key != "formula":
                yield pytest.param(columns, given["formula"], expected, id=f"{name}-{key}")


CASES = list(cases())


@pytest.mark.parametrize(("columns", "formula", "expected"), CASES)
def test_meta_regressions_agree_with_metafor(columns, formula, expected):
    if expected["method"] not in METHODS or expected["test"] not in TESTS:
        pytest.skip(f"{expected['method']} with {expected['test']} is not built")
    found = regress(columns, formula=formula, method=expected["method"], test=expected["test"])
    fit = found.fit
    assert found.names == tuple(expected["names"])
    for name in ("b", "se", "stat", "p", "ci_lb", "ci_ub"):
        assert list(getattr(fit, name)) == close(expected[name]), name
    for name in ("k", "tau2", "I2", "H2", "QE", "QEp", "QM", "QMp", "s2w", "R2"):
        assert getattr(fit, name) == close(expected[name]), name
    assert [fit.QM_df, fit.df] == expected["QMdf"]


def test_every_method_and_test_is_covered():
    kinds = {(p.values[2]["method"], p.values[2]["test"]) for p in CASES}
    random = {(m, t) for m in ("DL", "REML", "PM", "ML") for t in ("z", "knha")}
    assert random | {("FE", "z")} <= kinds
    assert len(CASES) >= 70


@pytest.mark.parametrize("given", DESIGNS["designs"], ids=lambda given: given["formula"])
def test_designs_are_those_of_r(given):
    columns = learn(parse_formula(given["formula"]), DESIGNS["data"], {}).columns(DESIGNS["data"], 8)
    names = ["(Intercept)" if c.name == "intrcpt" else c.name for c in columns]
    assert names == given["names"]
    expected = np.array(given["x"]).reshape(8, -1)
    assert np.column_stack([c.values for c in columns]) == pytest.approx(expected, abs=1e-12)
