"""Answering a question about numbers that clash."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import Extraction, QuestionAnswer
from ..queries.extract_questions import asked_of_draft, asked_of_record
from ..seats import seat_of


def answer_question(
    *, by: User, review: str, study: str, question: str, answer: str, in_draft: bool = False
) -> QuestionAnswer:
    """Say how it is: of what is kept, or of one's own draft, which others see once the study is agreed."""
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = Review.objects.get(key=review)
        mine = None
        if in_draft:
            mine = Extraction.objects.filter(review=held, study=study, seat=seat_of(by, held)).first()
            if mine is None:
                raise NotPossible("You have not begun to extract this study.")
        asked = asked_of_draft(mine) if mine is not None else asked_of_record(held, study)
        words = next((each.words for each in asked if each.id == question), None)
        if words is None:
            raise NotPossible("That question is no longer asked: its numbers have changed.")
        if not answer.strip():
            raise NotPossible("Say what you found, in a few words: “checked against page 7: printed so”.")
        made = QuestionAnswer.objects.create(
            review=held, study=study, question=question, words=words, answer=answer.strip(),
            extraction=mine, by=by, at=timezone.now(),
        )  # fmt: skip
        # The answer may give a draft away, so the event only says that there is one.
        changed = {"review": held.key, "study": study}
        record(
            by=by,
            action="reviews.question.answer",
            object_kind="answer",
            object_id=str(made.pk),
            changed=changed,
        )
    return made
