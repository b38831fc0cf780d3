"""The evaluated tree as an explanation: each criterion, its value, the facts it used and what is under it."""

from __future__ import annotations

from whatworks.terms import CriterionResult, Fact, Tri

from .checks import predicates
from .evaluate import Evaluator
from .kleene import both, negate
from .language import (
    All,
    Any_,
    Compare,
    Count,
    Exists,
    Literal,
    Lookup,
    Name,
    Node,
    Not,
    Share,
    Tally,
    Total,
    names,
    parts,
)
from .rulebook import Criterion, UnknownPolicy
from .world import SET

YES_NO = {Tri.TRUE: "Yes", Tri.FALSE: "No", Tri.UNKNOWN: "Not known"}


def explain(evaluator: Evaluator, id_: str, subject: str = SET, *, decided: bool = True) -> CriterionResult:
    """A named criterion with its value, its facts and what decided it."""
    criterion = evaluator.book[id_]
    place = subject if criterion.of == "study" else SET
    return _explained(evaluator, criterion, place, evaluator.criterion(id_, place), decided=decided)


def explain_rule(evaluator: Evaluator, id_: str, question: str, rule: Node) -> CriterionResult:
    """A rule over the set that has no name of its own, explained like a criterion."""
    criterion = Criterion(
        id=id_, of="set", ask=question, rule=rule, not_applicable=UnknownPolicy.OPEN
    )  # as in a scale's rule: every unknown is open
    return _explained(evaluator, criterion, SET, evaluator.truth(rule), decided=True)


def _explained(
    evaluator: Evaluator, criterion: Criterion, place: str, value: Tri, *, decided: bool
) -> CriterionResult:
    return CriterionResult(
        id=criterion.id if place == SET else f"{criterion.id}@{place}",
        subject=None if place == SET else place,
        question=criterion.ask,
        value=value,
        shown=_shown(evaluator, criterion, place, value),
        detail=criterion.because,
        facts=_facts(evaluator, criterion.rule, place),
        children=_children(evaluator, criterion, place, value),
        decided=decided,
        verified=criterion.verified,
    )


def _children(
    evaluator: Evaluator, criterion: Criterion, subject: str, value: Tri
) -> tuple[CriterionResult, ...]:
    found: list[CriterionResult] = []
    for node, sign, decided in _parts(evaluator, criterion, subject, value):
        for name, place, pull in _named(evaluator, node, subject, sign):
            own = evaluator.criterion(name, place)
            turned = own if pull > 0 else negate(own)
            agrees = turned is value or (value is Tri.UNKNOWN and turned is not Tri.FALSE)
            justifies = decided and (pull == 0 or agrees)
            found.append(explain(evaluator, name, place, decided=justifies))
    return tuple(found)


Part = tuple[Node, int, bool]
"""A part of a rule, whether it speaks for (+1) or against (-1) it, and whether it decided its value."""


def _parts(evaluator: Evaluator, criterion: Criterion, subject: str, value: Tri) -> list[Part]:
    def split(node: Node, sign: int, decided: bool) -> list[Part]:
        match node:
            case All(parts) | Any_(parts):
                return [p for part in parts for p in split(part, sign, decided and agrees(part, sign))]
            case Not(inner):
                return split(inner, -sign, decided)
        return [(node, sign, decided)]

    def agrees(node: Node, sign: int) -> bool:
        own = evaluator.truth(node, subject, criterion, sign)
        return (own if sign > 0 else negate(own)) is value

    return split(criterion.rule, 1, True)


def _named(evaluator: Evaluator, node: Node, subject: str, sign: int) -> list[tuple[str, str, int]]:
    """The criteria that a part names, of what, and whether each is for (+1), against (-1) or either (0)."""
    found: dict[tuple[str, str], int] = {}

    def note(name: str, place: str, pull: int) -> None:
        found[name, place] = pull if found.get((name, place), pull) == pull else 0

    def visit(part: Node, place: str, pull: int) -> None:
        match part:
            case Name(name):
                if name in evaluator.book:
                    note(name, place if evaluator.book[name].of == "study" else SET, pull)
            case Not(inner):
                visit(inner, place, -pull)
            case Compare(op, left, right):
                visit(left, place, _PULLS.get(op, 0) * pull)
                visit(right, place, -_PULLS.get(op, 0) * pull)
            case Share(predicate, _) | Total(_, predicate):
                for study, _ in evaluator.members():
                    visit(predicate, study, 0)
            case Count() | Exists():
                for study, _ in evaluator.members():
                    for predicate in predicates(part):
                        visit(predicate, study, pull)
            case _:
                for inner in parts(part):
                    visit(inner, place, pull)

    visit(node, subject, sign)
    return [(name, place, pull) for (name, place), pull in found.items()]


