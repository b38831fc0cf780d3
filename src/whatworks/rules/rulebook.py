"""Named criteria: what each asks, of what, and what it makes of a fact that was sought and not reported."""

from __future__ import annotations

import enum
import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .catalogue import Catalogue, Tie
from .checks import CheckError, check_sums, check_truth
from .language import (
    All,
    Any_,
    Count,
    Exists,
    ExpressionError,
    Name,
    Node,
    Not,
    Share,
    Total,
    names,
    parse,
    walk,
)
from .tables import Table


class RulebookError(ValueError):
    """A criterion that cannot be used, with its place and what to do."""


class UnknownPolicy(enum.StrEnum):
    """What a criterion makes of a fact that is sought and not reported, or not applicable."""

    OPEN = "open"
    FAILS = "fails"
    MEETS = "meets"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A question with the rule that answers it."""

    id: str
    of: str
    ask: str
    rule: Node
    not_reported: UnknownPolicy = UnknownPolicy.OPEN
    not_applicable: UnknownPolicy = UnknownPolicy.FAILS
    verified: bool = True
    because: str | None = None
    """A sentence to show beside it, from the scheme."""


class Rulebook(Mapping[str, Criterion]):
    """A scheme's criteria by id, checked against the catalogue of facts."""

    def __init__(
        self,
        criteria: Mapping[str, Criterion],
        catalogue: Catalogue,
        tables: Mapping[str, Table] | None = None,
    ) -> None:
        self._criteria = dict(criteria)
        self._facts_of: dict[int, tuple[Node, frozenset[str]]] = {}
        self.ids = frozenset(self._criteria)
        """The criteria's names."""
        self.catalogue = catalogue
        self.tables = dict(tables or {})
        self.ready: object = None
        """Its expressions made ready to be evaluated; see `compiled`."""
        for criterion in self.values():
            self._named(lambda c=criterion: _check_names(self, c.rule), criterion.id)  # type: ignore[misc]
        _check_circles(self)
        for criterion in self.values():
            self._named(lambda c=criterion: check_truth(self, c.rule, c.of), criterion.id)  # type: ignore[misc]
        for criterion in self.values():
            self._named(lambda c=criterion: check_sums(self, c.rule, c.of), criterion.id)  # type: ignore[misc]
        self.local = frozenset(c.id for c in self.values() if c.of == "study" and self._is_local(c.rule))
        """Criteria of a study that look at nothing but that study."""
        asked = frozenset[str]().union(*(self.facts_of(c.rule) for c in self.values()))
        self.ties: dict[str, Tie] = {
            n: seen for tie in catalogue.ties if (seen := tie.of(asked)) for n in seen.names
        }
        """For each fact that leans on others among those asked for: the values they can have together."""

    @classmethod
    def read(
        cls, data: Mapping[str, Any], catalogue: Catalogue, tables: Mapping[str, Table] | None = None
    ) -> Rulebook:
        """Build from a scheme file's `criteria` map. Raises RulebookError naming the criterion."""
        if not isinstance(data, Mapping):
            raise RulebookError("`criteria` must be a map from each criterion's name to its rule")
        criteria = {}
        for id_, entry in data.items():
            try:
                criteria[str(id_)] = _criterion(id_, entry, catalogue)
            except (ExpressionError, ValueError) as error:
                raise RulebookError(f"criterion {id_}: {error}") from None
        return cls(criteria, catalogue, tables)

    def part(self, rules: Iterable[Node], also: Iterable[str] = ()) -> Rulebook:
        """The criteria on which some rules, and some criteria, rest, and no others."""
        everything = (*rules, *map(Name, also))
        wanted = {n.name for rule in everything for n in self.walk(rule) if isinstance(n, Name)}
        return Rulebook({k: c for k, c in self.items() if k in wanted}, self.catalogue, self.tables)

    def check(self, rule: Node) -> None:
        """Refuse a rule over the set that these criteria and facts cannot answer. Raises RulebookError."""
        try:
            _check_names(self, rule)
            check_truth(self, rule, "set")
            check_sums(self, rule, "set")
        except CheckError as error:
            raise RulebookError(str(error)) from None

    def _named(self, work: Callable[[], None], id_: str) -> None:
        try:
            work()
        except CheckError as error:
            raise RulebookError(f"criterion {id_}: {error}") from None

    def _is_local(self, rule: Node) -> bool:
        return all(self.catalogue[n].of == "study" for n in self.facts_of(rule)) and not any(
            isinstance(node, Count | Share | Total | Exists) for node in self.walk(rule)
        )

    def walk(self, rule: Node) -> Iterator[Node]:
        """A rule and everything in it, through the criteria it names."""
        seen: set[str] = set()
        todo = [rule]
        while todo:
            for node in walk(todo.pop()):
                yield node
                if isinstance(node, Name) and node.name in self._criteria and node.name not in seen:
                    seen.add(node.name)
                    todo.append(self._criteria[node.name].rule)

    def __getitem__(self, id_: str) -> Criterion:
        return self._criteria[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._criteria)

    def __len__(self) -> int:
        return len(self._criteria)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._criteria

    def facts_of(self, node: Node) -> frozenset[str]:
        """Every fact that an expression rests on, through the criteria it names."""
        known = self._facts_of.get(id(node))
        if known is None:
            known = self._facts_of[id(node)] = (node, self._walked(node))
        return known[1]

    def _walked(self, node: Node) -> frozenset[str]:
        found: set[str] = set()
        todo = list(names(node))
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self._criteria:
                todo.extend(names(self._criteria[name].rule))
            else:
                found.add(name)
        return frozenset(found)


