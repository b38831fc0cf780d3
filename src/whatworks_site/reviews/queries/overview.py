"""How far a review is: its stages with what each waits for, its team, and what to do first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whatworks.publish.numbers import count
from whatworks.terms import Stage
from whatworks_site.evidence.desk.waiting import Section, Waiting
from whatworks_site.evidence.models import AppraisalRow, Review
from whatworks_site.people.models import Membership
from whatworks_site.people.roles import PARTS

from ..addresses import first_of
from ..models import Seat
from .appraising_state import unsettled
from .overview_counts import Described, Found, StageCount, described_of, found_of, protocol_of
from .overview_events import Happened, last_events
from .waiting import waits_in
from .waiting_place import Place, place_of
from .waiting_team import failed


@dataclass(frozen=True, kw_only=True)
class Task:
    """A stage of the review: how far it is, and what it waits for."""

    title: str
    hint: str
    href: str
    status: str
    kind: str = ""


@dataclass(frozen=True)
class Sitting:
    """A seat of the team: the name its decisions carry, who sits there, and the parts."""

    name: str
    person: str
    parts: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The front page of a review, for one person."""

    mine: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    """What waits for others."""
    stages: tuple[Task, ...]
    first_steps: tuple[Task, ...]
    """What to do first, in order, where nothing was found yet."""
    team: tuple[Sitting, ...]
    protocol: str
    events: tuple[Happened, ...]


def overview(user: Any, review: Review) -> Overview:
    """How far a review is, and what waits there for this person."""
    place = place_of(user, review)
    waits = [*waits_in(place), *(failed([review]) if "reviews.lead" in place.may else ())]
    found, team, protocol = found_of(review), _team(review), protocol_of(review)
    is_begun = bool(found.records or found.reading)
    return Overview(
        mine=tuple(w for w in waits if w.section is not Section.OTHERS),
        waiting=tuple(w for w in waits if w.section is Section.OTHERS),
        stages=tuple(_stages(place, found, described_of(review))) if is_begun else (),
        first_steps=() if is_begun else tuple(_first_steps(review, team, protocol)),
        team=team,
        protocol=protocol,
        events=last_events(review.key),
    )


def _team(review: Review) -> tuple[Sitting, ...]:
    held = Membership.objects.filter(review=review.key, role__in=PARTS).select_related("user")
    parts: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for role in sorted(held, key=lambda m: PARTS.index(m.role)):
        parts.setdefault(role.user_id, []).append(role.get_role_display().removesuffix(" of a review"))
        names[role.user_id] = role.user.name
    seats = list(Seat.objects.filter(review=review).select_related("user"))
    seated = [
        Sitting(s.name, s.user.name if s.user else "", ", ".join(parts.get(s.user_id or 0, [])))
        for s in seats
    ]
    others = parts.keys() - {s.user_id for s in seats}
    return (*seated, *(Sitting(names[n], names[n], ", ".join(parts[n])) for n in sorted(others)))


def _first_steps(review: Review, team: tuple[Sitting, ...], protocol: str) -> Iterator[Task]:
    criteria = len(review.document.get("criteria", []))
    people = sum(bool(s.person) for s in team)
    yield _step(
        "Say what a study must be to be let in",
        f"{count(criteria, 'criterion', 'criteria')} so far: about whom, what was done, what was measured.",
        first_of("review-question", "review-protocol", review=review.key), bool(criteria),
    )  # fmt: skip
    yield _step(
        "Bring the team together",
        f"{count(people, 'person', 'people')} so far. Two who screen, and one who settles where they differ.",
        first_of("review-team", review=review.key), people > 1,
    )  # fmt: skip
    yield _step(
        "Write the protocol",
        f"Version {protocol} stands." if protocol else "The plan, before the searching begins.",
        first_of("review-protocol", review=review.key), bool(protocol),
    )  # fmt: skip
    yield _step(
        "Bring the searches in",
        "Each with its source, its words, its day and its file.",
        first_of("review-searches", review=review.key), False,
    )  # fmt: skip


