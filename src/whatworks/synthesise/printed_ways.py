"""Estimates that a report prints ready made, beside those that are computed from its numbers."""

from __future__ import annotations

from functools import partial

from whatworks.stats.sizes import reported
from whatworks.stats.sizes.effect_size import Floats

from .measure import Way


def from_interval(
    estimate: Floats, ci_low: Floats, ci_high: Floats, *, level: float = 95.0, ratio: bool = False
) -> tuple[Floats, ...]:
    """Estimate and variance from a printed estimate and its interval; ratios are taken to logarithms."""
    return tuple(reported.effect_from_interval(estimate, ci_low, ci_high, ratio=ratio, level=level))


def _printed(ratio: bool) -> Way:
    return Way(
        ("estimate", "ci_low", "ci_high"), "a printed estimate and its interval",
        partial(from_interval, ratio=ratio), ("level",), ready=True,
    )  # fmt: skip


RATIO_PRINTED = _printed(ratio=True)
DIFFERENCE_PRINTED = _printed(ratio=False)
