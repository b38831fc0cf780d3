"""Each study boiled down to the answers that it can give to what rules ask of every study."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product

from whatworks.terms import Fact, Tri

from .apart import Counted, components
from .checks import predicates
from .completing import Completing
from .evaluate import NOWHERE, Evaluator, Place, StudyMemo, Within
from .kleene import FALSE, UNKNOWN
from .language import Exists, Name, Node, walk
from .pending import pending
from .reads import Read, Reads, Told
from .residue import Residue
from .rulebook import Rulebook
from .world import Content, StudyFacts, World, content_of, suppose

Question = tuple[Node, Within]
"""What is asked of each study, and where it is asked."""
Answers = tuple[Tri, ...]


def questions_of(book: Rulebook, rules: Sequence[Node], eligible: str | None) -> tuple[Question, ...]:
    """All that rules over the set ask of a study, each once."""
    found: dict[Question, None] = {}
    if eligible:
        found[Name(eligible), NOWHERE] = None
    places = [(c.rule, Within(c)) for c in book.values() if c.of == "set"]
    for rule, within in [*places, *((r, NOWHERE) for r in rules)]:
        for node in walk(rule):
            for predicate in predicates(node):
                named = isinstance(predicate, Name) and predicate.name in book
                for place in (NOWHERE,) if named else (within, within.turned(-1)):
                    found[predicate, place] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which the open facts of a study may turn out, as far as one part of the questions goes."""

    answers: Answers
    sizes: object
    completed: Mapping[str, Fact]
    settled: Mapping[str, Tri]
    """What criteria say of it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Every way that tells apart what one part of the questions asks."""

    kind: int
    """Equal where the same answers can be given."""
    number: int
    """Its own."""
    ways: tuple[Way, ...]


Found = dict[tuple[Answers, object], Way]


