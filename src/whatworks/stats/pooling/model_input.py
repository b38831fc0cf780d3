"""The numbers of a model, checked, put in one order and on a convenient unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.stats.sizes.effect_size import Floats

from .least_squares import is_mean_alone

LARGEST, SMALLEST = 1e30, 1e-30
"""Numbers beyond the first, and variances below the second, are refused: sums would lose them."""

WIDEST = 1e12
"""The widest ratio of variances for which the digits of a regression can be trusted."""


@dataclass(frozen=True)
class ModelInput:
    """y (k,), v (k,) in units of the smallest variance, x (k, p) and weights of the caller's, in one order.

    With an intercept, y is counted from the most precise study's estimate, which keeps digits when one study
    outweighs the rest.
    """

    y: Floats
    v: Floats
    x: Floats
    unit: float
    shift: float
    intercept: int | None
    order: NDArray[np.intp]
    weights: Floats | None = None

    @property
    def k(self) -> int:
        """Number of studies."""
        return self.y.size

    @property
    def tested(self) -> list[int]:
        """The coefficients that the omnibus test is of: all but the intercept, or the mean if that is all."""
        others = [j for j in range(self.x.shape[1]) if j != self.intercept]
        return others or [0]

    @property
    def shift_in_beta(self) -> Floats:
        """What to add to the coefficients, in model units, to undo the shift of y."""
        added = np.zeros(self.x.shape[1])
        if self.intercept is not None:
            added[self.intercept] = self.shift / self.unit
        return added

    def unshift(self, beta: Floats) -> Floats:
        """Coefficients in the caller's units."""
        result = beta * self.unit
        if self.intercept is not None:
            result[self.intercept] += self.shift
        return result

    def shares(self, tau2: float) -> tuple[float, ...]:
        """Each study's weight in per cent, in the order in which the studies were given."""
        weights = 1 / (self.v + tau2) if self.weights is None else self.weights
        result = np.empty_like(weights)
        result[self.order] = 100 * weights / np.sum(weights)
        return tuple(result.tolist())


def prepare(
    yi: ArrayLike, vi: ArrayLike, x: ArrayLike | None, *, spare: bool, weights: ArrayLike | None = None
) -> ModelInput:
    """Check the numbers of a model and put them in order. Raises ValueError as `random_effects` says.

    `spare` asks for more studies than coefficients, unless one study is all there is.
    """
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    design = np.ones((y.size, 1)) if x is None else np.array(x, dtype=float)
    _check_shapes(y, v, design)
    _check_values(y, v, design)
    _check_rank(design, spare)
    a = None if weights is None else _checked_weights(weights, y.size)
    order = np.lexsort((*(() if a is None else (a,)), *design.T[::-1], v, y))
    y, v, design = y[order], v[order], design[order]
    unit = 2.0 ** round(np.log2(v.min()) / 2)
    constant = [j for j in range(design.shape[1]) if np.all(design[:, j] == 1)]
    shift = float(y[int(np.argmin(v))]) if constant else 0.0
    where = constant[0] if constant else None
    ordered = None if a is None else a[order] / a.max()
    return ModelInput((y - shift) / unit, v / unit**2, design, unit, shift, where, order, ordered)


def _checked_weights(weights: ArrayLike, k: int) -> Floats:
    a = np.array(weights, dtype=float).ravel()
    if a.size != k:
        raise ValueError(f"{a.size} weights for {k} studies; give one for each")
    _refuse_rows(~np.isfinite(a) | (a <= 0), a, "the weight is not above zero", "leave the row out")
    return a


def _check_shapes(y: Floats, v: Floats, x: Floats) -> None:
    if y.size == 0:
        raise ValueError("there is no study to fit; give at least one estimate with its variance")
    if v.size != y.size:
        raise ValueError(f"{y.size} estimates but {v.size} variances; give one for each")
    if x.ndim != 2 or x.shape[0] != y.size:
        raise ValueError(f"the design matrix has shape {x.shape}; give one row for each of {y.size} studies")


def _check_values(y: Floats, v: Floats, x: Floats) -> None:
    for name, values in (("estimate", y), ("variance", v), ("moderator", x)):
        wrong = ~np.isfinite(values) | (np.abs(values) > LARGEST)
        _refuse_rows(
            wrong, values, f"the {name} is missing, infinite or beyond {LARGEST:g}", "leave the row out"
        )
    _refuse_rows(v <= 0, v, "the variance is not above zero", "check its standard error")
    _refuse_rows(v < SMALLEST, v, f"the variance is below {SMALLEST:g}", "check its standard error")
    if not is_mean_alone(x) and v.max() / v.min() > WIDEST:
        raise ValueError(
            f"variances from {v.min():g} to {v.max():g} are too far apart to regress on; check the extremes"
        )


def _refuse_rows(wrong: NDArray[np.bool_], values: Floats, what: str, advice: str) -> None:
    if not wrong.any():
        return
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    raise ValueError(f"row {place[0] + 1}: {what} ({values[place]:g}); {advice}")


def _check_rank(x: Floats, spare: bool) -> None:
    k, p = x.shape
    needed = p + 1 if spare and not (k == 1 and is_mean_alone(x)) else p
    if k < needed:
        raise ValueError(
            f"{p} coefficients need at least {needed} studies, and there are {k}; use fewer moderators"
        )
    scale = np.linalg.norm(x, axis=0)
    scaled = x / np.where(scale > 0, scale, 1)
    for j in range(p):
        if np.linalg.matrix_rank(scaled[:, : j + 1]) <= j:
            raise ValueError(
                f"column {j + 1} of the design matrix repeats those before it or is constant; take it out"
            )
