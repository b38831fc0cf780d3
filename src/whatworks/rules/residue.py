"""What is left of questions about a study once part of it is supposed: what still tells two ways apart.

Two ways of supposing some of a study's facts lead to the same answers where the same parts of the questions
are settled, each the same way, and where the facts that the other parts rest on are supposed alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from whatworks.terms import Tri

from .apart import Counted
from .evaluate import NOWHERE, Evaluator, Within
from .kleene import UNKNOWN
from .language import All, Any_, Compare, Literal, Name, Node, Not, Tally, names
from .rulebook import Rulebook
from .world import StudyFacts, content_of

Question = tuple[Node, Within]


class Residue:
    """Finds what is left of some questions in a study of which part is supposed."""

    def __init__(self, book: Rulebook, counted: Counted) -> None:
        self.book = book
        self._fellows: dict[str, frozenset[str]] = {}
        for name, kind in counted.kinds.items():
            self._fellows[name] = frozenset(n for n, k in counted.kinds.items() if k == kind)

    def key(
        self, evaluator: Evaluator, study: StudyFacts, asked: Iterable[tuple[Question, Tri]],
        sizes: Collection[str],
    ) -> tuple[object, bool]:  # fmt: skip
        """Equal for two ways of supposing facts of one study after which the same answers can be reached.

        And whether what is left to suppose may touch the sizes named.
        """
        told: list[object] = []
        live: set[str] = set()
        done: set[str] = set()
        for (node, within), value in asked:
            if value is UNKNOWN:
                self._walk(evaluator, node, study.study, within, told, live, done)
        completed = study.completed
        leaning = self._leaning(live)
        touched = any(n in leaning or evaluator.read(n, study.study, NOWHERE)[0].options for n in sizes)
        if touched:
            leaning |= self._leaning(set(sizes))
        supposed = [(n, content_of(completed[n])) for n in sorted(leaning) if n in completed]
        return (tuple(told), tuple(supposed)), touched

    def _walk(  # noqa: PLR0917 - where it stands, and what is gathered on the way
        self, evaluator: Evaluator, node: Node, study: str, within: Within, told: list[object],
        live: set[str], done: set[str],
    ) -> None:  # fmt: skip
        """Tell how each part of an unsettled expression stands, and name the facts it still rests on."""
        if isinstance(node, Name):
            if node.name not in self.book.ids:
                live.add(node.name)
            elif node.name not in done:
                done.add(node.name)
                criterion = self.book[node.name]
                self._walk(evaluator, criterion.rule, study, Within(criterion), told, live, done)
            return
        for part, where in self._parts(node, within):
            if isinstance(part, Name) and part.name not in self.book.ids:
                live.add(part.name)
            value = evaluator.value(part, study, where)
            told.append(value)
            if value is UNKNOWN:
                self._walk(evaluator, part, study, where, told, live, done)
        if isinstance(node, Compare):
            live |= {n for n in names(node) if n not in self.book.ids}

    def _parts(self, node: Node, within: Within) -> Iterator[tuple[Node, Within]]:
        """The parts of an expression that are a yes or no, each in its place."""
        match node:
            case All(parts) | Any_(parts):
                yield from ((part, within) for part in parts)
            case Not(inner):
                yield inner, within.turned(-1)
            case Compare(_, left, right):
                for side, where in ((left, within), (right, within.turned(-1))):
                    if isinstance(side, Tally):  # each side of == and != is asked both ways
                        for part in side.parts:
                            yield part, where
                            yield part, where.turned(-1)
                    elif not isinstance(side, Literal) and self._is_yes_no(side):
                        yield side, within

    def _is_yes_no(self, node: Node) -> bool:
        if isinstance(node, Name):
            return node.name in self.book.ids
        return isinstance(node, All | Any_ | Not | Compare)

    def _leaning(self, live: set[str]) -> set[str]:
        """The facts with all that bounds them, leans on them, or is counted with them."""
        catalogue, ties = self.book.catalogue, self.book.ties
        found = set(live)
        for name in live:
            found |= self._fellows.get(name, frozenset())
        for name in tuple(found):
            if name in ties:
                found.update(ties[name].names)
        wholes = {catalogue[n].part_of or n for n in found}
        return found | wholes | {p for w in wholes for p in catalogue.parts_of(w)}
