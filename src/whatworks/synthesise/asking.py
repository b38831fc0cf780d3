"""A question about numbers in print: a sentence that knows which fields it is about."""

from __future__ import annotations

from typing import Self

from whatworks.terms import Result, digest


class Question(str):
    """What clashes, in words, with the name of the check that asks and the fields whose numbers clash."""

    check: str
    fields: tuple[str, ...]
    __slots__ = ("check", "fields")

    def __new__(cls, words: str, check: str, *fields: str) -> Self:
        """Make the sentence and say what it is about."""
        made = super().__new__(cls, words)
        made.check, made.fields = check, fields
        return made


def question_id(question: Question, study: str, result: Result | None = None) -> str:
    """An id by which an answer is kept: the same for the same words about the same thing.

    It does not rest on the result's own id, so that an answer given while extracting holds once the numbers
    are agreed; it changes when a number does, so that no answer outlives what it was about.
    """
    about = None
    if result is not None:
        about = [result.outcome, result.measure, result.months, result.subgroup, result.arm_t, result.arm_c]
    return digest([study, about, question.check, str(question)], 16)
