"""The numerical ground: effect-size formulas and the models that pool them. Arrays in, numbers out."""

from .count_fit import CountFit
from .counts import odds_ratio, risk_difference, risk_ratio
from .covariances import impute_covariance, imputed_blocks
from .effect_size import EffectSize, InconsistentNumbers
from .glmm import glmm
from .mantel_haenszel import mantel_haenszel
from .many_fits import ManyFits, fit_many
from .means import hedges_correction, mean_difference, standardised_mean_difference
from .multilevel import multilevel, nested
from .multilevel_fit import MultilevelFit
from .multilevel_intervals import LikelihoodRatio, ProfileInterval, compare, profile_interval, profiled
from .multilevel_levels import MultilevelI2, Ranef, multilevel_i2, ranef
from .multivariate import multivariate
from .peto import peto
from .random_effects import METHODS, TESTS, Fit, random_effects
from .reported import (
    OffCentre,
    check_interval,
    critical,
    effect_from_interval,
    effect_from_p,
    effect_from_se,
    printed_unit,
)
from .robumeta import Robumeta, robumeta
from .robust import RobustFit, cluster_robust, robust
from .robust_wald import RobustWald, wald_htz, wald_naive
from .tau2_interval import Tau2Interval, tau2_interval

__all__ = [
    "METHODS", "TESTS", "CountFit", "EffectSize", "Fit", "InconsistentNumbers", "LikelihoodRatio",
    "ManyFits", "MultilevelFit", "MultilevelI2", "OffCentre", "ProfileInterval", "Ranef", "Robumeta",
    "RobustFit", "RobustWald", "Tau2Interval", "check_interval", "cluster_robust", "compare", "critical",
    "effect_from_interval", "effect_from_p", "effect_from_se", "fit_many", "glmm", "hedges_correction",
    "impute_covariance", "imputed_blocks", "mantel_haenszel", "mean_difference", "multilevel",
    "multilevel_i2", "multivariate", "nested", "odds_ratio", "peto", "printed_unit", "profile_interval",
    "profiled", "random_effects", "ranef", "risk_difference", "risk_ratio", "robumeta", "robust",
    "standardised_mean_difference", "tau2_interval", "wald_htz", "wald_naive",
]  # fmt: skip
