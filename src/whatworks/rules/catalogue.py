"""What a fact is: its name, type, unit and words. Schemes may use no other."""

from __future__ import annotations

import enum
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


class FactType(enum.StrEnum):
    """The kinds of value a fact may have."""

    YES_NO = "yes or no"
    CHOICE = "one of a list"
    NUMBER = "a number"
    TEXT = "a name"


@dataclass(frozen=True, kw_only=True)
class FactDef:
    """One fact: what it means, in which unit, and how it is spoken of when it is not known."""

    name: str
    of: str
    """'study' or 'set'."""
    type: FactType
    doc: str
    unit: str | None = None
    options: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    amount: str = ""
    """A number as a clause, with {} for 'at least 20': '{} people were analysed'."""
    whole: bool = True
    """For a number: whether words about it go in whole steps."""
    integer: bool = False
    """For a number: whether it is a count, with nothing between one whole number and the next."""
    part_of: str | None = None
    """For a number: another number that it and its fellow parts cannot exceed together."""
    ask: str = ""
    """The fact as a thing that is not known: 'whether losses were alike in both arms'."""
    yes: str = ""
    """The good value as a clause: 'the arms were alike at the start'."""
    no: str = ""
    """The bad value as a clause."""
    good: Any = None
    """The value that can only help where it is asked for; 'high' or 'low' for a number."""
    bad: Any = None
    """Its opposite, where that is not plain."""

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values it may take, for a fact that is not a number or a name."""
        return (True, False) if self.type is FactType.YES_NO else self.options

    @property
    def worst(self) -> Any:
        """The opposite of the good value."""
        if isinstance(self.good, bool):
            return not self.good
        return {"high": "low", "low": "high"}.get(self.good, self.bad)


@dataclass(frozen=True)
class Tie:
    """Facts that lean on one another: which values they can have together."""

    names: tuple[str, ...]
    rows: frozenset[tuple[Any, ...]]
    """Every mix that can be, one value for each name."""
    _left: dict[object, frozenset[Any]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, names: Collection[str]) -> Tie | None:
        """The same tie seen by some of its facts only; None where it then rules nothing out."""
        places = [i for i, n in enumerate(self.names) if n in names]
        rows = frozenset(tuple(row[i] for i in places) for row in self.rows)
        apart = math.prod(len({row[i] for row in rows}) for i in range(len(places)))
        return Tie(tuple(self.names[i] for i in places), rows) if len(rows) < apart else None

    def left(self, name: str, told: tuple[tuple[Any, ...] | None, ...]) -> frozenset[Any]:
        """The values that a fact can have, given those that each of the names may have (None: any)."""
        found = self._left.get((name, told))
        if found is None:
            at = self.names.index(name)
            found = self._left[name, told] = frozenset(
                row[at]
                for row in self.rows
                if all(o is None or v in o for v, o in zip(row, told, strict=True))
            )
        return found


class Catalogue(Mapping[str, FactDef]):
    """All facts by name, and which of them lean on one another (each in one tie at most)."""

    def __init__(self, definitions: tuple[FactDef, ...], ties: tuple[Tie, ...] = ()) -> None:
        self._by_name = {d.name: d for d in definitions}
        self.ties = ties
        if len(self._by_name) < len(definitions):
            raise ValueError("two facts have the same name")
        self._parts: dict[str, list[str]] = {}
        for d in definitions:
            if d.part_of:
                self._parts.setdefault(d.part_of, []).append(d.name)

    def parts_of(self, name: str) -> list[str]:
        """The numbers that are parts of a number."""
        return self._parts.get(name, [])

    def __getitem__(self, name: str) -> FactDef:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name
