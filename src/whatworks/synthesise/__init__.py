"""From results to effects, and from effects to a pooled effect that can be run again to the same digits."""

from .asking import Question, question_id
from .effects import derive_effect, signal_of
from .kept import Digit, Run, again, differences, run_of
from .networks import NetworkResult, pool_network
from .pooling import PoolResult, pool, poolable, what_if
from .questions import question_result
from .regression import RegressionResult, regress
from .study_questions import question_study
from .subgroups import SubgroupResult, subgroups

__all__ = [
    "Digit", "NetworkResult", "PoolResult", "Question", "RegressionResult", "Run", "SubgroupResult", "again",
    "derive_effect", "differences", "pool", "pool_network", "poolable", "question_id", "question_result",
    "question_study", "regress", "run_of", "signal_of", "subgroups", "what_if",
]  # fmt: skip
