"""Keeping the store's entries in step with what is published."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from whatworks.terms import Outcome, Snapshot
from whatworks_site.evidence import queries as evidence

from . import entries, texts
from .engines import engine
from .models import (
    ContentVersion,
    InterventionEntry,
    OutcomeEntry,
    ReviewEntry,
    SearchDocument,
    SetEntry,
    StudyEntry,
    Word,
)

_OUTCOMES = "outcomes"
"""The owner of the outcomes' documents, which belong to no one publication."""
_AT_ONCE = 400


def on_content_changed(sender: Any, *, kind: str, key: str, **rest: Any) -> None:
    """A publication changed: its entries follow, in the same transaction."""
    refresh(kind, key)


def refresh(kind: str, key: str) -> None:
    """Make the entries of one publication again, or remove them where it is no longer in force."""
    with transaction.atomic():
        bump()
        publication = evidence.published_one(kind, key)
        if kind == "review":
            _review(key, publication)
        else:
            _intervention(key, publication)
            _outcomes()


def rebuild_all() -> int:
    """Make every entry again from the publications in force. Returns how many there are."""
    with transaction.atomic():
        bump()
        for model in (InterventionEntry, ReviewEntry, OutcomeEntry):
            model.objects.all().delete()
        _forget(SearchDocument.objects.all())
        Word.objects.all().delete()
        published = list(evidence.published())
        for publication in published:
            make: Callable[[str, Any], None] = _review if publication.kind == "review" else _intervention
            make(publication.key, publication)
        _outcomes()
        return len(published)


def bump() -> None:
    """Say that the content is another edition. Writers wait for one another here."""
    ContentVersion.objects.get_or_create(pk=1)
    ContentVersion.objects.select_for_update().get(pk=1)
    ContentVersion.objects.filter(pk=1).update(
        number=F("number") + 1, token=uuid.uuid4().hex, changed_at=timezone.now()
    )


def _intervention(key: str, publication: Any | None) -> None:
    InterventionEntry.objects.filter(key=key).delete()
    if publication is None:
        _documents(f"intervention:{key}", ())
        return
    snapshot: Snapshot = evidence.snapshot(publication)
    entry = InterventionEntry.objects.create(
        key=key,
        review=snapshot.records.review.id,
        review_title=snapshot.records.review.title,
        version=publication.version or 1,
        digest=publication.digest,
        changed_at=publication.decided_at,
        change_reason=publication.reason or "",
        **entries.intervention_fields(snapshot),
    )
    SetEntry.objects.bulk_create(SetEntry(intervention=entry, **s) for s in entries.set_fields(snapshot))
    StudyEntry.objects.bulk_create(
        StudyEntry(intervention=entry, **s) for s in entries.study_fields(snapshot)
    )
    _documents(f"intervention:{key}", texts.texts_of(snapshot))


def _review(key: str, publication: Any | None) -> None:
    ReviewEntry.objects.filter(key=key).delete()
    if publication is None:
        _documents(f"review:{key}", ())
        return
    snapshot: Snapshot = evidence.snapshot(publication)
    review, flow = snapshot.records.review, snapshot.findings.prisma
    ReviewEntry.objects.create(
        key=key,
        title=review.title,
        question=review.question,
        field=review.field,
        date=review.date,
        version=publication.version or 1,
        digest=publication.digest,
        changed_at=publication.decided_at,
        constructed=review.constructed or "",
        counts={
            "screened": flow.records_screened + flow.other_screened,
            "studies": flow.new_studies,
            "reports": flow.new_reports,
            "interventions": len(snapshot.records.interventions),
        },
    )
    _documents(f"review:{key}", texts.texts_of(snapshot))


def _outcomes() -> None:
    """The outcomes on which something is published, over every intervention."""
    records: dict[str, dict[str, Any]] = {}
    names: dict[str, list[str]] = {}
    studies: Counter[str] = Counter()
    rated: Counter[str] = Counter()
    for name, outcomes in InterventionEntry.objects.order_by("name", "key").values_list("name", "outcomes"):
        for outcome in outcomes:
            id_ = outcome["id"]
            records.setdefault(id_, outcome)
            names.setdefault(id_, []).append(name)
            studies[id_] += outcome["studies"]
            rated[id_] += outcome["rated"]
    OutcomeEntry.objects.all().delete()
    OutcomeEntry.objects.bulk_create(
        OutcomeEntry(
            key=id_,
            name=outcome["name"],
            domain=outcome["domain"],
            good=outcome["good"],
            interventions=len(names[id_]),
            studies=studies[id_],
            rated=rated[id_],
        )
        for id_, outcome in records.items()
    )
    _documents(_OUTCOMES, [texts.outcome_text(_outcome(o), names[o["id"]]) for o in records.values()])


def _outcome(values: dict[str, Any]) -> Outcome:
    known = {f.name for f in Outcome.fields()}
    return Outcome.from_json({name: value for name, value in values.items() if name in known})


def _documents(owner: str, new: Iterable[texts.Text]) -> None:
    """Put an owner's documents in place of those that it had."""
    told = list(new)
    old = SearchDocument.objects.filter(owner=owner)
    change: Counter[str] = Counter()
    for document in old:
        change.subtract(texts.vocabulary(_text_of(document)))
    _forget(old)
    for text in told:
        document = SearchDocument.objects.create(owner=owner, **vars(text))
        engine().add(document.pk, text)
        change.update(texts.vocabulary(text))
    _count_words({word: n for word, n in change.items() if n})


def _text_of(document: SearchDocument) -> texts.Text:
    names = ("kind", "key", "title", "names", "summary", "studies", "body")
    return texts.Text(**{name: getattr(document, name) for name in names})


def _forget(documents: Any) -> None:
    engine().remove(list(documents.values_list("pk", flat=True)))
    documents.delete()


def _count_words(change: dict[str, int]) -> None:
    words = sorted(change)
    for start in range(0, len(words), _AT_ONCE):
        part = words[start : start + _AT_ONCE]
        known = {w.word: w for w in Word.objects.filter(word__in=part)}
        for word in part:
            known.setdefault(word, Word(word=word, documents=0))
            known[word].documents = max(known[word].documents + change[word], 0)
        Word.objects.filter(word__in=part).delete()
        Word.objects.bulk_create(w for w in known.values() if w.documents)
