"""What a selection model gives: estimates with their errors, counts of p values, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc, ndtr

from whatworks.stats.pooling.inference import two_sided
from whatworks.stats.pooling.model_input import ModelInput
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .selection_likelihood import Peak, Selected
from .selection_weights import MOST, group

FEW = 4
"""Fewer p values than this in an interval say next to nothing of its weight."""

Numbers = tuple[float | None, ...]


class SelectionPeak(NamedTuple):
    """One peak of a likelihood: coefficients, tau2, selection parameters, and its LRT."""

    b: tuple[float, ...]
    tau2: float
    delta: tuple[float, ...]
    LRT: float


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A fitted selection model. `b` and kin: one entry a coefficient; `delta`: of the selection function.

    For stepfun `delta` starts with the 1 that the first interval has by definition. A standard error is None
    where a parameter lies at a bound or the likelihood is flat. LRT compares with no selection, on LRT_df
    degrees of freedom. `counts`: p values in each interval (stepfun). `bounded`: names of parameters at a
    bound. `peaks`: all that the search found, the highest first.
    """

    kind: str
    alternative: str
    method: str
    steps: tuple[float, ...]
    b: tuple[float, ...]
    se: Numbers
    stat: Numbers
    p: Numbers
    ci_lb: Numbers
    ci_ub: Numbers
    tau2: float
    se_tau2: float | None
    delta: tuple[float, ...]
    se_delta: Numbers
    delta_lb: Numbers
    delta_ub: Numbers
    LRT: float
    LRT_df: int
    LRTp: float | None
    log_likelihood: float
    counts: tuple[int, ...]
    bounded: tuple[str, ...]
    k: int
    level: float
    diagnostics: tuple[str, ...]
    peaks: tuple[SelectionPeak, ...]


@dataclass(frozen=True)
class Asked:
    """The settings of a fit; `fixed` where delta is given."""

    kind: str
    alternative: str
    method: str
    steps: tuple[float, ...]
    level: float
    fixed: bool


def report(data: ModelInput, model: Selected, peaks: list[Peak], bare: Peak, asked: Asked) -> Selection:
    """The highest of the peaks as a result in the caller's units; `bare` is the fit without selection."""
    peak = peaks[0]
    p, d = model.x.shape[1], model.family.null.size
    sign = -1.0 if asked.alternative == "less" else 1.0
    errors = _errors(model, peak, asked)
    stretch = np.concatenate([np.full(p, sign * data.unit), [data.unit**2], np.ones(d)])
    theta = peak.theta * stretch
    se = [None if e is None else e * abs(s) for e, s in zip(errors, stretch.tolist(), strict=True)]
    reach = critical(asked.level)
    delta, first = theta[p + 1 :].tolist(), asked.kind == "stepfun"
    lrt = max(0.0, 2 * (peak.height - bare.height))
    ends = [_ends(t, s, reach) for t, s in zip(theta.tolist(), se, strict=True)]
    kept = [(None if lo is None else max(lo, 0.0), up) for lo, up in ends[p + 1 :]]
    counts = _counts(model, asked)
    names = [*(f"b{j + 1}" for j in range(p)), "tau2", *(f"delta{j + 1 + first}" for j in range(d))]
    bounded = tuple(names[j] for j in range(p, p + 1 + d) if _at_bound(model, peak, j, asked))
    stats = tuple(None if s is None else t / s for t, s in zip(theta[:p].tolist(), se[:p], strict=True))
    return Selection(
        kind=asked.kind, alternative=asked.alternative, method=asked.method, steps=asked.steps,
        b=tuple(theta[:p].tolist()), se=tuple(se[:p]), stat=stats,
        p=tuple(None if t is None else two_sided(t, None) for t in stats),
        ci_lb=tuple(e[0] for e in ends[:p]), ci_ub=tuple(e[1] for e in ends[:p]),
        tau2=float(theta[p]), se_tau2=se[p], delta=(*([1.0] if first else []), *delta),
        se_delta=(*([None] if first else []), *se[p + 1 :]),
        delta_lb=(*([None] if first else []), *(e[0] for e in kept)),
        delta_ub=(*([None] if first else []), *(e[1] for e in kept)),
        LRT=lrt, LRT_df=0 if asked.fixed else d, LRTp=None if asked.fixed else float(chdtrc(d, lrt)),
        log_likelihood=peak.height - data.k * float(np.log(data.unit)), counts=counts, bounded=bounded,
        k=data.k, level=asked.level, diagnostics=_notes(peaks, counts, bounded, asked),
        peaks=tuple(_as_peak(q, bare, stretch, p) for q in peaks),
    )  # fmt: skip


