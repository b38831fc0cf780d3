"""Who reads which record, where the reading is shared out among the screeners.

A record that nobody has decided on may be given to other people at any time. One that somebody has decided on
keeps as many readers as it was given, so that nothing decided blind is opened, and nothing that was open
becomes blind, because the team chose another way of working.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from whatworks.terms import Assignment, Stage
from whatworks_site.evidence.models import AssignmentRow, DecisionRow, Review
from whatworks_site.evidence.rows import next_place, touch
from whatworks_site.people.models import Membership
from whatworks_site.people.roles import Role

from .models import ReferenceRow, Seat, Standing, WorkRow
from .restating import AT_ONCE
from .seats import ways_of

Given = dict[int, tuple[str, ...]]
"""Who is to read what: names by the number of a work."""


def deal(
    works: Sequence[int], readers: Sequence[str], twice: int, held: Mapping[str, int] | None = None
) -> Given:
    """Give each work to one reader and the first `twice` of them to two, as evenly as can be.

    Nobody gets more than one more than anybody else; who held most before (`held`) gets that one last. Pairs
    take turns, so that everyone can be compared with everyone. The same input gives the same answer.
    """
    before, load, pairs = held or {}, Counter[str](), Counter[frozenset[str]]()
    given: Given = {}
    for number, work in enumerate(works):
        first = min(readers, key=lambda r: (load[r], before.get(r, 0) + load[r], r))
        chosen = (first,)
        if number < twice:
            second = min(
                (r for r in readers if r != first),
                key=lambda r: (load[r], pairs[frozenset((first, r))], before.get(r, 0), r),
            )
            chosen = (first, second)
            pairs[frozenset(chosen)] += 1
        load.update(chosen)
        given[work] = tuple(sorted(chosen))
    return given


def readers_of(review: Review) -> list[str]:
    """The names under which people screen now."""
    screening = Membership.objects.filter(review=review.key, role=Role.SCREENER, user__is_active=True)
    found = Seat.objects.filter(review=review, user__in=screening.values("user"))
    return sorted(found.values_list("name", flat=True))


def share_of(overlap: float, of: int) -> int:
    """How many records a share of them is, rounded to the nearest."""
    return int(overlap * of + 0.5)


def given_out(review: Review, stage: Stage = Stage.TITLE) -> dict[int, set[str]]:
    """Who was given what at a stage, by the number of the work."""
    return _by_work(review, AssignmentRow.objects.filter(review=review, stage=stage))


def voices(review: Review, stage: Stage = Stage.TITLE) -> dict[int, set[str]]:
    """Who has decided on what, by the number of the work. It says nothing of how they decided."""
    decided = DecisionRow.objects.filter(review=review, stage=stage, undone_at=None, resolves=False)
    return _by_work(review, decided)


def _by_work(review: Review, rows: Iterable[object]) -> dict[int, set[str]]:
    owner = dict(ReferenceRow.objects.filter(review=review).order_by().values_list("key", "work_id"))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for reference, by in rows.order_by().values_list("reference", "by"):  # type: ignore[attr-defined]
        if owner.get(reference) is not None:
            found[owner[reference]].add(by)  # type: ignore[index]
    return dict(found)


def in_chance_order(review: Review) -> list[int]:
    """Every work, in an order that has to do with nothing: what is read twice is a fair sample."""
    return list(WorkRow.objects.filter(review=review).order_by("chance", "key").values_list("pk", flat=True))


def share_all(review: Review, overlap: float) -> list[int]:
    """Give out anew every work that nobody has decided on, and say which works changed hands.

    What someone decided on and somebody who no longer screens was to read as well goes to another screener.
    """
    readers, decided = readers_of(review), voices(review)
    left = [work for work in in_chance_order(review) if work not in decided]
    given = given_out(review)
    lift(review, [work for work in left if work in given])
    dealt = deal(left, readers, share_of(overlap, len(left)))
    handed_on = _hand_on(review, given, decided, readers)
    _keep(review, Stage.TITLE, dealt)
    return [*left, *handed_on]


def share_out_new(review: Review) -> list[int]:
    """Give out the works that came since, where the team shares the reading out, and say which they are.

    For whatever brings works in or changes what is a copy of what, before standings are restated. Where too
    few people screen to share the reading, everyone reads what is new.
    """
    overlap, readers = ways_of(review).overlap, readers_of(review)
    if overlap is None or len(readers) < (2 if overlap else 1):
        return []
    given, decided = given_out(review), voices(review)
    new = [work for work in in_chance_order(review) if work not in given and work not in decided]
    doubled = sum(len(names) > 1 for names in given.values())
    twice = min(len(new), max(0, share_of(overlap, len(given) + len(new)) - doubled))
    held = Counter(name for names in given.values() for name in names)
    _keep(review, Stage.TITLE, deal(new, readers, twice, held))
    return new


def share_none(review: Review) -> list[int]:
    """Let everyone read every work that nobody has decided on; what was decided stays as it is."""
    decided = voices(review)
    works = [work for work in given_out(review) if work not in decided]
    lift(review, works)
    return works


def lift(review: Review, works: Sequence[int], stage: Stage = Stage.TITLE) -> None:
    """Take back who was to read these works."""
    for start in range(0, len(works), AT_ONCE):
        keys = ReferenceRow.objects.filter(work_id__in=works[start : start + AT_ONCE]).values("key")
        AssignmentRow.objects.filter(review=review, stage=stage, reference__in=keys).delete()


def hold_readers(review: Review, needed: int) -> int:
    """Before another number of readers holds: what has been read by someone keeps the number it had.

    Records that wait for more readers are given to them by name; where nobody else screens they are left to
    those who have read them. Returns how many records still wait.
    """
    readers, waiting = readers_of(review), 0
    for stage in Stage:
        given, decided = given_out(review, stage), voices(review, stage)
        load, kept = Counter[str](), dict[int, tuple[str, ...]]()
        for work in (w for w in in_chance_order(review) if w in decided and w not in given):
            lacking = max(0, needed - len(decided[work]))
            others = sorted((r for r in readers if r not in decided[work]), key=lambda r: (load[r], r))
            more = others[:lacking]
            load.update(more)
            waiting += bool(more)
            kept[work] = tuple(sorted({*decided[work], *more}))
        _keep(review, stage, kept, on=_decided_on(review, stage))
    return waiting


def hold_readers_as_they_were(review: Review) -> None:
    """The same where the number has changed already, as when a folder was read in that says another."""
    waiting = Standing.objects.filter(review=review, is_shared_out=False, votes__gt=0)
    was = waiting.order_by("-needed").values_list("needed", flat=True).first()
    if was is not None and was != review.document.get("screeners_needed", 2):
        hold_readers(review, was)


def _decided_on(review: Review, stage: Stage) -> dict[int, set[str]]:
    """The copies that decisions name, by work: whichever way copies come apart, their readers stay."""
    found = defaultdict[int, set[str]](set)
    named = DecisionRow.objects.filter(review=review, stage=stage).values("reference")
    copies = ReferenceRow.objects.filter(review=review, key__in=named).exclude(work=None)
    for work, key in copies.values_list("work_id", "key"):
        found[work].add(key)
    return found


def _hand_on(
    review: Review, given: Mapping[int, set[str]], decided: Mapping[int, set[str]], readers: Sequence[str]
) -> list[int]:
    load, moved = Counter[str](), dict[int, tuple[str, ...]]()
    for work in sorted(w for w in given if w in decided):
        gone = sorted(given[work] - decided[work] - set(readers))
        others = sorted((r for r in readers if r not in given[work]), key=lambda r: (load[r], r))
        taking = others[: len(gone)]
        if taking:
            load.update(taking)
            moved[work] = tuple(sorted({*given[work].difference(gone[: len(taking)]), *taking}))
    lift(review, list(moved))
    _keep(review, Stage.TITLE, moved)
    return list(moved)


def _keep(
    review: Review,
    stage: Stage,
    given: Mapping[int, Sequence[str]],
    on: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> None:
    """Write down who reads what, on the reference that stands for a work and on those named `on` it."""
    keys = dict(WorkRow.objects.filter(review=review).values_list("pk", "key"))
    place = next_place(review, AssignmentRow)
    records = [
        Assignment(reference=reference, stage=stage, by=name)
        for work, names in given.items()
        for reference in sorted({keys[work], *on.get(work, ())})
        for name in names
    ]
    rows = [AssignmentRow.from_record(review, place + n, r) for n, r in enumerate(records)]
    AssignmentRow.objects.bulk_create(rows, batch_size=500)
    if records:
        touch(review)


def pairs_of(given: Mapping[int, Iterable[str]]) -> Counter[tuple[str, str]]:
    """How many records each two people both read."""
    return Counter(pair for names in given.values() for pair in combinations(sorted(names), 2))
