"""Facts that no other record holds: entered, changed, withdrawn, and each of these taken back."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Any

from django.db import transaction

from whatworks.rate import CATALOGUE, EntryError, fact_of
from whatworks.rules import FactDef, FactType
from whatworks.terms import FactEntry, digest, slug
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import (
    EvidenceSetRow,
    FactEntryRow,
    InterventionRow,
    Review,
    StudyRow,
)
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..extract_naming import keys
from ..facts_history import CHANGE, ENTER, KIND, UNDO, WITHDRAW, last_act, object_id
from ..models import Seat

MAX_TEXT = 4_000
MAX_LINE = 500
GONE = "There is no such entry any more. Somebody may have withdrawn it: load the page again."


def enter_fact(*, by: User, review: str, entry: FactEntry) -> FactEntry:
    """Keep a fact that a person read or judged; its id and whose it is are given here."""
    require(by, "reviews.facts", review=review)
    with transaction.atomic():
        held = _locked(review)
        _check(held, entry)
        made = replace(entry, id=_new_id(held, entry), by=_name(by, held))
        _refuse_twin(held, made)
        put(held, FactEntryRow, made)
        _told(by, ENTER, held, None, made)
    return made


def change_fact(*, by: User, review: str, entry: FactEntry) -> FactEntry:
    """Put this in the place of the entry with its id. What it is a fact of stays."""
    require(by, "reviews.facts", review=review)
    with transaction.atomic():
        held = _locked(review)
        before = _kept(held, entry.id)
        entry = replace(entry, of=before.of, name=before.name)
        if entry == replace(before, by=entry.by):
            raise NotPossible("Nothing is different from what is kept.")
        _check(held, entry)
        made = replace(entry, by=_name(by, held))
        _refuse_twin(held, made)
        put(held, FactEntryRow, made)
        _told(by, CHANGE, held, before, made)
    return made


def withdraw_fact(*, by: User, review: str, key: str, reason: str) -> FactEntry:
    """Take an entry out; it can be put back. Returns what was taken out."""
    require(by, "reviews.facts", review=review)
    said = reason.strip()
    if not said:
        raise NotPossible("Say why it is withdrawn, in a sentence.")
    if len(said) > MAX_TEXT:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_TEXT:,} is the most.")
    with transaction.atomic():
        held = _locked(review)
        before = _kept(held, key)
        place = _place(held, key)
        drop(held, FactEntryRow, key)
        _told(by, WITHDRAW, held, before, None, reason=said, place=place)
    return before


def undo_fact(*, by: User, review: str, key: str) -> FactEntry | None:
    """Take the last thing done with an entry back. What stands then; None where nothing does."""
    require(by, "reviews.facts", review=review)
    with transaction.atomic():
        held = _locked(review)
        last = last_act(review, key)
        if last is None:
            raise NotPossible("There is nothing of this entry to take back.")
        now = _find(held, key)
        if _said(now) != _said(last.after):
            raise NotPossible("A folder read in since has changed this entry. Change it by hand instead.")
        if last.before is None:
            drop(held, FactEntryRow, key)
        else:
            _check(held, last.before)
            put(held, FactEntryRow, last.before)
            if last.after is None and last.place is not None:
                FactEntryRow.objects.filter(review=held, key=key).update(place=last.place)
        _told(by, UNDO, held, now, last.before, undoes=last.sequence)
    return last.before


def _locked(review: str) -> Review:
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def _find(review: Review, key: str) -> FactEntry | None:
    row = FactEntryRow.objects.filter(review=review, key=key).first()
    return row.to_record() if row is not None else None  # type: ignore[return-value]


def _kept(review: Review, key: str) -> FactEntry:
    found = _find(review, key)
    if found is None:
        raise NotPossible(GONE)
    return found


def _place(review: Review, key: str) -> int:
    return int(FactEntryRow.objects.values_list("place", flat=True).get(review=review, key=key))


def _name(by: User, review: Review) -> str:
    """The name that this person's work carries in the review."""
    seat = Seat.objects.filter(review=review, user_id=by.pk).first()
    return seat.name if seat is not None else by.name


