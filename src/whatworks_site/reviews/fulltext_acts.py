"""What was done to find a work's full text: said, attached, removed, in order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from whatworks_site.evidence.models import RetrievalRow, Review

from .models import FullText, ReferenceRow
from .restating import OLDEST_FIRST

EVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Act:
    """One thing done. Attaching a file may also have said that the text was found: that is one act."""

    at: dt.datetime
    kind: str
    """said, attached or removed"""
    retrieval: Any = None
    text: Any = None


def keys_of(work: int) -> list[str]:
    """The references that a work is made of."""
    return list(ReferenceRow.objects.filter(work_id=work).order_by("key").values_list("key", flat=True))


def texts_of(review: Review, keys: Collection[str], *, removed: bool = False) -> list[FullText]:
    """The documents attached to these references, the latest last."""
    found = FullText.objects.filter(review=review, reference__in=keys).order_by("at", "pk")
    return list(found if removed else found.filter(removed_at=None))


def acts_of(review: Review, keys: Collection[str]) -> list[Act]:
    """Everything that was done, the latest last."""
    texts = texts_of(review, keys, removed=True)
    attached = {text.at: text for text in texts}
    acts: list[Act] = []
    together: set[int] = set()
    for row in RetrievalRow.objects.filter(review=review, reference__in=keys).order_by(*OLDEST_FIRST):
        text = attached.get(row.at) if row.at else None
        if text is None:
            acts.append(Act(row.at or EVER, "said", retrieval=row))
        else:
            together.add(text.pk)
            acts.append(Act(text.at, "attached", retrieval=row, text=text))
    acts += [Act(t.at, "attached", text=t) for t in texts if t.pk not in together]
    acts += [Act(t.removed_at, "removed", text=t) for t in texts if t.removed_at]
    return sorted(acts, key=lambda act: act.at)


def spoken_of(digests: Collection[str]) -> set[str]:
    """Those of these files that some review still speaks of."""
    return set(FullText.objects.filter(digest__in=digests).values_list("digest", flat=True))
