"""Several outcomes of the same studies at once, each with its own mean and its own spread."""

from __future__ import annotations

from typing import Any

from whatworks import stats
from whatworks.terms import Scale

from .gathering import _scale
from .multilevel import MultilevelResult
from .multilevel_reading import Columns, read_dependent


def multivariate(
    data: Any, *, outcome: str, study: str, formula: str | None = None, struct: str = "UN",
    yi: str = "yi", vi: str = "vi", rho: float | None = None, covariance: Any = None,
    robust: str | None = None, method: str = "REML", test: str = "z", level: float = 95.0,
    scale: Scale | str | None = None,
) -> MultilevelResult:  # fmt: skip
    """Pool several outcomes together, from a data frame or a mapping of columns.

    `outcome` and `study` name columns; without a `formula` each outcome gets its own mean. `struct` says how
    true effects spread and go together over outcomes: UN, HCS, CS, DIAG or ID. `rho`: sampling errors of one
    study correlate by this; or give their `covariance` (k, k). The rest is as in `multilevel`; the model is
    `whatworks.stats.dependent.multivariate`.
    """
    if rho is not None and covariance is not None:
        raise ValueError("give rho or the covariance, not both")
    wanted = formula if formula is not None else f"~ {_each(data, outcome)} - 1"
    imputed = (study, rho) if rho is not None else None
    rows = read_dependent(data, Columns(yi, vi, (outcome, study)), wanted, covariance, imputed)
    fit = stats.multivariate(rows.yi, rows.v, rows.x, inner=rows.labels[outcome], outer=rows.labels[study],
                             struct=struct, method=method, test=test, level=level)  # fmt: skip
    tests = stats.robust(fit, rows.labels[study], kind=robust) if robust else None
    told = (*rows.told, *fit.diagnostics, *(tests.diagnostics if tests else ()))
    return MultilevelResult(rows.terms, fit, tests, _scale(scale), rho, study, rows, told)


def _each(data: Any, outcome: str) -> str:
    name = outcome if outcome.isidentifier() else f"`{outcome}`"
    words = outcome in data and any(isinstance(value, str) for value in data[outcome])
    return name if words else f"C({name})"
