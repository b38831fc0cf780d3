"""How much is probably left to a person, from that person's own reading alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from whatworks.collate import StillToFind, still_to_find, usual_window
from whatworks.figures import Figure, Table, recall
from whatworks.publish.plots import FigureView
from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.models import DecisionRow, Openness, Review

from ..models import Left, ReferenceRow, Seat
from ..seats import ways_of
from .queue import Progress

AT_ONCE = 1000
"""Who has read so many is told at once; beyond that it is worked out beside, every few records."""


@dataclass(frozen=True)
class LeftShown:
    """How much is probably left, in words and as a figure; `as_of`: after how many read, if not all."""

    headline: str
    of: str
    why: str
    verdict: str
    plan: str
    figure: FigureView
    as_of: int | None = None

    @property
    def sentence(self) -> str:
        """The heading in one sentence."""
        return f"{self.headline} {self.of}."


def left_of(review: Review, stage: Stage, seat: Seat, done: Progress) -> LeftShown | None:
    """How much is probably left; None where nothing is read, or it is not worked out yet."""
    if not done.read:
        return None
    if done.read <= AT_ONCE:
        return _shown(worked_out(review, stage, seat, done), None)
    held = Left.objects.filter(seat=seat, stage=stage).first()
    return None if held is None else _shown(held.document, held.read if held.read != done.read else None)


def worked_out(review: Review, stage: Stage, seat: Seat, done: Progress) -> dict[str, Any]:
    """The words and the figure, as they can be kept."""
    found = reading(review, stage, seat)
    left = still_left(found, done, ways_of(review).target)
    figure = recall(found, total=left.total, expected=left.expected, at_most=left.at_most)
    return {"words": left.words()._asdict(), "figure": asdict(figure)}


def still_left(found: list[bool], done: Progress, target: float) -> StillToFind:
    """What is left after this reading, looked back on over a stretch that nothing found has chosen."""
    total = max(done.total, len(found))
    return still_to_find(found, total, target=target, window=usual_window(len(found), total))


def reading(review: Review, stage: Stage, seat: Seat) -> list[bool]:
    """Of each record this person has read, in the order first read, whether they thought it relevant."""
    own = DecisionRow.objects.filter(review=review, stage=stage, by=seat.name, resolves=False, undone_at=None)
    of = ReferenceRow.objects.filter(review=review, key=OuterRef("reference")).values("work_id")[:1]
    rows = own.exclude(openness=Openness.ADRIFT).annotate(of=Subquery(of)).order_by("at", "pk")
    said: dict[int, str] = {}
    for work, verdict in rows.values_list("of", "verdict"):
        if work is not None:
            said[work] = verdict
    return [verdict != Verdict.EXCLUDE for verdict in said.values()]


def _shown(held: dict[str, Any], as_of: int | None) -> LeftShown:
    drawn = dict(held["figure"])
    table = drawn.pop("table")
    rows = tuple(tuple(row) for row in table["rows"])
    figure = Figure(**drawn, table=Table(table["caption"], tuple(table["header"]), rows))
    return LeftShown(**held["words"], figure=FigureView.of(figure, "left-figure"), as_of=as_of)
