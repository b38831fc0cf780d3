"""What is not known, and how much it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.rules import SET, World, known
from whatworks.terms import Fact, UnknownFact, UnknownKind

from .catalogue import CATALOGUE
from .question import LOOKS, Question


@dataclass(frozen=True)
class Case:
    """One rating: what is asked, of what, and what is left."""

    names: Mapping[str, str]
    """How each study is spoken of."""
    reports: Mapping[str, str]
    """The report of each study."""
    question: Question
    world: World
    possible: tuple[str, ...]
    in_the_way: frozenset[tuple[str, str]]
    """Subject and name of each fact that leaves the level open."""


def unknowns(case: Case, facts: tuple[Fact, ...]) -> tuple[UnknownFact, ...]:
    """What is not known, each once, what could rule out most levels first."""
    matters: dict[object, int] = {}  # studies that cannot be told apart matter alike
    found = []
    for fact in facts:
        if fact.unknown is None or fact.unknown is UnknownKind.NOT_APPLICABLE:
            continue
        kind = (fact.name, case.question.kind(case.world, fact.subject))
        if kind not in matters:
            matters[kind] = _matters(fact, case)
        found.append(
            UnknownFact(
                subject=fact.subject,
                name=fact.name,
                words=_unknown_words(fact, case.names),
                matters=matters[kind],
                report=case.reports.get(fact.subject),
            )
        )
    found += _unlike_units(case)
    found.sort(key=lambda u: (-u.matters, u.subject != SET, u.subject, u.name))
    return tuple({u.words: u for u in reversed(found)}[w] for w in dict.fromkeys(u.words for u in found))


def _unknown_words(fact: Fact, names: Mapping[str, str]) -> str:
    ask = CATALOGUE[fact.name].ask
    words = ask if fact.subject == SET else f"{names.get(fact.subject, fact.subject)}: {ask}"
    if fact.unknown is UnknownKind.DISAGREE:
        return f"{words} (sources disagree)"
    return f"{words} (sought, not reported)" if fact.unknown is UnknownKind.NOT_REPORTED else words


def _unlike_units(case: Case) -> list[UnknownFact]:
    """Sizes that are known and cannot be added up, because studies count different things."""
    evaluator = case.question.memory.evaluator(case.world)
    found = []
    for name in sorted(n for n in case.question.memory.sums if not evaluator.counts_alike(n)):
        units = sorted({s.facts[name].unit or "not said" for s in case.world.studies if name in s.facts})
        words = (
            f"how large the studies are beside one another: they count different things ({', '.join(units)})"
        )
        fact = UnknownFact(subject=SET, name=name, words=words, matters=_matter_of_sizes(name, case))
        found.append(fact)
    return found


def _matter_of_sizes(name: str, case: Case) -> int:
    """How many levels a common count could rule out: tried with nearly all people in one study."""
    worlds = []
    for largest in case.world.studies:
        world = case.world
        for study in case.world.studies:
            size = 1_000_000 if study is largest else 1
            world = world.having(Fact(name=name, subject=study.study, value=size))
        worlds.append(world)
    return _ruled_out(case, worlds)


def _matters(fact: Fact, case: Case) -> int:
    """How many levels learning it could rule out, at best."""
    if len(case.possible) < 2 or (fact.subject, fact.name) not in case.in_the_way:
        return 0
    values = case.question.values(case.world, fact)
    return _ruled_out(case, [case.world.having(known(fact, v)) for v in values])


def _ruled_out(case: Case, worlds: list[World]) -> int:
    best, possible = 0, set(case.possible)
    for world in worlds:

        def no_better(found: frozenset[str], best: int = best) -> bool:
            return len(possible - found) <= best

        left = case.question.levels(world, budget=LOOKS, enough=no_better)
        best = max(best, len(possible - left.outcomes))
    return best
