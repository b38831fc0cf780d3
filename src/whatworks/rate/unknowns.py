"""What is not known, and how much it matters."""

from __future__ import annotations

from collections.abc import Mapping

from whatworks.rules import SET
from whatworks.terms import Fact, UnknownFact, UnknownKind

from .catalogue import CATALOGUE
from .finding import Case


def unknowns(
    case: Case, facts: tuple[Fact, ...], names: Mapping[str, str], reports: Mapping[str, str]
) -> tuple[UnknownFact, ...]:
    """What is not known, each once, what could rule out most levels first."""
    found = [
        UnknownFact(
            subject=fact.subject,
            name=fact.name,
            words=_unknown_words(fact, names),
            matters=case.matters(fact),
            report=reports.get(fact.subject),
        )
        for fact in facts
        if fact.unknown is not None and fact.unknown is not UnknownKind.NOT_APPLICABLE
    ]
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
    found = []
    for name, matters in case.finding.sizes_matter.items():
        units = sorted({s.facts[name].unit or "not said" for s in case.world.studies if name in s.facts})
        words = (
            f"how large the studies are beside one another: they count different things ({', '.join(units)})"
        )
        found.append(UnknownFact(subject=SET, name=name, words=words, matters=matters))
    return found
