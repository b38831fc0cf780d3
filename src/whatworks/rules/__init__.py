"""Three-valued criteria over facts, evaluated with their explanation."""

from .alike import Sight
from .catalogue import Catalogue, FactDef, FactType, Tie
from .completing import known, thresholds_of
from .counting import Pair
from .evaluate import Evaluator
from .explain import explain, explain_rule
from .language import ExpressionError, Node, parse, structure
from .pending import in_the_way
from .possible import Memory, Possible, possible_outcomes, settled_outcomes
from .rulebook import Criterion, Rulebook, RulebookError, UnknownPolicy
from .scenes import Contents, Ground, Scene, State
from .tables import Table, TableError, read_tables
from .world import SET, Content, StudyFacts, World

__all__ = [
    "SET",
    "Catalogue",
    "Content",
    "Contents",
    "Criterion",
    "Evaluator",
    "ExpressionError",
    "FactDef",
    "FactType",
    "Ground",
    "Memory",
    "Node",
    "Pair",
    "Possible",
    "Rulebook",
    "RulebookError",
    "Scene",
    "Sight",
    "State",
    "StudyFacts",
    "Table",
    "TableError",
    "Tie",
    "UnknownPolicy",
    "World",
    "explain",
    "explain_rule",
    "in_the_way",
    "known",
    "parse",
    "possible_outcomes",
    "read_tables",
    "settled_outcomes",
    "structure",
    "thresholds_of",
]
