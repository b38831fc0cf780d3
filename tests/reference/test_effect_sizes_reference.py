"""Effect sizes against metafor's escalc, number by number: published data, and tables made to be awkward.

Each number must lie within 1e-6 of metafor's: absolutely where metafor's is below one, relatively above. The
tetrachoric correlation alone is held to 1e-4: metafor finds it by a search whose tolerance leaves errors of
2e-5, while ours solves for it and reproduces the share of the observed cell.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from metafor_values import values
from whatworks import stats
from whatworks.synthesise.measures import MEASURES, effect_sizes

MORE = json.loads((Path(__file__).parent / "metafor_more" / "effect_sizes.json").read_text(encoding="utf-8"))
LOOSE = {"RTET": 1e-4}
SMD_NAMES = {"SMD_LS2": ("SMD", "LS2"), "SMD_UB": ("SMD", "UB")}


def close(found, expected, tolerance=1e-6):
    """Every effect that metafor gives whole is given, with its numbers; and no other."""
    yi, vi = expected["yi"], expected["vi"]
    assert len(found.yi) == len(yi)
    for pair, other in zip(zip(found.yi, found.vi, strict=True), zip(yi, vi, strict=True), strict=True):
        assert (pair[0] is None) == (None in other), (pair, other)
        if None not in other:
            assert list(pair) == pytest.approx(list(other), rel=tolerance, abs=tolerance)


def data_sets():
    for name in ("bcg", "collins1985b", "normand1999", "curtis1998"):
        for measure, expected in values(name)["results"]["escalc"].items():
            yield pytest.param(name, measure, expected, id=f"{name} {measure}")


@pytest.mark.parametrize(("name", "measure", "expected"), list(data_sets()))
def test_published_data_give_metafors_numbers(name, measure, expected):
    table = values(name)["input"]["table"]
    columns = None
    if "a" in table:
        columns = {"ai": "a", "bi": "b", "ci": "c", "di": "d"}
    measure, vtype = SMD_NAMES.get(measure, (measure, None))
    found = effect_sizes(table, measure, columns, vtype=vtype)
    close(found, expected, LOOSE.get(measure, 1e-6))


@pytest.mark.parametrize("measure", ["COR", "UCOR", "ZCOR"])
def test_correlations_give_metafors_numbers(measure):
    given = values("molloy2014_escalc")
    found = effect_sizes(given["input"], measure)
    close(found, given["results"][measure])


def more():
    for result in MORE["results"]:
        options = " ".join(f"{k}={v}" for k, v in result["options"].items())
        yield pytest.param(result, id=f"{result['set']} {result['measure']} {result['columns']} {options}")


@pytest.mark.parametrize("result", list(more()))
def test_awkward_tables_give_metafors_numbers(result):
    table = {name: MORE["tables"][result["set"]][name] for name in result["columns"].split(",")}
    if all(v is None for v in result["yi"]):
        with pytest.raises(ValueError, match="no row gives"):
            effect_sizes(table, result["measure"], **result["options"])
        return
    found = effect_sizes(table, result["measure"], **result["options"])
    close(found, result)


def test_every_measure_of_metafor_that_is_built_is_covered():
    seen = {r["measure"] for r in MORE["results"]} | {"RTET", "UCOR", "MD_HO"}
    assert set(MEASURES) - seen == {"PPC", "GEN", "GENR"}  # not in metafor, or no formula of its own


def test_the_tetrachoric_correlation_reproduces_its_cell():
    table = {k: np.array(v, dtype=float) for k, v in values("bcg")["input"]["table"].items()}
    a, n1, c, n2 = table["a"], table["a"] + table["b"], table["c"], table["c"] + table["d"]
    from whatworks.stats.sizes.association import tetrachoric

    for i, rho in enumerate(tetrachoric(a, n1, c, n2).yi):
        n = n1[i] + n2[i]
        cuts = [norm.ppf(n1[i] / n), norm.ppf((a[i] + c[i]) / n)]
        cell = multivariate_normal.cdf(cuts, cov=[[1, rho], [rho, 1]], abseps=1e-9)
        assert cell == pytest.approx(a[i] / n, abs=1e-6)


def test_the_older_functions_give_the_same():
    table = {k: np.array(v, dtype=float) for k, v in values("bcg")["input"]["table"].items()}
    expected = values("bcg")["results"]["escalc"]["RR"]
    size = stats.risk_ratio(table["a"], table["a"] + table["b"], table["c"], table["c"] + table["d"])
    assert size.yi.tolist() == pytest.approx(expected["yi"], rel=1e-6, abs=1e-6)
    assert size.vi.tolist() == pytest.approx(expected["vi"], rel=1e-6, abs=1e-6)
