"""Facts to levels: many schemes over one set of facts, each with its reasons and what would change it."""

from .again import Again, judge_again
from .catalogue import CATALOGUE
from .compare import compare, headline, part
from .derive import world_of
from .entered import EntryError, enterable, fact_of
from .examples import Example
from .explain_change import ChangeReason, ReasonKind, as_computed, explain_change, only_narrows
from .fact_changes import FactChange
from .facts_file import FactsError, FactsProblem, FactsRead, GivenFacts, facts_of, read_facts
from .fields import SchemeError
from .judge import ENGINE, judge, judge_world
from .many import judge_many
from .pooled import pool_facts, with_pool
from .reading import load_scheme, read_scheme, shipped, shipped_versions
from .recorded import SetEvidence, StudyEvidence, better_of
from .scheme import COMBINERS, Scale, Scheme
from .steps import apply_steps

__all__ = [
    "CATALOGUE",
    "COMBINERS",
    "ENGINE",
    "Again",
    "ChangeReason",
    "EntryError",
    "Example",
    "FactChange",
    "FactsError",
    "FactsProblem",
    "FactsRead",
    "GivenFacts",
    "ReasonKind",
    "Scale",
    "Scheme",
    "SchemeError",
    "SetEvidence",
    "StudyEvidence",
    "apply_steps",
    "as_computed",
    "better_of",
    "compare",
    "enterable",
    "explain_change",
    "fact_of",
    "facts_of",
    "headline",
    "judge",
    "judge_again",
    "judge_many",
    "judge_world",
    "load_scheme",
    "only_narrows",
    "part",
    "pool_facts",
    "read_facts",
    "read_scheme",
    "shipped",
    "shipped_versions",
    "with_pool",
    "world_of",
]
