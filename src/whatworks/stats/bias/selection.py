"""Selection models: the mean that remains once some p values are taken to be seen less often than others.

Step functions (Vevea and Hedges 1995; one step is the three-parameter selection model), the beta model
(Citkowicz and Vevea 2017, Psychol Methods 22:28) and the curves of Preston et al. 2004.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.model_input import ModelInput, prepare
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .selection_fit import Asked, Selection, report
from .selection_likelihood import Selected, climb
from .selection_weights import KINDS, Family, family

ALTERNATIVES = ("greater", "less", "two.sided")


def selection_model(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    kind: str = "stepfun",
    steps: tuple[float, ...] = (0.025,),
    alternative: str = "greater",
    delta: tuple[float, ...] | None = None,
    method: str = "ML",
    level: float = 95.0,
) -> Selection:
    """Fit the model by maximum likelihood, searched from several starts.

    `kind` is one of stepfun, beta, halfnorm, negexp, logistic, power; `steps` the cut-offs of stepfun.
    `alternative`: greater where large estimates are favoured, less for small ones (p values one-sided), or
    two.sided. `delta` fixes the selection parameters, for a sensitivity analysis (Vevea and Woods 2005);
    for stepfun one a step after the first interval. `method`: ML, or EE for tau2 = 0. Parameters of selection
    stay between 0 (beta: 1e-5) and 100. Standard errors come from the observed information.
    """
    steps = _check(kind, steps, alternative, method)
    critical(level)
    data = prepare(yi, vi, x, spare=method == "ML")
    which = family(kind, steps, alternative == "two.sided")
    needed = data.x.shape[1] + (method == "ML") + (which.null.size if delta is None else 0)
    if data.k < needed:
        raise ValueError(f"this selection model has {needed} parameters and there are {data.k} studies")
    fixed = _fixed(delta, which)
    model = _selected(data, which, -1.0 if alternative == "less" else 1.0)
    free_tau = method == "ML"
    start = _null_starts(model, free_tau)
    bare = climb(model, start, *_bounds(model, free_tau, which.null))[0]
    if fixed is not None:
        peaks = climb(
            model, [_with(s, fixed) for s in (bare.theta, *start)], *_bounds(model, free_tau, fixed)
        )
    else:
        starts = [_with(b, np.array(d, dtype=float)) for d in which.starts for b in (bare.theta, *start[:1])]
        peaks = climb(model, starts, *_bounds(model, free_tau, None))
    return report(data, model, peaks, bare, Asked(kind, alternative, method, steps, level, fixed is not None))


def _check(kind: str, steps: tuple[float, ...], alternative: str, method: str) -> tuple[float, ...]:
    for value, allowed, what in (
        (kind, KINDS, "kind"), (alternative, ALTERNATIVES, "alternative"), (method, ("ML", "EE"), "method"),
    ):  # fmt: skip
        if value not in allowed:
            raise ValueError(f"{what} {value!r} is not known; use one of {', '.join(allowed)}")
    if kind != "stepfun":
        return ()
    inner = tuple(sorted({float(s) for s in steps} - {1.0}))
    if not inner or not all(0 < s < 1 for s in inner):
        raise ValueError(f"steps {steps} are not p values between 0 and 1; give at least one, such as 0.025")
    return inner


def _fixed(delta: tuple[float, ...] | None, which: Family) -> Floats | None:
    if delta is None:
        return None
    values = np.array(delta, dtype=float).ravel()
    if values.size != which.null.size:
        raise ValueError(f"{values.size} values of delta; {which.kind} here needs {which.null.size}")
    if np.any(~(values >= which.lower) | ~(values <= which.upper)):
        raise ValueError(f"delta {values.tolist()} is not between {which.lower[0]:g} and {which.upper[0]:g}")
    return values


def _selected(data: ModelInput, which: Family, sign: float) -> Selected:
    y = sign * (data.y + data.shift / data.unit)
    z = y / np.sqrt(data.v)
    low, high = which.reach
    held = np.clip(z if low < 0 else np.abs(z), low, high)
    return Selected(y, data.v, data.x, which, held)


def _bounds(model: Selected, free_tau: bool, fixed: Floats | None) -> tuple[Floats, Floats]:
    p = model.x.shape[1]
    widest = 1e4 * (float(np.var(model.y)) + float(model.v.max()))
    held = (model.family.lower, model.family.upper) if fixed is None else (fixed, fixed)
    lower = np.concatenate([np.full(p, -np.inf), [0.0], held[0]])
    upper = np.concatenate([np.full(p, np.inf), [widest if free_tau else 0.0], held[1]])
    return lower, upper


def _null_starts(model: Selected, free_tau: bool) -> list[Floats]:
    spread = float(np.var(model.y)) if free_tau else 0.0
    starts = []
    for tau2 in {0.0, spread / 10, spread}:
        w = 1 / (model.v + tau2)
        beta = np.linalg.lstsq(model.x * np.sqrt(w)[:, None], model.y * np.sqrt(w), rcond=None)[0]
        starts.append(np.concatenate([beta, [tau2], model.family.null]))
    return starts


def _with(theta: Floats, delta: Floats) -> Floats:
    return np.concatenate([theta[: theta.size - delta.size], delta])
