"""Where works stand, read off the decisions: the one place that turns decisions into standings.

Everything here follows from the records and can be made again from them, so that an undo is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db.models import F
from django.utils import timezone

from whatworks import terms
from whatworks.collate import State, screen
from whatworks.terms import Decision, RetrievalState, Stage, Verdict
from whatworks_site.evidence.models import AssignmentRow, DecisionRow, Openness, RetrievalRow, Review

from .models import ReferenceRow, Share, Standing, Vote, WorkRow

AT_ONCE = 400
"""Works restated in one go: few enough for any database's limit of values in a query."""

OLDEST_FIRST = (F("at").asc(nulls_first=True), "place", "pk")
"""Retrievals in order of time: one without a time comes first, on either database."""


@dataclass
class _World:
    """What is known of some works."""

    references: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    decisions: dict[tuple[int, str], list[Any]] = field(default_factory=lambda: defaultdict(list))
    assigned: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    retrieved: dict[int, str] = field(default_factory=dict)


def restate(review: Review, works: Iterable[int]) -> None:
    """Bring the standings, votes and shares of these works into line with the decisions on them."""
    left = iter(sorted(set(works)))
    needed = review.document.get("screeners_needed", 2)
    while some := list(islice(left, AT_ONCE)):
        _restate(review, some, needed)


def restate_all(review: Review) -> None:
    """Bring every work of a review into line; decisions whose record is gone are set adrift."""
    restate(review, WorkRow.objects.filter(review=review).values_list("pk", flat=True))
    set_adrift(review)


def set_adrift(review: Review) -> None:
    """Decisions on records that are no longer here do not count, and come back with the record."""
    here = ReferenceRow.objects.filter(review=review).values("key")
    found = DecisionRow.objects.filter(review=review).exclude(openness=Openness.UNDONE)
    found.exclude(reference__in=here).update(openness=Openness.ADRIFT)


def _restate(review: Review, works: Sequence[int], needed: int) -> None:
    world = _world(review, works)
    rows = WorkRow.objects.only("retrieval", "place", "chance", "year").in_bulk(list(works))
    works = [work for work in works if work in rows]
    standings: list[Standing] = []
    votes: list[Vote] = []
    shares: list[Share] = []
    openness: dict[str, list[int]] = defaultdict(list)
    moved: dict[str, list[int]] = defaultdict(list)
    for work in works:
        retrieval = world.retrieved.get(work, "")
        if retrieval != rows[work].retrieval:
            moved[retrieval].append(work)
        went_through = True
        for stage in Stage:
            standing = _standing(review, rows[work], stage, world, needed)
            for row in world.decisions[work, stage]:
                now = _openness(row, standing.is_open)
                if row.openness != now:
                    openness[now].append(row.pk)
            shares += [
                Share(review=review, work_id=work, stage=stage, by=by) for by in world.assigned[work, stage]
            ]
            if stage is Stage.FULL_TEXT:
                standing.is_ready = retrieval == RetrievalState.FOUND
            votes += _votes(standing, world, still=went_through)
            if went_through:
                standings.append(standing)
            went_through = standing.verdict == Verdict.INCLUDE
    for now, rows in openness.items():
        DecisionRow.objects.filter(pk__in=rows).update(openness=now)
    unseen = DecisionRow.objects.filter(pk__in=openness[Openness.OPEN], opened_at=None)
    unseen.update(opened_at=timezone.now())
    for now, rows in moved.items():
        WorkRow.objects.filter(pk__in=rows).update(retrieval=now)
    for table, made in ((Standing, standings), (Vote, votes), (Share, shares)):
        _replace(table, works, made)


_SAME: dict[Any, tuple[str, ...]] = {
    Standing: (
        "state", "verdict", "criterion", "votes", "needed", "is_open", "is_shared_out", "is_ready", "place",
        "chance", "year",
    ),
    Vote: ("verdict", "decision_id", "waits"),
    Share: (),
}  # fmt: skip