class Profiles:
    """Finds the profiles of studies, and which studies cannot be told apart by the rules."""

    def __init__(
        self, book: Rulebook, questions: tuple[Question, ...], completing: Completing, memo: StudyMemo
    ) -> None:
        self.book, self.questions, self.completing, self.memo = book, questions, completing, memo
        self.apart = frozenset(
            n.apart for rule in self._rules() for n in walk(rule) if isinstance(n, Exists) and n.apart
        )
        asked = frozenset().union(*(book.facts_of(node) for node, _ in questions))
        self.relevant = tuple(sorted(self._with_wholes(asked | completing.sums)))
        """Every fact of a study that can matter, but for those that only tell studies apart."""
        self.cut_first = tuple(sorted(n for n in completing.sums & asked if completing.is_cut(n)))
        self.suffice = not (asked & self.apart) and all(
            book.catalogue[n].of == "study" for n in asked
        ) and not any(predicates(n) for node, _ in questions for n in book.walk(node))  # fmt: skip
        """Whether what rules see of a study depends on nothing but that study."""
        self.counted = Counted(book, self._rules())
        self._residue = Residue(book, self.counted)
        linked = [self._with_wholes(book.facts_of(node)) for node, _ in questions]
        self.parts = [] if completing.sums or not self.suffice else components(linked)
        """Questions by place, those that share a fact together; empty where all must be asked at once."""
        self._part_of = {i: part for part, places in enumerate(self.parts) for i in places}
        self._kept: dict[object, Reads[Leaf]] = {}
        self._after: dict[object, Reads[Found]] = {}
        self._kinds_of_leaves: dict[object, int] = {}
        self._count = count()
        self._found: dict[int, tuple[StudyFacts, tuple[StudyFacts, ...]]] = {}
        self._kinds: dict[int, tuple[StudyFacts, tuple[object, ...]]] = {}
        self._met: dict[tuple[object, ...], StudyFacts] = {}

    def _rules(self) -> Iterator[Node]:
        yield from (c.rule for c in self.book.values())
        yield from self.completing.rules

    def _with_wholes(self, names: frozenset[str]) -> frozenset[str]:
        """The names with all that bounds them: wholes, their other parts, and what leans on one another."""
        catalogue, ties = self.book.catalogue, self.book.ties
        names = names.union(*(ties[n].names for n in names if n in ties))
        wholes = {catalogue[n].part_of or n for n in names}
        return names | wholes | {p for w in wholes for p in catalogue.parts_of(w)}

    def same(self, study: StudyFacts) -> StudyFacts:
        """The study as met before with the same facts, so that what was found of it is found again."""
        apart = tuple(_content(study.facts.get(n)) for n in sorted(self.apart))
        return self._met.setdefault((study.study, self._told(study), apart), study)

    def kind(self, study: StudyFacts, world: World) -> object:
        """Equal for studies that the rules cannot tell apart, before anything is supposed of them."""
        return (self._told(study), tuple(self._group(n, study, world) for n in sorted(self.apart)))

    def _told(self, study: StudyFacts) -> tuple[object, ...]:
        if id(study) not in self._kinds:
            self._kinds[id(study)] = (study, tuple(_content(study.facts.get(n)) for n in self.relevant))
        return self._kinds[id(study)][1]

    def _group(self, name: str, study: StudyFacts, world: World) -> object:
        """How a study stands to the others by a fact that tells them apart: alone, or with which."""
        fact = study.completed.get(name) or study.facts.get(name)
        if fact is None or not fact.is_known:
            return (fact.unknown, fact.options) if fact else None
        others = (s for s in world.studies if s is not study)
        told = (s.completed.get(name) or s.facts.get(name) for s in others)
        alone = all(f is not None and f.is_known and f.value != fact.value for f in told)
        return "alone" if alone else ("with", fact.value)

    def of(self, study: StudyFacts) -> tuple[StudyFacts, ...]:
        """One completion of a study for each set of answers it can give."""
        if id(study) not in self._found:
            found = tuple(
                self.made(study, ways) for ways in product(*(leaf.ways for leaf in self.leaves(study)))
            )
            self._found[id(study)] = (study, found)
        return self._found[id(study)][1]

    def leaves(self, study: StudyFacts) -> tuple[Leaf, ...]:
        """What is found of a study: a leaf for each part of the questions that shares no fact."""
        facts = study.facts
        return self.leaves_of(lambda name: _content(facts.get(name)), lambda: study)

    def leaves_of(self, told: Told, study: Callable[[], StudyFacts]) -> tuple[Leaf, ...]:
        """The same of a study that is only made where nothing is found of what it tells."""
        loose = tuple(n for n in sorted(self.completing.sums) if (c := told(n)) is None or c[2] is not None)
        return tuple(
            self._reads(number, loose).get(told) or self._found_of(number, loose, told, study())
            for number in range(max(1, len(self.parts)))
        )

    def _reads(self, number: int, loose: tuple[str, ...]) -> Reads[Leaf]:
        return self._kept.setdefault((number, loose), Reads())

    def _found_of(self, number: int, loose: tuple[str, ...], told: Told, study: StudyFacts) -> Leaf:
        """Explore what a study can answer to one part of the questions, and keep it under what was read."""
        places = set(self.parts[number]) if self.parts else set(range(len(self.questions)))
        read = Read(study.facts)
        before = tuple(UNKNOWN if i in places else FALSE for i in range(len(self.questions)))
        start = StudyFacts(study.study, read)
        found = self._explore(start, before, (number, loose, read), {})
        seen = {(w.answers, w.sizes): w for w in found.values()}
        ways = tuple(seen.values())
        kind = (number, loose, frozenset(seen))
        leaf = Leaf(
            self._kinds_of_leaves.setdefault(kind, len(self._kinds_of_leaves)), next(self._count), ways
        )
        self._reads(number, loose).keep(read.names, told, leaf)
        return leaf

    def answers(self, ways: Sequence[Way]) -> Answers:
        """The answers to all questions, put together from those to each part."""
        if len(ways) == 1:
            return ways[0].answers
        return tuple(ways[self._part_of[i]].answers[i] for i in range(len(self.questions)))

    def made(self, study: StudyFacts, ways: Sequence[Way]) -> StudyFacts:
        """The study as completed in some ways."""
        completed = {
            n: f if f.subject == study.study else replace(f, subject=study.study)
            for way in ways for n, f in way.completed.items()
        }  # fmt: skip
        found = StudyFacts(study.study, study.facts, completed)
        self.memo[id(found)] = (found, {k: v for way in ways for k, v in way.settled.items()})
        return found

    def leaning(self, names: Collection[str]) -> frozenset[str]:
        """The names with all that bounds them, or leans on them."""
        return self._with_wholes(frozenset(names))

    def made_of(self, study: StudyFacts, completed: Mapping[str, Fact]) -> StudyFacts:
        """The study with some of its open facts supposed."""
        facts = {n: replace(f, subject=study.study) for n, f in completed.items()}
        return StudyFacts(study.study, study.facts, facts)

    def answers_of(self, study: StudyFacts) -> Answers:
        """What a study answers, as far as it is settled."""
        evaluator = Evaluator(self.book, World({}, (study,)), None, {}, {})
        return tuple([evaluator.value(node, study.study, within) for node, within in self.questions])

    def _explore(
        self, study: StudyFacts, before: Answers, part: tuple[int, tuple[str, ...], Read],
        settled: dict[str, Tri], sizes: tuple[object, ...] | None = None,
    ) -> Found:  # fmt: skip
        """Every way in which a study may turn out, by what it answers.

        `part` is the part of the questions, the sizes that are not known, and the facts as they are read;
        `settled` what criteria are known to say, `sizes` those sizes where nothing more can touch them.
        """
        number, loose, read = part
        memo: StudyMemo = {id(study): (study, dict(settled))}
        evaluator = Evaluator(self.book, World({}, (study,)), None, {}, memo)
        answers = tuple(
            [
                evaluator.value(n, study.study, w) if a is UNKNOWN else a
                for a, (n, w) in zip(before, self.questions, strict=True)
            ]
        )
        here = _settled(memo, study)
        if sizes is None:
            place = self._to_cut(evaluator, study, loose)
            if place is not None:
                return self._branch(evaluator, study, answers, place, part, here, None)
            told = tuple([self._size(evaluator, n, study.study) for n in loose])
        else:
            told = sizes
        left = zip(self.questions, answers, strict=True)
        open_ = tuple([a is UNKNOWN for a in answers])
        residue, touched = self._residue.key(evaluator, study, left, loose if sizes is None else ())
        key = (number, loose, open_, told if touched else None, residue)
        reads = self._after.setdefault(key, Reads())
        after = reads.get(lambda name: _content(read.get(name)))
        if after is None:
            read.begin()
            place = self._next(evaluator, answers, study.study, loose if touched else ())
            if place is None:
                after = {(answers, told): Way(answers, told, study.completed, here)}
            else:
                kept = None if touched else told
                after = self._branch(evaluator, study, answers, place, part, here, kept)
            after = {k: _beyond(w, study, here) for k, w in after.items()}
            names = read.end()
            reads.keep(names, lambda name: _content(dict.get(read, name)), after)
        found: Found = {}
        for way in after.values():
            whole = tuple([b if a is UNKNOWN else a for a, b in zip(answers, way.answers, strict=True)])
            ends = way.sizes if touched else told
            found[whole, ends] = Way(
                whole, ends, {**study.completed, **way.completed}, {**way.settled, **here}
            )
        return found

    def _branch(  # noqa: PLR0917 - where the search stands
        self, evaluator: Evaluator, study: StudyFacts, answers: Answers, place: Place,
        part: tuple[int, tuple[str, ...], Read], settled: dict[str, Tri], sizes: tuple[object, ...] | None,
    ) -> Found:  # fmt: skip
        """What is found for each value of one open fact, the first for each set of answers."""
        found: Found = {}
        for fact in self.counted.in_order(study, self.completing.completions(evaluator, place)):
            for key, way in self._explore(suppose(study, fact), answers, part, settled, sizes).items():
                found.setdefault(key, way)
        return found

    def _to_cut(self, evaluator: Evaluator, study: StudyFacts, loose: tuple[str, ...]) -> Place | None:
        """A number both summed and compared, that is still to be cut into cells."""
        for name in self.cut_first:
            if (
                name in loose
                and name not in study.completed
                and not evaluator.span(name, study.study, NOWHERE).is_point
            ):
                return (study.study, name)
        return None

    def _size(self, evaluator: Evaluator, name: str, study: str) -> object:
        span = evaluator.span(name, study, NOWHERE)
        return (span.low, span.high)

    def _next(
        self, evaluator: Evaluator, answers: Answers, study: str, loose: tuple[str, ...]
    ) -> Place | None:
        for (node, within), value in zip(self.questions, answers, strict=True):
            if value is UNKNOWN:
                for item in pending(evaluator, node, study, within):
                    if isinstance(item, tuple):
                        return item
        return self._disputed(evaluator, study, loose)

    def _disputed(self, evaluator: Evaluator, study: str, loose: tuple[str, ...]) -> Place | None:
        """A size that is one of several numbers."""
        for name in loose:
            fact, _ = evaluator.read(name, study, NOWHERE)
            if fact.options:
                return (study, name)
        return None


def _settled(memo: StudyMemo, study: StudyFacts) -> dict[str, Tri]:
    """What criteria say of a study whatever is supposed of it further."""
    return {k: v for k, v in memo.get(id(study), (study, {}))[1].items() if v is not UNKNOWN}


def _beyond(way: Way, study: StudyFacts, settled: Mapping[str, Tri]) -> Way:
    """A way, without what was supposed and settled before."""
    completed = {n: f for n, f in way.completed.items() if n not in study.completed}
    return Way(way.answers, way.sizes, completed, {k: v for k, v in way.settled.items() if k not in settled})


def _content(fact: Fact | None) -> Content | None:
    return None if fact is None else content_of(fact)