def _step(title: str, hint: str, href: str, done: bool) -> Task:
    return Task(
        title=title, hint=hint, href=href, status="Done" if done else "To do", kind="help" if done else "open"
    )


def _stages(place: Place, found: Found, described: Described) -> Iterator[Task]:
    key = place.review.key
    yield Task(
        title="Searches",
        hint=f"{count(found.searches, 'search', 'searches')}, {count(found.records, 'record')} read"
        + (f", {found.rejected:,} could not be read." if found.rejected else "."),
        href=first_of("review-searches", review=key),
        **_status(("being read", found.reading), ("not read in", found.refused)),
    )
    yield Task(
        title="Duplicates",
        hint=f"{count(found.works, 'record')} left once copies are put together.",
        href=first_of("review-duplicates", review=key),
        **_status((f"{'pair' if found.pairs == 1 else 'pairs'} to look at", found.pairs)),
    )
    title, full = place.stages[Stage.TITLE], place.stages[Stage.FULL_TEXT]
    yield _reading(place, Stage.TITLE, "Titles and abstracts", title, first_of("review-titles", review=key))
    yield _reading(place, Stage.FULL_TEXT, "Full texts", full, first_of("review-fulltexts", review=key))
    yield from _later(key, place.review, described)


def _reading(place: Place, stage: Stage, title: str, counted: StageCount, href: str) -> Task:
    far = place.progress.get(stage)
    own = f" {far.read:,} of {far.total:,} read by you." if far and far.total else ""
    ends = f"{counted.included:,} in, {counted.excluded:,} out"
    lost = f" {counted.given_up:,} could not be found." if counted.given_up else ""
    out = f"{counted.decided:,} of {counted.works:,} decided: {ends}.{lost}"
    return Task(
        title=title,
        hint=(out if counted.works else "Nothing has come this far yet.") + own,
        href=href,
        **_status(
            ("to settle", counted.to_settle),
            ("to find", counted.to_find),
            ("to read", counted.awaiting - counted.to_find),
            none="Done" if counted.works else "Cannot start yet",
        ),
    )


def _told_of(described: Described) -> str:
    """How many studies there are; apart from them those whose reports came another way than the searches."""
    apart = described.studies - described.included
    beside = f" The reports of {apart} were not included through the searches." if apart else ""
    return (
        f"{count(described.studies, 'study', 'studies')} with {count(described.results, 'result')}.{beside}"
    )


def _later(key: str, review: Review, described: Described) -> Iterator[Task]:
    yield Task(
        title="Studies",
        hint=_told_of(described),
        href=first_of("review-studies", review=key),
        **_status(
            (f"{'report' if described.undescribed == 1 else 'reports'} to describe", described.undescribed),
            (f"{'number' if described.questions == 1 else 'numbers'} to check", described.questions),
            none="Nothing waits" if described.studies else "Cannot start yet",
        ),
    )
    appraisals = AppraisalRow.objects.filter(review=review).count()
    open_ = unsettled(review)
    yield Task(
        title="Appraisal",
        hint=(f"{count(appraisals, 'appraisal')} settled." if appraisals else "No appraisal is settled yet.")
        + (" Pages are held back until those that are begun are settled." if open_ else ""),
        href=first_of("review-appraisals", review=key),
        **_status(
            ("begun and not settled", len(open_)),
            none="Begun" if appraisals else "Not begun" if described.studies else "Cannot start yet",
        ),
    )
    sets = described.evidence_sets
    yield Task(
        title="Analyses and ratings",
        hint=f"{count(sets, 'analysis', 'analyses')} kept." if sets else "Nothing is put together yet.",
        href=first_of("review-analyses", "desk-review", review=key),
        **_status(none="Begun" if sets else "Not begun" if described.results else "Cannot start yet"),
    )


def _status(*waits: tuple[str, int], none: str = "Nothing waits") -> dict[str, str]:
    """The first thing that is waited for, with its number; others stand on the stage's own page."""
    said = [f"{n:,} {words}" for words, n in waits if n > 0]
    if said:
        return {"status": ", ".join(said[:2]), "kind": "open"}
    return {"status": none, "kind": "help" if none in ("Done", "Nothing waits") else ""}
