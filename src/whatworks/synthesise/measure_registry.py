"""The effect measures by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .measure import Measure, Way
from .measures_counts import COUNTS, PAIRS, RATES
from .measures_means import DIFFERENCES, TURNED
from .measures_other import CHANGES, CORRELATIONS, PRINTED, SINGLE

MEASURES: Mapping[str, Measure] = MappingProxyType({
    measure.id: measure
    for measures in (COUNTS, DIFFERENCES, CORRELATIONS, RATES, CHANGES, SINGLE, TURNED, PAIRS, PRINTED)
    for measure in measures
})  # fmt: skip
"""Measure by its name, metafor's where it has one."""


def measure_named(name: str | Measure) -> Measure:
    """The measure of this name, in capitals or not. Raises ValueError listing those there are."""
    if isinstance(name, Measure):
        return name
    found = MEASURES.get(str(name).upper())
    if found is None:
        raise ValueError(f"measure {name!r} is not known; use one of {', '.join(MEASURES)}")
    return found


__all__ = ["MEASURES", "Measure", "Way", "measure_named"]
