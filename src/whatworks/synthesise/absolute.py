"""From a relative effect to people: how many of every 1,000, at a chosen risk without the intervention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from whatworks.figures import Figure, frequency
from whatworks.figures.text import whole
from whatworks.terms import Pool, Scale

from .needed import NumberNeeded, number_needed

if TYPE_CHECKING:
    from .pooling import PoolResult

SCALES = (Scale.RR, Scale.OR, Scale.HR, Scale.RD)
"""What can be turned into a risk; HR takes the hazards to be proportional up to the baseline's time."""


class Range(NamedTuple):
    """An estimate with its interval; the ends are None where it has none."""

    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Absolute:
    """Risks and their difference (with less without), as shares of one. `per` people are spoken of.

    `new` is the interval of the difference in a new setting, from the prediction interval on k-2 degrees of
    freedom. The baseline is taken as known, so the intervals hold only what is uncertain of the effect.
    """

    scale: Scale
    baseline: float
    per: int
    level: float
    better: int
    risk: Range
    difference: Range
    new: Range | None
    needed: NumberNeeded
    notes: tuple[str, ...]

    def tidy(self) -> list[dict[str, Any]]:
        """Without, with and the difference, as counts of every `per`."""
        rows = (
            ("without", Range(self.baseline, None, None)),
            ("with", self.risk),
            ("difference", self.difference),
        )
        return [
            {"term": term, "per": self.per, **{k: _times(v, self.per) for k, v in value._asdict().items()}}
            for term, value in rows
        ]

    def sentence(self, of: str = "people", event: str = "") -> str:
        """Natural frequencies, the difference and the number needed, in words to paste into a report."""
        n = self.per
        with_ = f"{_whole(self.risk.estimate, n)} with it{self._interval(self.risk, '')}"
        gap = f"{_change(self.difference.estimate, n)}{self._interval(self.difference, 'change')}"
        happened = f"are {event}" if event else "have the event"
        said = f"Of every {n:,} {of}, {_whole(self.baseline, n)} {happened} without it and {with_}: {gap}."
        return f"{said} {self.needed.sentence()}"

    def figure(self, of: str, event: str, without: str = "without it", with_: str = "with it") -> Figure:
        """Two grids of a hundred: see `whatworks.figures.frequency`."""
        d = self.difference
        ends = None if d.low is None or d.high is None else (100 * d.low, 100 * d.high)
        return frequency(
            100 * self.baseline, 100 * self.risk.estimate, of=of, without_words=without, with_words=with_,
            event_words=event, interval=ends, level=self.level,
            good="lower" if self.better == -1 else "higher",
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Risks, differences, counts and number needed as plain JSON values."""
        return {
            "scale": self.scale.value, "baseline": self.baseline, "per": self.per, "level": self.level,
            "risk": self.risk._asdict(), "difference": self.difference._asdict(),
            "new_setting": self.new._asdict() if self.new else None, "counts": self.tidy(),
            "needed": asdict(self.needed), "sentence": self.sentence(), "notes": list(self.notes),
        }  # fmt: skip

    def _interval(self, found: Range, kind: str) -> str:
        if found.low is None or found.high is None:
            return ""
        words = [(_change if kind else _whole)(end, self.per) for end in (found.low, found.high)]
        return f" ({self.level:g}% CI {words[0]} to {words[1]})"


def absolute(
    effect: PoolResult | Pool | Sequence[float | None] | float,
    baseline: float | Sequence[float],
    *,
    scale: Scale | str | None = None,
    per: int = 1000,
    better: int = -1,
    level: float = 95.0,
) -> tuple[Absolute, ...]:
    """What an effect comes to at each baseline risk (a share between 0 and 1).

    `effect` is a pooled result, or (estimate, low, high) on the analysis scale, ratios as logarithms, with
    its `scale`: RR, OR, HR or RD. `better` is -1 where the event is bad, +1 where it is good. Risks beyond 0
    and 1 are cut off there and told. Raises ValueError, saying what is allowed, for anything else.
    """
    given, new, known, width = _given(effect, level)
    chosen = _scale(scale, known)
    if better not in (-1, 1):
        raise ValueError(f"better is {better}; say -1 where the event is bad, +1 where it is good")
    if per < 1:
        raise ValueError(f"per is {per}; give a number of people, as 100 or 1000")
    risks = [baseline] if isinstance(baseline, (int, float)) else list(baseline)
    return tuple(_at(given, new, chosen, float(r), (per, better, width)) for r in risks)


def risk_with(baseline: float, estimate: float, scale: Scale) -> float:
    """The risk with the intervention, not cut off at 0 or 1. Cochrane Handbook 14.1.5 and 15.4.4.

    RR: p0 RR; OR: p0 OR / (1 - p0 + p0 OR); HR: 1 - (1 - p0)^HR; RD: p0 + RD.
    """
    if scale is Scale.RD:
        return baseline + estimate
    ratio = math.exp(min(estimate, 700.0))
    if scale is Scale.OR:
        return baseline * ratio / (1 - baseline + baseline * ratio)
    return -math.expm1(ratio * math.log1p(-baseline)) if scale is Scale.HR else baseline * ratio


def _at(
    given: Range, new: Range | None, scale: Scale, baseline: float, how: tuple[int, int, float]
) -> Absolute:
    _check_baseline(baseline)
    per, better, level = how
    risk = _risks(given, scale, baseline)
    gap = Range(*(None if r is None else r - baseline for r in risk))  # type: ignore[arg-type]
    beyond = _risks(new, scale, baseline) if new else None
    ends = [risk_with(baseline, v, scale) for v in given if v is not None]
    cut = any(not 0 <= r <= 1 for r in ends)
    notes = [f"the risk of {100 * baseline:g}% without it is taken as known"]
    notes += ["a risk came out beyond 0 or 100% and is cut off there; choose another baseline"] if cut else []
    notes += ["hazards are taken to be proportional"] if scale is Scale.HR else []
    return Absolute(
        scale, baseline, per, level, better, risk, gap,
        Range(*(None if r is None else r - baseline for r in beyond)) if beyond else None,  # type: ignore[arg-type]
        number_needed(gap.estimate, gap.low, gap.high, better=better, level=level), tuple(notes),
    )  # fmt: skip


def _check_baseline(baseline: float) -> None:
    if not 0 < baseline < 1:
        hint = f"; write {baseline:g}% as {baseline / 100:g}" if 1 <= baseline < 100 else ""
        raise ValueError(f"the baseline risk is {baseline:g}; it lies between 0 and 1{hint}")


def _risks(given: Range, scale: Scale, baseline: float) -> Range:
    found = (None if v is None else min(1.0, max(0.0, risk_with(baseline, v, scale))) for v in given)
    return Range(*found)  # type: ignore[arg-type]


def _given(effect: Any, level: float) -> tuple[Range, Range | None, Scale | None, float]:
    pool = getattr(effect, "pool", effect)
    if isinstance(pool, Pool):
        if pool.b is None:
            raise ValueError("the pool has no estimate")
        new = None if pool.pi_hts_lb is None else Range(pool.b, pool.pi_hts_lb, pool.pi_hts_ub)
        return Range(pool.b, pool.ci_lb, pool.ci_ub), new, pool.scale, pool.level
    values = [effect] if isinstance(effect, (int, float)) else list(effect)
    if len(values) not in (1, 3) or values[0] is None:
        raise ValueError("give a pooled result, or (estimate, low, high) on the analysis scale")
    low, high = values[1:] if len(values) == 3 else (None, None)
    ends = [v for v in (low, values[0], high) if v is not None]
    if not all(math.isfinite(v) for v in ends) or sorted(ends) != ends:
        if low is None and high is None:
            raise ValueError(f"the estimate {values[0]} is not finite; give a number")
        raise ValueError(
            f"the interval {low} to {high} does not hold the estimate {values[0]}; the lower end comes "
            "first (ratios are logarithms here)"
        )
    return Range(float(values[0]), low, high), None, None, level


def _scale(scale: Scale | str | None, known: Scale | None) -> Scale:
    try:
        chosen = known if scale is None else Scale(scale)
    except ValueError:
        chosen = None
    if chosen not in SCALES:
        allowed = ", ".join(s.value for s in SCALES)
        raise ValueError(
            f"scale {scale or (known.value if known else None)!r} gives no risk; use one of {allowed}"
        )
    return chosen


def _times(value: float | None, per: int) -> float | None:
    return None if value is None else value * per


def _whole(risk: float, per: int) -> str:
    return f"{whole(round(risk * per, 9)):,}"


def _change(gap: float, per: int) -> str:
    n = whole(round(abs(gap) * per, 9))
    return "no difference" if n == 0 else f"{n:,} {'more' if gap > 0 else 'fewer'}"
