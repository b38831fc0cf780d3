"""From results to effects, and from effects to a pooled effect that can be run again to the same digits."""

from .absolute import Absolute, absolute
from .asking import Question, question_id
from .bayes import BayesResult, pool_bayes
from .bias import BiasResult, bias
from .certainty import Hint, Setting, certainty_hints, chance_of_benefit
from .count_pooling import CountPoolResult, pool_counts
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
from .information import size_for_means, size_for_risks
from .kept import Digit, Run, again, differences, run_of
from .living import LivingResult, living
from .measures import MEASURES, Cluster, EffectSizes, effect_sizes
from .multilevel import MultilevelResult, multilevel, sensitivity_to_rho
from .multivariate import multivariate
from .networks import NetworkResult, pool_network
from .pooling import PoolResult, pool, poolable, what_if
from .questions import question_result
from .regression import RegressionResult, regress
from .robust import RobustResult, robumeta, robust
from .robustness import Variants, over_iccs, without_high_risk
from .selection import SelectionResult, select
from .study_questions import question_study
from .subgroups import SubgroupResult, subgroups

__all__ = [
    "MEASURES",
    "Absolute",
    "BayesResult",
    "BiasResult",
    "BudgetResult",
    "ChecksResult",
    "Cluster",
    "CountPoolResult",
    "Digit",
    "EconomicResult",
    "EffectSizes",
    "Hint",
    "LivingResult",
    "MultilevelResult",
    "NetworkResult",
    "PoolResult",
    "Question",
    "RegressionResult",
    "RobustResult",
    "Run",
    "SelectionResult",
    "Setting",
    "SubgroupResult",
    "Variants",
    "absolute",
    "again",
    "bias",
    "certainty_hints",
    "chance_of_benefit",
    "check_reported",
    "cost_effectiveness",
    "council_budget",
    "derive_effect",
    "differences",
    "effect_sizes",
    "living",
    "multilevel",
    "multivariate",
    "over_iccs",
    "pool",
    "pool_bayes",
    "pool_counts",
    "pool_network",
    "poolable",
    "question_id",
    "question_result",
    "question_study",
    "read_index",
    "regress",
    "robumeta",
    "robust",
    "run_of",
    "select",
    "sensitivity_to_rho",
    "signal_of",
    "size_for_means",
    "size_for_risks",
    "subgroups",
    "todays_prices",
    "what_if",
    "without_high_risk",
]  # fmt: skip
