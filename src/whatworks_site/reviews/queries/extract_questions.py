"""Numbers that clash, as questions with the answers that people have given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.synthesise import Question, question_id, question_result, question_study
from whatworks.terms import Outcome, Result
from whatworks_site.evidence.models import OutcomeRow, Review
from whatworks_site.evidence.rows import records_of

from ..extract_draft import Draft, draft_of_record
from ..models import Extraction, QuestionAnswer, Reconciliation


@dataclass(frozen=True)
class Answer:
    """What a person said to a question."""

    words: str
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Asked:
    """A question, what it is about, and what was said to it."""

    id: str
    words: str
    fields: tuple[str, ...]
    result: str
    about: str
    answers: tuple[Answer, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answers


def asked_of(
    draft: Draft, outcomes: Mapping[str, Outcome], answers: Mapping[str, list[Answer]]
) -> tuple[Asked, ...]:
    """Every question about a study and its results."""
    study = draft.study.id
    found = [
        _asked(question, question_id(question, study), "", "The study", answers)
        for question in question_study(draft.study, draft.arms, draft.results)
    ]
    for result in draft.results:
        outcome = outcomes.get(result.outcome)
        for question in question_result(result, outcome) if outcome is not None else ():
            key = question_id(question, study, result)
            found.append(_asked(question, key, result.id, title_of(result), answers))
    return tuple({asked.id: asked for asked in reversed(found)}.values())[::-1]


def _asked(
    question: Question, key: str, result: str, about: str, answers: Mapping[str, list[Answer]]
) -> Asked:
    words = f"{question[:1].upper()}{question[1:]}"
    ends = "" if words.endswith("?") else ". Which is right?"
    return Asked(key, words + ends, question.fields, result, about, tuple(answers.get(key, ())))


def title_of(result: Result) -> str:
    """A result in a few words: its measure, when, and of whom."""
    when = f", {result.months:g} months" if result.months is not None else ""
    return f"{result.measure}{when}{f', {result.subgroup}' if result.subgroup else ''}"


def asked_of_record(review: Review, study: str) -> tuple[Asked, ...]:
    """The questions about a study as it is kept, which all may see."""
    draft = draft_of_record(review, study)
    if draft is None:
        return ()
    return asked_of(draft, _outcomes(review), _answers(review, study, None))


def asked_of_draft(extraction: Extraction) -> tuple[Asked, ...]:
    """The questions about one's own draft, for its extractor's eyes."""
    review, study = extraction.review, extraction.study
    draft = Draft.from_document(extraction.document)
    return asked_of(draft, _outcomes(review), _answers(review, study, extraction))


def open_questions(review: Review) -> dict[str, int]:
    """How many questions about each study as it is kept nobody has answered. Studies without are left out."""
    records = records_of(review)
    outcomes = {outcome.id: outcome for outcome in records.outcomes}
    arms, results = _by_study(records.arms), _by_study(records.results)
    counts: dict[str, int] = {}
    for study in records.studies:
        draft = Draft(study, tuple(arms.get(study.id, ())), tuple(results.get(study.id, ())))
        asked = asked_of(draft, outcomes, {})
        if asked:
            said = _answers(review, study.id, None)
            counts[study.id] = sum(each.id not in said for each in asked)
    return {study: count for study, count in counts.items() if count}


def _by_study(records: tuple[object, ...]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for each in records:
        found.setdefault(each.study, []).append(each)  # type: ignore[attr-defined]
    return found


def _outcomes(review: Review) -> dict[str, Outcome]:
    return {row.key: row.to_record() for row in OutcomeRow.objects.filter(review=review)}


def _answers(review: Review, study: str, mine: Extraction | None) -> dict[str, list[Answer]]:
    """Answers to what is kept, and one's own; those given to drafts once the study is agreed."""
    rows = QuestionAnswer.objects.filter(review=review, study=study).select_related("by")
    agreed = Reconciliation.objects.filter(review=review, study=study, kept_at__isnull=False).exists()
    found: dict[str, list[Answer]] = {}
    for row in rows:
        is_mine = mine is not None and row.extraction_id == mine.pk
        if row.extraction_id is None or is_mine or agreed:
            who = row.by.name if row.by is not None else "Somebody"
            found.setdefault(row.question, []).append(Answer(row.answer, who, row.at))
    return found