WORDS = ("yes", "no", "set", "count", "share", "total", "exists", "smallest", "lookup", "tally")
_KEYS = {"of", "ask", "when", "all", "any", "none", "not_reported", "not_applicable", "verified", "because"}


def _criterion(id_: Any, entry: Mapping[str, Any], catalogue: Catalogue) -> Criterion:
    if not isinstance(id_, str) or not id_.isidentifier() or keyword.iskeyword(id_) or id_ in WORDS:
        raise RulebookError("its name must be letters, digits and underscores, and no word of the language")
    if id_ in catalogue:
        raise RulebookError("a fact has that name already; call the criterion something else")
    if not isinstance(entry, Mapping):
        raise RulebookError("must be a map with `ask` and one of `when`, `all`, `any`, `none`")
    unknown = set(map(str, entry)) - _KEYS
    if unknown:
        raise RulebookError(f"has {', '.join(sorted(unknown))}; the keys are {', '.join(sorted(_KEYS))}")
    bodies = [k for k in ("when", "all", "any", "none") if k in entry]
    if len(bodies) != 1:
        found = f"; it has {' and '.join(bodies)}" if bodies else ""
        raise RulebookError(f"needs exactly one of `when`, `all`, `any`, `none`{found}")
    if not entry.get("ask"):
        raise RulebookError("needs `ask`: the criterion as a question")
    policies = tuple(UnknownPolicy)
    return Criterion(
        id=id_,
        of=_one_of(entry.get("of", "set"), ("set", "study"), "of"),
        ask=str(entry["ask"]),
        rule=_body(bodies[0], entry[bodies[0]]),
        not_reported=UnknownPolicy(_one_of(entry.get("not_reported", "open"), policies, "not_reported")),
        not_applicable=UnknownPolicy(
            _one_of(entry.get("not_applicable", "fails"), policies, "not_applicable")
        ),
        verified=_one_of(entry.get("verified", True), (True, False), "verified") == "True",
        because=entry.get("because"),
    )


def _one_of(value: Any, allowed: tuple[Any, ...], key: str) -> str:
    if value not in allowed:
        raise RulebookError(f"`{key}` is {value!r}; write one of {', '.join(map(str, allowed))}")
    return str(value)


def _body(key: str, value: Any) -> Node:
    if key == "when":
        return parse(str(value))
    if not isinstance(value, list) or not value:
        raise RulebookError(f"`{key}` must be a list of criteria")
    parts = tuple(parse(str(v)) for v in value)
    if key == "all":
        return All(parts)
    return Any_(parts) if key == "any" else Not(Any_(parts))


def _check_names(book: Rulebook, rule: Node) -> None:
    for name in sorted(names(rule)):
        if name not in book and name not in book.catalogue:
            close = get_close_matches(name, [*book, *book.catalogue], n=1)
            meant = f"; did you mean {close[0]!r}?" if close else ""
            raise CheckError(
                f"{name!r} is neither a criterion of this scheme nor a known fact{meant} "
                "The facts are listed by `whatworks rate facts`"
            )


def _check_circles(book: Rulebook) -> None:
    done: set[str] = set()

    def visit(id_: str, path: tuple[str, ...]) -> None:
        if id_ in path:
            circle = " -> ".join((*path[path.index(id_) :], id_))
            raise RulebookError(f"criterion {id_} rests on itself: {circle}")
        if id_ in done:
            return
        for name in sorted(names(book[id_].rule)):
            if name in book:
                visit(name, (*path, id_))
        done.add(id_)

    for id_ in book:
        visit(id_, ())
