"""The report: static pages that open from disk, in which every badge leads down to its source."""

from .schemes import CriterionWords, FactWords, LevelWords, RuleWords, ScaleWords, SchemeWords
from .site import write_report

__all__ = [
    "CriterionWords", "FactWords", "LevelWords", "RuleWords", "ScaleWords", "SchemeWords", "write_report",
]  # fmt: skip
