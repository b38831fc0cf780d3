"""A ruler along a side of a chart: where a value falls, and which values are worth printing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .svg import LINE, SIZE
from .text import MINUS, number, width

_MOST = 8
_RATIOS: tuple[tuple[float, ...], ...] = (
    (0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25),
    (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2),
    (0.5, 0.7, 1, 1.5, 2),
    (0.25, 0.35, 0.5, 0.7, 1, 1.5, 2, 3, 4),
    (0.125, 0.25, 0.5, 1, 2, 4, 8),
    (0.1, 0.2, 0.5, 1, 2, 5, 10),
    (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
    (0.01, 0.1, 1, 10, 100),
)

Tick = tuple[float, str]
"""A value on the ruler and its words."""


@dataclass(frozen=True)
class Ruler:
    """From values to px: `low` falls at `start`, `high` at `end`; either may be the larger.

    On a ruler of ratios values are logarithms and the words are ratios.
    """

    low: float
    high: float
    start: float
    end: float
    ratio: bool = False
    upright: bool = False

    def at(self, value: float) -> float:
        """Where a value falls, px; beyond the ends for one that is off the ruler."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the ruler."""
        slack = 1e-9 * abs(self.high - self.low)
        return min(self.low, self.high) - slack <= value <= max(self.low, self.high) + slack

    def ticks(self) -> list[Tick]:
        """Round values, as many as stand apart, with their words."""
        found = self._ratio_ticks() if self.ratio else None
        return self._plain_ticks() if found is None else found

    def _ratio_ticks(self) -> list[Tick] | None:
        low, high = sorted((self.low, self.high))
        for marks in _RATIOS:
            inside = [(math.log(m), f"{m:g}") for m in marks if self.holds(math.log(m))]
            covers = low >= math.log(marks[0]) - 0.45 and high <= math.log(marks[-1]) + 0.45
            if covers and len(inside) >= 3 and self._stand_apart(inside):
                return inside
        step = max(1, math.ceil((high - low) / math.log(10) / 5))
        first, last = (math.floor(v / math.log(10) / step) for v in (low, high))
        powers = [(p * step * math.log(10), _power(p * step)) for p in range(first, last + 1)]
        inside = [(v, words) for v, words in powers if self.holds(v)]
        return inside if len(inside) >= 2 else self._ratios_between(low, high)

    def _ratios_between(self, low: float, high: float) -> list[Tick] | None:
        """Round ratios of a ruler that holds no three of the sets, such as one from 3.2 to 4.1."""
        if high > 30 or low < -30:
            return None
        inner = Ruler(math.exp(low), math.exp(high), self.start, self.end, upright=self.upright)
        return [(math.log(v), words) for v, words in inner._plain_ticks() if v > 0]

    def _plain_ticks(self) -> list[Tick]:
        exponent = math.floor(math.log10(abs(self.high - self.low))) - 2
        found = [self._multiples(m * 10.0**e) for e in range(exponent, exponent + 4) for m in (1, 2, 5)]
        several = [ticks for ticks in found if len(ticks) > 1]
        pairs = [[ticks[0], ticks[-1]] for ticks in reversed(several)]
        return next((ticks for ticks in [*several, *pairs] if self._stand_apart(ticks)), several[-1][:1])

    def _multiples(self, step: float) -> list[Tick]:
        """The multiples of a round step that lie on the ruler, with their words."""
        low, high = sorted((self.low, self.high))
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        return [(i * step, _words(i * step, places) if i else "0") for i in range(first, last + 1)]

    def _stand_apart(self, ticks: Sequence[Tick]) -> bool:
        if len(ticks) > _MOST:
            return False
        places = sorted(
            (self.at(value), LINE if self.upright else width(words, SIZE) + 10) for value, words in ticks
        )
        return all(b - a >= (wa + wb) / 2 for (a, wa), (b, wb) in itertools.pairwise(places))


def _words(value: float, places: int) -> str:
    """A value to so many decimals; with an exponent where those would be many."""
    return number(value, places) if places < 7 else f"{value:.4g}".replace("-", MINUS)


def _power(exponent: int) -> str:
    return f"{10.0**exponent:g}" if abs(exponent) < 300 else f"1e{exponent:+d}"


def extent(
    values: Iterable[float],
    *,
    pad: float = 0.06,
    least: float = 0.0,
    within: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """The ends of a ruler that holds all values and a margin; at least `least` wide, not beyond `within`."""
    known = [v for v in values if math.isfinite(v)]
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    spread = max(high - low, least)
    if spread <= 1e-12 * max(abs(low), abs(high), 1.0):
        spread = abs(low) if abs(low) > 1e-12 else 1.0
    extra = (spread - (high - low)) / 2 + pad * spread
    low, high = low - extra, high + extra
    if within is not None:
        low, high = max(low, within[0]), min(high, within[1])
    return low, high
