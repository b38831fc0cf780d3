"""From results to effects, and from effects to a pooled effect that can be run again to the same digits."""

from .asking import Question, question_id
from .economics import EconomicResult, cost_effectiveness
from .economics_budget import (
    BudgetResult,
    ChecksResult,
    check_reported,
    council_budget,
    read_index,
    todays_prices,
)
from .effects import derive_effect, signal_of
from .kept import Digit, Run, again, differences, run_of
from .multilevel import MultilevelResult, multilevel, sensitivity_to_rho
from .multivariate import multivariate
from .networks import NetworkResult, pool_network
from .pooling import PoolResult, pool, poolable, what_if
from .questions import question_result
from .regression import RegressionResult, regress
from .robust import RobustResult, robumeta, robust
from .study_questions import question_study
from .subgroups import SubgroupResult, subgroups

__all__ = [
    "BudgetResult", "ChecksResult", "Digit", "EconomicResult", "MultilevelResult", "NetworkResult",
    "PoolResult", "Question", "RegressionResult", "RobustResult", "Run", "SubgroupResult", "again",
    "check_reported", "cost_effectiveness", "council_budget", "derive_effect", "differences",
    "multilevel", "multivariate", "pool", "pool_network", "poolable", "question_id", "question_result",
    "question_study", "read_index", "regress", "robumeta", "robust", "run_of", "sensitivity_to_rho",
    "signal_of", "subgroups", "todays_prices", "what_if",
]  # fmt: skip
