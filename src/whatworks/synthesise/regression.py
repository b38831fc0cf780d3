"""Meta-regression: do the studies' effects go with something about the studies?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats import Fit, random_effects

from .gathering import gather, number, rows_words
from .pooling import ESTIMATORS, _table
from .words import count_words


@dataclass(frozen=True)
class RegressionResult:
    """A fitted meta-regression: the terms' names in order, the fit, and what a reader should know of it."""

    terms: tuple[str, ...]
    fit: Fit
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a coefficient, as plain dicts or with `frame` a pandas DataFrame."""
        f = self.fit
        columns = zip(self.terms, f.b, f.se, f.stat, f.p, f.ci_lb, f.ci_ub, strict=True)
        names = ("term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")
        return _table([dict(zip(names, row, strict=True)) for row in columns], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row. QM tests the moderators together; R2 is the share of tau2 explained."""
        names = ("k", "method", "test", "level", "tau2", "se_tau2", "I2", "H2", "QE", "QEp", "QM", "QM_df",
                 "QMp", "R2", "df")  # fmt: skip
        return _table([{name: getattr(self.fit, name) for name in names}], frame)

    def sentence(self) -> str:
        """The moderators in words to paste into a report. On the analysis scale."""
        f = self.fit
        told = "; ".join(
            f"{term} {b:.3g} ({f.level:g}% CI {low:.3g} to {high:.3g})"
            for term, b, low, high in zip(self.terms, f.b, f.ci_lb, f.ci_ub, strict=True)
            if term != "intercept"
        )
        share = "" if f.R2 is None else f", R² = {f.R2:.0f}%"
        model = f"random effects, {ESTIMATORS[f.method]}" if f.method in ESTIMATORS else "equal effects"
        return (
            f"Across {count_words(f.k, 'estimate', 'estimates')}, the effect changes by: {told}. "
            f"Left over: I² = {f.I2:.0f}%, tau² = {f.tau2:.3g}{share} ({model})."
        )

    def to_json(self) -> dict[str, Any]:
        """Coefficients, model and diagnostics as plain JSON values."""
        return {"coefficients": self.tidy(), **self.glance()[0], "diagnostics": list(self.diagnostics)}


def regress(
    effects_or_yi: Any,
    vi: Any = None,
    moderators: Mapping[str, Any] | None = None,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    intercept: bool = True,
) -> RegressionResult:
    """Regress effects on study-level moderators, weighting by 1 / (vi + tau2).

    `effects_or_yi` and `vi` as in `pool` (effects or arrays); `moderators` maps a name to one value a study,
    in the same order. Words become one column for each level after the first in the alphabet. Rows with a
    missing value are left out and told. Raises ValueError, saying what and where, for values that cannot be
    used, for columns that repeat one another, and for more columns than the studies can bear.
    """
    if not moderators:
        raise ValueError("give at least one moderator as {name: values}; without one, use pool()")
    gathered = gather(effects_or_yi, vi)
    given = {name: list(values) for name, values in moderators.items()}
    _check_lengths(given, effects_or_yi)
    keep, told = _complete(given, [row.place for row in gathered.rows])
    rows = [row for row in gathered.rows if row.place in keep]
    columns = _columns(given, [row.place for row in rows], intercept)
    _check_apart(columns)
    fit = random_effects(
        [row.yi for row in rows], [row.vi for row in rows],
        np.column_stack(list(columns.values())), method=method, test=test, level=level,
    )  # fmt: skip
    return RegressionResult(tuple(columns), fit, (*gathered.left_out, *told, *fit.diagnostics))


def _check_lengths(given: Mapping[str, list[Any]], estimates: Any) -> None:
    for name, values in given.items():
        if len(values) != len(estimates):
            raise ValueError(
                f"moderator {name!r} has {len(values)} values for {len(estimates)} studies; give one for each"
            )


def _check_apart(columns: Mapping[str, Any]) -> None:
    kept: list[Any] = []
    for name, column in columns.items():
        size = np.linalg.norm(column)
        kept.append(column / size if size > 0 else column)
        if len(column) >= len(columns) and np.linalg.matrix_rank(np.column_stack(kept)) < len(kept):
            raise ValueError(f"moderator {name!r} is constant or follows from those before it; leave it out")


def _complete(given: Mapping[str, list[Any]], places: list[int]) -> tuple[set[int], list[str]]:
    keep, told = set(places), []
    for name, values in given.items():
        lost = [p for p in places if _value(values[p - 1], p, name) is None]
        if lost:
            told.append(f"{count_words(len(lost), 'row', 'rows')} left out: no {name} {rows_words(lost)}")
        keep -= set(lost)
    if not keep:
        raise ValueError(f"no row has all of {', '.join(given)}; there is nothing to fit")
    return keep, told


def _value(value: Any, place: int, name: str) -> float | str | None:
    if isinstance(value, str):
        return value.strip() or None
    return number(value, place, name)


def _columns(given: Mapping[str, list[Any]], places: list[int], intercept: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {"intercept": np.ones(len(places))} if intercept else {}
    for name, values in given.items():
        kept = [_value(values[p - 1], p, name) for p in places]
        if any(isinstance(value, str) for value in kept):
            levels = sorted({str(value) for value in kept})
            for one in levels[1:]:
                columns[f"{name}: {one}"] = np.array([float(str(value) == one) for value in kept])
        else:
            columns[name] = np.array(kept, dtype=float)
    if len(columns) == int(intercept):
        raise ValueError(
            f"{', '.join(given)}: every study has the same value, so there is nothing to compare"
        )
    return columns
