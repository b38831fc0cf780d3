"""The numerical ground: effect-size formulas and the models that pool them. Arrays in, numbers out."""

from .counts import odds_ratio, risk_difference, risk_ratio
from .effect_size import EffectSize, InconsistentNumbers
from .many_fits import ManyFits, fit_many
from .means import hedges_correction, mean_difference, standardised_mean_difference
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

__all__ = [
    "METHODS", "TESTS", "EffectSize", "Fit", "InconsistentNumbers", "ManyFits", "OffCentre", "check_interval",
    "critical", "effect_from_interval", "effect_from_p", "effect_from_se", "fit_many", "hedges_correction",
    "mean_difference", "odds_ratio", "printed_unit", "random_effects", "risk_difference", "risk_ratio",
    "standardised_mean_difference",
]  # fmt: skip
