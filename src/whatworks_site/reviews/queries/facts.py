"""What is not known of a review's evidence, what matters most first, and where each is entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whatworks.rate import CATALOGUE
from whatworks.terms import Fact, UnknownKind

from ..addresses import address_of
from ..facts_places import ENTERABLE, Where, appraised_at, place_of
from ..facts_questions import question_of
from ..facts_words import UNKNOWN, capital, fact_words
from .facts_asked import Asked, Worked
from .facts_subjects import Subject, Subjects

SHOWN = 30


@dataclass(frozen=True)
class Gap:
    """One thing that is not known: of which study or analyses, who asks, and where it is entered."""

    question: str
    kind: str
    of: str
    name: str
    about: str
    schemes: tuple[str, ...]
    matters: int
    ratings: int
    state: str
    disagrees: bool
    is_entered: bool
    """Whether an answer was entered since the ratings were worked out."""
    href: str
    """Where it is entered here; empty where it comes from elsewhere."""
    elsewhere: Where | None
    instrument: Where | None
    intervention: str
    sets: tuple[str, ...]

    @property
    def counts(self) -> str:
        """How much it matters, in words."""
        if not self.matters:
            return "Rules no level out by itself"
        levels = "1 level" if self.matters == 1 else f"{self.matters} levels"
        ratings = f"{self.ratings} ratings"
        most = "up to " if self.ratings > 1 and self.matters > 1 else ""
        return f"Could rule out {most}{levels} of {'a rating' if self.ratings == 1 else f'each of {ratings}'}"


@dataclass(frozen=True)
class Filter:
    """Which of them are shown."""

    scheme: str = ""
    intervention: str = ""
    set: str = ""
    kind: str = ""
    of: str = ""
    """With `kind`: of one study, analysis or intervention alone."""

    def keeps(self, gap: Gap) -> bool:
        """Whether this is among them. The scheme was looked at before."""
        if self.intervention and gap.intervention != self.intervention:
            return False
        if self.set and self.set not in gap.sets and gap.kind != "study":
            return False
        return (
            not self.kind
            or (gap.kind, gap.of) == (self.kind, self.of)
            or (self.kind == "set" and gap.kind != "study" and self.of in gap.sets)
        )


def gaps(review: str, held: Worked, subjects: Subjects, chosen: Filter) -> list[Gap]:
    """What is not known, what could rule out most levels first."""
    grouped: dict[tuple[str, str, str], list[Asked]] = defaultdict(list)
    for asked in held.asked.values():
        if asked.open_in and (not chosen.scheme or chosen.scheme in asked.open_in):
            group = _group(asked, subjects)
            if group is not None:
                grouped[group].append(asked)
    maker = _Maker(review, subjects, chosen.scheme)
    found = [maker.gap(*group, each) for group, each in grouped.items()]
    kept = [gap for gap in found if chosen.keeps(gap)]
    return sorted(kept, key=lambda g: (-g.matters, -g.ratings, g.about.casefold(), g.question, g.of))


def _group(asked: Asked, subjects: Subjects) -> tuple[str, str, str] | None:
    """A fact of several analyses of one intervention is asked for once."""
    kind, id_, name = asked.key
    if kind == "study":
        return (kind, id_, name) if id_ in subjects.studies else None
    held = subjects.sets.get(id_)
    return ("intervention", held.intervention, name) if held is not None else None


class _Maker:
    """Makes lines of one review's list."""

    def __init__(self, review: str, subjects: Subjects, scheme: str) -> None:
        self.review, self.subjects, self.scheme = review, subjects, scheme

    def gap(self, kind: str, id_: str, name: str, asked: list[Asked]) -> Gap:
        """One line from what was asked of a study, or of analyses of one intervention."""
        sets = tuple(a.key[1] for a in asked) if kind != "study" else ()
        if len(sets) == 1:
            kind, id_ = "set", sets[0]
        subject = self.subjects.get(kind, id_)
        assert subject is not None  # noqa: S101 - grouped by what is there
        definition = CATALOGUE.get(name)
        here = name in ENTERABLE and definition is not None and definition.of == subject.of
        outcome = subject.outcome or next((self.subjects.sets[s].outcome for s in sets), "")
        study = id_ if kind == "study" else ""
        since = [self.subjects.as_entered(subject.of, a.key[1], name) for a in asked] if here else []
        place = (study, subject.intervention, outcome, sets[0] if sets else "")
        return Gap(
            question=question_of(name) if here or not asked[0].words else self._words(asked[0], subject.name),
            kind=kind,
            of=id_,
            name=name,
            about=self._about(kind, id_, sets),
            schemes=_names(asked),
            matters=max(a.matters for a in asked),
            ratings=sum(a.ratings for a in asked),
            state=_state(since, asked),
            disagrees=any(_kind(f) is UnknownKind.DISAGREE for f in (*since, *_facts(asked))),
            is_entered=bool(since) and all(f is not None and f.is_known for f in since),
            href=address_of("review-fact", self.review, name, kind, id_) if here else "",
            elsewhere=None if here else place_of(self.review, name, *place),
            instrument=appraised_at(self.review, name) if here else None,
            intervention=subject.intervention,
            sets=sets,
        )

    def _words(self, asked: Asked, study: str) -> str:
        said = asked.words.removeprefix(f"{study}: ")
        for ending in (" (sources disagree)", " (sought, not reported)"):
            said = said.removesuffix(ending)
        return f"Not known: {said}"

    def _about(self, kind: str, id_: str, sets: tuple[str, ...]) -> str:
        subject = self.subjects.get(kind, id_)
        assert subject is not None  # noqa: S101 - it was found above
        if kind != "intervention":
            return subject.name
        named = [self.subjects.set_words(self.subjects.sets[s]) for s in sets]
        return f"{subject.name}: {len(named)} analyses ({'; '.join(named[:3])}{' …' if named[3:] else ''})"


