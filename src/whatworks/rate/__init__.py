"""Facts to levels: many schemes over one set of facts, each with its reasons and what would change it."""

from .catalogue import CATALOGUE
from .derive import world_of
from .entered import EntryError, enterable, fact_of
from .judge import ENGINE, judge, judge_scale
from .pooled import pool_facts, with_pool
from .reading import SchemeError, load_scheme, read_scheme, shipped, shipped_versions
from .recorded import SetEvidence, StudyEvidence, better_of
from .scheme import COMBINERS, Scale, Scheme

__all__ = [
    "CATALOGUE",
    "COMBINERS",
    "ENGINE",
    "EntryError",
    "Scale",
    "Scheme",
    "SchemeError",
    "SetEvidence",
    "StudyEvidence",
    "better_of",
    "enterable",
    "fact_of",
    "judge",
    "judge_scale",
    "load_scheme",
    "pool_facts",
    "read_scheme",
    "shipped",
    "shipped_versions",
    "with_pool",
    "world_of",
]
