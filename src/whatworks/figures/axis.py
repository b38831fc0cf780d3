"""The axis of a forest plot: where a value falls, which ticks are worth printing, what leaves the drawing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .svg import SIZE
from .text import number, width

_LOG_TICKS: tuple[tuple[float, ...], ...] = (
    (0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25),
    (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2),
    (0.5, 0.7, 1, 1.5, 2),
    (0.25, 0.35, 0.5, 0.7, 1, 1.5, 2, 3, 4),
    (0.25, 0.5, 1, 2, 4),
    (0.1, 0.2, 0.5, 1, 2, 5, 10),
    (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
    (0.01, 0.1, 1, 10, 100),
)
_NULL_SHARE = 0.25
"""Each side of no difference gets at least this share of the axis, so that a side is always seen."""


@dataclass(frozen=True)
class Axis:
    """From values to px. `low` and `high` are on the drawn scale: logarithms for ratios."""

    left: float
    right: float
    low: float
    high: float
    log: bool
    flip: bool

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.log else 0.0

    def x(self, value: float) -> float:
        """Where a value falls, px; beyond the ends for a value off the axis."""
        share = (self._scaled(value) - self.low) / (self.high - self.low)
        if self.flip:
            share = 1 - share
        return self.left + share * (self.right - self.left)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.low - 1e-9 <= self._scaled(value) <= self.high + 1e-9

    def span(self, low: float, high: float) -> tuple[float, float, bool, bool]:
        """An interval in px, cut at the ends: left, right, whether it leaves at the left, at the right."""
        a, b = sorted((self.x(low), self.x(high)))
        return max(a, self.left), min(b, self.right), a < self.left - 0.05, b > self.right + 0.05

    def _scaled(self, value: float) -> float:
        if not self.log:
            return value
        return math.log(value) if value > 0 else -1e9

    def ticks(self, signed: bool = False) -> list[tuple[float, str]]:
        """The values worth printing with their labels: as many as stand apart."""
        room = self.right - self.left
        return _log_ticks(self, room) if self.log else _linear_ticks(self, room, signed)


def fit_axis(
    left: float,
    right: float,
    points: Sequence[float],
    ends: Sequence[float],
    *,
    log: bool,
    flip: bool,
) -> Axis:
    """An axis over all `points`, and over the `ends` of intervals as far as they do not dwarf the points.

    Values are on the printed scale. An end further out than the spread of the points, again, is left off:
    the drawing shows an arrow there. An end that is no positive number has no place on a ratio axis.
    """
    scaled = [_log(v) if log else v for v in points if not log or v > 0]
    tips = [_log(v) if log else v for v in ends if math.isfinite(v) and (not log or v > 0)]
    core_low, core_high = min([0.0, *scaled]), max([0.0, *scaled])
    reach = max(core_high - core_low, _middle([abs(t) for t in tips]), 1e-9) * 1.25
    low = max(min([core_low, *tips]), core_low - reach)
    high = min(max([core_high, *tips]), core_high + reach)
    if high - low < 1e-6:
        low, high = (-math.log(2), math.log(2)) if log else (-1.0, 1.0)
    pad = 0.05 * (high - low)
    low, high = low - pad, high + pad
    share = _NULL_SHARE / (1 - _NULL_SHARE)
    low, high = min(low, -high * share), max(high, -low * share)
    if not log:
        low, high = _to_next_tick(low, high)
    return Axis(left, right, low, high, log, flip)


def _to_next_tick(low: float, high: float) -> tuple[float, float]:
    """The ends moved out to the next tick, where that costs little."""
    spread = high - low
    step = _linear_step(spread)
    next_low, next_high = math.floor(low / step) * step, math.ceil(high / step) * step
    room = 0.1 * spread
    return (next_low if low - next_low < room else low), (next_high if next_high - high < room else high)


def _linear_step(spread: float) -> float:
    """The finest of 1, 2, 5 times a power of ten that cuts `spread` into at most six."""
    exponent = math.floor(math.log10(spread)) - 1
    steps = (m * 10.0**e for e in range(exponent, exponent + 4) for m in (1, 2, 5))
    return next(step for step in steps if spread / step <= 6)


def _log(value: float) -> float:
    return math.log(value)


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _log_ticks(axis: Axis, room: float) -> list[tuple[float, str]]:
    for marks in _LOG_TICKS:
        inside = [m for m in marks if axis.holds(m)]
        labels = [f"{m:g}" for m in inside]
        # A finer set that stops short of the axis's ends would leave a long stretch without a mark.
        covers = axis.low >= math.log(marks[0]) - 0.45 and axis.high <= math.log(marks[-1]) + 0.45
        if covers and len(inside) >= 2 and _stand_apart(axis, inside, labels, room):
            return list(zip(inside, labels, strict=True))
    widest = max(abs(axis.low), abs(axis.high)) / math.log(10)
    step = max(1, math.ceil(widest / 3))
    powers = [10.0**e for e in range(-step * 3, step * 3 + 1, step)]
    return [(p, f"{p:g}") for p in powers if axis.holds(p)]


def _linear_ticks(axis: Axis, room: float, signed: bool) -> list[tuple[float, str]]:
    spread = axis.high - axis.low
    exponent = math.floor(math.log10(spread)) - 2
    for step in (m * 10.0**e for e in range(exponent, exponent + 5) for m in (1, 2, 5)):
        first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
        if last - first > 8:
            continue
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        marks = [i * step for i in range(first, last + 1)]
        labels = [number(m, places, plus=signed) if abs(m) > step / 2 else "0" for m in marks]
        if _stand_apart(axis, marks, labels, room):
            return list(zip(marks, labels, strict=True))
    return [(0.0, "0")]


def _stand_apart(axis: Axis, marks: Sequence[float], labels: Sequence[str], room: float) -> bool:
    if len(marks) > max(3, room // 42):
        return False
    places = sorted((axis.x(m), width(label, SIZE)) for m, label in zip(marks, labels, strict=True))
    pairs = itertools.pairwise(places)
    return all(b - a >= (wa + wb) / 2 + 10 for (a, wa), (b, wb) in pairs)
