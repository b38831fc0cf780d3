"""Figures: plain inputs to a drawing, the same in words, and the same as a table."""

from .agreement import AgreementPoint, kappa_over_time
from .badge import (
    COST_WORDS,
    EFFECT_WORDS,
    NO_DIFFERENCE,
    STRENGTH_WORDS,
    TOO_LITTLE,
    rating_badge,
    steps_badge,
)
from .badge_steps import Badge
from .figure import Figure, Table, css, standalone
from .forest import forest
from .forest_terms import ForestPool, ForestRow
from .frequency import frequency
from .judgement_bars import judgement_bars
from .prisma import prisma_flow
from .recall import recall
from .traffic import traffic_light
from .traffic_terms import TrafficRow, TrafficScale

__all__ = [
    "COST_WORDS", "EFFECT_WORDS", "NO_DIFFERENCE", "STRENGTH_WORDS", "TOO_LITTLE", "AgreementPoint", "Badge",
    "Figure", "ForestPool", "ForestRow", "Table", "TrafficRow", "TrafficScale", "css", "forest", "frequency",
    "judgement_bars", "kappa_over_time", "prisma_flow", "rating_badge", "recall", "standalone", "steps_badge",
    "traffic_light",
]  # fmt: skip
