"""Effects in, one pooled effect out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from whatworks.stats import random_effects
from whatworks.terms import Effect, Pool, PoolSource, Scale, digest

from .gathering import Gathered, gather, number
from .pool_result import PoolResult
from .words import count_words

__all__ = ["PoolResult", "pool", "poolable", "what_if"]


def pool(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
    labels: Any = None,
    evidence_set: str | None = None,
    weights: Any = None,
    tau2: float | None = None,
) -> PoolResult:
    """Pool effects: a sequence of Effect, arrays of estimates and variances, or columns of a data frame.

    pool(effects); pool(yi, vi); pool(frame, yi="yi", vi="vi"). Estimates are on the analysis scale (ratios as
    logarithms). `method`: REML, ML, DL, HE, HS, HSk, SJ, EB, PM or PMM for random effects, EE, FE or CE for
    one effect; `test`: z, t, knha or adhoc; `level` in per cent. `weights`, one a study or a column's name,
    take the place of 1 / (vi + tau2); `tau2` fixes the variance between studies. Nothing given is changed,
    and the order of studies changes no digit. What is missing is left out and told in `pool.diagnostics`.
    Raises ValueError, saying what and where, for values that cannot be used. The model is
    `whatworks.stats.pooling.random_effects`.
    """
    gathered = gather(effects_or_yi, vi, yi=yi, labels=labels, scale=scale)
    given = _weights(effects_or_yi, weights)
    return _pooled(gathered, _Settings(method, test, level, evidence_set, given, tau2))


def what_if(
    effects: Sequence[Effect],
    extra: Sequence[tuple[float, float]],
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
) -> Pool:
    """What the pool would be with further studies: `extra` holds (estimate, variance) on the same scale.

    The pool names the real effects only; its diagnostics tell how many were supposed. Effects without a
    variance are left out and told, as in `pool`; none need be given if `extra` is not empty.
    """
    supposed = (
        gather([y for y, _ in extra], [v for _, v in extra], labels=["supposed"] * len(extra))
        if extra
        else None
    )
    known = [e for e in effects if e.yi is not None and e.vi is not None]
    real = gather(effects) if known or not supposed else None
    parts = [part for part in (real, supposed) if part]
    told = tuple(note for part in parts for note in part.left_out)
    if supposed:
        told += (f"{count_words(len(extra), 'study is', 'studies are')} supposed, not real",)
    rows = tuple(row for part in parts for row in part.rows)
    scale = effects[0].scale if effects else None
    return _pooled(Gathered(rows, told, scale), _Settings(method, test, level)).pool


def poolable(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The effects that can be pooled together: those on the scale that most studies have numbers for.

    Needs at least two studies with estimate and variance on one scale, else nothing is returned. Ratio scales
    are never mixed. Where two scales have as many studies, the one listed first in `Scale` is taken.
    """
    usable = [e for e in effects if e.yi is not None and e.vi is not None]
    studies = {scale: len({e.study for e in usable if e.scale is scale}) for scale in Scale}
    best = max(Scale, key=lambda scale: studies[scale])
    return tuple(e for e in usable if e.scale is best) if studies[best] >= 2 else ()


class _Settings(NamedTuple):
    method: str
    test: str
    level: float
    evidence_set: str | None = None
    weights: list[Any] | None = None
    tau2: float | None = None


def _weights(given: Any, weights: Any) -> list[Any] | None:
    if weights is None:
        return None
    if isinstance(weights, str):
        if not hasattr(given, "keys") or weights not in given:
            raise ValueError(
                f"weights {weights!r} names no column of the data; give one that does, or one a study"
            )
        weights = given[weights]
    rows = len(next(iter(given.values()))) if isinstance(given, Mapping) else len(given)
    if len(weights) != rows:
        raise ValueError(f"{len(weights)} weights for {rows} rows; give one for each")
    return list(weights)


def _pooled(gathered: Gathered, how: _Settings) -> PoolResult:
    method, test, level, evidence_set, weights, tau2 = how
    by = {row.place: _weight(weights[row.place - 1], row.place) if weights else 1.0 for row in gathered.rows}
    rows = tuple(sorted(gathered.rows, key=lambda row: (row.key, by[row.place])))
    used = [by[row.place] for row in rows] if weights else None
    fit = random_effects(
        [row.yi for row in rows], [row.vi for row in rows], method=method, test=test, level=level,
        weights=used, tau2=tau2,
    )  # fmt: skip
    effects = [row.effect for row in rows if row.effect is not None]
    settings = [method, test, float(level), gathered.scale, evidence_set]
    if used is not None or tau2 is not None:
        settings += [used, tau2]
    content = [[row.effect.id if row.effect else row.label, row.yi, row.vi] for row in rows]
    low, high = fit.prediction
    hts_low, hts_high = fit.prediction_hts
    record = Pool(
        id=digest([content, settings]), source=PoolSource.OURS, evidence_set=evidence_set,
        scale=gathered.scale, method=fit.method, test=fit.test, level=float(level),
        effects=tuple(e.id for e in effects), studies=tuple(sorted({e.study for e in effects})), k=fit.k,
        b=fit.b[0], se=fit.se[0], stat=fit.stat[0], df=fit.df, p=fit.p[0], ci_lb=fit.ci_lb[0],
        ci_ub=fit.ci_ub[0], pi_lb=low, pi_ub=high, pi_hts_lb=hts_low, pi_hts_ub=hts_high, tau2=fit.tau2,
        se_tau2=fit.se_tau2, I2=fit.I2, H2=fit.H2, QE=fit.QE, QEp=fit.QEp,
        diagnostics=(*gathered.left_out, *_shared_studies(effects), *fit.diagnostics),
    )  # fmt: skip
    return PoolResult(record, rows, fit.weights, fit)


def _weight(value: Any, place: int) -> float:
    found = number(value, place, "weight")
    if found is None or found <= 0:
        raise ValueError(f"row {place}: the weight {value!r} is not above 0; leave the row out")
    return found


def _shared_studies(effects: Sequence[Effect]) -> tuple[str, ...]:
    counts = Counter(e.study for e in effects)
    return tuple(
        f"{n} effects come from one study ({study}) and are taken as independent"
        for study, n in sorted(counts.items())
        if n > 1
    )
