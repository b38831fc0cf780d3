"""Facts to levels: many schemes over one set of facts, each with its reasons and what would change it."""

from .again import Again, judge_again
from .catalogue import CATALOGUE
from .derive import world_of
from .entered import EntryError, enterable, fact_of
from .explain_change import ChangeReason, ReasonKind, as_computed, explain_change, only_narrows
from .judge import ENGINE, judge, judge_scale
from .pooled import pool_facts, with_pool
from .reading import SchemeError, load_scheme, read_scheme, shipped, shipped_versions
from .recorded import SetEvidence, StudyEvidence, better_of
from .scheme import COMBINERS, Scale, Scheme

__all__ = [
    "CATALOGUE",
    "COMBINERS",
    "ENGINE",
    "Again",
    "ChangeReason",
    "EntryError",
    "ReasonKind",
    "Scale",
    "Scheme",
    "SchemeError",
    "SetEvidence",
    "StudyEvidence",
    "as_computed",
    "better_of",
    "enterable",
    "explain_change",
    "fact_of",
    "judge",
    "judge_again",
    "judge_scale",
    "load_scheme",
    "only_narrows",
    "pool_facts",
    "read_scheme",
    "shipped",
    "shipped_versions",
    "with_pool",
    "world_of",
]
