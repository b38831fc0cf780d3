"""The fields of an appraisal's file, each read or refused with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .answering import Override
from .changing import Critical
from .errors import AppraisalError, listed

ANSWER_KEYS = ("answer", "because", "quote", "place")
DECISION_KEYS = ("decided", "reason")
CRITICAL_KEYS = ("questions", "reason")


def map_of(value: Any, place: tuple[str, ...], allowed: tuple[str, ...] = ()) -> dict[str, Any]:
    """A map of names to values; with `allowed`, no other names. Raises AppraisalError."""
    where = " ".join(place) or "the file"
    if not isinstance(value, Mapping):
        raise AppraisalError(
            f"{where}: {value!r} should be a map of names to values", place=place, value=value
        )
    for key in value:
        if allowed and key not in allowed:
            raise AppraisalError(
                f"{where}: {key!r} is not a field; use {listed(allowed)}",
                place=(*place, key),
                value=key,
                allowed=allowed,
            )
    return dict(value)


def text_of(fields: Mapping[str, Any], key: str, place: tuple[str, ...] = ()) -> Any:
    """One text of a map, None where it says none. Raises AppraisalError."""
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise AppraisalError(f"{key!r} should be text, not {value!r}", place=(*place, key), value=value)
    return value


def answers_of(value: Any) -> dict[str, dict[str, Any]]:
    """What was answered to each question, with reason, quotation and place. Raises AppraisalError."""
    answers: dict[str, dict[str, Any]] = {}
    for question, told in map_of(value, ("answers",)).items():
        place = ("answers", question)
        if told is None:
            continue
        if isinstance(told, str):
            answers[question] = {"answer": told}
            continue
        fields = map_of(told, place, ANSWER_KEYS)
        if fields.get("answer") is None:
            raise AppraisalError(
                f"question {question}: 'answer' is missing; leave the question out until it is answered",
                place=place,
            )
        answers[question] = {key: text_of(fields, key, place) for key in fields}
    return answers


def decisions_of(value: Any) -> dict[str, Override]:
    """What a person decided, by domain, and overall. Raises AppraisalError."""
    if value is None:
        return {}
    decisions = {}
    for name, told in map_of(value, ("decisions",)).items():
        place = ("decisions", name)
        fields = map_of(told, place, DECISION_KEYS)
        decided = text_of(fields, "decided", place)
        if decided is None:
            raise AppraisalError(f"{name}: 'decided' is missing; say what a person decided", place=place)
        decisions[name] = Override(decided, text_of(fields, "reason", place))
    return decisions


def critical_of(value: Any) -> Critical | None:
    """The critical questions that a team chose, and why. Raises AppraisalError."""
    if value is None:
        return None
    place = ("critical",)
    fields = map_of(value, place, CRITICAL_KEYS)
    questions = fields.get("questions")
    if not isinstance(questions, list | tuple):
        raise AppraisalError(
            "critical: 'questions' should be a list of questions", place=place, value=questions
        )
    return Critical(tuple(str(q) for q in questions), text_of(fields, "reason", place))


def time_of(value: Any) -> dt.datetime | None:
    """A time, in UTC where it names no zone. Raises AppraisalError."""
    if value is None:
        return None
    try:
        time = dt.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise AppraisalError(
            f"'at' is {value!r}, which is not a time; write it as 2026-03-31T09:30:00Z",
            place=("at",),
            value=value,
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)
