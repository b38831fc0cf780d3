"""Meta-regressions against metafor and design matrices against R, number by number.

Each number lies within 1e-6 of R's: relatively where R's is above one, absolutely below.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from metafor_values import values
from whatworks.synthesise import regress
from whatworks.synthesise.design import learn
from whatworks.synthesise.formula import parse_formula
from whatworks.synthesise.subgroups import subgroups

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


def table(name):
    data = values(name)
    sizes = data["results"]["escalc"]["RR"] if name == "bcg" else {c: data["input"][c] for c in ("yi", "vi")}
    return data["input"]["extra"] | sizes


def of_kind(kind):
    found = [v for v in RECORDED if v["kind"] == kind]
    assert found
    return [
        pytest.param(v, id=f"{v.get('set', 'bcg')}-{v['method']}-{v['test']}-{n}")
        for n, v in enumerate(found)
    ]


RECORDED = json.loads((MORE / "regression.json").read_text("utf-8"))["values"]


@pytest.mark.parametrize("given", of_kind("permutest"))
def test_permutation_tests_agree_with_metafor(given):
    rows = {name: [column[i - 1] for i in given["rows"]] for name, column in table(given["set"]).items()}
    fitted = regress(rows, formula=given["formula"], method=given["method"], test=given["test"])
    found = fitted.permute(iterations=1024)
    assert found.exact and found.seed is None
    assert found.permutations == found.possible == given["n"]
    assert list(found.p) == pytest.approx(given["p"], abs=1e-12)
    assert found.QMp == pytest.approx(given["QMp"][0], abs=1e-12)


@pytest.mark.parametrize("given", of_kind("predict"))
def test_predictions_agree_with_metafor(given):
    fitted = regress(table("bcg"), formula=given["formula"], method=given["method"], test=given["test"])
    for n, row in enumerate(fitted.predict(given["at"])):
        assert row.estimate == close(given["pred"][n])
        for name in ("se", "ci_lb", "ci_ub"):
            assert getattr(row, name) == close(given[name][n]), name
        for name in ("pi_lb", "pi_ub"):
            expected = given[name][n] if given["method"] != "FE" else None
            assert getattr(row, name) == close(expected), name


@pytest.mark.parametrize("given", of_kind("contrast"))
def test_contrasts_agree_with_metafor(given):
    fitted = regress(table("bcg"), formula=given["formula"], method=given["method"], test=given["test"])
    found = fitted.contrast(given["sums"])
    for name in ("estimate", "se", "stat", "p"):
        assert [getattr(row, name) for row in found.rows] == close(given[name]), name
    assert [found.stat, found.p] == close([given["QM"][0], given["QMp"][0]])


@pytest.mark.parametrize("given", of_kind("subgroups"))
def test_subgroups_agree_with_metafor(given):
    by = {"bcg": "alloc", "bangertdrowns2004": "grade"}[given["set"]]
    found = subgroups(
        table(given["set"]), by=by, tau2=given["tau2"], method=given["method"], test=given["test"]
    )
    for name in ("b", "se", "ci_lb", "ci_ub"):
        assert [getattr(g, name) for g in found.groups] == close(given[name]), name
    assert [g.tau2 for g in found.groups] == close(given["tau2s"])
    if given["tau2"] == "separate":
        assert [g.I2 for g in found.groups] == close(given["I2s"])
    assert [found.QB, found.QBp] == close([given["QB"][0], given["QBp"][0]])
    assert found.QB_df == given["df"]
