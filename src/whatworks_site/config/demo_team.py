"""The demonstration's review team: made-up people at work on the example, and on an update half screened."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whatworks.terms import Decision, ReviewRecords

UPDATE = "entering-care-update"
READ = {"Screener A": 162, "Screener B": 150}
"""How many records each has read of the update."""
LEFT_TO_SETTLE = 5
TEAM: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("rosa@example.org", "Screener A", ("lead", "screener", "extractor")),
    ("tomas@example.org", "Screener B", ("screener", "extractor")),
    ("ines@example.org", "Arbiter", ("arbiter",)),
)
"""Who has which seat and parts."""


def make_team(example: Path) -> str:
    """Seat the sample people in the example, and read the same searches in as an update half screened.

    A second run changes nothing. What there is to say, as a sentence.
    """
    from whatworks_site.evidence.models import Review  # noqa: PLC0415

    if Review.objects.filter(key=UPDATE).exists():
        return f"{UPDATE}: there already; all is kept as it is."
    _lay_out_and_seat(example.name)
    _update(example)
    _lay_out_and_seat(UPDATE)
    read = " and ".join(f"{n} of them read by {who}" for who, n in READ.items())
    return f"{UPDATE}: the same searches again, {read}, for the sample team to go on with."


def _update(example: Path) -> None:
    from whatworks.review import load_folder, write_folder  # noqa: PLC0415
    from whatworks_site.evidence.actions import import_review  # noqa: PLC0415
    from whatworks_site.evidence.models import DecisionRow, Review  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / UPDATE
        shutil.copytree(example / "searches", folder / "searches")
        write_folder(_half_screened(load_folder(example)), folder)
        import_review(folder=folder, by=None, is_example=True)
    # Made here, so that the desk treats them as blind until both are in.
    DecisionRow.objects.filter(review=Review.objects.get(key=UPDATE)).update(made_here=True)


def _half_screened(records: ReviewRecords) -> ReviewRecords:
    from whatworks.terms import ReviewRecords  # noqa: PLC0415

    review = dataclasses.replace(
        records.review,
        id=UPDATE,
        title="Keeping children out of care: the update",
        version="0.1",
        about="An update in progress, for trying the review team’s desk: nothing here is a finding.",
        screeners=tuple(READ),
    )
    return ReviewRecords(
        review=review,
        searches=records.searches,
        duplicate_decisions=records.duplicate_decisions,
        corrections=records.corrections,
        decisions=tuple(_first(records.decisions)),
    )


def _first(decisions: Sequence[Decision]) -> list[Decision]:
    from whatworks.terms import Stage, Verdict  # noqa: PLC0415

    titles = sorted((d for d in decisions if d.stage is Stage.TITLE), key=lambda d: d.at)
    read = [d for who, n in READ.items() for d in [d for d in titles if d.by == who and not d.resolves][:n]]
    said = {who: {d.reference: d.verdict for d in read if d.by == who} for who in READ}
    one, two = said.values()
    differ = [r for r in one if r in two and (one[r] is not two[r] or one[r] is Verdict.MAYBE)]
    settled = set(differ[: max(0, len(differ) - LEFT_TO_SETTLE)])
    return read + [d for d in titles if d.resolves and d.reference in settled]


def _lay_out_and_seat(review: str) -> None:
    from whatworks_site.evidence.models import Review  # noqa: PLC0415
    from whatworks_site.people import actions, queries  # noqa: PLC0415
    from whatworks_site.people.roles import Role  # noqa: PLC0415
    from whatworks_site.reviews.actions.laying_out import lay_out  # noqa: PLC0415
    from whatworks_site.reviews.models import Seat  # noqa: PLC0415

    lay_out(review=review)
    held = Review.objects.get(key=review)
    for email, name, parts in TEAM:
        person = queries.by_email(email)
        if person is None:
            continue
        Seat.objects.update_or_create(review=held, name=name, defaults={"user": person})
        for part in parts:
            actions.give_role(by=None, person=person, role=Role(part), review=review)
