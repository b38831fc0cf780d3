"""What was found by reading some of a study's facts, found again for every study that reads the same there.

Working out what a study can answer reads its facts one by one, and which is read next rests only on what was
read before. So a result is kept under what was read and nothing else: facts that no rule came to look at,
because others had settled it, are of no account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from whatworks.terms import Fact

from .world import Content

Found = TypeVar("Found")
Told = Callable[[str], Content | None]
"""The content of a fact, by its name."""


class Read(dict[str, Fact]):
    """Facts by name that note which of them are looked at, in order."""

    def __init__(self, facts: Any) -> None:
        super().__init__(facts)
        self.names: dict[str, None] = {}
        self._outer: list[dict[str, None]] = []

    def begin(self) -> None:
        """Note what is looked at from here by itself."""
        self._outer.append(self.names)
        self.names = {}

    def end(self) -> dict[str, None]:
        """What was looked at since that began; it is noted as looked at in the whole as well."""
        inner, self.names = self.names, self._outer.pop()
        self.names.update(inner)
        return inner

    def get(self, name: str, default: Any = None) -> Any:
        """The fact, or the default."""
        self.names[name] = None
        return super().get(name, default)

    def __getitem__(self, name: str) -> Fact:
        """The fact."""
        self.names[name] = None
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        """Whether there is such a fact."""
        self.names[str(name)] = None
        return super().__contains__(name)


@dataclass(slots=True)
class _Place(Generic[Found]):
    """Where a fact is read, or where all that matters has been."""

    name: str | None = None
    found: Found | None = None
    next: dict[Content | None, _Place[Found]] = field(default_factory=dict)


class Reads(Generic[Found]):
    """What was found, by what was read."""

    def __init__(self) -> None:
        self._start: _Place[Found] | None = None
        self.size = 0

    def get(self, told: Told) -> Found | None:
        """What was found where the same was read; None where none was."""
        place = self._start
        while place is not None:
            if place.name is None:
                return place.found
            place = place.next.get(told(place.name))
        return None

    def keep(self, names: dict[str, None], told: Told, found: Found) -> None:
        """Keep what was found after these facts were read, in this order."""
        self.size += 1
        if self._start is None:
            self._start = _Place()
        place = self._start
        for name in names:
            if place.name is None:
                place.name = name
            if place.name != name:  # not read in one order: better not kept than kept wrongly
                return
            place = place.next.setdefault(told(name), _Place())
        if place.name is None:
            place.found = found
