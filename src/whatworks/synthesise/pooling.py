"""Effects in, one pooled effect out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.stats import Fit, critical, random_effects
from whatworks.terms import Effect, Pool, PoolSource, Scale, digest

from .gathering import Gathered, Row, gather
from .words import count_words, estimate_words, range_words, scale_name

ESTIMATORS = {"REML": "REML", "DL": "DerSimonian-Laird"}


@dataclass(frozen=True)
class PoolResult:
    """A pooled estimate: the record that is kept (`pool`) and the studies with their weights in per cent."""

    pool: Pool
    rows: tuple[Row, ...]
    weights: tuple[float, ...]
    fit: Fit

    def tidy(self, *, studies: bool = False, frame: bool = False) -> Any:
        """The estimate as a row; with `studies`, one row a study before it. On the analysis scale.

        A list of plain dicts, or with `frame` a pandas DataFrame (needs pandas).
        """
        rows = (
            [self._study(row, w) for row, w in zip(self.rows, self.weights, strict=True)] if studies else []
        )
        p = self.pool
        overall = {
            "term": "overall", "type": "summary", "estimate": p.b, "std_error": p.se, "statistic": p.stat,
            "p_value": p.p, "conf_low": p.ci_lb, "conf_high": p.ci_ub, "weight": 100.0,
        }  # fmt: skip
        return _table([*rows, overall], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row: how it was fitted and how much the studies differ."""
        p = self.pool
        names = ("k", "method", "test", "level", "tau2", "se_tau2", "I2", "H2", "QE", "QEp",
                 "pi_lb", "pi_ub", "pi_hts_lb", "pi_hts_ub")  # fmt: skip
        return _table([{name: getattr(p, name) for name in names}], frame)

    def sentence(self) -> str:
        """The result in words to paste into a report, ratios and risk differences on the reader's scale."""
        f, scale = self.fit, self.pool.scale
        words = estimate_words(f.b[0], f.ci_lb[0], f.ci_ub[0], scale)
        found = (
            f"{scale_name(scale)} is {words} ({f.level:g}% CI {range_words(f.ci_lb[0], f.ci_ub[0], scale)})"
        )
        if f.k == 1:
            return f"One study: its {found}. Nothing was pooled."
        return f"Pooled over {f.k} estimates, the {found}. {self._next_study()} {self._spread()}"

    def to_json(self) -> dict[str, Any]:
        """The pool's record as plain JSON values."""
        return self.pool.to_json()

    def _next_study(self) -> str:
        p = self.pool
        if p.method not in ESTIMATORS:
            return "The model takes all studies to share one effect, so it gives no prediction interval."
        if p.pi_hts_lb is None or p.pi_hts_ub is None:
            return "A prediction interval needs three studies."
        ends = range_words(p.pi_hts_lb, p.pi_hts_ub, p.scale)
        return f"In a new study like these, expect {ends} ({p.level:g}% prediction interval)."

    def _spread(self) -> str:
        p = self.pool
        estimator = ESTIMATORS.get(p.method or "")
        model = f"random effects, {estimator}" if estimator else "equal effects"
        interval = "Hartung-Knapp interval" if p.test == "knha" else "normal interval"
        spread = f", tau² = {p.tau2:.3g}" if estimator else ""
        return f"I² = {p.I2:.0f}%{spread} ({model}, {interval})."

    def _study(self, row: Row, weight: float) -> dict[str, Any]:
        error = row.vi**0.5
        reach = critical(self.pool.level) * error
        return {
            "term": row.label or f"row {row.place}", "type": "study", "estimate": row.yi, "std_error": error,
            "statistic": row.yi / error, "p_value": None, "conf_low": row.yi - reach,
            "conf_high": row.yi + reach, "weight": weight,
        }  # fmt: skip


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
) -> PoolResult:
    """Pool effects: a sequence of Effect, arrays of estimates and variances, or columns of a data frame.

    pool(effects); pool(yi, vi); pool(frame, yi="yi", vi="vi"). Estimates are on the analysis scale (ratios as
    logarithms). `method`: REML, DL, EE or FE; `test`: z or knha; `level` in per cent. Nothing given is
    changed, and the order of studies changes no digit. What is missing is left out and told in
    `pool.diagnostics`. Raises ValueError, saying what and where, for values that cannot be used. The model is
    `whatworks.stats.random_effects`.
    """
    gathered = gather(effects_or_yi, vi, yi=yi, labels=labels, scale=scale)
    return _pooled(gathered, method, test, level, evidence_set)


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
    return _pooled(Gathered(rows, told, scale), method, test, level, None).pool


def poolable(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The effects that can be pooled together: those on the scale that most studies have numbers for.

    Needs at least two studies with estimate and variance on one scale, else nothing is returned. Ratio scales
    are never mixed. Where two scales have as many studies, the one listed first in `Scale` is taken.
    """
    usable = [e for e in effects if e.yi is not None and e.vi is not None]
    studies = {scale: len({e.study for e in usable if e.scale is scale}) for scale in Scale}
    best = max(Scale, key=lambda scale: studies[scale])
    return tuple(e for e in usable if e.scale is best) if studies[best] >= 2 else ()


def _pooled(gathered: Gathered, method: str, test: str, level: float, evidence_set: str | None) -> PoolResult:
    rows = tuple(sorted(gathered.rows, key=lambda row: row.key))
    fit = random_effects(
        [row.yi for row in rows], [row.vi for row in rows], method=method, test=test, level=level
    )
    effects = [row.effect for row in rows if row.effect is not None]
    settings = [method, test, float(level), gathered.scale, evidence_set]
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


def _shared_studies(effects: Sequence[Effect]) -> tuple[str, ...]:
    counts = Counter(e.study for e in effects)
    return tuple(
        f"{n} effects come from one study ({study}) and are taken as independent"
        for study, n in sorted(counts.items())
        if n > 1
    )


def _table(rows: list[dict[str, Any]], frame: bool) -> Any:
    if not frame:
        return rows
    try:
        import pandas  # noqa: PLC0415 - only notebooks need it
    except ImportError:
        raise ImportError("frame=True needs pandas: pip install 'whatworks[frames]'") from None
    return pandas.DataFrame(rows)
