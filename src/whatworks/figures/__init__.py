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
from .baujat import BaujatPoint, baujat
from .bubble import Bubble, Fitted, bubble
from .drapery import PCurve, drapery
from .figure import Figure, Table, css, standalone
from .forest import forest
from .forest_terms import ForestGroup, ForestPool, ForestRisk, ForestRow, ForestTest
from .frequency import frequency
from .funnel import funnel
from .gosh import gosh
from .judgement_bars import judgement_bars
from .likelihood import profile_likelihood
from .pcurve import p_curve
from .prisma import prisma_flow
from .recall import recall
from .study_point import StudyPoint
from .traffic import traffic_light
from .traffic_terms import TrafficRow, TrafficScale

__all__ = [
    "COST_WORDS", "EFFECT_WORDS", "NO_DIFFERENCE", "STRENGTH_WORDS", "TOO_LITTLE", "AgreementPoint",
    "Badge", "BaujatPoint", "Bubble", "Figure", "Fitted", "ForestGroup", "ForestPool", "ForestRisk",
    "ForestRow", "ForestTest", "PCurve", "StudyPoint", "Table", "TrafficRow", "TrafficScale", "baujat",
    "bubble", "css", "drapery", "forest", "frequency", "funnel", "gosh", "judgement_bars",
    "kappa_over_time", "p_curve", "prisma_flow", "profile_likelihood", "rating_badge", "recall",
    "standalone", "steps_badge", "traffic_light",
]  # fmt: skip
