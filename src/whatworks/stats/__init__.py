"""The numerical ground: effect-size formulas and the models that pool them. Arrays in, numbers out."""

from .asymmetry import AsymmetryTest, PetPeese, egger, pet_peese, uwls, uwls_plus_3
from .asymmetry_counts import harbord, peters
from .asymmetry_fit import asymmetry_hints
from .asymmetry_rank import RankTest, begg, kendall
from .asymmetry_robust import HenmiCopas, henmi_copas
from .bayes import Priors, posterior
from .count_fit import CountFit
from .counts import odds_ratio, risk_difference, risk_ratio
from .covariances import impute_covariance, imputed_blocks
from .cumulative import cumulative
from .effect_size import EffectSize, InconsistentNumbers
from .excess_significance import ExcessSignificance, excess_significance
from .fail_safe import FailSafe, fail_safe
from .glmm import glmm
from .gosh import Gosh, gosh
from .influence import Baujat, Influence, baujat, influence, leave_one_out
from .mantel_haenszel import mantel_haenszel
from .many_fits import ManyFits, fit_many
from .means import hedges_correction, mean_difference, standardised_mean_difference
from .multilevel import multilevel, nested
from .multilevel_fit import MultilevelFit
from .multilevel_intervals import LikelihoodRatio, ProfileInterval, compare, profile_interval, profiled
from .multilevel_levels import MultilevelI2, Ranef, multilevel_i2, ranef
from .multivariate import multivariate
from .p_curve import PCurve, p_curve
from .permutation import permutation_test
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
from .selection import selection_model
from .selection_fit import Selection
from .sequential import Sequential, boundaries, required_information, sequential
from .sequential_anytime import Anytime, confidence_sequence
from .shrunken import Shrunken, shrunken
from .tau2_interval import Tau2Interval, tau2_interval
from .trim_fill import TrimFill, trim_fill
from .wald import wald_test

__all__ = [
    "METHODS",
    "TESTS",
    "Anytime",
    "AsymmetryTest",
    "Baujat",
    "CountFit",
    "EffectSize",
    "ExcessSignificance",
    "FailSafe",
    "Fit",
    "Gosh",
    "HenmiCopas",
    "InconsistentNumbers",
    "Influence",
    "LikelihoodRatio",
    "ManyFits",
    "MultilevelFit",
    "MultilevelI2",
    "OffCentre",
    "PCurve",
    "PetPeese",
    "Priors",
    "ProfileInterval",
    "Ranef",
    "RankTest",
    "Robumeta",
    "RobustFit",
    "RobustWald",
    "Selection",
    "Sequential",
    "Shrunken",
    "Tau2Interval",
    "TrimFill",
    "asymmetry_hints",
    "baujat",
    "begg",
    "boundaries",
    "check_interval",
    "cluster_robust",
    "compare",
    "confidence_sequence",
    "critical",
    "cumulative",
    "effect_from_interval",
    "effect_from_p",
    "effect_from_se",
    "egger",
    "excess_significance",
    "fail_safe",
    "fit_many",
    "glmm",
    "gosh",
    "harbord",
    "hedges_correction",
    "henmi_copas",
    "impute_covariance",
    "imputed_blocks",
    "influence",
    "kendall",
    "leave_one_out",
    "mantel_haenszel",
    "mean_difference",
    "multilevel",
    "multilevel_i2",
    "multivariate",
    "nested",
    "odds_ratio",
    "p_curve",
    "permutation_test",
    "pet_peese",
    "peters",
    "peto",
    "posterior",
    "printed_unit",
    "profile_interval",
    "profiled",
    "random_effects",
    "ranef",
    "required_information",
    "risk_difference",
    "risk_ratio",
    "robumeta",
    "robust",
    "selection_model",
    "sequential",
    "shrunken",
    "standardised_mean_difference",
    "tau2_interval",
    "trim_fill",
    "uwls",
    "uwls_plus_3",
    "wald_htz",
    "wald_naive",
    "wald_test",
]  # fmt: skip
