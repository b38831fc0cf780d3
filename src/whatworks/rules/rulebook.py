"""Named criteria: what each asks, of what, and what it makes of a fact that was sought and not reported."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .catalogue import Catalogue
from .language import All, Any_, ExpressionError, Name, Node, Not, names, parse


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

    def __init__(self, criteria: Mapping[str, Criterion], catalogue: Catalogue) -> None:
        self._criteria = dict(criteria)
        self.catalogue = catalogue
        _check_names(self)
        _check_circles(self)

    @classmethod
    def read(cls, data: Mapping[str, Any], catalogue: Catalogue) -> Rulebook:
        """Build from a scheme file's `criteria` map. Raises RulebookError naming the criterion."""
        criteria = {}
        for id_, entry in data.items():
            try:
                criteria[id_] = _criterion(id_, entry)
            except (ExpressionError, ValueError) as error:
                raise RulebookError(f"criterion {id_}: {error}") from None
        return cls(criteria, catalogue)

    def __getitem__(self, id_: str) -> Criterion:
        return self._criteria[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._criteria)

    def __len__(self) -> int:
        return len(self._criteria)

    def facts_of(self, node: Node) -> frozenset[str]:
        """Every fact that an expression rests on, through the criteria it names."""
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


_KEYS = {"of", "ask", "when", "all", "any", "none", "not_reported", "not_applicable", "verified", "because"}


def _criterion(id_: str, entry: Mapping[str, Any]) -> Criterion:
    if not isinstance(entry, Mapping):
        raise RulebookError("must be a map with `ask` and one of `when`, `all`, `any`, `none`")
    unknown = set(entry) - _KEYS
    if unknown:
        raise RulebookError(f"has {', '.join(sorted(unknown))}; the keys are {', '.join(sorted(_KEYS))}")
    bodies = [k for k in ("when", "all", "any", "none") if k in entry]
    if len(bodies) != 1:
        raise RulebookError("needs exactly one of `when`, `all`, `any`, `none`")
    if "ask" not in entry:
        raise RulebookError("needs `ask`: the criterion as a question")
    return Criterion(
        id=id_,
        of=_one_of(entry.get("of", "set"), ("set", "study"), "of"),
        ask=str(entry["ask"]),
        rule=_body(bodies[0], entry[bodies[0]]),
        not_reported=UnknownPolicy(entry.get("not_reported", "open")),
        not_applicable=UnknownPolicy(entry.get("not_applicable", "fails")),
        verified=bool(entry.get("verified", True)),
        because=entry.get("because"),
    )


def _one_of(value: Any, allowed: tuple[str, ...], key: str) -> str:
    if value not in allowed:
        raise RulebookError(f"`{key}` is {value!r}; write one of {', '.join(allowed)}")
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


def _check_names(book: Rulebook) -> None:
    for criterion in book.values():
        for name in names(criterion.rule):
            if name not in book and name not in book.catalogue:
                raise RulebookError(
                    f"criterion {criterion.id}: {name!r} is neither a criterion of this scheme nor a known "
                    "fact; the facts are listed by `whatworks rate facts`"
                )


def _check_circles(book: Rulebook) -> None:
    done: set[str] = set()

    def visit(id_: str, path: tuple[str, ...]) -> None:
        if id_ in path:
            raise RulebookError(f"criterion {id_} rests on itself: {' -> '.join((*path, id_))}")
        if id_ in done:
            return
        for name in names(book[id_].rule):
            if name in book:
                visit(name, (*path, id_))
        done.add(id_)

    for id_ in book:
        visit(id_, ())


def is_reference(node: Node, book: Rulebook) -> bool:
    """Whether a node only names another criterion."""
    return isinstance(node, Name) and node.name in book
