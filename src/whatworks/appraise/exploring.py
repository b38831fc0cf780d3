"""What is still possible while answers are missing, and which questions it turns on.

What is possible is defined by completions: every way in which the missing answers could be filled in, each
question asked only where it applies. A rule is read with what is known; where that does not settle it, the
search branches on the first open question, one branch for each group of answers that the rules tell apart.
Two ways that no rule can tell apart any more (the same answers where answers matter, the same counts and
sums so far elsewhere) are followed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .conditions import Count, Is, leaves
from .ruling import NOT_APPLICABLE, Said, Sum, Worst
from .sheet import Reading, Sheet, SilentError

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Explored:
    """What is possible, which answers bear on it in the order the rule asks for them, and the points."""

    possible: frozenset[str]
    used: tuple[str, ...]
    points: tuple[Fraction, ...] = ()
    settled: bool = True


def explore(sheet: Sheet, answers: Answers) -> Explored:
    """Every judgement that some completion of the answers gives; none where no completion is consistent.

    `points` are the totals that completions reach; they are known for certain only while `settled`.
    """
    if sheet.rule is None:
        return Explored(frozenset(sheet.judgements), tuple(answers), settled=False)
    possible: set[str] = set()
    used: dict[str, None] = {}
    points: set[Fraction] = set()
    settled = True
    for judgement, reading in completions(sheet, answers):
        possible.add(judgement)
        used.update(reading.used)
        settled = settled and reading.total is not None
        if reading.total is not None:
            points.add(reading.total)
    bearing = tuple(q for q in used if q in answers)
    return Explored(frozenset(possible), bearing, tuple(sorted(points)), settled)


def completions(sheet: Sheet, answers: Answers) -> Iterator[tuple[str, Reading]]:
    """Judgement and reading for each way of completing the answers, as far as the rules tell ways apart."""
    for so_far, reading in ways(sheet, answers):
        if reading.judgement is not None and is_consistent(sheet, so_far):
            yield reading.judgement, reading


def ways(
    sheet: Sheet, answers: Answers, silent: Callable[[SilentError, Answers], None] | None = None
) -> Iterator[tuple[Answers, Reading]]:
    """Every state the search passes through, each once. `silent` is told where no line of a rule speaks."""
    key = signer(sheet)
    seen: set[Any] = set()
    waiting: list[Answers] = [dict(answers)]
    while waiting:
        so_far = waiting.pop()
        mark = key(so_far)
        if mark in seen:
            continue
        seen.add(mark)
        reading = Reading(sheet, so_far)
        try:
            judgement = reading.judgement
        except SilentError as error:
            if silent is not None:
                silent(error, so_far)
            elif is_consistent(sheet, so_far):
                raise
            continue
        yield so_far, reading
        if judgement is None:
            question = next(iter(reading.open))
            waiting += [{**so_far, question: group[0]} for group in reversed(sheet.groups[question])]


def signer(sheet: Sheet) -> Callable[[Answers], Any]:
    """A function that gives two sets of answers one mark when no rule of the sheet can tell them apart."""
    looked = [leaf for condition in sheet.conditions() for leaf in leaves(condition)]
    direct = {leaf.question for leaf in looked if isinstance(leaf, Is)}
    parts = list(sheet.parts())
    direct |= {part.question for part in parts if isinstance(part, Said)}
    counts = [leaf for leaf in looked if isinstance(leaf, Count)]
    sums = [part for part in parts if isinstance(part, Sum)]
    worsts = [part for part in parts if isinstance(part, Worst)]
    group = {
        name: {answer: place for place, same in enumerate(sheet.groups[name]) for answer in same}
        for name in sheet.questions
    }
    rank = {judgement: place for place, judgement in enumerate(sheet.judgements)}

    def mark(answers: Answers) -> Any:
        return (
            frozenset((q, _shown(sheet, group, direct, q, a)) for q, a in answers.items()),
            tuple(sum(answers.get(q) in c.answers for q in c.questions) for c in counts),
            tuple(
                sum((s.points_of(q, answers[q]) for q in s.points if q in answers), Fraction(0)) for s in sums
            ),
            tuple(max((rank.get(answers[q], -1) for q in w.of if q in answers), default=-1) for w in worsts),
        )

    return mark


def _shown(
    sheet: Sheet, group: Mapping[str, Mapping[str, int]], direct: set[str], question: str, answer: str
) -> Any:
    """What of an answer must be kept apart from others: its group, or only whether it was asked."""
    if question in direct:
        return group[question].get(answer, answer)
    return answer == NOT_APPLICABLE


def is_consistent(sheet: Sheet, answers: Answers) -> bool:
    """Whether some completion asks every question that was answered and none that was answered NA."""
    for name, answer in answers.items():
        reading = Reading(sheet, answers)
        applies = reading.applies(name)
        if applies is None:
            question = next(iter(reading.open))
            return any(is_consistent(sheet, {**answers, question: g[0]}) for g in sheet.groups[question])
        if applies is not (answer != NOT_APPLICABLE) and not _may_be_na(sheet, name, answer, applies):
            return False
    return True


def _may_be_na(sheet: Sheet, name: str, answer: str, applies: bool) -> bool:
    return applies and answer == NOT_APPLICABLE and answer in sheet.questions[name].answers


def unanswered(sheet: Sheet, answers: Answers) -> tuple[str, ...]:
    """The questions that are asked for certain and not answered."""
    return tuple(q for q in sheet.questions if q not in answers and Reading(sheet, answers).applies(q))


def needed(sheet: Sheet, answers: Answers) -> tuple[str, ...]:
    """The questions to answer next: asked for certain, unanswered, and the judgement may turn on them."""
    if sheet.rule is None:
        return unanswered(sheet, answers)
    if len(explore(sheet, answers).possible) < 2:
        return ()
    asked = unanswered(sheet, answers)
    return tuple(q for q in asked if _matters(sheet, answers, q)) or asked


def _matters(sheet: Sheet, answers: Answers, question: str) -> bool:
    """Whether in some completion of all other questions the judgement turns on this one."""
    key = signer(sheet)
    seen: set[Any] = set()
    waiting: list[Answers] = [answers]
    while waiting:
        so_far = waiting.pop()
        mark = key(so_far)
        if mark in seen:
            continue
        seen.add(mark)
        reading = _read(sheet, so_far)
        if reading is None or reading.judgement is not None:
            continue
        other = next((q for q in reading.open if q != question), None)
        if other is not None:
            waiting += [{**so_far, other: g[0]} for g in sheet.groups[other]]
        elif len(explore(sheet, so_far).possible) > 1:
            return True
    return False


def _read(sheet: Sheet, answers: Answers) -> Reading | None:
    """One reading; None where no line speaks because the answers do not fit together."""
    reading = Reading(sheet, answers)
    try:
        _ = reading.judgement
    except SilentError:
        if is_consistent(sheet, answers):
            raise
        return None
    return reading
