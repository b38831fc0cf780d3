"""Many documents at once: taken in, then attached to the records that a person has confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from .. import fulltext_store as store
from .fulltexts import attach_kept, plain_name

WAITS = 12 * 3600
"""Seconds that a document waits for its record: less than a day, after which it is tidied away."""
_SALT = "whatworks_site.reviews.several"


@dataclass(frozen=True)
class Came:
    """A document that came in: on the disk and named by a mark, or refused with why."""

    name: str
    mark: str = ""
    why: str = ""


def take_in(*, by: User, review: str, files: Iterable[tuple[str, Iterable[bytes]]]) -> list[Came]:
    """Put documents on the disk. Nothing is attached: each gets a mark by which it can be, by this person."""
    require(by, "reviews.retrieve", review=review)
    came = []
    for name, pieces in files:
        shown = plain_name(name)
        try:
            kept = store.keep(pieces)
        except store.NotKept as why:
            came.append(Came(shown, why=str(why)))
        else:
            held = [by.pk, review, shown, kept.digest, kept.size]
            came.append(Came(shown, mark=signing.dumps(held, salt=_SALT)))
    return came


def attach_chosen(*, by: User, review: str, chosen: Iterable[tuple[str, int]]) -> tuple[int, list[str]]:
    """Attach documents to the works chosen for them: how many, and why others were not."""
    require(by, "reviews.retrieve", review=review)
    done, refused = 0, []
    for mark, work in chosen:
        try:
            name, kept = _of(by, review, mark)
            attach_kept(by=by, review=review, work=work, name=name, kept=kept)
            done += 1
        except NotPossible as why:
            refused.append(str(why))
    return done, refused


def _of(by: User, review: str, mark: str) -> tuple[str, store.Kept]:
    try:
        who, where, name, digest, size = signing.loads(mark, salt=_SALT, max_age=WAITS)
    except signing.BadSignature:
        raise NotPossible("A file waited too long, or its mark was changed. Choose it again.") from None
    if (who, where) != (by.pk, review):
        raise NotPossible("That file was brought by somebody else, or for another review. Choose it again.")
    return name, store.Kept(digest, size)
