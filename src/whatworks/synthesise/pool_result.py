"""A pooled effect and what can be asked of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whatworks.stats import Fit, critical
from whatworks.stats.pooling.inference import Interval, prediction_intervals, quantile
from whatworks.stats.pooling.tau2_interval import Tau2Interval, tau2_interval
from whatworks.terms import Pool

from .frames import as_table
from .gathering import Row
from .words import estimate_words, model_words, range_words, scale_name

if TYPE_CHECKING:
    from whatworks.figures import Figure

Transform = Callable[[float], float]
TRANSFORMS: dict[str, Transform] = {
    "exp": math.exp,
    "tanh": math.tanh,
    "logistic": lambda value: 1 / (1 + math.exp(-value)),
}


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """The mean effect, its interval, and where the effect in one new study is expected.

    `pi` with the quantile of the model's test, as metafor's default; `pi_hts` with t on k-2 degrees of
    freedom (Higgins, Thompson and Spiegelhalter 2009). se is None on a transformed scale.
    """

    estimate: float
    se: float | None
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None
    pi_hts_lb: float | None
    pi_hts_ub: float | None
    level: float


@dataclass(frozen=True)
class PoolResult:
    """A pooled estimate: the record that is kept (`pool`) and the studies with their weights in per cent."""

    pool: Pool
    rows: tuple[Row, ...]
    weights: tuple[float, ...]
    fit: Fit

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """What a reader should know: what was left out, and how the model fared."""
        return self.pool.diagnostics

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
        return as_table([*rows, overall], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row: how it was fitted, how well, and how much the studies differ.

        I2 and H2 from tau2 and a typical study's variance, as metafor gives them; I2_q and H2_q from Q.
        """
        kept = ("k", "method", "test", "level", "tau2", "se_tau2", "I2", "H2", "QE", "QEp",
                "pi_lb", "pi_ub", "pi_hts_lb", "pi_hts_ub")  # fmt: skip
        return as_table([{name: getattr(self.pool, name) for name in kept} | self.further()], frame)

    def further(self) -> dict[str, Any]:
        """Numbers of the model that the kept record has no place for, by metafor's names if it has them."""
        names = ("I2_q", "H2_q", "s2w", "QM", "QM_df", "QMp", "logLik", "AIC", "BIC", "AICc")
        return {name: getattr(self.fit, name) for name in names}

    def predict(self, *, level: float | None = None, transf: str | Transform | None = None) -> Prediction:
        """The mean effect and what a new study may show, at another level or on another scale.

        `transf`: exp, tanh (Fisher's z to a correlation), logistic, or any function of a number. Raises
        ValueError for a level or a name that is none.
        """
        f = self.fit
        at = f.level if level is None else level
        critical(at)
        b, se = f.b[0], f.se[0]
        width = quantile(at, f.df) * se
        new = (Interval(None, None),) * 2
        if f.prediction.low is not None:
            new = prediction_intervals((b, se, f.tau2), f.k - 1, f.df, at)
        change = _transform(transf)
        ends = [None if end is None else change(end) for interval in new for end in interval]
        return Prediction(
            estimate=change(b), se=se if transf is None else None, ci_lb=change(b - width),
            ci_ub=change(b + width), pi_lb=ends[0], pi_ub=ends[1], pi_hts_lb=ends[2], pi_hts_ub=ends[3],
            level=at,
        )  # fmt: skip

    def confint(self, kind: str = "QP", *, level: float | None = None) -> Tau2Interval:
        """The interval of tau2, tau, I2 and H2: QP (Q-profile), PL (profile likelihood), BJ or J.

        As `whatworks.stats.pooling.tau2_interval`, which says what raises ValueError.
        """
        if self.fit.tau2_given:
            raise ValueError("tau2 was given, not estimated, so it has no interval; pool without it")
        at = self.fit.level if level is None else level
        yi, vi = [row.yi for row in self.rows], [row.vi for row in self.rows]
        return tau2_interval(yi, vi, method=self.fit.method, kind=kind, level=at)

    def plot(self, kind: str = "forest", **more: Any) -> Figure:
        """A figure of the studies and what they come to, as `whatworks.synthesise.plots` draws it.

        `kind`: forest (also by group and with risk of bias), cumulative, leave-one-out, funnel, baujat,
        drapery, gosh, likelihood or p-curve. `more` is what that function takes: title, left_words,
        right_words, better ... Save it with `.save("plot.svg")` or `.save("plot.png")`.
        """
        from .plots import draw  # noqa: PLC0415 - drawn only where asked for

        return draw(self, kind, **more)

    def sentence(self) -> str:
        """The result in words to paste into a report, ratios and risk differences on the reader's scale."""
        f, scale = self.fit, self.pool.scale
        words = estimate_words(f.b[0], f.ci_lb[0], f.ci_ub[0], scale)
        found = (
            f"{scale_name(scale)} is {words} ({f.level:g}% CI {range_words(f.ci_lb[0], f.ci_ub[0], scale)})"
        )
        if f.k == 1:
            return f"One study: its {found}. Nothing was pooled."
        spread = f", tau² = {f.tau2:.3g}" if f.random else ""
        return (
            f"Pooled over {f.k} estimates, the {found}. {self._next_study()} "
            f"I² = {f.I2:.0f}%{spread} ({model_words(f.method, f.test)})."
        )

    def to_json(self) -> dict[str, Any]:
        """The pool's record as plain JSON values."""
        return self.pool.to_json()

    def _next_study(self) -> str:
        p = self.pool
        if not self.fit.random:
            return "The model takes all studies to share one effect, so it gives no prediction interval."
        if p.pi_hts_lb is None or p.pi_hts_ub is None:
            return "A prediction interval needs three studies."
        ends = range_words(p.pi_hts_lb, p.pi_hts_ub, p.scale)
        return f"In a new study like these, expect {ends} ({p.level:g}% prediction interval)."

    def _study(self, row: Row, weight: float) -> dict[str, Any]:
        error = row.vi**0.5
        reach = critical(self.pool.level) * error
        return {
            "term": row.label or f"row {row.place}", "type": "study", "estimate": row.yi, "std_error": error,
            "statistic": row.yi / error, "p_value": None, "conf_low": row.yi - reach,
            "conf_high": row.yi + reach, "weight": weight,
        }  # fmt: skip


def _transform(transf: str | Transform | None) -> Transform:
    if transf is None:
        return float
    if callable(transf):
        return transf
    if transf not in TRANSFORMS:
        raise ValueError(f"transf {transf!r} is not known; use one of {', '.join(TRANSFORMS)} or a function")
    return TRANSFORMS[transf]
