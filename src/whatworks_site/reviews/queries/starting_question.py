"""The question and criteria as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks import terms
from whatworks.terms import Stage
from whatworks_site.evidence.models import Review

from ..actions.starting_question import may_be_used, stages_of

STAGE_WORDS = {None: "Both stages", Stage.TITLE: "Title and abstract", Stage.FULL_TEXT: "Full text"}


@dataclass(frozen=True)
class CriterionLine:
    """A criterion, the key for it at each stage, and whether it may be removed."""

    id: str
    text: str
    stage: str
    stage_words: str
    keys: tuple[str, ...]
    is_first: bool
    is_last: bool
    may_remove: bool


def described(review: Review) -> terms.Review:
    """The review's own description."""
    return terms.Review.from_json(review.document)


def criterion_lines(review: Review) -> list[CriterionLine]:
    """The criteria in order."""
    criteria = described(review).criteria
    places = {stage: [c.id for c in criteria if stage in stages_of(c)] for stage in Stage}
    lines = []
    for number, criterion in enumerate(criteria):
        stages = stages_of(criterion)
        lines.append(
            CriterionLine(
                id=criterion.id,
                text=criterion.text,
                stage=criterion.stage or "",
                stage_words=STAGE_WORDS[criterion.stage],
                keys=_keys(places, criterion.id, stages),
                is_first=number == 0,
                is_last=number == len(criteria) - 1,
                may_remove=not any(may_be_used(review, criterion.id, stage) for stage in stages),
            )
        )
    return lines


def _keys(places: dict[Stage, list[str]], key: str, stages: tuple[Stage, ...]) -> tuple[str, ...]:
    numbers = [(stage, places[stage].index(key) + 1) for stage in stages]
    if len({number for _, number in numbers}) == 1:
        return (str(numbers[0][1]),) if numbers[0][1] <= 9 else ()
    return tuple(f"{n} at {STAGE_WORDS[stage].lower()}" for stage, n in numbers if n <= 9)
