"""What a team may change in an instrument without touching its file: which questions are critical."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from .errors import AppraisalError, listed
from .instrument import Instrument


@dataclass(frozen=True)
class Critical:
    """The critical questions a team chose instead of the instrument's own, and why."""

    questions: tuple[str, ...]
    reason: str | None = None


def with_critical(instrument: Instrument, critical: Critical | None) -> Instrument:
    """The instrument with other critical questions; itself where none are given.

    Raises AppraisalError where the instrument marks none, a question is not its own, or there is no reason.
    """
    if critical is None:
        return instrument
    _check(instrument, critical)
    from .checking import checked  # noqa: PLC0415 - checking builds instruments, so it stands above

    raw = copy.deepcopy(instrument.raw)
    for domain in raw["domains"]:
        for name, question in domain["questions"].items():
            question["critical"] = str(name) in critical.questions
    changed, problems = checked(raw, file=instrument.file, reachable=False)
    if changed is None or problems:
        raise AppraisalError(
            f"these critical questions leave {instrument.name} without a judgement: {problems[0]}",
            place=("critical",),
            value=critical.questions,
        )
    return changed


def _check(instrument: Instrument, critical: Critical) -> None:
    if not instrument.critical:
        raise AppraisalError(
            f"{instrument.name} marks no question as critical, so none can be chosen; take 'critical' out",
            place=("critical",),
            value=critical.questions,
        )
    known = tuple(instrument.questions)
    for name in critical.questions:
        if name not in known:
            raise AppraisalError(
                f"critical: {name!r} is not a question of {instrument.name}; use {listed(known)}",
                place=("critical", "questions"),
                value=name,
                allowed=known,
            )
    if set(critical.questions) != set(instrument.critical) and not (critical.reason or "").strip():
        raise AppraisalError(
            f"critical: other questions than {listed(instrument.critical)} are chosen; give the reason",
            place=("critical",),
            value=critical.questions,
        )
