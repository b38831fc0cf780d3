"""Where the full text of a work was found, sought or not found; a document attached, removed; taken back."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from whatworks.terms import Retrieval, RetrievalState, Stage
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import RetrievalRow, Review
from whatworks_site.evidence.rows import next_place, touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from .. import fulltext_store as store
from ..fulltext_acts import Act, acts_of, keys_of, texts_of
from ..locks import alone
from ..models import FullText, Standing, WorkRow
from ..restating import restate
from .fulltext_tidying import tidy_once_a_day

MOST_NAME = 200


def say(*, by: User, review: str, work: int, state: RetrievalState, where: str = "") -> bool:
    """Say where the search for a full text stands; False where that was said already, word for word.

    Raises NotPossible where a file is attached or the text was decided on, and it is said not to be there.
    """
    require(by, "reviews.retrieve", review=review)
    with transaction.atomic():
        held, row = _locked(review, work)
        keys = keys_of(work)
        if state is not RetrievalState.FOUND and texts_of(held, keys):
            raise NotPossible(
                "A PDF is attached to this record. If it is not the right one, remove it first."
            )
        acts = acts_of(held, keys)
        last = acts[-1].retrieval if acts else None
        if last is not None and (last.state, last.where or "") == (state.value, where):
            return False
        _add(held, row, state, where, _now(acts))
        _record(by, "reviews.retrieve", held, row, {"state": state.value})
    return True


def attach(
    *, by: User, review: str, work: int, name: str, pieces: Iterable[bytes], where: str = ""
) -> FullText:
    """Attach a PDF; the full text is then found. The same file again is the same document, once.

    Raises NotPossible where the file is no whole PDF, too large, or finds no room: nothing is then changed.
    """
    require(by, "reviews.retrieve", review=review)
    with transaction.atomic():
        _locked(review, work)
    try:
        kept = store.keep(pieces)
    except store.NotKept as why:
        raise NotPossible(str(why)) from why
    return attach_kept(by=by, review=review, work=work, name=name, kept=kept, where=where)


def attach_kept(
    *, by: User, review: str, work: int, name: str, kept: store.Kept, where: str = ""
) -> FullText:
    """Attach a PDF that is on the disk already."""
    require(by, "reviews.retrieve", review=review)
    if not store.path_of(kept.digest).exists():
        raise NotPossible(f"“{plain_name(name)}” is no longer there: it waited too long. Choose it again.")
    new = FullText(name=plain_name(name), digest=kept.digest, size=kept.size, by=by)
    text = _attached(by, review, work, new, where)
    with suppress(OSError):
        tidy_once_a_day()
    return text


@transaction.atomic
def _attached(by: User, review: str, work: int, new: FullText, where: str) -> FullText:
    held, row = _locked(review, work)
    keys = keys_of(work)
    for text in texts_of(held, keys):
        if text.digest == new.digest:
            return text
    new.review, new.work, new.reference, new.at = held, row, row.key, _now(acts_of(held, keys))
    new.save()
    if row.retrieval != RetrievalState.FOUND or where:
        _add(held, row, RetrievalState.FOUND, where, new.at)
    changed = {"full text": new.pk, "digest": new.digest, "size": new.size}
    _record(by, "reviews.attach", held, row, changed)
    return new


def remove(*, by: User, review: str, work: int, text: int) -> FullText:
    """Take a document away from a work. It is kept aside for a month, and `undo` brings it back."""
    require(by, "reviews.retrieve", review=review)
    with transaction.atomic():
        held, row = _locked(review, work)
        keys = keys_of(work)
        found = next((t for t in texts_of(held, keys) if t.pk == text), None)
        if found is None:
            raise NotPossible("That PDF is no longer attached to this record.")
        found.removed_at = _now(acts_of(held, keys))
        found.save(update_fields=["removed_at"])
        _record(by, "reviews.remove_text", held, row, {"full text": found.pk})
    return found


def undo(*, by: User, review: str, work: int) -> Act:
    """Take back what was last done to find this full text. Everything is then as it was before."""
    require(by, "reviews.retrieve", review=review)
    with transaction.atomic():
        held, row = _locked(review, work)
        acts = acts_of(held, keys_of(work))
        if not acts:
            raise NotPossible("There is nothing to undo: nothing was done yet to find this full text.")
        last = acts[-1]
        _record(by, "reviews.undo_retrieve", held, row, {"undone": last.kind})
        if last.kind == "removed":
            FullText.objects.filter(pk=last.text.pk).update(removed_at=None)
        elif last.text is not None:
            FullText.objects.filter(pk=last.text.pk).delete()
        if last.retrieval is not None:
            RetrievalRow.objects.filter(pk=last.retrieval.pk).delete()
            _restated(held, row)
    return last


def plain_name(name: str) -> str:
    """A file's name as it may be shown and sent: its last part, nothing hidden in it, ending in .pdf."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in last)
    stem = " ".join(shown.split())
    if stem.lower().endswith(".pdf"):
        stem = stem[:-4]
    return (stem.strip(" .")[: MOST_NAME - 4] or "full text") + ".pdf"


def _locked(review: str, work: int) -> tuple[Review, WorkRow]:
    held = alone(review)
    if held is None:
        raise NotPossible("There is no review of that name.")
    row = WorkRow.objects.select_for_update().filter(pk=work, review=held).first()
    if row is None:
        raise NotPossible(
            "This record is no longer there: it was found to be a copy, or its search was undone."
        )
    if not Standing.objects.filter(work=row, stage=Stage.FULL_TEXT).exists():
        raise NotPossible("This record has not come through titles and abstracts, so no full text is sought.")
    return held, row


def _now(acts: list[Act]) -> dt.datetime:
    """Now, and never before what was done last: the latest is what counts."""
    now = timezone.now()
    return max(now, acts[-1].at + dt.timedelta(microseconds=1)) if acts else now


def _add(review: Review, row: WorkRow, state: RetrievalState, where: str, at: dt.datetime) -> None:
    said = Retrieval(reference=row.key, state=state, where=where or None, at=at)
    RetrievalRow.from_record(review, next_place(review, RetrievalRow), said).save()
    _restated(review, row)


def _restated(review: Review, row: WorkRow) -> None:
    touch(review)
    restate(review, [row.pk])
    standing = Standing.objects.get(work=row, stage=Stage.FULL_TEXT)
    if standing.is_open and not standing.is_ready:
        raise NotPossible(
            "This record was decided on at full text, so its text was found. Change those decisions first."
        )


def _record(by: User, action: str, review: Review, row: WorkRow, changed: dict[str, object]) -> None:
    """The event says what was done to which record; where it was found is in the record, not here."""
    record(
        by=by,
        action=action,
        object_kind="work",
        object_id=row.key,
        changed={"review": review.key, **changed},
    )