def _as_peak(peak: Peak, bare: Peak, stretch: Floats, p: int) -> SelectionPeak:
    theta = (peak.theta * stretch).tolist()
    return SelectionPeak(tuple(theta[:p]), theta[p], tuple(theta[p + 1 :]), 2 * (peak.height - bare.height))


def _ends(value: float, error: float | None, reach: float) -> tuple[float | None, float | None]:
    return (None, None) if error is None else (value - reach * error, value + reach * error)


def _errors(model: Selected, peak: Peak, asked: Asked) -> list[float | None]:
    """Square roots of the inverse observed information.

    Parameters at their lower bound are taken as known; one at its upper bound is not, as the likelihood is
    flat there and what it does not know bears on the mean. Where that information is not positive definite,
    only the parameters that are at no bound are used.
    """
    result: list[float | None] = [None] * peak.theta.size
    p = model.x.shape[1]
    high = [j for j in range(p + 1, peak.theta.size) if not asked.fixed and peak.theta[j] > MOST - 0.01]
    for which in ([*peak.free, *(j for j in high if j not in peak.free)], peak.free):
        errors = _inverse_roots(-model.hessian(peak.theta, sorted(which))) if which else None
        if errors is not None:
            for j, error in zip(sorted(which), errors.tolist(), strict=True):
                result[j] = error
            break
    return result


def _inverse_roots(information: Floats) -> Floats | None:
    """Roots of the diagonal of the inverse, None where the matrix is not positive definite."""
    diagonal = np.diagonal(information)
    if not np.all(np.isfinite(information)) or not np.all(diagonal > 0):
        return None
    scale = np.sqrt(diagonal)
    scaled = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] <= 1e-12:
        return None
    return np.asarray(np.sqrt(np.diagonal(np.linalg.inv(scaled))) / scale)


def _at_bound(model: Selected, peak: Peak, j: int, asked: Asked) -> bool:
    is_tau = j == model.x.shape[1]
    if (asked.fixed and not is_tau) or (is_tau and asked.method == "EE"):
        return False
    return j not in peak.free


def _counts(model: Selected, asked: Asked) -> tuple[int, ...]:
    if asked.kind != "stepfun":
        return ()
    z = np.abs(model.z) if asked.alternative == "two.sided" else model.z
    p = ndtr(-z) * (2 if asked.alternative == "two.sided" else 1)
    return tuple(np.bincount(group(p, asked.steps).astype(int), minlength=len(asked.steps) + 1).tolist())


def _notes(
    peaks: list[Peak], counts: tuple[int, ...], bounded: tuple[str, ...], asked: Asked
) -> tuple[str, ...]:
    told = []
    edges = [0.0, *asked.steps, 1.0]
    for j, n in enumerate(counts):
        if n < FEW:
            what = "study lies" if n == 1 else "studies lie"
            told.append(
                f"{n} {what} between p = {edges[j]:g} and {edges[j + 1]:g}: too few to tell the weight of "
                "that interval; read the model as a sensitivity analysis"
            )
    if bounded:
        told.append(f"the likelihood is highest with {', '.join(bounded)} at a bound")
    settled = [peak for peak in peaks if peak.settled]
    if len(settled) > 1:
        told.append(
            f"the likelihood has {len(settled)} peaks; the highest is used and the others are in `peaks`"
        )
    if not peaks[0].settled:
        told.append("the likelihood has no clear peak; the numbers are where the search ended")
    return tuple(told)
