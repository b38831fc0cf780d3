"""Two people's answers beside each other, and what of them needs no settling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.appraise import Instrument
from whatworks.terms import Answer, Appraisal

from .appraising_sheet import Judged, answer_words, judged_all, judged_overall, told_of

Named = Sequence[tuple[str, Appraisal]]


@dataclass(frozen=True)
class Side:
    """What one appraiser answered to a question."""

    name: str
    answer: str
    because: str
    quote: str
    place: str


@dataclass(frozen=True)
class Beside:
    """All answers to one question, and whether they differ."""

    sides: tuple[Side, ...]
    differs: bool


def beside(handed: Named, question: str, instrument: Instrument) -> Beside:
    """What each answered to a question; not being asked is an answer, too."""
    sides = []
    for name, appraisal in handed:
        told = told_of(appraisal).get(question)
        sides.append(
            Side(
                name,
                answer_words(instrument, told.answer) if told else "Not asked",
                (told.justification if told else "") or "",
                (told.quote if told else "") or "",
                (told.place if told else "") or "",
            )
        )
    return Beside(tuple(sides), len({s.answer for s in sides}) > 1)


def common(handed: Named) -> dict[str, Answer]:
    """The answers that all gave alike, with everybody's reasons."""
    first = told_of(handed[0][1])
    others = [told_of(a) for _, a in handed[1:]]
    found = {}
    for question, answer in first.items():
        alike = [answer, *(o[question] for o in others if question in o)]
        if len(alike) == len(handed) and len({a.answer for a in alike}) == 1:
            found[question] = _joined(alike)
    return found


def _joined(alike: Sequence[Answer]) -> Answer:
    whys = dict.fromkeys(a.justification for a in alike if a.justification)
    sourced = next((a for a in alike if a.quote), alike[0])
    return Answer(
        appraisal="",
        question=alike[0].question,
        answer=alike[0].answer,
        justification=" ".join(whys) or None,
        quote=sourced.quote,
        place=sourced.place or next((a.place for a in alike if a.place), None),
    )


def quoted(handed: Named, question: str, answer: str) -> tuple[str, str]:
    """The quotation and place of whoever gave the settled answer."""
    told = [t for _, a in handed if (t := told_of(a).get(question)) and t.answer == answer]
    quote = next((t for t in told if t.quote), None) or next((t for t in told if t.place), None)
    return (quote.quote or "", quote.place or "") if quote else ("", "")


@dataclass(frozen=True)
class Judgements:
    """What each appraiser came to for a domain, or overall."""

    name: str
    sides: tuple[tuple[str, Judged], ...]

    @property
    def differs(self) -> bool:
        """Whether they came to different judgements."""
        return len({j.state for _, j in self.sides}) > 1


def judgements(handed: Named, instrument: Instrument) -> tuple[Judgements, ...]:
    """What each came to, domain by domain, the whole last."""
    domains = [_all(a, instrument) for _, a in handed]
    names = [name for name, _ in handed]
    return tuple(
        Judgements(row[0].name, tuple(zip(names, row, strict=True))) for row in zip(*domains, strict=True)
    )


def _all(appraisal: Appraisal, instrument: Instrument) -> tuple[Judged, ...]:
    return (*judged_all(appraisal, instrument), judged_overall(appraisal, instrument))


def shared_decision(handed: Named, domain: str, instrument: Instrument) -> Judged | None:
    """What all decided alike against the rule in a domain, or overall; None where they did not."""
    found = [next(j for j in _all(a, instrument) if j.id == domain) for _, a in handed]
    same = {j.decided for j in found}
    return found[0] if len(same) == 1 and found[0].decided else None