_PULLS = {">": 1, ">=": 1, "<": -1, "<=": -1}


def _facts(evaluator: Evaluator, rule: Node, subject: str) -> tuple[Fact, ...]:
    book = evaluator.book
    found: list[Fact] = []
    for name in sorted(n for n in names(rule) if n not in book):
        if book.catalogue[name].of == "set":
            found.append(evaluator.world.get(SET, name))
        elif subject != SET:
            found.append(evaluator.world.get(subject, name))
        else:
            found.extend(evaluator.world.get(study, name) for study, _ in evaluator.members())
    return tuple(found)


def _shown(evaluator: Evaluator, criterion: Criterion, subject: str, value: Tri) -> str:
    rule = criterion.rule
    if isinstance(rule, Compare):
        for side, other in ((rule.left, rule.right), (rule.right, rule.left)):
            if isinstance(other, Lookup):
                return _beside_table(evaluator, side, other, subject, value)
        for side in (rule.left, rule.right):
            words = _quantity(evaluator, side, subject)
            if words:
                return words
    if isinstance(rule, Name | Compare):
        return YES_NO[value]
    return {Tri.TRUE: "Met", Tri.FALSE: "Not met", Tri.UNKNOWN: "Not known"}[value]


def _beside_table(evaluator: Evaluator, side: Node, lookup: Lookup, subject: str, value: Tri) -> str:
    """A number beside what the table gives: '4.2 points; the table gives 5.7 for 12%'."""
    own = _quantity(evaluator, side, subject) or YES_NO[value]
    definition = evaluator.book.catalogue[lookup.fact]
    at = evaluator.world.get(SET if definition.of == "set" else subject, lookup.fact)
    given = evaluator.number(lookup, subject)
    if not at.is_known:
        ends = f"{_plain(given.low)} to {_plain(given.high)}"
        return f"{own}; the table gives {_plain(given.low) if given.is_point else ends}"
    if evaluator.book.tables[lookup.table].at(float(at.value)) is None:
        return f"{own}; the table has no figure for {number_words(at)}"
    return f"{own}; the table gives {_plain(given.low)} for {number_words(at)}"


def _quantity(  # noqa: PLR0911 - one line a kind of number
    evaluator: Evaluator, node: Node, subject: str
) -> str | None:
    match node:
        case Count(predicate) | Share(predicate, None):
            return None if predicate == Literal(True) else _of_studies(evaluator, predicate)
        case Tally(parts):
            values = [evaluator.truth(p, subject) for p in parts]
            return _met_of(values.count(Tri.TRUE), values.count(Tri.UNKNOWN), len(values))
        case Share(_, str()):
            span = evaluator.number(node, SET)
            if span.is_point:
                return f"{span.low:.0%}"
            return "Not known" if (span.low, span.high) == (0, 1) else f"{span.low:.0%} to {span.high:.0%}"
        case Name(name) if name not in evaluator.book and evaluator.book.catalogue[name].type == "a number":
            definition = evaluator.book.catalogue[name]
            if definition.unit is None:  # a figure on the analysis scale says nothing to a reader
                return None
            return number_words(evaluator.world.get(SET if definition.of == "set" else subject, name))
    return None


def _of_studies(evaluator: Evaluator, predicate: Node) -> str:
    values = [both((m, evaluator.truth(predicate, s))) for s, m in evaluator.members()]
    return _met_of(values.count(Tri.TRUE), values.count(Tri.UNKNOWN), len(values))


def _met_of(met: int, unknown: int, number: int) -> str:
    words = f"{met} of {number}"
    return f"{words}, {unknown} not known" if unknown else words


def number_words(fact: Fact) -> str:
    """A number fact in words: its value and unit, the bounds known, or 'Not known'."""
    unit = "%" if fact.unit == "%" else f" {fact.unit}" if fact.unit and fact.unit != "people" else ""
    if fact.is_known:
        return f"{_plain(fact.value)}{unit}"
    if fact.options:
        return f"Sources disagree: {' or '.join(_plain(v) for v in fact.options)}{unit}"
    if fact.low is not None and fact.high is not None and fact.low > 1:
        return f"Not known; {_plain(fact.low)} to {_plain(fact.high)}{unit}"
    if fact.high is not None:
        return f"Not known; at most {_plain(fact.high)}{unit}"
    if fact.low is not None and fact.low > 1:
        return f"Not known; at least {_plain(fact.low)}{unit}"
    return "Not known"


def _plain(value: float) -> str:
    text = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.3g}"
    return text.replace("-", "−")
