"""Settling what extractors wrote down: choosing, keeping, opening again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.terms import Study
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import AppraisalRow, ArmRow, PageRow, ResultRow, Review, StudyRow
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..extract_draft import Draft, draft_of_record
from ..extract_naming import keys
from ..models import Reconciliation
from ..reconcile_compare import THIRD, Unsettled, build
from ..reconcile_now import base_of, current, groups_of, last_of, names_of


def choose(*, by: User, review: str, study: str, choices: Mapping[str, Mapping[str, Any]]) -> Reconciliation:
    """Note what was chosen, by field: `pick` (a draft's place, third, keep or leave), value, why, note."""
    with transaction.atomic():
        held, now = _locked(by, review, study)
        groups = groups_of(held, now)
        names = {line.name for group in groups for line in group.lines}
        present = {group.presence_name for group in groups if not group.is_in_all}
        for name, choice in choices.items():
            if name not in names and name not in present:
                raise NotPossible("What is compared has changed. Load the page again.")
            if name in names and choice["pick"] not in (THIRD, *map(str, range(len(now.drafts)))):
                raise NotPossible("Choose one of what is offered.")
        now.choices = {**now.choices, **{name: dict(choice) for name, choice in choices.items()}}
        _save(by, now, "reviews.reconcile.choose")
    return now


def match(*, by: User, review: str, study: str, one: str, other: str) -> Reconciliation:
    """Say that two results, each "place:id", are the same."""
    return _matched(by, (review, study), "together", "apart", sorted((one, other)))


def part(*, by: User, review: str, study: str, one: str, other: str) -> Reconciliation:
    """Say that two results, each "place:id", are not the same."""
    return _matched(by, (review, study), "apart", "together", sorted((one, other)))


def keep(*, by: User, review: str, study: str) -> Reconciliation:
    """Write what was agreed as the record, once nothing is left to settle."""
    with transaction.atomic():
        held, now = _locked(by, review, study)
        try:
            agreed = _built(held, now)
        except Unsettled:
            raise NotPossible("Something still differs. Settle what is left, then keep it.") from None
        _write(held, study, agreed)
        now.kept, now.kept_at = agreed.to_document(), timezone.now()
        _save(by, now, "reviews.reconcile.keep")
    return now


def reopen(*, by: User, review: str, study: str) -> Reconciliation:
    """Open what was agreed again, with all choices as they were. The earlier version is kept."""
    require(by, "reviews.reconcile", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(key=review)
        last = last_of(held, study)
        if last is None or last.kept_at is None:
            raise NotPossible("This study is open already.")
        now = Reconciliation(
            review=held, study=study, number=last.number + 1, drafts=last.drafts, matches=last.matches,
            choices=last.choices,
        )  # fmt: skip
        _save(by, now, "reviews.reconcile.reopen")
    return now


def keep_single(by: User, review: Review, study: str, name: str, draft: Draft) -> None:
    """Where one extractor is enough: write the draft as the record. For the action that hands it in."""
    last = last_of(review, study)
    now = Reconciliation(
        review=review, study=study, number=last.number + 1 if last else 1,
        drafts=[{"name": name, "document": draft.to_document()}],
    )  # fmt: skip
    agreed = _built(review, now)
    _write(review, study, agreed)
    now.kept, now.kept_at = agreed.to_document(), timezone.now()
    _save(by, now, "reviews.reconcile.keep")


def _locked(by: User, review: str, study: str) -> tuple[Review, Reconciliation]:
    require(by, "reviews.reconcile", review=review)
    held = Review.objects.select_for_update().get(key=review)
    now = current(held, study)
    if now is None:
        raise NotPossible("Not everyone who is to extract this study has handed it in.")
    if now.kept_at is not None:
        raise NotPossible("This study is agreed. Open it again to change it.")
    return held, now


def _built(review: Review, now: Reconciliation) -> Draft:
    named = now.matches.get("ids", {})
    draft, ids = build(groups_of(review, now), _taken(review, now.study), base_of(review, now), named)
    now.matches = {**now.matches, "base": base_of(review, now), "ids": ids}
    return draft


def _taken(review: Review, study: str) -> set[str]:
    return keys(review, ResultRow) - set(names_of(review, study))


def _matched(by: User, where: tuple[str, str], into: str, out_of: str, pair: list[str]) -> Reconciliation:
    with transaction.atomic():
        held, now = _locked(by, *where)
        known = {
            f"{place}:{each.id}"
            for group in groups_of(held, now) for place, each in enumerate(group.row)
            if each is not None and group.kind == "result"
        }  # fmt: skip
        if not set(pair) <= known or pair[0].partition(":")[0] == pair[1].partition(":")[0]:
            raise NotPossible("Choose one result of each extractor.")
        matches = dict(now.matches) | {
            kind: [p for p in now.matches.get(kind, []) if p != pair] for kind in (into, out_of)
        }
        matches[into].append(pair)
        now.matches = matches
        _save(by, now, "reviews.reconcile.match")
    return now


def _write(review: Review, study: str, agreed: Draft) -> None:
    row = StudyRow.objects.filter(review=review, key=study).first()
    if row is None:
        raise NotPossible("The study is no longer there.")
    old: Study = row.to_record()
    before = draft_of_record(review, study)
    assert before is not None  # noqa: S101 - the row is there
    gone = {r.id for r in before.results} - {r.id for r in agreed.results}
    _refuse_if_used(review, gone)
    put(review, StudyRow, replace(agreed.study, id=old.id, reports=old.reports))
    for table, was, new in (
        (ArmRow, before.arms, agreed.arms), (ResultRow, before.results, agreed.results),
    ):  # fmt: skip
        for key in {each.id for each in was} - {each.id for each in new}:
            drop(review, table, key)
        for each in new:
            put(review, table, each)


def _refuse_if_used(review: Review, results: set[str]) -> None:
    used = set(
        AppraisalRow.objects.filter(review=review, object__in=results).values_list("object", flat=True)
    )
    used |= set(
        PageRow.objects.filter(review=review, frequency__in=results).values_list("frequency", flat=True)
    )
    if used:
        raise NotPossible(
            f"A result that is left out is used by an appraisal or a page: {', '.join(sorted(used))}. "
            "Keep it, or change what uses it first."
        )


def _save(by: User, now: Reconciliation, action: str) -> None:
    now.changed_at, now.by = timezone.now(), by
    now.save()
    changed = {"review": now.review.key, "study": now.study, "number": now.number}
    record(by=by, action=action, object_kind="reconciliation", object_id=str(now.pk), changed=changed)
