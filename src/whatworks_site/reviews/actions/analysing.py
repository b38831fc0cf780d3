"""Keeping an analysis, changing it, taking a change back."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from whatworks.review.values import set_faults
from whatworks.stats import METHODS, TESTS
from whatworks.terms import EvidenceSet, Methods, digest, slug
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import (
    EvidenceSetRow,
    FactEntryRow,
    InterventionRow,
    OutcomeRow,
    PageRow,
    Review,
)
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import KeptAnalysis
from ..queries.analyses_runs import run_now
from ..queries.evidence_records import evidence_of

MAX_REASON = 2_000
MAX_NAME = 200


def keep_analysis(
    *, by: User, review: str, chosen: EvidenceSet, methods: Methods, why: str, key: str | None = None
) -> EvidenceSet:
    """Keep an analysis: a new one, or a new version of `key`. The model is the whole review's.

    `chosen` says what is pooled; its id and version are given here. Raises NotPossible with what is wrong.
    """
    require(by, "reviews.synthesise", review=review)
    said = _reason(why)
    with transaction.atomic():
        held = _locked(review)
        _check(held, key, chosen, methods)
        before = _row(held, key)
        made = _numbered(held, chosen, before)
        methods_before = Methods.from_json(held.document.get("methods") or {})
        if before is not None and made == replace(before, version=made.version) and methods == methods_before:
            raise NotPossible("Nothing is different from the version that is kept.")
        _refuse_twin(held, made)
        if before is not None:
            _keep_base(held, before, methods_before)
        put(held, EvidenceSetRow, made)
        _set_methods(held, methods)
        run = run_now(evidence_of(held), made, methods)
        KeptAnalysis.objects.create(
            review=held,
            evidence_set=made.id,
            version=made.version,
            document=made.to_json(),
            methods=methods.to_json(),
            methods_before=methods_before.to_json(),
            run=run.to_json() if run else None,
            why=said,
            by=by,
            at=timezone.now(),
        )
        changed = {"version": made.version, "methods": methods.to_json()}
        _record(by, "reviews.keep_analysis", held, made.id, changed, said)
    return made


def undo_analysis(*, by: User, review: str, key: str) -> EvidenceSet | None:
    """Take the last change of an analysis back: the version before stands again, to the letter.

    None where there was none before, so that the analysis is gone. Raises NotPossible where it cannot be.
    """
    require(by, "reviews.synthesise", review=review)
    with transaction.atomic():
        held = _locked(review)
        kept = list(KeptAnalysis.objects.filter(review=held, evidence_set=key, undone_at=None)[:2])
        now = _row(held, key)
        if not kept or now is None or kept[0].by_id is None:
            raise NotPossible("There is no change of this analysis to take back.")
        last, before = kept[0], kept[1] if len(kept) > 1 else None
        if now.to_json() != last.document:
            raise NotPossible("A folder read in since has changed this analysis. Change it by hand instead.")
        if before is None:
            _refuse_led(held, key)
            drop(held, EvidenceSetRow, key)
        else:
            put(held, EvidenceSetRow, EvidenceSet.from_json(before.document))
        if last.methods != last.methods_before and held.document.get("methods") == last.methods:
            _set_methods(held, Methods.from_json(last.methods_before))
        last.undone_at, last.undone_by = timezone.now(), by
        last.save(update_fields=["undone_at", "undone_by"])
        _record(by, "reviews.undo_analysis", held, key, {"version": last.version}, "")
    return EvidenceSet.from_json(before.document) if before else None


def _locked(review: str) -> Review:
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def _row(review: Review, key: str | None) -> EvidenceSet | None:
    if key is None:
        return None
    row = EvidenceSetRow.objects.filter(review=review, key=key).first()
    if row is None:
        raise NotPossible("There is no analysis of that name any more. It may have been taken back.")
    return row.to_record()  # type: ignore[return-value]


def _check(review: Review, key: str | None, chosen: EvidenceSet, methods: Methods) -> None:
    if len(key or "") > MAX_NAME:
        raise NotPossible(
            f"This analysis’s name has more than {MAX_NAME} characters, so it cannot be changed."
        )
    if not InterventionRow.objects.filter(review=review, key=chosen.intervention).exists():
        raise NotPossible("There is no such intervention in this review.")
    if not OutcomeRow.objects.filter(review=review, key=chosen.outcome).exists():
        raise NotPossible("There is no such outcome in this review.")
    if methods.method not in METHODS or methods.test not in TESTS:
        raise NotPossible("Choose one of the models given.")
    for column, _, rule in set_faults(chosen):
        raise NotPossible(f"{column.replace('_', ' ').capitalize()} {rule}.")


def _numbered(review: Review, chosen: EvidenceSet, before: EvidenceSet | None) -> EvidenceSet:
    """With its id and a version that none before it had."""
    id_ = before.id if before else _new_id(review, chosen)
    kept = KeptAnalysis.objects.filter(review=review, evidence_set=id_).aggregate(last=Max("version"))["last"]
    last = max(kept or 0, before.version if before else 0)
    return replace(chosen, id=id_, version=last + 1)


def _new_id(review: Review, chosen: EvidenceSet) -> str:
    """A name that no analysis of this review has."""
    stem = slug(f"{chosen.intervention} {chosen.outcome}")
    if len(stem) > 80:
        stem = f"{stem[:70].strip('-')}-{digest(stem, 6)}"
    taken = set(EvidenceSetRow.objects.filter(review=review).values_list("key", flat=True))
    number, id_ = 1, stem
    while id_ in taken:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def _refuse_twin(review: Review, made: EvidenceSet) -> None:
    for row in EvidenceSetRow.objects.filter(
        review=review, intervention=made.intervention, outcome=made.outcome
    ):
        other: EvidenceSet = row.to_record()  # type: ignore[assignment]
        alike = replace(other, id=made.id, version=made.version, note=made.note)
        if other.id != made.id and alike == made:
            raise NotPossible("There is an analysis of just this already: change that one.")


def _refuse_led(review: Review, key: str) -> None:
    page = PageRow.objects.filter(review=review, evidence_set=key).first()
    if page is not None:
        raise NotPossible("An intervention’s page leads with this outcome. Choose another there first.")
    if FactEntryRow.objects.filter(review=review, of=key).exists():
        raise NotPossible("Facts are entered of this analysis. Withdraw them first.")


def _keep_base(review: Review, before: EvidenceSet, methods: Methods) -> None:
    """What stood before the first change made here, so that the change can be taken back."""
    last = KeptAnalysis.objects.filter(review=review, evidence_set=before.id, undone_at=None).first()
    if last is not None and last.document == before.to_json():
        return
    rows = KeptAnalysis.objects.filter(review=review, evidence_set=before.id)
    same = rows.filter(version=before.version).first()
    if same is not None:  # a folder read in has put an earlier version back
        rows.filter(pk__gt=same.pk, undone_at=None).update(undone_at=timezone.now())
        rows.filter(pk=same.pk).update(document=before.to_json(), undone_at=None, undone_by=None)
        return
    run = run_now(evidence_of(review), before, methods)
    KeptAnalysis.objects.create(
        review=review,
        evidence_set=before.id,
        version=before.version,
        document=before.to_json(),
        methods=methods.to_json(),
        methods_before=methods.to_json(),
        run=run.to_json() if run else None,
        why="As the review’s folder had it.",
        by=None,
        at=review.imported_at,
    )


def _set_methods(review: Review, methods: Methods) -> None:
    if review.document.get("methods") != methods.to_json():
        review.document = {**review.document, "methods": methods.to_json()}
        review.save(update_fields=["document"])


def _reason(why: str) -> str:
    said = why.strip()
    if not said:
        raise NotPossible("Say why, in a sentence. It is shown in the analysis’s history.")
    if len(said) > MAX_REASON:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_REASON:,} is the most.")
    return said


def _record(  # noqa: PLR0917 - what an event says
    by: User, action: str, review: Review, key: str, changed: dict[str, object], reason: str
) -> None:
    changed = {"review": review.key, **changed}
    record(by=by, action=action, object_kind="analysis", object_id=key, changed=changed, reason=reason)