def _check(review: Review, entry: FactEntry) -> None:
    try:
        fact_of(entry, entry.of)
    except EntryError as error:
        raise NotPossible(f"{error.field.capitalize()} {error.value!r} {error.rule}.") from None
    definition = CATALOGUE[entry.name]
    tables: tuple[Any, ...] = (StudyRow,) if definition.of == "study" else (EvidenceSetRow, InterventionRow)
    if not any(table.objects.filter(review=review, key=entry.of).exists() for table in tables):
        thing = "study" if definition.of == "study" else "analysis or intervention"
        raise NotPossible(f"There is no {thing} of that name in this review. Load the page again.")
    _check_bounds(definition, entry)
    _check_grounds(entry)


def _check_bounds(definition: FactDef, entry: FactEntry) -> None:
    bounds = [b for b in (entry.low, entry.high) if b is not None]
    if entry.value is None and entry.unknown is None and not bounds:
        raise NotPossible("Say what is known: an answer, or that it was looked for and is not reported.")
    if bounds and (entry.value is not None or definition.type is not FactType.NUMBER):
        raise NotPossible("“At least” and “at most” are for a number that is not known exactly.")
    if definition.type is FactType.NUMBER and entry.value is not None and not isfinite(float(entry.value)):
        raise NotPossible("Write a number, like 12.5.")
    least, most = definition.low, definition.high
    for bound in bounds:
        outside = (least is not None and bound < least) or (most is not None and bound > most)
        if outside or not isfinite(bound):
            given = [f"{word} {b:g}" for word, b in (("at least", least), ("at most", most)) if b is not None]
            raise NotPossible(f"{bound:g} cannot be a bound: it is {' and '.join(given) or 'a number'}.")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise NotPossible(f"At least {bounds[0]:g} and at most {bounds[1]:g} cannot both be so.")


def _check_grounds(entry: FactEntry) -> None:
    if not (entry.why or entry.quote):
        raise NotPossible("Say what it rests on: a reason, or the sentence of the report word for word.")
    if entry.quote and not entry.page:
        raise NotPossible("Say on which page or in which table the sentence stands.")
    if entry.source_url and not entry.source_url.startswith(("https://", "http://")):
        raise NotPossible("The address of the source must begin with https:// or http://.")
    for text, most in ((entry.why, MAX_TEXT), (entry.quote, MAX_TEXT), (entry.page, MAX_LINE),
                       (entry.source_url, MAX_LINE), (entry.value, MAX_LINE)):  # fmt: skip
        if text and len(text) > most:
            raise NotPossible(f"A text has {len(text):,} characters; {most:,} is the most there.")


def _refuse_twin(review: Review, made: FactEntry) -> None:
    for row in FactEntryRow.objects.filter(review=review, of=made.of, name=made.name).exclude(key=made.id):
        other: FactEntry = row.to_record()  # type: ignore[assignment]
        if replace(other, id=made.id, by=made.by) == made:
            raise NotPossible("Just this is entered already.")


def _new_id(review: Review, entry: FactEntry) -> str:
    """A name that no entry of this review has or had."""
    stem = slug(f"{entry.of} {entry.name}") or "fact"
    if len(stem) > 70:
        stem = f"{stem[:60].strip('-')}-{digest(stem, 6)}"
    taken, number, id_ = keys(review, FactEntryRow), 1, stem
    while id_ in taken or last_act(review.key, id_) is not None:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def _said(entry: FactEntry | None) -> dict[str, Any] | None:
    """An entry without whose it is: a name is kept apart, where it can be erased."""
    return {k: v for k, v in entry.to_json().items() if k != "by"} if entry is not None else None


def _told(
    by: User,
    action: str,
    review: Review,
    before: FactEntry | None,
    after: FactEntry | None,
    *,
    reason: str = "",
    **more: Any,
) -> None:
    entry = after or before
    assert entry is not None  # noqa: S101 - there is one before or after
    record(
        by=by,
        action=action,
        object_kind=KIND,
        object_id=object_id(review.key, entry.id),
        changed={
            "review": review.key,
            "of": entry.of,
            "fact": entry.name,
            "before": _said(before),
            "after": _said(after),
            **more,
        },
        personal={
            "by_before": before.by if before is not None else None,
            "by_after": after.by if after is not None else None,
        },
        reason=reason,
    )
