"""Numbers in words: the reader's scale, as few decimals as the interval allows, plain names."""

from __future__ import annotations

import math

from whatworks.terms import Scale

from . import model_words as models

NAMES = {
    Scale.RR: "risk ratio",
    Scale.OR: "odds ratio",
    Scale.HR: "hazard ratio",
    Scale.IRR: "incidence rate ratio",
    Scale.RD: "risk difference",
    Scale.MD: "mean difference",
    Scale.SMD: "standardised mean difference",
    Scale.COR: "correlation",
}

ESTIMATORS = {method: named.short for method, named in models.ESTIMATORS.items() if named.short}
"""The estimators of the variance between studies, as brackets name them."""


def model_words(method: str, test: str) -> str:
    """The model in brackets: how studies differ, by which estimator, with which interval."""
    model = f"random effects, {ESTIMATORS[method]}" if method in ESTIMATORS else "equal effects"
    return f"{model}, {models.INTERVALS[test].short if test in models.INTERVALS else test}"


def scale_name(scale: Scale | None) -> str:
    """The scale in words."""
    return NAMES[scale] if scale else "effect"


def on_readers_scale(value: float, scale: Scale | None) -> float:
    """An estimate as readers know it: ratios back from their logarithms, risk differences in points."""
    if scale and scale.is_ratio:
        return math.exp(min(value, 700.0))
    return value * 100 if scale is Scale.RD else value


def range_words(low: float, high: float, scale: Scale | None) -> str:
    """An interval as "0.48 to 0.76", on the reader's scale."""
    ends = on_readers_scale(low, scale), on_readers_scale(high, scale)
    places = _places(*ends, scale)
    return f"{_number(ends[0], places)} to {_number(ends[1], places)}"


def estimate_words(value: float, low: float, high: float, scale: Scale | None) -> str:
    """An estimate on the reader's scale, with the decimals that its interval deserves."""
    places = _places(on_readers_scale(low, scale), on_readers_scale(high, scale), scale)
    unit = " percentage points" if scale is Scale.RD else ""
    return _number(on_readers_scale(value, scale), places) + unit


def count_words(n: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{n} {one if n == 1 else many}"


def _places(low: float, high: float, scale: Scale | None) -> int:
    least = 1 if scale is Scale.RD else 0 if scale is Scale.MD else 2
    width = high - low
    if not 0 < width < math.inf:
        return max(least, 2)
    return min(6, max(least, 1 - math.floor(math.log10(width))))


def _number(value: float, places: int) -> str:
    if abs(value) >= 1e6:
        return f"{value:.3g}"
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text
