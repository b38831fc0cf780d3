"""What a forest plot is drawn from: rows, pooled rows, and the words of the whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from whatworks.terms import Direction, Effect, Pool, PoolSource, Scale

from .text import number, p_words
from .traffic_terms import TrafficScale

Interval = tuple[float, float]


def on_printed_scale(value: float, scale: Scale | None) -> float:
    """A value of the analysis scale as printed: ratios leave their logarithm."""
    return math.exp(value) if scale is not None and scale.is_ratio else value


@dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One study. Numbers on the printed scale (0.60, not its logarithm); unknown is None.

    `second` is the quieter line (1,471 families), `text` what stands at the right in place of the bare
    number, `words` what stands where a mark would, if no number is printed. `weight` is any positive
    number; the squares' areas are in its proportion. `judgements` of risk of bias stand by domain, None where
    not judged yet; `overall` is the judgement of the whole.
    """

    label: str
    second: str = ""
    estimate: float | None = None
    ci: Interval | None = None
    weight: float | None = None
    direction: Direction | None = None
    text: str | None = None
    words: str = "no number printed"
    judgements: Mapping[str, str | None] = field(default_factory=dict)
    overall: str | None = None

    @classmethod
    def from_effect(
        cls, effect: Effect, label: str, second: str = "", *, weight: float | None = None, level: float = 95.0
    ) -> ForestRow:
        """The row of an effect, its interval from its variance; no variance, no interval."""
        estimate = ci = None
        if effect.yi is not None:
            estimate = on_printed_scale(effect.yi, effect.scale)
            if effect.vi is not None:
                half = NormalDist().inv_cdf(0.5 + level / 200) * math.sqrt(effect.vi)
                ci = (
                    on_printed_scale(effect.yi - half, effect.scale),
                    on_printed_scale(effect.yi + half, effect.scale),
                )
        return cls(
            label=label, second=second, estimate=estimate, ci=ci, weight=weight, direction=effect.direction
        )


@dataclass(frozen=True, kw_only=True)
class ForestPool:
    """A pooled estimate on the printed scale, ours or a published review's."""

    estimate: float
    ci: Interval | None = None
    pi: Interval | None = None
    k: int | None = None
    label: str | None = None
    second: str | None = None
    source: PoolSource = PoolSource.OURS
    i2: float | None = None
    tau2: float | None = None
    q: float | None = None
    q_p: float | None = None
    level: float = 95.0

    @classmethod
    def from_pool(
        cls, pool: Pool, *, label: str | None = None, second: str | None = None
    ) -> ForestPool | None:
        """The row of a kept pool; None where the pool holds no estimate."""
        if pool.b is None:
            return None
        return cls(
            estimate=on_printed_scale(pool.b, pool.scale),
            ci=_both(pool.ci_lb, pool.ci_ub, pool.scale),
            pi=_both(pool.pi_lb, pool.pi_ub, pool.scale) if pool.k is None or pool.k > 2 else None,
            k=pool.k,
            label=label,
            second=second,
            source=pool.source,
            i2=pool.I2,
            tau2=pool.tau2,
            q=pool.QE,
            q_p=pool.QEp,
            level=pool.level,
        )

    @property
    def is_published(self) -> bool:
        """Whether it was read in somebody's published review."""
        return self.source is PoolSource.REVIEW

    @property
    def name(self) -> str:
        """What the row is called."""
        if self.label:
            return self.label
        return "Published review’s pooled estimate" if self.is_published else "Our pooled estimate"


@dataclass(frozen=True, kw_only=True)
class ForestGroup:
    """Studies that belong together, under a heading, and what they come to by themselves."""

    name: str
    rows: tuple[ForestRow, ...]
    pool: ForestPool | None = None


@dataclass(frozen=True, kw_only=True)
class ForestTest:
    """A test of whether groups differ: chi-squared on `df` degrees of freedom, or F on `df` and `df2`."""

    stat: float
    df: float
    p: float
    df2: float | None = None

    @property
    def words(self) -> str:
        """The test in a sentence."""
        name = "Q" if self.df2 is None else "F"
        df = (
            f"{self.df:g}"
            if self.df2 is None
            else f"{self.df:g} and {number(self.df2, 1).removesuffix('.0')}"
        )
        stat = f"{name} {number(self.stat, 1 if name == 'Q' else 2)} on {df} df, {p_words(self.p)}"
        return f"Do the groups differ? Test of a difference between them: {stat}."


@dataclass(frozen=True, kw_only=True)
class ForestRisk:
    """How risk of bias is shown: the instrument's domains as (id, name), and its scale of judgements.

    No domains, and the overall judgement alone is drawn. `scales` as in a traffic-light plot.
    """

    scale: TrafficScale
    domains: tuple[tuple[str, str], ...] = ()
    scales: Mapping[str, TrafficScale] = field(default_factory=dict)


def _both(low: float | None, high: float | None, scale: Scale | None) -> Interval | None:
    if low is None or high is None:
        return None
    return on_printed_scale(low, scale), on_printed_scale(high, scale)


@dataclass(frozen=True, kw_only=True)
class Forest:
    """A whole forest plot: rows, pools, and how its axis reads."""

    rows: tuple[ForestRow, ...]
    pools: tuple[ForestPool, ...]
    title: str
    left_words: str
    right_words: str
    scale_words: str
    log: bool = False
    flip: bool = False
    points: bool = False
    places: int = 2
    level: float = 95.0
    dense: bool = False
    groups: tuple[ForestGroup, ...] = ()
    between: ForestTest | None = None
    weights: bool = False
    risk: ForestRisk | None = None
    heading: str = "Study"
    note: str = ""
    sided: bool = True

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.log else 0.0

    @property
    def loose(self) -> tuple[ForestRow, ...]:
        """The rows that stand in no group."""
        return self.rows[: len(self.rows) - sum(len(group.rows) for group in self.groups)]

    @property
    def subtotals(self) -> tuple[ForestPool, ...]:
        """What the groups come to."""
        return tuple(group.pool for group in self.groups if group.pool)

    def weight_words(self, row: ForestRow) -> str:
        """A row's share of all weight; empty where it has none."""
        total = sum(r.weight or 0 for r in self.rows)
        return f"{number(100 * row.weight / total, 1)}%" if row.weight else ""

    def drawn(self, value: float) -> float:
        """A value as the axis counts it: shares of one become percentage points where asked."""
        return value * 100 if self.points else value

    def direction(self, row: ForestRow) -> Direction | None:
        """Which way a row lies: as said, else by which side of no difference its estimate is on."""
        if row.direction is not None or row.estimate is None or not self.sided:
            return row.direction
        if row.estimate == self.null:
            return Direction.NULL
        return Direction.FAVOURS if (row.estimate > self.null) != self.flip else Direction.AGAINST
