"""What can be found of a study by itself: questions that share no fact, and facts that are only counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whatworks.terms import Fact

from .language import Compare, Literal, Name, Node, Tally, parts
from .rulebook import Rulebook
from .world import StudyFacts, content_of


def components(linked: Sequence[frozenset[str]]) -> list[list[int]]:
    """The places of sets of names, those that share a name (or are linked through others) together."""
    groups: list[tuple[set[str], list[int]]] = []
    for place, names in enumerate(linked):
        touching = [g for g in groups if g[0] & names]
        rest = [g for g in groups if not g[0] & names]
        merged = set(names).union(*(g[0] for g in touching))
        places = sorted([place, *(p for g in touching for p in g[1])])
        groups = [*rest, (merged, places)]
    return sorted(places for _, places in groups)


class Counted:
    """Facts of which the rules see only how many have which value, so that their order is of no account."""

    def __init__(self, book: Rulebook, rules: Iterable[Node]) -> None:
        self.book = book
        seen: dict[str, set[object]] = {}
        elsewhere: set[str] = set()
        for rule in rules:
            for name, where in _uses(rule):
                if where is None:
                    elsewhere.add(name)
                else:
                    seen.setdefault(name, set()).add(where)
        self.kinds = {n: frozenset(w) for n, w in seen.items() if n not in elsewhere and n not in book}

    def in_order(self, study: StudyFacts, completions: Iterable[Fact]) -> Iterator[Fact]:
        """Of the completions of one fact, those that keep its fellows in order: each mixture comes once."""
        least: int | None = None
        for fact in completions:
            if least is None:
                least = self._least(study, fact.name)
            if least == 0 or self.book.catalogue[fact.name].choices.index(fact.value) >= least:
                yield fact

    def _least(self, study: StudyFacts, name: str) -> int:
        kind, choices = self.kinds.get(name), self.book.catalogue[name].choices
        if kind is None or not choices:
            return 0
        fellows = [n for n, k in self.kinds.items() if k == kind and n in study.completed and n != name]
        alike = [n for n in fellows if _told(study, n) == _told(study, name)]
        same = [n for n in alike if self.book.catalogue[n].choices == choices]
        return max((choices.index(study.completed[n].value) for n in same), default=0)


def _told(study: StudyFacts, name: str) -> object:
    fact = study.facts.get(name)
    return None if fact is None else content_of(fact)


def _uses(node: Node, tally: Tally | None = None) -> Iterator[tuple[str, object]]:
    """Each fact or criterion named, with the tally and the condition it stands in; None where elsewhere."""
    match node:
        case Tally(conditions):
            for condition in conditions:
                yield from _uses(condition, node)
            return
        case Compare(op, Name(name), Literal(value)) if tally is not None:
            yield name, (tally, op, value)
            return
        case Name(name):
            yield name, (tally, "", None) if tally is not None else None
            return
    for part in parts(node):
        yield from _uses(part)
    for name in _beside(node):
        yield name, None


def _beside(node: Node) -> Iterator[str]:
    """Names that a node holds in itself: what it sums, looks up or tells studies apart by."""
    for field in ("weight", "fact", "apart"):
        value = getattr(node, field, None)
        if isinstance(value, str):
            yield value
