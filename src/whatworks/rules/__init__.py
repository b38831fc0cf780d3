"""Three-valued criteria over facts, evaluated with their explanation."""

from .catalogue import Catalogue, FactDef, FactType
from .evaluate import Evaluator
from .explain import explain
from .language import ExpressionError, Node, parse, structure
from .possible import Possible, known, possible_outcomes, thresholds_of
from .rulebook import Criterion, Rulebook, RulebookError, UnknownPolicy
from .world import SET, StudyFacts, World

__all__ = [
    "SET",
    "Catalogue",
    "Criterion",
    "Evaluator",
    "ExpressionError",
    "FactDef",
    "FactType",
    "Node",
    "Possible",
    "Rulebook",
    "RulebookError",
    "StudyFacts",
    "UnknownPolicy",
    "World",
    "explain",
    "known",
    "parse",
    "possible_outcomes",
    "structure",
    "thresholds_of",
]
