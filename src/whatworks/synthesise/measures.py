"""Effect measures, and effect sizes from a table of results: the one place to take them from."""

from __future__ import annotations

from .effect_rows import Cluster, EffectRow, EffectSizes
from .measure import Measure, Way
from .measure_columns import QUANTITIES
from .measure_registry import MEASURES, measure_named
from .sizing import effect_sizes

__all__ = [
    "MEASURES", "QUANTITIES", "Cluster", "EffectRow", "EffectSizes", "Measure", "Way", "effect_sizes",
    "measure_named",
]  # fmt: skip
