"""The evaluated tree as an explanation: each criterion, its value, the facts it used and what is under it."""

from __future__ import annotations

from whatworks.terms import CriterionResult, Fact, Tri

from .evaluate import Evaluator
from .language import All, Any_, Compare, Count, Exists, Name, Node, Not, Share, Smallest, Total, names
from .rulebook import Criterion
from .world import SET

YES_NO = {Tri.TRUE: "Yes", Tri.FALSE: "No", Tri.UNKNOWN: "Not known"}


def explain(evaluator: Evaluator, id_: str, subject: str = SET, *, decided: bool = True) -> CriterionResult:
    """A named criterion with its value, its facts and what decided it."""
    criterion = evaluator.book[id_]
    place = subject if criterion.of == "study" else SET
    value = evaluator.criterion(id_, place)
    return CriterionResult(
        id=id_ if place == SET else f"{id_}@{place}",
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
    book = evaluator.book
    found: list[CriterionResult] = []
    for node, sign in _parts(criterion.rule):
        own = evaluator.truth(node, subject, criterion)
        decided = (own if sign > 0 else _flip(own)) is value
        for name in _criteria_named(node, book):
            if book[name].of == "study" and subject == SET:
                for study in evaluator.world.studies:
                    found.append(explain(evaluator, name, study.study, decided=decided))
            else:
                found.append(explain(evaluator, name, subject, decided=decided))
    return tuple(found)


def _flip(value: Tri) -> Tri:
    return {Tri.TRUE: Tri.FALSE, Tri.FALSE: Tri.TRUE, Tri.UNKNOWN: Tri.UNKNOWN}[value]


def _parts(rule: Node, sign: int = 1) -> list[tuple[Node, int]]:
    match rule:
        case All(parts) | Any_(parts):
            return [p for part in parts for p in _parts(part, sign)]
        case Not(inner):
            return _parts(inner, -sign)
    return [(rule, sign)]


def _criteria_named(node: Node, book: object) -> list[str]:
    ordered: list[str] = []

    def visit(part: Node) -> None:
        match part:
            case Name(name):
                ordered.append(name)
            case Compare(_, left, right):
                visit(left)
                visit(right)
            case Not(inner) | Count(inner) | Share(inner, _) | Total(_, inner):
                visit(inner)
            case All(parts) | Any_(parts) | Smallest(parts):
                for p in parts:
                    visit(p)
            case Exists(_, each, some, _):
                visit(each)
                if some:
                    visit(some)

    visit(node)
    return [n for n in dict.fromkeys(ordered) if n in book]  # type: ignore[operator]


def _facts(evaluator: Evaluator, rule: Node, subject: str) -> tuple[Fact, ...]:
    book = evaluator.book
    found: list[Fact] = []
    for name in sorted(n for n in names(rule) if n not in book):
        if book.catalogue[name].of == "set":
            found.append(evaluator.world.get(SET, name))
        elif subject != SET:
            found.append(evaluator.world.get(subject, name))
        else:
            found.extend(evaluator.world.get(s.study, name) for s in evaluator.world.studies)
    return tuple(found)


def _shown(evaluator: Evaluator, criterion: Criterion, subject: str, value: Tri) -> str:
    rule = criterion.rule
    if isinstance(rule, Compare):
        for side in (rule.left, rule.right):
            words = _quantity(evaluator, side, subject)
            if words:
                return words
    if isinstance(rule, Name | Compare):
        return YES_NO[value]
    return {Tri.TRUE: "Met", Tri.FALSE: "Not met", Tri.UNKNOWN: "Not known"}[value]


def _quantity(evaluator: Evaluator, node: Node, subject: str) -> str | None:
    match node:
        case Count(predicate) | Share(predicate, None):
            return _of_studies(evaluator, predicate)
        case Share(_, str()):
            span = evaluator.number(node, SET)
            if span.is_point:
                return f"{span.low:.0%}"
            return "Not known" if (span.low, span.high) == (0, 1) else f"{span.low:.0%} to {span.high:.0%}"
        case Name(name) if name not in evaluator.book and evaluator.book.catalogue[name].type == "a number":
            fact = evaluator.world.get(SET if evaluator.book.catalogue[name].of == "set" else subject, name)
            return number_words(fact)
    return None


def _of_studies(evaluator: Evaluator, predicate: Node) -> str:
    values = [evaluator.truth(predicate, s.study) for s in evaluator.world.studies]
    met, unknown = values.count(Tri.TRUE), values.count(Tri.UNKNOWN)
    words = f"{met} of {len(values)}"
    return f"{words}, {unknown} not known" if unknown else words


def number_words(fact: Fact) -> str:
    """A number fact in words: its value and unit, the bounds known, or 'Not known'."""
    unit = (
        f" {fact.unit}" if fact.unit and fact.unit not in ("%", "people") else "%" if fact.unit == "%" else ""
    )
    if fact.is_known:
        return f"{_plain(fact.value)}{unit}"
    if fact.low is not None and fact.high is not None:
        return f"Not known; {_plain(fact.low)} to {_plain(fact.high)}{unit}"
    if fact.high is not None:
        return f"Not known; at most {_plain(fact.high)}{unit}"
    if fact.low is not None and fact.low > 1:
        return f"Not known; at least {_plain(fact.low)}{unit}"
    return "Not known"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3g}".replace("-", "−")
