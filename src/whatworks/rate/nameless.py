"""An evidence set without names: all that a rating's search looks at, and nothing of who said so or where.

Two sets that are the same but for the names and the order of their studies are one world here, so that what
was found of the one can be said of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whatworks.rules import SET, Content, Contents, Sight, StudyFacts, World
from whatworks.terms import Fact

from .follows import ARMS, OF_DESIGN

COUNTS = (*ARMS, "n_analysed", "n_randomised", "attrition_overall")
"""Facts of a study of which some follow from others."""


@dataclass(frozen=True)
class Nameless:
    """A world whose studies are called s0, s1 and so on, in an order that names have no part in."""

    world: World
    key: object
    """Equal for worlds that are the same but for names."""
    called: tuple[str, ...]
    """What each study is called in the world that this was made of."""


class Stripper:
    """Takes the names off worlds, and all that one scale's search does not look at."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.names = _with(sight.names, OF_DESIGN, ("design", *OF_DESIGN))
        self.names = _with(self.names, COUNTS, COUNTS)
        pooled = tuple(n for n in sight.set_names if n.startswith("pool."))
        self.set_names = _with(sight.set_names, pooled, ("pool.source", "pool.k"))
        self.set_names = _with(self.set_names, ("review.exists",), ("review.count",))
        exact = {*COUNTS, "pool.k"}
        self.gaps = {n: g for n, g in sight.gaps.items() if n not in exact}

    def strip(self, world: World) -> Nameless:
        """The world without names."""
        sight = self.sight
        contents = {s.study: self._contents(self.names, s.contents) for s in world.studies}
        groups = sight.blocks([sight.told_apart(s) for s in world.studies])
        order = sight.ordered(
            [repr(contents[s.study]) for s in world.studies], groups, [s.study for s in world.studies]
        )
        called = tuple(world.studies[i].study for i in order)
        shared = sight.renumbered([groups[i] for i in order])
        own = self._contents(self.set_names, world.contents)
        rivals = tuple(
            dict.fromkeys(
                self._contents(self.set_names, StudyFacts("", told).contents) for told in world.rivals
            )
        )
        key = (own, rivals, tuple(contents[s] for s in called), shared)
        bare = World(
            self._facts(SET, self.set_names, own),
            tuple(
                self._study(f"s{i}", contents[s], group)
                for i, (s, group) in enumerate(zip(called, shared, strict=True))
            ),
            rivals=tuple(self._facts(SET, self.set_names, told) for told in rivals),
        )
        return Nameless(bare, key, called)

    def _contents(self, names: tuple[str, ...], told: Mapping[str, Content]) -> Contents:
        return tuple([self.sight.gapped(n, told.get(n), self.gaps) for n in names])

    def _study(self, called: str, contents: Contents, group: object) -> StudyFacts:
        facts = self._facts(called, self.names, contents)
        for at, name in enumerate(self.sight.apart):
            fact = self.sight.telling(name, called, group, at)
            if fact is not None and name not in facts:
                facts[name] = fact
        return StudyFacts(called, facts)

    @staticmethod
    def _facts(subject: str, names: Iterable[str], contents: Contents) -> dict[str, Fact]:
        found = {}
        for name, content in zip(names, contents, strict=True):
            if content is not None:
                value, _, unknown, options, low, high, unit = content
                found[name] = Fact(
                    name=name, subject=subject, value=value, unknown=unknown, options=options, low=low,
                    high=high, unit=unit,
                )  # fmt: skip
        return found


def _with(names: Iterable[str], asked: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """The names, and more where one of those asked for is among them."""
    found = dict.fromkeys(names)
    if set(found) & set(asked):
        found.update(dict.fromkeys(more))
    return tuple(sorted(found))
