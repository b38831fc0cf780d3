"""From results to effects, and from effects to a pooled effect that can be run again to the same digits."""

from .effects import derive_effect, signal_of
from .pooling import PoolResult, pool, poolable, what_if
from .questions import question_result
from .regression import RegressionResult, regress

__all__ = [
    "PoolResult", "RegressionResult", "derive_effect", "pool", "poolable", "question_result", "regress",
    "signal_of", "what_if",
]  # fmt: skip
