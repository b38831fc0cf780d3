"""Each study boiled down to the answers that it can give to what rules ask of every study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from whatworks.terms import Fact, Tri

from .apart import Counted, components
from .checks import predicates
from .completing import Completing
from .evaluate import NOWHERE, Evaluator, Place, StudyMemo, Within
from .kleene import FALSE, UNKNOWN
from .language import Exists, Name, Node, walk
from .pending import pending
from .rulebook import Rulebook
from .world import StudyFacts, World

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
        linked = [self._with_wholes(book.facts_of(node)) for node, _ in questions]
        self.parts = [] if completing.sums or not self.suffice else components(linked)
        """Questions by place, those that share a fact together; empty where all must be asked at once."""
        self.part_facts = [sorted(frozenset().union(*(linked[i] for i in places))) for places in self.parts]
        self._by_part: dict[object, list[tuple[Answers, StudyFacts]]] = {}
        self._found: dict[int, tuple[StudyFacts, dict[tuple[Answers, object], StudyFacts]]] = {}
        self._twins: dict[int, StudyFacts] = {}
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
        return tuple(self._profiles(study).values())

    def answers_of(self, study: StudyFacts) -> frozenset[object]:
        """What a study can answer: equal for two studies where they can give the same sets of answers."""
        if len(self.parts) > 1:
            by_parts = self._found_by_parts(self._twins.get(id(study), study))
            return frozenset(
                (i, frozenset(answers for answers, _ in found)) for i, found in enumerate(by_parts)
            )
        return frozenset(self._profiles(study))

    def twin(self, study: StudyFacts, of: StudyFacts) -> None:
        """Let a study have the profiles of another with the same facts."""
        self._twins[id(study)] = of

    def _profiles(self, study: StudyFacts) -> dict[tuple[Answers, object], StudyFacts]:
        if id(study) not in self._found:
            seen: dict[tuple[Answers, object], StudyFacts] = {}
            if id(study) in self._twins:
                other = self._profiles(self._twins[id(study)])
                seen.update((key, self._like(study, profile)) for key, profile in other.items())
            elif len(self.parts) > 1:
                seen.update(self._by_parts(study))
            else:
                self._explore(World({}, (study,)), (UNKNOWN,) * len(self.questions), seen)
            self._found[id(study)] = (study, seen)
        return self._found[id(study)][1]

    def _found_by_parts(self, study: StudyFacts) -> list[list[tuple[Answers, StudyFacts]]]:
        """For each part of the questions: the answers that the study can give, with a completion for each."""
        found = []
        for number, places in enumerate(self.parts):
            told = tuple(_content(study.facts.get(n)) for n in self.part_facts[number])
            key = (number, study.study, told)
            if key not in self._by_part:
                seen: dict[tuple[Answers, object], StudyFacts] = {}
                before = tuple(UNKNOWN if i in places else FALSE for i in range(len(self.questions)))
                self._explore(World({}, (study,)), before, seen)
                self._by_part[key] = [(answers, profile) for (answers, _), profile in seen.items()]
            found.append(self._by_part[key])
        return found

    def _by_parts(self, study: StudyFacts) -> Iterator[tuple[tuple[Answers, object], StudyFacts]]:
        """Every profile, put together from those of questions that have no fact in common."""
        found = self._found_by_parts(study)
        where = {i: part for part, places in enumerate(self.parts) for i in places}
        for chosen in product(*found):
            answers = tuple(chosen[where[i]][0][i] for i in range(len(self.questions)))
            completed = {n: f for _, profile in chosen for n, f in profile.completed.items()}
            yield (answers, ()), StudyFacts(study.study, study.facts, completed)

    def _like(self, study: StudyFacts, profile: StudyFacts) -> StudyFacts:
        completed = {n: replace(f, subject=study.study) for n, f in profile.completed.items()}
        found = StudyFacts(study.study, study.facts, completed)
        if id(profile) in self.memo:
            self.memo[id(found)] = (found, self.memo[id(profile)][1])
        return found

    def _explore(self, world: World, before: Answers, seen: dict[tuple[Answers, object], StudyFacts]) -> None:
        evaluator = Evaluator(self.book, world, None, {}, self.memo)
        (study,) = world.studies
        answers = tuple(
            evaluator.value(n, study.study, w) if a is UNKNOWN else a
            for a, (n, w) in zip(before, self.questions, strict=True)
        )
        place = self._to_cut(evaluator, study)
        if place is None:
            sizes = tuple(self._size(evaluator, n, study.study) for n in sorted(self.completing.sums))
            if all((fill, sizes) in seen for fill in _fills(answers)):
                return
            place = self._next(evaluator, answers, study.study)
            if place is None:
                seen[answers, sizes] = study
                return
        settled = {k: v for k, v in self.memo.get(id(study), (study, {}))[1].items() if v is not UNKNOWN}
        for completed in self.counted.in_order(study, self.completing.completions(evaluator, place)):
            supposed = world.supposing(completed)
            self.memo[id(supposed.studies[0])] = (supposed.studies[0], dict(settled))
            self._explore(supposed, answers, seen)

    def _to_cut(self, evaluator: Evaluator, study: StudyFacts) -> Place | None:
        """A number both summed and compared, that is still to be cut into cells."""
        for name in self.cut_first:
            if name not in study.completed and not evaluator.span(name, study.study, NOWHERE).is_point:
                return (study.study, name)
        return None

    def _size(self, evaluator: Evaluator, name: str, study: str) -> object:
        span = evaluator.span(name, study, NOWHERE)
        return (span.low, span.high)

    def _next(self, evaluator: Evaluator, answers: Answers, study: str) -> Place | None:
        for (node, within), value in zip(self.questions, answers, strict=True):
            if value is UNKNOWN:
                for item in pending(evaluator, node, study, within):
                    if isinstance(item, tuple):
                        return item
        return self._disputed(evaluator, study)

    def _disputed(self, evaluator: Evaluator, study: str) -> Place | None:
        """A size that is one of several numbers."""
        for name in sorted(self.completing.sums):
            fact, _ = evaluator.read(name, study, NOWHERE)
            if fact.options:
                return (study, name)
        return None


def _fills(answers: Answers) -> Iterator[Answers]:
    return product(*((Tri.TRUE, Tri.FALSE) if a is UNKNOWN else (a,) for a in answers))


def _content(fact: Fact | None) -> tuple[object, ...] | None:
    if fact is None:
        return None
    return (fact.value, type(fact.value), fact.unknown, fact.options, fact.low, fact.high, fact.unit)
