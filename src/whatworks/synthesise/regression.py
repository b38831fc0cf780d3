"""Meta-regression: do the studies' effects go with something about the studies?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whatworks.stats import Fit, random_effects
from whatworks.stats.pooling.permutation import PermutationTest, permutation_test
from whatworks.stats.pooling.wald import WaldTest

from .design import Column, Design, clean, learn
from .expressions import Name
from .formula import Formula, parse_formula
from .frames import as_table
from .gathering import Row, _is_frame, gather, rows_words
from .prediction import Predicted, bubbles, contrast, fitted_model, predict_at
from .redundant import apart
from .words import ESTIMATORS, count_words

if TYPE_CHECKING:
    from whatworks.figures import Figure

ENOUGH = 10
"""Studies a moderator, below which a regression finds patterns in chance (Cochrane Handbook 10.11.5.1)."""


@dataclass(frozen=True)
class Model:
    """What was fitted: the rows used, their moderators, the design and its matrix x (k, p)."""

    rows: tuple[Row, ...]
    data: Mapping[str, Sequence[Any]]
    design: Design
    kept: tuple[int, ...]
    x: NDArray[np.float64]

    @property
    def yi(self) -> NDArray[np.float64]:
        """The estimates."""
        return np.array([row.yi for row in self.rows])

    @property
    def vi(self) -> NDArray[np.float64]:
        """Their sampling variances."""
        return np.array([row.vi for row in self.rows])


@dataclass(frozen=True)
class RegressionResult:
    """A fitted meta-regression: the terms in plain words, the fit, and what a reader should know of it.

    `names` are the terms as R names them (intrcpt, allocrandom); `model` holds the studies it was fitted to.
    """

    terms: tuple[str, ...]
    fit: Fit
    diagnostics: tuple[str, ...]
    names: tuple[str, ...] = ()
    model: Model | None = field(default=None, compare=False, repr=False)

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a coefficient, as plain dicts or with `frame` a pandas DataFrame."""
        f = self.fit
        columns = zip(self.terms, f.b, f.se, f.stat, f.p, f.ci_lb, f.ci_ub, strict=True)
        names = ("term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")
        return as_table([dict(zip(names, row, strict=True)) for row in columns], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row. QM tests the moderators together; R2 is the share of tau2 explained."""
        names = ("k", "method", "test", "level", "tau2", "se_tau2", "I2", "H2", "QE", "QEp", "QM", "QM_df",
                 "QMp", "R2", "df")  # fmt: skip
        return as_table([{name: getattr(self.fit, name) for name in names}], frame)

    def sentence(self) -> str:
        """The moderators in words to paste into a report. On the analysis scale."""
        f = self.fit
        told = "; ".join(
            f"{term} {b:.3g} ({f.level:g}% CI {low:.3g} to {high:.3g})"
            for term, b, low, high in zip(self.terms, f.b, f.ci_lb, f.ci_ub, strict=True)
            if term != "intercept" or len(self.terms) == 1
        )
        share = "" if f.R2 is None else f", R² = {f.R2:.0f}%"
        model = f"random effects, {ESTIMATORS.get(f.method, f.method)}" if f.random else "equal effects"
        return (
            f"Across {count_words(f.k, 'estimate', 'estimates')}, the effect changes by: {told}. "
            f"Left over: I² = {f.I2:.0f}%, tau² = {f.tau2:.3g}{share} ({model})."
        )

    def to_json(self) -> dict[str, Any]:
        """Coefficients, model and diagnostics as plain JSON values."""
        return {"coefficients": self.tidy(), **self.glance()[0], "diagnostics": list(self.diagnostics)}

    def predict(self, at: Mapping[str, Any] | None = None) -> tuple[Predicted, ...]:
        """The effect where the moderators have given values, or at each study's. See `predict_at`."""
        return predict_at(self, at)

    def contrast(
        self, sums: Sequence[Any] | Mapping[str, float], against: float | Sequence[float] = 0.0
    ) -> WaldTest:
        """Test one sum of coefficients or several, alone and together. See `contrast`."""
        return contrast(self, sums, against)

    def permute(self, iterations: int = 1000, seed: int = 0) -> PermutationTest:
        """p values by permutation, exact where `iterations` suffice. See `permutation_test`."""
        model, f = fitted_model(self), self.fit
        return permutation_test(
            model.yi, model.vi, model.x, method=f.method, test=f.test, iterations=iterations, seed=seed
        )

    def plot(self, moderator: str, **more: Any) -> Figure:
        """The bubble plot along a moderator of numbers. `more`: scale, title ... as `plots.bubble_of`."""
        from .plots import bubble_of  # noqa: PLC0415 - drawn only where asked for

        return bubble_of(self, moderator, **more)

    def bubbles(self, moderator: str) -> dict[str, Any]:
        """What a bubble plot of a moderator needs: studies and a line with its intervals. See `bubbles`."""
        return bubbles(self, moderator)


def regress(
    effects_or_yi: Any,
    vi: Any = None,
    moderators: Mapping[str, Any] | None = None,
    *,
    formula: str | None = None,
    yi: str | None = None,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    intercept: bool = True,
    drop_redundant: bool = False,
) -> RegressionResult:
    """Regress effects on study-level moderators, weighting by 1 / (vi + tau2).

    regress(frame, formula="~ ablat + C(alloc)", yi="yi", vi="vi"); regress(yi, vi, {"ablat": [...]});
    `effects_or_yi` and `vi` as in `pool`; `moderators` maps a name to one value a study, in the same order.
    `formula` as R's (see `parse_formula`); without one, each moderator is a term. Words become one column for
    each level after the first in the alphabet; C(x) does so with numbers. `method`, `test` and `level` as in
    `whatworks.stats.pooling.random_effects`. Rows with a missing value are left out and told. Columns that
    follow from others are refused, or with `drop_redundant` left out and told. Raises ValueError, saying
    what and where, for values that cannot be used and for more columns than the studies can bear.
    """
    gathered = gather(effects_or_yi, vi, yi=yi)
    parsed = _formula(formula, moderators, intercept)
    given, order = _given(parsed, effects_or_yi, moderators)
    keep, told = _complete(given, [row.place for row in gathered.rows])
    rows = tuple(row for row in gathered.rows if row.place in keep)
    data = {n: [clean(values[r.place - 1], r.place, n) for r in rows] for n, values in given.items()}
    design = learn(parsed, data, order)
    columns, dropped = apart(design.columns(data, len(rows)), drop=drop_redundant)
    model = _model(rows, data, design, columns)
    fit = random_effects(model.yi, model.vi, model.x, method=method, test=test, level=level)
    notes = (*gathered.left_out, *told, *dropped, *fit.diagnostics, *_few(fit))
    terms, names = tuple(c.label for c in columns), tuple(c.name for c in columns)
    return RegressionResult(terms, fit, notes, names, model)


def _formula(formula: str | None, moderators: Mapping[str, Any] | None, intercept: bool) -> Formula:
    if formula is not None:
        parsed = parse_formula(formula)
    elif moderators:
        parsed = Formula(tuple((Name(name),) for name in moderators), True, " + ".join(moderators))
    else:
        raise ValueError(
            "give at least one moderator as {name: values}, or a formula; without one, use pool()"
        )
    parsed = parsed if intercept else Formula(parsed.terms, False, parsed.text)
    if not parsed.terms and not parsed.intercept:
        raise ValueError(f"formula {parsed.text!r} has neither a moderator nor an intercept; add one")
    return parsed


def _given(
    formula: Formula, source: Any, moderators: Mapping[str, Any] | None
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The columns that the formula names, and the order of levels of those that have one of their own."""
    table: Any = moderators if moderators is not None else source if _is_frame(source) else {}
    names = [str(n) for n in (table if isinstance(table, Mapping) else table.columns)]
    missing = [name for name in formula.columns if name not in names]
    if missing:
        has = f"the data's columns are {', '.join(names)}" if names else "give moderators={name: values}"
        raise ValueError(f"no column {', '.join(map(repr, missing))}; {has}")
    given = {name: list(table[name]) for name in formula.columns}
    if moderators is not None:
        _check_lengths(given, source)
    order = {n: list(table[n].cat.categories) for n in given if hasattr(table[n], "cat")}
    return given, order


def _check_lengths(given: Mapping[str, list[Any]], estimates: Any) -> None:
    size = len(estimates) if not isinstance(estimates, Mapping) else len(next(iter(estimates.values())))
    for name, values in given.items():
        if len(values) != size:
            raise ValueError(
                f"moderator {name!r} has {len(values)} values for {size} studies; give one for each"
            )


def _complete(given: Mapping[str, list[Any]], places: list[int]) -> tuple[set[int], list[str]]:
    keep, told = set(places), []
    for name, values in given.items():
        lost = [p for p in places if clean(values[p - 1], p, name) is None]
        if lost:
            told.append(f"{count_words(len(lost), 'row', 'rows')} left out: no {name} {rows_words(lost)}")
        keep -= set(lost)
    if not keep:
        raise ValueError(f"no row has all of {', '.join(given)}; there is nothing to fit")
    return keep, told


def _model(
    rows: tuple[Row, ...], data: Mapping[str, Sequence[Any]], design: Design, columns: Iterable[Column]
) -> Model:
    wanted = list(columns)
    every = [c.name for c in design.columns(data, len(rows))]
    kept = tuple(every.index(c.name) for c in wanted)
    return Model(rows, data, design, kept, np.column_stack([c.values for c in wanted]))


def _few(fit: Fit) -> tuple[str, ...]:
    moderators = len(fit.b) - 1
    if moderators == 0 or fit.k >= ENOUGH * moderators:
        return ()
    terms = count_words(moderators, "moderator", "moderators")
    return (
        f"{fit.k} studies for {terms} (fewer than {ENOUGH} each): a pattern may be chance; "
        "read it as a question for new studies",
    )
