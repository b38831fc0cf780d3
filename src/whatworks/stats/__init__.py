"""The numerical ground: effect-size formulas and the models that pool them. Arrays in, numbers out."""

from .bias.asymmetry import AsymmetryTest, PetPeese, egger, pet_peese, uwls, uwls_plus_3
from .bias.asymmetry_counts import harbord, peters
from .bias.asymmetry_fit import asymmetry_hints
from .bias.asymmetry_rank import RankTest, begg, kendall
from .bias.asymmetry_robust import HenmiCopas, henmi_copas
from .bias.excess_significance import ExcessSignificance, excess_significance
from .bias.fail_safe import FailSafe, fail_safe
from .bias.p_curve import PCurve, p_curve
from .bias.selection import selection_model
from .bias.selection_fit import Selection
from .bias.trim_fill import TrimFill, trim_fill
from .dependent.covariances import impute_covariance, imputed_blocks
from .dependent.multilevel import multilevel, nested
from .dependent.multilevel_fit import MultilevelFit
from .dependent.multilevel_intervals import (
    LikelihoodRatio,
    ProfileInterval,
    compare,
    profile_interval,
    profiled,
)
from .dependent.multilevel_levels import MultilevelI2, Ranef, multilevel_i2, ranef
from .dependent.multivariate import multivariate
from .dependent.robumeta import Robumeta, robumeta
from .dependent.robust import RobustFit, cluster_robust, robust
from .dependent.robust_wald import RobustWald, wald_htz, wald_naive
from .pooling.bayes import Priors, posterior
from .pooling.count_fit import CountFit
from .pooling.glmm import glmm
from .pooling.mantel_haenszel import mantel_haenszel
from .pooling.many_fits import ManyFits, fit_many
from .pooling.permutation import permutation_test
from .pooling.peto import peto
from .pooling.random_effects import METHODS, TESTS, Fit, random_effects
from .pooling.tau2_interval import Tau2Interval, tau2_interval
from .pooling.wald import wald_test
from .robustness.cumulative import cumulative
from .robustness.gosh import Gosh, gosh
from .robustness.influence import Baujat, Influence, baujat, influence, leave_one_out
from .robustness.sequential import Sequential, boundaries, required_information, sequential
from .robustness.sequential_anytime import Anytime, confidence_sequence
from .robustness.shrunken import Shrunken, shrunken
from .sizes.counts import odds_ratio, risk_difference, risk_ratio
from .sizes.effect_size import EffectSize, InconsistentNumbers
from .sizes.means import hedges_correction, mean_difference, standardised_mean_difference
from .sizes.reported import (
    OffCentre,
    check_interval,
    critical,
    effect_from_interval,
    effect_from_p,
    effect_from_se,
    printed_unit,
)

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
