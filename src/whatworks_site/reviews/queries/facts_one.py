"""One fact of one study or analysis: what is entered, whether that speaks, who asks, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whatworks.publish.prose import lower_first
from whatworks.rate import CATALOGUE
from whatworks.rules import FactDef, FactType
from whatworks.terms import Fact, FactEntry
from whatworks_site.audit.models import Event
from whatworks_site.audit.queries import events
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.words import when
from whatworks_site.people.queries import names_of

from ..addresses import address_of
from ..facts_history import CHANGE, ENTER, KIND, UNDO, WITHDRAW, last_act
from ..facts_places import ENTERABLE, Where, appraised_at
from ..facts_questions import question_of
from ..facts_words import entry_words, fact_words
from .appraisals_one import Reading, readings
from .facts_asked import Asked, Worked
from .facts_subjects import Subject, Subjects

DID = {ENTER: "entered", CHANGE: "changed", WITHDRAW: "withdrew", UNDO: "took back"}


@dataclass(frozen=True)
class EntryLine:
    """One entry, as pages show it."""

    entry: FactEntry
    question: str
    words: str
    of: str
    href: str
    """The page of the fact it is of."""
    link: str
    """The address of its source, where that is one a browser can open."""
    can_undo: bool


@dataclass(frozen=True)
class Told:
    """One thing that was done with this fact."""

    when: str
    heading: str
    text: str


@dataclass(frozen=True)
class FactPage:
    """Everything that a fact's page shows."""

    definition: FactDef
    question: str
    subject: Subject
    targets: tuple[tuple[str, str], ...]
    entries: tuple[EntryLine, ...]
    differs: tuple[str, ...]
    """Answers under one name that differ; empty where they agree."""
    other: str
    """What the last ratings took it from instead of an entry, in a sentence; empty where nothing."""
    instrument: Where | None
    asked_by: tuple[str, ...]
    matters: int
    ratings: int
    readings: tuple[Reading, ...]
    history: tuple[Told, ...]
    withdrawn: tuple[EntryLine, ...]
    """What was entered and withdrawn, and can be put back."""

    @property
    def meaning(self) -> str:
        """What the fact is; of a question with yes or no, what yes means."""
        doc = self.definition.doc
        return f"Yes means: {lower_first(doc)}" if self.definition.type is FactType.YES_NO else doc


def fact_page(
    review: Review, subjects: Subjects, held: Worked, name: str, subject: Subject
) -> FactPage | None:
    """The page of a fact; None where it is not entered, or is no fact of such a thing."""
    definition = CATALOGUE.get(name)
    if definition is None or name not in ENTERABLE or definition.of != subject.of:
        return None
    entries = subjects.entries_of(subject, name)
    asked = [a for key, a in held.asked.items() if key[2] == name and _is_of(key, subject, subjects)]
    done = _done(review, subjects, name, subject)
    return FactPage(
        definition=definition,
        question=question_of(name),
        subject=subject,
        targets=_targets(subject, subjects),
        entries=tuple(entry_line(review, subjects, e) for e in entries),
        differs=_differing(entries),
        other=_other(asked, {e.id for e in subjects.records.fact_entries}),
        instrument=appraised_at(review.key, name),
        asked_by=tuple(dict.fromkeys(n for a in asked for _, n in a.schemes)),
        matters=max((a.matters for a in asked), default=0),
        ratings=sum(a.ratings for a in asked),
        readings=readings(review, subject.reports),
        history=_history(done),
        withdrawn=_withdrawn(review, subjects, done),
    )


