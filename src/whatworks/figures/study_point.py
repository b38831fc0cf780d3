"""One study as charts of many studies draw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from .text import number

_NORMAL = NormalDist()


@dataclass(frozen=True, kw_only=True)
class StudyPoint:
    """A study's estimate and its standard error, on the analysis scale (a ratio as its logarithm).

    `imputed` marks one that trim and fill supposes: no such study is known.
    """

    label: str
    estimate: float
    se: float
    imputed: bool = False

    def p(self, null: float = 0.0) -> float:
        """Two-sided p value against `null`, by the normal distribution."""
        return 2 * _NORMAL.cdf(-abs(self.estimate - null) / self.se)


def check_points(figure: str, points: Sequence[StudyPoint]) -> None:
    """Raise ValueError, naming figure and study, for numbers that have no place in a drawing."""
    if not points:
        raise ValueError(f"{figure}: no study is given; there is nothing to draw")
    for point in points:
        if not math.isfinite(point.estimate):
            raise ValueError(f"{figure}, {point.label!r}: {point.estimate} is no number; leave the study out")
        if not (math.isfinite(point.se) and point.se > 0):
            raise ValueError(
                f"{figure}, {point.label!r}: {point.se} is no standard error; it is a number above 0"
            )


def quantile(level: float) -> float:
    """The normal deviate that a two-sided interval of `level` per cent reaches to."""
    if not 0 < level < 100:
        raise ValueError(f"level {level} is not between 0 and 100; give per cent, such as 95")
    return _NORMAL.inv_cdf(0.5 + level / 200)


def printed(value: float, ratio: bool, places: int = 2) -> str:
    """A value in print: a ratio out of its logarithm, large ones in fewer digits."""
    shown = math.exp(min(value, 700.0)) if ratio else value
    if abs(shown) >= 1e6:
        return f"{shown:.3g}"
    return number(shown, places)


def plain(value: float) -> str:
    """A number of a table in as few digits as it needs, at most four."""
    return f"{value:.4g}".replace("-", "−")


def fine(value: float) -> str:
    """A number of any size to three digits, such as a standard error or a variance."""
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.3g}".replace("-", "−")
    digits = max(0, 2 - math.floor(math.log10(abs(value)) + 1e-12))
    return number(value, digits)
