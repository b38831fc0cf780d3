"""One extractor's draft of a study: begun, written, handed in, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from whatworks.terms import Arm, Result, Study
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import InterventionRow, OutcomeRow, ResultRow, Review, StudyRow
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..extract_draft import Draft, draft_of_record
from ..extract_naming import keys
from ..extract_state import ExtractionState, standing_of
from ..models import Extraction
from ..seats import seat_of, ways_of
from .reconciling import keep_single


def begin_extraction(*, by: User, review: str, study: str) -> Extraction:
    """Begin a draft from what is kept of the study; the one begun before, where there is one."""
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = _locked(review, study)
        seat = seat_of(by, held)
        standing = standing_of(held, study, seat)
        if standing.mine is not None:
            return standing.mine
        if standing.begun >= standing.needed:
            many = "Somebody is" if standing.needed == 1 else f"{standing.begun} people are"
            raise NotPossible(
                f"{many} extracting this study already: that is as many as your team has chosen."
            )
        start = draft_of_record(held, study)
        assert start is not None  # noqa: S101 - _locked has found the study
        made = Extraction.objects.create(
            review=held, study=study, seat=seat, document=start.to_document(), changed_at=timezone.now()
        )
        _told(by, "reviews.extract.begin", made)
    return made


def save_study(*, by: User, review: str, study: str, facts: Study) -> Extraction:
    """Write down what the study is."""

    def change(held: Review, draft: Draft) -> Draft:
        if not InterventionRow.objects.filter(review=held, key=facts.intervention).exists():
            raise NotPossible("Choose an intervention of this review, or add it to the vocabulary first.")
        return replace(draft, study=replace(facts, id=draft.study.id, reports=draft.study.reports))

    return _change(by, review, study, change)


def save_arm(*, by: User, review: str, study: str, arm: Arm) -> str:
    """Write an arm down, new where its id is empty; its id."""
    kept: list[str] = []

    def change(held: Review, draft: Draft) -> Draft:
        key = arm.id or draft.new_arm_key(arm.name)
        if arm.id and draft.arm(arm.id) is None:
            raise NotPossible("That arm was taken out meanwhile. Put it back first.")
        kept.append(key)
        return draft.with_arm(replace(arm, id=key, study=draft.study.id))

    _change(by, review, study, change)
    return kept[0]


def save_result(*, by: User, review: str, study: str, result: Result) -> str:
    """Write a result down, new where its id is empty; its id."""
    kept: list[str] = []

    def change(held: Review, draft: Draft) -> Draft:
        if not OutcomeRow.objects.filter(review=held, key=result.outcome).exists():
            raise NotPossible("Choose an outcome of this review, or add it to the vocabulary first.")
        arms = [arm for arm in (result.arm_t, result.arm_c) if arm is not None]
        if any(draft.arm(arm) is None for arm in arms):
            raise NotPossible("An arm of this result is not among the study’s arms.")
        if result.id and draft.result(result.id) is None:
            raise NotPossible("That result was taken out meanwhile. Put it back first.")
        key = result.id or draft.new_result_key(keys(held, ResultRow))
        kept.append(key)
        return draft.with_result(replace(result, id=key, study=draft.study.id))

    _change(by, review, study, change)
    return kept[0]


def remove_arm(*, by: User, review: str, study: str, key: str) -> Extraction:
    """Take an arm out of the draft. Raises NotPossible where a result compares it."""

    def change(held: Review, draft: Draft) -> Draft:
        if draft.arm(key) is None:
            raise NotPossible("That arm is not in your draft.")
        if any(key in (result.arm_t, result.arm_c) for result in draft.results):
            raise NotPossible("A result compares this arm. Change the result first.")
        return draft.without("arms", key)

    return _change(by, review, study, change)


def remove_result(*, by: User, review: str, study: str, key: str) -> Extraction:
    """Take a result out of the draft; it can be put back."""

    def change(held: Review, draft: Draft) -> Draft:
        if draft.result(key) is None:
            raise NotPossible("That result is not in your draft.")
        return draft.without("results", key)

    return _change(by, review, study, change)


def put_back(*, by: User, review: str, study: str) -> Extraction:
    """Put back what was last taken out of the draft."""

    def change(held: Review, draft: Draft) -> Draft:
        if not draft.removed:
            raise NotPossible("There is nothing to put back.")
        return draft.restored()

    return _change(by, review, study, change)


def hand_in(*, by: User, review: str, study: str) -> Extraction:
    """Hand a draft in. Where one extractor is enough, it is the record from then on."""
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = _locked(review, study)
        mine = _mine(by, held, study)
        draft = Draft.from_document(mine.document)
        mine.handed_in_at = mine.changed_at = timezone.now()
        mine.needed = ways_of(held).extractors_needed
        mine.save(update_fields=["handed_in_at", "changed_at", "needed"])
        _told(by, "reviews.extract.hand_in", mine)
        if standing_of(held, study).needed == 1:
            keep_single(by, held, study, mine.seat.name, draft)
    return mine


def take_back(*, by: User, review: str, study: str) -> Extraction:
    """Take back what was handed in, as long as nobody else's waits to be compared with it."""
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = _locked(review, study)
        standing = standing_of(held, study, seat_of(by, held))
        mine = standing.mine
        if mine is None or mine.handed_in_at is None:
            raise NotPossible("You have handed nothing in for this study.")
        if standing.is_open and standing.needed > 1:
            raise NotPossible("The others have handed in too: what differs is settled under Reconcile.")
        if standing.state is ExtractionState.AGREED and standing.needed > 1:
            raise NotPossible("This study is agreed. Open it again under Reconcile.")
        mine.handed_in_at = None
        mine.save(update_fields=["handed_in_at"])
        _told(by, "reviews.extract.take_back", mine)
    return mine


def _locked(review: str, study: str) -> Review:
    # The review's row is what two people who begin, or hand in, at once wait for.
    held = Review.objects.select_for_update().filter(key=review).first()
    if held is None or not StudyRow.objects.filter(review=held, key=study).exists():
        raise NotPossible("There is no study of that name. Someone may have taken it out.")
    return held


def _mine(by: User, review: Review, study: str) -> Extraction:
    seat = seat_of(by, review)
    mine = Extraction.objects.select_for_update().filter(review=review, study=study, seat=seat).first()
    if mine is None:
        raise NotPossible("You have not begun to extract this study.")
    if mine.handed_in_at is not None:
        raise NotPossible("You have handed this study in. Take it back to change it.")
    return mine


def _change(by: User, review: str, study: str, change: Callable[[Review, Draft], Draft]) -> Extraction:
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = _locked(review, study)
        mine = _mine(by, held, study)
        mine.document = change(held, Draft.from_document(mine.document)).to_document()
        mine.changed_at = timezone.now()
        mine.save(update_fields=["document", "changed_at"])
        _told(by, "reviews.extract.save", mine)
    return mine


def _told(by: User, action: str, draft: Extraction) -> None:
    """The event seals what the draft said, and does not tell it: the record is read by others."""
    text = json.dumps(draft.document, sort_keys=True)
    seal = salted_hmac("whatworks_site.reviews.extraction", text, algorithm="sha256").hexdigest()
    changed = {"review": draft.review.key, "study": draft.study, "seal": seal}
    record(by=by, action=action, object_kind="extraction", object_id=str(draft.pk), changed=changed)
