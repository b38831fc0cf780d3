"""Worlds that the rules cannot tell apart, so that what was found of one is found again in the next.

What rules see of a study is the content of some of its facts, whatever the study is called and wherever a
fact was read; of a number that is only compared with plain numbers, they see between which two of those it
lies. Two studies with the same content are in one *state*. Two states between which no rule can tell, because
the answers they can give are the same, *show* the same. The levels that a world leaves open rest on no more
than what its studies show, and on which of them share what tells studies apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from whatworks.terms import Fact, UnknownKind

from .completing import known
from .counting import Adds, Pair, Settle, Ways
from .gaps import Gaps, gaps_of
from .possible import Memory
from .scenes import Contents, Ground, Scene, State
from .world import SET, Content, StudyFacts, World, content_of

MOST_TRIED = 12
"""Ways of a study that is added in which an example is tried."""


class Sight:
    """Looks at worlds as a memory's rules see them. `also` names facts of the set that moves look at."""

    def __init__(self, memory: Memory, also: Collection[str] = ()) -> None:
        self.memory, self.book = memory, memory.book
        profiles, catalogue = memory.profiles, memory.book.catalogue
        self.gaps: Mapping[str, Gaps] = gaps_of(memory.book, memory.completing.rules, memory.sums, also)
        self.names = tuple(n for n in profiles.relevant if catalogue[n].of == "study")
        asked = frozenset().union(*(self.book.facts_of(r) for r in memory.completing.rules))
        of_set = {n for n in asked if catalogue[n].of == "set"}
        self.set_names = tuple(sorted(of_set | (set(also) if of_set & set(also) else set())))
        self.apart = tuple(sorted(profiles.apart))
        self._states: dict[Contents, State] = {}
        self._grounds: dict[object, Ground] = {}
        self._raw: dict[Contents, State] = {}
        self._shows: dict[object, int] = {}
        self.shown: list[Adds | None] = []
        """What each thing that a state may show adds to the sums of a set; None where that is not plain."""
        self._placed: dict[tuple[int, str, object], StudyFacts] = {}

    @property
    def size(self) -> int:
        """How much is kept."""
        return len(self._raw) + len(self._states) + len(self._placed) + len(self._grounds)

    def state(self, study: StudyFacts) -> State:
        """What the rules see of a study."""
        contents = study.contents
        raw = tuple([contents.get(n) for n in self.names])
        found = self._raw.get(raw)
        if found is None:
            found = self._raw[raw] = self._state(raw)
        return found

    def _state(self, raw: Contents) -> State:
        contents = self._seen(self.names, raw)
        state = self._states.get(contents)
        if state is None:
            state = State(len(self._states), repr(contents), contents, self._show)
            self._states[contents] = state
        return state

    def _seen(self, names: tuple[str, ...], raw: Contents) -> Contents:
        return tuple(self._see(n, c) for n, c in zip(names, raw, strict=True))

    def _see(self, name: str, content: Content | None) -> Content | None:
        return self.gapped(name, content, self.gaps)

    def gapped(self, name: str, content: Content | None, gaps: Mapping[str, Gaps]) -> Content | None:
        """The content of a fact, with a number put where it stands for all of its gap, if it has gaps."""
        if content is None:
            return None
        value, kind, unknown, options, low, high, unit = content
        unit = unit if name in self.memory.sums else None
        own = gaps.get(name)
        if own is not None and not options:
            value, low, high = own.place(value), own.place(low), own.place(high)
            kind = type(value)
        if unknown is UnknownKind.NOT_SOUGHT and not options and (low, high, unit) == _NO_BOUNDS:
            return None
        return (value, kind, unknown, options, low, high, unit)

    def _show(self, state: State) -> int:
        """States are shown by the answers they can give, and by the sizes that go with them."""
        profiles = self.memory.profiles
        if not profiles.suffice:
            return state.number
        told = dict(zip(self.names, state.contents, strict=True)).get
        leaves = profiles.leaves_of(told, lambda: self.placed(state, "s0", None))
        adds = self.memory.counting.adds(leaves, told) if self.memory.counting.can else None
        state.adds = adds
        if adds is not None:
            what: object = (frozenset(adds.pairs), adds.units)
        else:
            sizes = tuple(told(n) for n in sorted(self.memory.sums))
            what = ("leaves", tuple(leaf.kind for leaf in leaves), sizes)
        number = self._shows.setdefault(what, len(self._shows))
        if number == len(self.shown):
            self.shown.append(adds)
        return number

    def ground(self, world: World) -> Ground:
        """What the rules see of the set's own facts."""
        raw = tuple([world.contents.get(n) for n in self.set_names])
        rivals = tuple({tuple([_content(r.get(n)) for n in self.set_names]): None for r in world.rivals})
        found = self._grounds.get((raw, rivals))
        if found is None:
            contents = self._seen(self.set_names, raw)
            told = tuple(dict.fromkeys(self._seen(self.set_names, r) for r in rivals))
            told = told if len(told) > 1 else ()
            found = self._grounds.get((contents, told, "seen"))
            if found is None:
                found = Ground(len(self._grounds), contents, told)
                self._grounds[contents, told, "seen"] = found
            self._grounds[raw, rivals] = found
        return found

    def scene(self, world: World) -> Scene:
        """A world as the rules see it."""
        studies = world.studies
        return self.arranged(
            self.ground(world), [self.state(s) for s in studies], [self.told_apart(s) for s in studies],
            [s.study for s in studies],
        )  # fmt: skip

    def told_apart(self, study: StudyFacts) -> Contents:
        """What tells a study apart from others."""
        return tuple([study.contents.get(n) for n in self.apart])

    def arranged(
        self,
        ground: Ground,
        states: Sequence[State],
        told: Sequence[tuple[Content | None, ...]],
        called: Sequence[str],
    ) -> Scene:
        """The studies in an order that names have no part in, but where nothing else tells them apart."""
        groups = self.blocks(told)
        order = self.ordered([s.order for s in states], groups, called)
        return Scene(
            ground,
            tuple(states[i] for i in order),
            self.renumbered([groups[i] for i in order]),
            tuple(called[i] for i in order),
        )

    def ordered(self, tags: Sequence[str], groups: Sequence[object], called: Sequence[str]) -> list[int]:
        """An order by tags and groups; by names only between those that are the same in both."""
        shared: dict[object, list[int]] = {}
        for i, group in enumerate(groups):
            shared.setdefault((i,) if group is None else group, []).append(i)
        rank: dict[int, tuple[list[str], str, str, str, str]] = {}
        for members in shared.values():
            within = sorted(tags[i] for i in members)
            first = min(called[i] for i in members)
            for i in members:
                told = repr(groups[i]) if isinstance(groups[i], tuple) else ""
                rank[i] = (within, told, first, tags[i], called[i])
        return sorted(range(len(tags)), key=lambda i: rank[i])

    @staticmethod
    def renumbered(groups: Iterable[object]) -> tuple[object, ...]:
        """The groups numbered in the order in which they come."""
        new: dict[object, int] = {}
        return tuple(new.setdefault(g, len(new)) if isinstance(g, int) else g for g in groups)

    def blocks(self, told: Sequence[Contents]) -> list[object]:
        """Of each study: None where nothing joins it to another, else a number, or what is told."""
        if not self.apart or (len(told) < 2 and not any(_in_doubt(t) for t in told)):
            return [None] * len(told)
        if len(self.apart) > 1 or not self.memory.profiles.suffice:
            return [("told", t) for t in told]
        if any(t[0] is not None and t[0][3] for t in told):  # sources disagree: the names themselves matter
            return [("told", t) for t in told]
        met: dict[object, int] = {}
        for (content,) in told:
            if content is not None and content[2] is None:
                met[content[0]] = met.get(content[0], 0) + 1
        number = {value: i for i, value in enumerate(v for v, times in met.items() if times > 1)}
        return [_group(content, number) for (content,) in told]

    def simplified(self, scene: Scene) -> Scene:
        """The scene with one state in place of all that show the same, between which no rule can tell."""
        first: dict[int, State] = {}
        for state in scene.states:
            kept = first.setdefault(state.shows, state)
            if state.order < kept.order:
                first[state.shows] = state
        states = tuple(first[s.shows] for s in scene.states)
        return Scene(scene.ground, states, scene.groups, scene.called)

    def counted(self, scene: Scene, settle: Settle) -> frozenset[str] | None:
        """The outcomes possible in a scene, by counting; None where counting cannot tell."""
        counting = self.memory.counting
        if not counting.can or scene.ground.rivals:
            return None
        needed = len(scene.states) > 1 and counting.features.blocks
        groups = [g if needed else None for g in scene.groups]
        if any(isinstance(g, tuple) for g in groups):  # nobody knows which studies share a name
            return None

        def made(ways: Mapping[int, Ways] | None) -> World:
            if ways is None:
                return World(self._facts(scene.ground.contents), ())
            world = self.world(scene)
            studies = tuple(self.memory.profiles.made(s, ways[i]) for i, s in enumerate(world.studies))
            return World(world.facts, studies)

        adds = [self.shown[s.shows] for s in scene.states]
        return counting.outcomes_of(scene.ground.number, adds, groups, made, settle)

    def examples(self, ground: Ground, states: Sequence[State], settle: Settle) -> list[tuple[Pair, ...]]:
        """For each outcome possible, what each study adds where it comes about, if counting can tell.

        Of studies of which no two share, or may share, what tells studies apart.
        """
        adds = [self.shown[s.shows] for s in states]
        told = [a for a in adds if a is not None]
        if not self._can_count(ground) or len(told) < len(adds) or len({a.units for a in told}) > 1:
            return []
        return self.memory.counting.examples(ground.number, told, self._alone(ground), settle)

    def of_examples(
        self, ground: Ground, before: Sequence[State], states: Sequence[State],
        examples: Iterable[Sequence[Pair]], settle: Settle,
    ) -> Iterator[frozenset[str]]:  # fmt: skip
        """The outcomes in those of the examples that studies can still give, whatever any others add.

        Args:
            ground: the set's own facts.
            before: the states that the studies were in where the examples come from.
            states: the states that they are in now, and after them those of any further studies, which are
                all in one state.
            examples: what each of the studies adds.
            settle: the outcomes of a world.
        """
        if not self._can_count(ground) or not examples:
            return None
        further = [self.shown[s.shows] for s in states[len(before) :]]
        units = {adds.units for adds in (*further, *map(self._adds_of, before)) if adds is not None}
        if any(adds is None for adds in further) or len(units) > 1:
            return None
        for example in examples:
            pairs = [self._still(*each) for each in zip(before, states, example, strict=False)]
            told = [pair for pair in pairs if pair is not None]
            if len(told) == len(before):
                for pair in list(further[0].pairs)[:MOST_TRIED] if further and further[0] else [None]:
                    all_ = told if pair is None else [*told, *[pair] * len(further)]
                    yield self.memory.counting.of_example(ground.number, all_, self._alone(ground), settle)

    def _still(self, before: State, now: State, pair: Pair) -> Pair | None:
        """What a study adds in one state where it turns out as it did in another; None if that cannot be."""
        adds = self._adds_of(before)
        if adds is None or pair not in adds.pairs:
            return None
        if before is now:
            return pair
        if now.is_looked_at:
            others = self._adds_of(now)
            return pair if others and others.units == adds.units and pair in others.pairs else None
        key = (before.number, pair)
        if key not in now.tried:
            now.tried[key] = self._turned_out(before, now, adds.pairs[pair])
        return now.tried[key]

    @staticmethod
    def _adds_of(state: State) -> Adds | None:
        """What a state adds, with ways of its own; it is told with what the state shows."""
        return state.adds if state.shows >= 0 else None

    def _turned_out(self, before: State, now: State, ways: Ways) -> Pair | None:
        profiles = self.memory.profiles
        other = {n for n, a, b in zip(self.names, before.contents, now.contents, strict=True) if a != b}
        completed = {n: f for way in ways for n, f in way.completed.items() if n not in other}
        if other & self.memory.sums or (profiles.leaning(other) - other) & completed.keys():
            return None
        study = self.placed(now, "s0", None)
        bounded = {n for n in other if n in study.facts and not study.facts[n].is_known}
        for name in other:
            fact = study.facts.get(name)
            if fact is not None and name in bounded:
                if profiles.leaning({name}) & (bounded - {name}):  # not each at its end by itself
                    return None
                end = fact.low if fact.low is not None else fact.high
                if fact.options or end is None:
                    return None
                completed[name] = known(fact, end)
        told = dict(zip(self.names, now.contents, strict=True)).get
        return self.memory.counting.pair_of(profiles.made_of(study, completed), ways, told)

    def _can_count(self, ground: Ground) -> bool:
        return self.memory.counting.can and not ground.rivals

    def _alone(self, ground: Ground) -> Callable[[object], World]:
        return lambda ways: World(self._facts(ground.contents), ())

    def world(self, scene: Scene) -> World:
        """A world that the rules see as this scene, its studies called s0, s1 and so on."""
        return World(
            self._facts(scene.ground.contents),
            tuple(
                self.placed(state, f"s{i}", group)
                for i, (state, group) in enumerate(zip(scene.states, scene.groups, strict=True))
            ),
            rivals=tuple(self._facts(r) for r in scene.ground.rivals),
        )

    def _facts(self, contents: Contents) -> dict[str, Fact]:
        pairs = zip(self.set_names, contents, strict=True)
        return {n: _fact(n, SET, c) for n, c in pairs if c is not None}

    def placed(self, state: State, called: str, group: object) -> StudyFacts:
        """A study in a state, under a name: one and the same each time."""
        key = (state.number, called, group)
        found = self._placed.get(key)
        if found is None:
            pairs = zip(self.names, state.contents, strict=True)
            facts = {n: _fact(n, called, c) for n, c in pairs if c is not None}
            for at, name in enumerate(self.apart):
                fact = self.telling(name, called, group, at)
                if fact is not None and name not in facts:
                    facts[name] = fact
            found = self._placed[key] = StudyFacts(called, facts)
            self.memory.studies[id(found)] = (found, state.answers)
        return found

    def telling(self, name: str, called: str, group: object, at: int) -> Fact | None:
        """The fact that tells a study apart, or joins it to its group; `at` is its place in `apart`."""
        if group is None:
            return Fact(name=name, subject=called, value=f"of {called} alone")
        if isinstance(group, tuple) and group[0] == "told":
            content = group[1][at]
            return None if content is None else _fact(name, called, content)
        if isinstance(group, tuple):
            return Fact(name=name, subject=called, unknown=group[1])
        return Fact(name=name, subject=called, value=f"shared {group}")


def _group(content: Content | None, number: Mapping[object, int]) -> object:
    if content is None or content[2] is not None:
        return ("doubt", content[2] if content else UnknownKind.NOT_SOUGHT)
    return number.get(content[0])


def _in_doubt(told: Contents) -> bool:
    return any(c is None or c[2] is not None for c in told)


def _content(fact: Fact | None) -> Content | None:
    return None if fact is None else content_of(fact)


def _fact(name: str, subject: str, content: Content) -> Fact:
    value, _, unknown, options, low, high, unit = content
    return Fact(
        name=name,
        subject=subject,
        value=value,
        unknown=unknown,
        options=options,
        low=low,
        high=high,
        unit=unit,
    )


_NO_BOUNDS = (None, None, None)