def _replace(table: Any, works: Sequence[int], made: Sequence[Any]) -> None:
    """Write only what differs, so that a row nobody touched keeps its number."""
    names = ("work_id", "stage") if table is Standing else ("work_id", "stage", "by")
    fields = _SAME[table]
    held = {tuple(getattr(r, n) for n in names): r for r in table.objects.filter(work_id__in=works)}
    new, changed = [], []
    for row in made:
        old = held.pop(tuple(getattr(row, n) for n in names), None)
        if old is None:
            new.append(row)
        elif any(getattr(old, f) != getattr(row, f) for f in fields):
            row.pk = old.pk
            changed.append(row)
    if held:
        table.objects.filter(pk__in=[r.pk for r in held.values()]).delete()
    if new:
        table.objects.bulk_create(new, batch_size=AT_ONCE)
    if changed:
        table.objects.bulk_update(changed, fields, batch_size=100)


def _openness(row: Any, is_open: bool) -> str:
    if row.undone_at is not None:
        return Openness.UNDONE
    return Openness.OPEN if is_open or not row.made_here else Openness.BLIND


def _world(review: Review, works: Sequence[int]) -> _World:
    world, owner = _World(), dict[str, int]()
    for key, work in ReferenceRow.objects.filter(work_id__in=works).values_list("key", "work_id"):
        world.references[work].append(key)
        owner[key] = work
    keys = list(owner)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        for row in DecisionRow.objects.filter(review=review, reference__in=some).order_by("place", "pk"):
            world.decisions[owner[row.reference], row.stage].append(row)
        found = AssignmentRow.objects.filter(review=review, reference__in=some)
        for reference, stage, by in found.values_list("reference", "stage", "by"):
            world.assigned[owner[reference], stage].add(by)
        sought = RetrievalRow.objects.filter(review=review, reference__in=some).order_by(*OLDEST_FIRST)
        for reference, state in sought.values_list("reference", "state"):
            world.retrieved[owner[reference]] = state
    return world


def _counting(rows: Iterable[Any]) -> list[Decision]:
    return [row.to_record() for row in rows if row.undone_at is None]


def _standing(review: Review, row: WorkRow, stage: Stage, world: _World, needed: int) -> Standing:
    work = row.pk
    assigned = world.assigned[work, stage]
    wanted = len(assigned) or needed
    decisions = _counting(world.decisions[work, stage])
    keys = tuple(sorted(world.references[work])) or ("none",)
    whole = terms.Work(id=keys[0], references=keys, search="")
    outcome = screen([whole], decisions, screeners_needed=wanted)[keys[0]][stage]
    voted = len(outcome.verdicts)
    is_open = voted >= max(1, wanted) or outcome.resolved_by is not None
    # Two of three who differ are not yet a conflict to anyone: the third has still to read, and blind.
    seen = outcome if is_open else replace(outcome, state=State.AWAITING, verdict=None, criterion=None)
    return Standing(
        review=review,
        work_id=work,
        stage=stage,
        state=seen.state,
        verdict=seen.verdict or "",
        criterion=seen.criterion or "",
        votes=voted,
        needed=wanted,
        is_open=is_open,
        is_shared_out=bool(assigned),
        place=row.place,
        chance=row.chance,
        year=row.year or 0,
    )


def _votes(standing: Standing, world: _World, *, still: bool) -> Iterable[Vote]:
    """`still`: whether the work is at this stage now."""
    waits = still and standing.state == State.AWAITING and standing.is_ready and not standing.is_shared_out
    at = {"review": standing.review, "work_id": standing.work_id, "stage": standing.stage, "waits": waits}
    last: dict[str, Any] = {}
    ordered = sorted(
        (
            r
            for r in world.decisions[standing.work_id, standing.stage]
            if r.undone_at is None and not r.resolves
        ),
        key=lambda r: r.at,
    )
    for row in ordered:
        last[row.by] = row
    return [Vote(**at, by=by, verdict=row.verdict, decision=row) for by, row in last.items()]


def words_of(stage: Stage) -> str:
    """A stage as an address has it."""
    return SLUGS[stage]


SLUGS: Mapping[Stage, str] = {Stage.TITLE: "titles", Stage.FULL_TEXT: "full-texts"}
STAGE_OF = {slug: stage for stage, slug in SLUGS.items()}
