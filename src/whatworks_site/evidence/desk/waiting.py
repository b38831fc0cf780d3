"""What waits for a person, as the apps above this one tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Section(StrEnum):
    """Where on the first page a thing stands."""

    NEED = "need"
    CARRY_ON = "carry on"
    OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits: what to do, why, and where."""

    section: Section
    title: str
    words: str = ""
    href: str = ""
    status: str = ""
    kind: str = ""
    """How the status is set: "", help, harm or open."""
    action: str = "Begin"
    """What the button says where this comes first."""
    count: int = 1

    @property
    def hint(self) -> str:
        """The words, under the name that a task list has for them."""
        return self.words


Asked = Callable[[Any], Iterable[Waiting]]
_asked: list[Asked] = []


def register_waiting(function: Asked) -> Asked:
    """Have this asked, too, what waits for a person. Each app does it once, when it is ready."""
    if function not in _asked:
        _asked.append(function)
    return function


def waits_for(user: Any) -> tuple[Waiting, ...]:
    """Everything that the apps say waits for this person, in the order in which they say it."""
    return tuple(each for ask in _asked for each in ask(user))
