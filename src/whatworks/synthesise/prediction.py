"""What a meta-regression expects where its moderators have given values, and sums of its coefficients."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from whatworks.stats.pooling.inference import quantile
from whatworks.stats.pooling.wald import WaldTest, wald_test

from .design import clean

if TYPE_CHECKING:
    from .regression import Model, RegressionResult


@dataclass(frozen=True)
class Predicted:
    """The mean effect expected where the moderators are `at`, on the analysis scale.

    `ci` is for that mean; `pi` for the effect in one new study, as metafor's default; `pi_hts` with t on
    k-p-1 degrees of freedom (None where there are none, or where all studies are taken to share one effect).
    """

    at: Mapping[str, Any]
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None
    pi_hts_lb: float | None
    pi_hts_ub: float | None
    beyond: tuple[str, ...]
    """Moderators whose value lies outside what the studies had."""

    def to_json(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return asdict(self) | {"at": dict(self.at), "beyond": list(self.beyond)}


def predict_at(result: RegressionResult, at: Mapping[str, Any] | None = None) -> tuple[Predicted, ...]:
    """The effect where moderators have given values: {"year": [1950, 1970], "alloc": "random"}.

    One value stands for all rows. Without `at`, one row for each study. Raises ValueError for a moderator
    that is missing or not in the model, a level that no study had, and lists of different lengths.
    """
    model = fitted_model(result)
    data = {n: list(v) for n, v in model.data.items()} if at is None else _table(model, at)
    k = len(next(iter(data.values()))) if data else 1
    columns = model.design.columns(data, k)
    x = np.column_stack([columns[j].values for j in model.kept])
    return tuple(_row(result, {n: v[i] for n, v in data.items()}, x[i]) for i in range(k))


def contrast(
    result: RegressionResult,
    sums: Sequence[Any] | Mapping[str, float],
    against: float | Sequence[float] = 0.0,
) -> WaldTest:
    """Test one sum of coefficients or several, alone and together (metafor's `anova` with `X`).

    A sum is a mapping of term to weight, {"alloc: random": 1, "alloc: systematic": -1}, a term's name, or one
    weight a coefficient; several are a list of these. Raises ValueError for a term that is not in the model.
    """
    single = isinstance(sums, (Mapping, str)) or (len(sums) > 0 and all(_is_weight(s) for s in sums))
    rows = [_weights(result, one) for one in ([sums] if single else sums)]
    if not rows:
        raise ValueError(f"give at least one sum of {', '.join(result.terms)}")
    f = result.fit
    return wald_test(f.b, f.cov, np.array(rows), against=against, df=f.df, level=f.level)


def bubbles(result: RegressionResult, moderator: str, points: int = 51) -> dict[str, Any]:
    """What a bubble plot of a moderator of numbers needs, as plain JSON values.

    `studies`: value, estimate, variance and weight in per cent; `line`: the effect along the moderator with
    its intervals, the others held at their mean, or at the commonest level. Raises ValueError for a moderator
    that is not in the model or holds words.
    """
    model = fitted_model(result)
    if moderator not in model.data:
        raise ValueError(f"{moderator!r} is not in the model; it has {', '.join(model.data) or 'none'}")
    values = model.data[moderator]
    if any(isinstance(v, (str, bool)) for v in values):
        raise ValueError(f"{moderator} has levels and no line to draw; use predict")
    others = {n: _typical(v) for n, v in model.data.items() if n != moderator}
    where = np.linspace(min(values), max(values), points).tolist()
    line = predict_at(result, {moderator: where, **others})
    studies = [
        {"label": row.label, "x": float(x), "yi": row.yi, "vi": row.vi, "weight": weight}
        for row, x, weight in zip(model.rows, values, result.fit.weights, strict=True)
    ]
    return {
        "moderator": moderator,
        "held": others,
        "studies": studies,
        "line": [{"x": x} | p.to_json() for x, p in zip(where, line, strict=True)],
    }


def fitted_model(result: RegressionResult) -> Model:
    """What was fitted. Raises ValueError where only the numbers are at hand."""
    if result.model is None:
        raise ValueError("this result holds no studies; make it with regress()")
    return result.model


def _row(result: RegressionResult, at: Mapping[str, Any], x: Any) -> Predicted:
    f = result.fit
    found = wald_test(f.b, f.cov, x, df=f.df, level=f.level).rows[0]
    pi: tuple[float | None, float | None] = (None, None)
    hts = pi
    if f.random:
        spread = math.hypot(math.sqrt(f.tau2), found.se)
        left = f.k - len(f.b) - 1
        pi = _around(found.estimate, quantile(f.level, f.df) * spread)
        hts = _around(found.estimate, quantile(f.level, left) * spread) if left > 0 else hts
    model = fitted_model(result)
    beyond = tuple(n for n, v in at.items() if _outside(v, model.data[n]))
    return Predicted(at, found.estimate, found.se, found.ci_lb, found.ci_ub, *pi, *hts, beyond)


def _around(middle: float, reach: float) -> tuple[float | None, float | None]:
    return middle - reach, middle + reach


def _outside(value: Any, values: Sequence[Any]) -> bool:
    numbers = not any(isinstance(v, (str, bool)) for v in (value, *values))
    return numbers and not min(values) <= value <= max(values)


def _table(model: Model, at: Mapping[str, Any]) -> dict[str, list[Any]]:
    strange = [n for n in at if n not in model.data]
    missing = [n for n in model.data if n not in at]
    if strange or missing:
        wrong = f"{strange[0]!r} is not in the model" if strange else f"no value for {', '.join(missing)}"
        raise ValueError(f"{wrong}; give a value for each of {', '.join(model.data) or 'no moderators'}")
    lists = {n: list(v) if _is_list(v) else [v] for n, v in at.items()}
    size = max((len(v) for v in lists.values()), default=1)
    for name, values in lists.items():
        if len(values) not in (1, size):
            raise ValueError(f"{name} has {len(values)} values and another has {size}; give one, or as many")
    return {n: _cleaned(n, v * (size // len(v)) if len(v) < size else v) for n, v in lists.items()}


def _cleaned(name: str, values: Sequence[Any]) -> list[Any]:
    found = [clean(v, i, name) for i, v in enumerate(values, start=1)]
    if not found or None in found:
        raise ValueError(f"{name} has an empty value; the effect is predicted at a value that is known")
    return found


def _is_list(value: Any) -> bool:
    return not isinstance(value, str) and hasattr(value, "__len__")


def _is_weight(value: Any) -> bool:
    return isinstance(value, (int, float, np.number))


def _weights(result: RegressionResult, one: Any) -> list[float]:
    if isinstance(one, str):
        one = {one: 1.0}
    if not isinstance(one, Mapping):
        return [float(w) for w in one]
    weights = [0.0] * len(result.terms)
    for term, weight in one.items():
        if term not in (*result.terms, *result.names):
            raise ValueError(f"{term!r} is not in the model; its terms are {', '.join(result.terms)}")
        place = result.terms.index(term) if term in result.terms else result.names.index(term)
        weights[place] += float(weight)
    return weights


def _typical(values: Sequence[Any]) -> Any:
    if any(isinstance(v, (str, bool)) for v in values):
        return max(sorted(set(values), key=str), key=list(values).count)
    return math.fsum(values) / len(values)