def _names(asked: list[Asked]) -> tuple[str, ...]:
    names = {id_: name for a in asked for id_, name in a.schemes if id_ in a.open_in}
    return tuple(dict.fromkeys(names.values()))


def _facts(asked: Iterable[Asked]) -> Iterator[Fact]:
    return (f for a in asked for f in a.facts if not f.is_known)


def _kind(fact: Fact | None) -> UnknownKind | None:
    return fact.unknown if fact is not None else None


def _state(since: list[Fact | None], asked: list[Asked]) -> str:
    """Why it is not known: as entered since, else as the ratings had it."""
    told = [f for f in since if f is not None] or list(_facts(asked))
    if told and all(f.is_known for f in told) and len(told) == len(since):
        return f"Entered: {fact_words(told[0])}"
    open_ = [f for f in told if not f.is_known]
    disagree = next((f for f in open_ if f.unknown is UnknownKind.DISAGREE), None)
    if disagree is not None:
        return fact_words(disagree)
    kinds = dict.fromkeys(UNKNOWN[f.unknown] for f in open_ if f.unknown is not None)
    return capital("; ".join(kinds)) or UNKNOWN[UnknownKind.NOT_SOUGHT]


def schemes_asking(held: Worked) -> tuple[tuple[str, str], ...]:
    """The schemes for which something is not known, by name."""
    found = {id_: name for a in held.asked.values() for id_, name in a.schemes if id_ in a.open_in}
    return tuple(sorted(found.items(), key=lambda each: each[1].casefold()))


def enterable_of(review: str, subject: Subject) -> tuple[tuple[str, str], ...]:
    """Everything that can be entered of a thing: the question, and where."""
    names = [d.name for d in CATALOGUE.values() if d.of == subject.of and d.name in ENTERABLE]
    return tuple(
        (question_of(n), address_of("review-fact", review, n, subject.kind, subject.id)) for n in names
    )