def reading_links(
    review: Review, subjects: Subjects, studies: Iterable[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Where studies’ reports are read: the team’s document, else its page, else where it is published."""
    held = {id_: subjects.get("study", id_) for id_ in dict.fromkeys(studies)}
    reports = {r.id: r for s in held.values() if s is not None for r in s.reports}
    read = dict(zip(reports, readings(review, tuple(reports.values())), strict=True))
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for id_, subject in held.items():
        links = [(read[r.id].words, _link(read[r.id])) for r in (subject.reports if subject else ())]
        found[id_] = tuple((words, href) for words, href in links if href)
    return found


def _link(reading: Reading) -> str:
    known = [*(f.href for f in reading.files), reading.page, reading.link]
    return next((href for href in known if href.startswith(("/", "https://", "http://"))), "")


def entry_line(review: Review, subjects: Subjects, entry: FactEntry) -> EntryLine:
    """An entry, as pages show it."""
    kind = subjects.kind_of(entry)
    subject = subjects.get(kind, entry.of)
    of = subject.name if subject is not None else entry.of
    act = last_act(review.key, entry.id)
    return EntryLine(
        entry=entry,
        question=question_of(entry.name),
        words=entry_words(entry),
        of=f"{of}, all analyses" if kind == "intervention" else of,
        href=address_of("review-fact", review.key, entry.name, kind, entry.of) if subject is not None else "",
        link=entry.source_url if (entry.source_url or "").startswith(("https://", "http://")) else "",  # type: ignore[arg-type]
        can_undo=act is not None and act.after is not None,
    )


def entries_shown(
    review: Review, subjects: Subjects, subject: Subject | None = None
) -> tuple[EntryLine, ...]:
    """Every fact entered, or those of one thing."""
    found = subjects.records.fact_entries
    if subject is not None:
        found = tuple(e for e in found if (subjects.kind_of(e), e.of) == (subject.kind, subject.id))
    lines = (entry_line(review, subjects, e) for e in found)
    return tuple(sorted(lines, key=lambda line: (line.of.casefold(), line.question, line.entry.id)))


def _is_of(key: tuple[str, str, str], subject: Subject, subjects: Subjects) -> bool:
    kind, id_, _ = key
    if kind != subject.of:
        return False
    held = subjects.sets.get(id_)
    return id_ == subject.id or (
        subject.kind == "intervention" and held is not None and held.intervention == subject.id
    )


def _targets(subject: Subject, subjects: Subjects) -> tuple[tuple[str, str], ...]:
    """For which analyses an entry may hold; none to choose for a study."""
    if subject.kind == "study":
        return ()
    sets = [(s.id, f"Only {subjects.set_words(s)}") for s in subjects.sets_of(subject.intervention)]
    if subject.intervention in {id_ for id_, _ in sets}:
        return tuple(sets)
    name = subjects.interventions.get(subject.intervention, subject.intervention)
    return (*sets, (subject.intervention, f"All analyses of {name}"))


def _differing(entries: tuple[FactEntry, ...]) -> tuple[str, ...]:
    by_of: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.value is not None:
            by_of.setdefault(entry.of, {})[entry_words(entry)] = None
    return next((tuple(words) for words in by_of.values() if len(words) > 1), ())


def _other(asked: list[Asked], entries: set[str]) -> str:
    facts = [f for a in asked for f in a.facts if f.is_known and not _is_entry(f, entries)]
    if not facts:
        return ""
    said = "; ".join(dict.fromkeys(f"{fact_words(f)}, {f.source.how}" for f in facts if f.source))
    return f"The last ratings took it from elsewhere: {said}. That speaks before what is entered here."


def _is_entry(fact: Fact, entries: set[str]) -> bool:
    return fact.source is None or fact.source.record in entries or fact.source.field == "value"


def _done(review: Review, subjects: Subjects, name: str, subject: Subject) -> list[Event]:
    near = {subject.id, subject.intervention if subject.kind == "set" else subject.id}
    if subject.kind == "intervention":
        near |= {s.id for s in subjects.sets_of(subject.id)}
    found = events(object_kind=KIND).filter(object_id__startswith=f"{review.key}/")
    return [e for e in found if e.changed.get("fact") == name and e.changed.get("of") in near]


def _history(done: list[Event]) -> tuple[Told, ...]:
    names = names_of({e.actor for e in done})
    return tuple(
        Told(when(e.at), f"{names[e.actor]} {DID.get(e.action, e.action)} {_moved(e)}", e.reason)
        for e in done
    )


def _moved(event: Event) -> str:
    before, after = (event.changed.get(side) for side in ("before", "after"))
    words = [entry_words(FactEntry.from_json({**side, "by": None})) for side in (before, after) if side]
    joined = " → ".join(f"“{w}”" for w in words)
    return joined if event.action != UNDO else f"a step: {joined or 'nothing'}{'' if after else ' is gone'}"


def _withdrawn(review: Review, subjects: Subjects, done: list[Event]) -> tuple[EntryLine, ...]:
    here = {e.id for e in subjects.records.fact_entries}
    found = []
    seen: set[str] = set()
    for event in done:
        said = event.changed.get("before") or event.changed.get("after")
        if said["id"] in here or said["id"] in seen:
            continue
        seen.add(said["id"])
        act = last_act(review.key, said["id"])
        if act is not None and act.before is not None and act.after is None:
            found.append(entry_line(review, subjects, act.before))
    return tuple(found)
