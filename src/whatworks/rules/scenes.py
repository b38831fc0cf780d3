"""What rules see of a study, of a set's own facts, and of a world as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from whatworks.terms import Tri

from .counting import Adds, Pair
from .world import Content

Contents = tuple[Content | None, ...]


@dataclass(eq=False, slots=True)
class State:
    """What the rules see of a study, whatever it is called."""

    number: int
    order: str
    """What it is sorted by: the same in every run."""
    contents: Contents
    look: Callable[[State], int]
    answers: dict[str, Tri] = field(default_factory=dict)
    learned: dict[object, State] = field(default_factory=dict)
    tried: dict[object, Pair | None] = field(default_factory=dict)
    """What it adds as others in part of whose facts it agrees would; see `Sight.of_examples`."""
    adds: Adds | None = None
    """What it adds to the sums of a set, each with ways of its own; told with what it shows."""
    _shows: int | None = None

    @property
    def is_looked_at(self) -> bool:
        """Whether what it shows is worked out."""
        return self._shows is not None

    @property
    def shows(self) -> int:
        """Equal for states between which no rule can tell; worked out when first asked for."""
        if self._shows is None:
            self._shows = self.look(self)
        return self._shows


@dataclass(eq=False, slots=True)
class Ground:
    """What the rules see of the set's own facts."""

    number: int
    contents: Contents
    rivals: tuple[Contents, ...]
    learned: dict[object, Ground] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Scene:
    """A world as the rules see it: its studies in an order that names have no part in."""

    ground: Ground
    states: tuple[State, ...]
    groups: tuple[object, ...]
    """Of each study: with which others it shares what tells studies apart; None for none."""
    called: tuple[str, ...]
    """What each study is called in the world that was looked at."""

    @property
    def content(self) -> object:
        """Equal for scenes that are the same but for names."""
        return (self.ground.number, tuple([s.number for s in self.states]), self.groups)

    @property
    def shown(self) -> object:
        """Equal for scenes between which no rule can tell."""
        shows = [s.shows for s in self.states]
        if any(g is not None for g in self.groups):
            return (self.ground.number, tuple(sorted(zip(shows, self.groups, strict=True), key=repr)))
        return (self.ground.number, tuple(sorted(shows)))
