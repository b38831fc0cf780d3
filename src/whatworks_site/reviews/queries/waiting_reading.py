"""What waits for a person in screening: conflicts, copies, records to read, full texts to find."""

from __future__ import annotations

from collections.abc import Iterator

from whatworks.publish.numbers import count
from whatworks.terms import Stage
from whatworks_site.evidence.desk.waiting import Section, Waiting

from ..addresses import address_of, first_of
from ..models import Left
from ..restating import SLUGS
from .queue import Progress
from .screening_left import AT_ONCE, reading, still_left
from .waiting_place import Place

NAMES = {Stage.TITLE: "titles and abstracts", Stage.FULL_TEXT: "full texts"}


def conflicts(place: Place) -> Iterator[Waiting]:
    """Where screeners differ, for who settles it."""
    if not place.settles:
        return
    for stage, counted in place.stages.items():
        if n := counted.to_settle:
            yield Waiting(
                section=Section.NEED,
                title=f"Settle {count(n, 'screening conflict', 'screening conflicts')}",
                words=f"Those who read differ, or are not sure, on {count(n, 'record', 'records')}: "
                f"{NAMES[stage]}.",
                href=address_of("review-conflicts", place.review.key, SLUGS[stage]),
                status=f"{n:,} waiting",
                kind="open",
                action="Settle them",
                count=n,
            )


def pairs(place: Place) -> Iterator[Waiting]:
    """Pairs that may be copies."""
    if "reviews.duplicates" in place.may and (n := place.pairs):
        yield Waiting(
            section=Section.NEED,
            title=f"Look at {count(n, 'pair', 'pairs')} that may be copies",
            words="Two records that may be one: say which, side by side.",
            href=first_of("review-doubtful", "review-duplicates", review=place.review.key),
            status=f"{n:,} to look at",
            action="Look at them",
            count=n,
        )


def to_read(place: Place) -> Iterator[Waiting]:
    """Records that this person is still to read, and how many of them are probably relevant."""
    for stage, far in place.progress.items():
        if not far.left:
            continue
        words = f"{far.read:,} of {far.total:,} read by you. {_left(place, stage, far)}".strip()
        yield Waiting(
            section=Section.CARRY_ON,
            title=f"Screening: {NAMES[stage]}",
            words=words,
            href=address_of("review-screen", place.review.key, SLUGS[stage]),
            status=f"{far.left:,} to go",
            kind="help",
            action="Read on",
            count=far.left,
        )


def _left(place: Place, stage: Stage, done: Progress) -> str:
    """How many are probably left, as far as this person's own reading tells; as last worked out for much."""
    if place.seat is None or not done.read:
        return ""
    if done.read > AT_ONCE:
        held = Left.objects.filter(seat=place.seat, stage=stage).values_list("document", flat=True).first()
        return f"{held['words']['headline']} {held['words']['of']}." if held else ""
    found = reading(place.review, stage, place.seat)
    words = still_left(found, done, place.ways.target).words()
    return f"{words.headline} {words.of}."


def to_find(place: Place) -> Iterator[Waiting]:
    """Full texts that nobody has found yet."""
    if "reviews.retrieve" in place.may and (n := place.stages[Stage.FULL_TEXT].to_find):
        yield Waiting(
            section=Section.CARRY_ON,
            title=f"Find {count(n, 'full text', 'full texts')}",
            words="They went through on title and abstract, and cannot be read yet.",
            href=first_of("review-fulltexts", review=place.review.key),
            status=f"{n:,} to find",
            action="Find them",
            count=n,
        )
