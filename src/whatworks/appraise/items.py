"""What raters answer and judge with an instrument, item by item, and what one of them said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from whatworks.terms import Answer, Appraisal

from .answering import OVERALL
from .errors import AppraisalError
from .instrument import Instrument

Kind = Literal["question", "domain", "overall"]
Key = tuple[Kind, str]


class Item(NamedTuple):
    """Something raters answer or judge: a question, a domain or the whole.

    `order` lists the answers that stand on a scale, in order; `same` says which answers the rules treat
    alike.
    """

    kind: Kind
    id: str
    name: str
    answers: tuple[str, ...]
    order: tuple[str, ...]
    same: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one rater said on one item. `answer` is None where that rater did not answer it."""

    rater: str
    answer: str | None
    justification: str | None = None
    quote: str | None = None
    place: str | None = None


def items_of(instrument: Instrument, effect: str | None) -> tuple[Item, ...]:
    """The questions, domains and whole of one variant, each domain after its questions."""
    variant = instrument.effect(effect)
    found: list[Item] = []
    for domain in instrument.asked_for(variant):
        sheet = domain.sheet
        for q in sheet.questions.values():
            answers = tuple(dict.fromkeys((*q.answers, *q.read_as)))
            same = sheet.groups[q.id] if sheet.rule is not None else ()
            found.append(Item("question", q.id, q.ask, answers, q.order, same))
        if sheet.judgements:
            found.append(_judged("domain", domain.id, domain.name, sheet.judgements, instrument))
    whole = instrument.overalls[variant].sheet.judgements
    return (*found, _judged("overall", OVERALL, "Overall", whole, instrument)) if whole else tuple(found)


def _judged(kind: Kind, id_: str, name: str, judgements: tuple[str, ...], instrument: Instrument) -> Item:
    order = tuple(judgement for judgement in judgements if judgement not in instrument.off_scale)
    return Item(kind, id_, name, judgements, order)


def check_same(instrument: Instrument, appraisal: Appraisal, effect: str | None) -> None:
    """Check that an appraisal is of this instrument, version and effect. Raises AppraisalError."""
    for field, theirs, ours in (
        ("instrument", appraisal.instrument, instrument.id),
        ("version", appraisal.version, instrument.version),
        ("effect", appraisal.effect, instrument.effect(effect)),
    ):
        if theirs != ours:
            raise AppraisalError(
                f"the appraisal {appraisal.id!r} by {appraisal.rater} has the {field} {theirs!r}, not "
                f"{ours!r}; agreement is of one instrument, version and effect",
                place=(field,),
                value=theirs,
                allowed=(str(ours),),
            )


def entries_of(appraisal: Appraisal) -> Mapping[Key, Entry]:
    """What one appraisal says, by kind and id of item; a judgement as decided, else as proposed."""
    return dict(_each_entry(appraisal))


def _each_entry(appraisal: Appraisal) -> Iterator[tuple[Key, Entry]]:
    rater = appraisal.rater
    for answer in appraisal.answers:
        yield ("question", answer.question), _entry(rater, answer)
    for domain in appraisal.domains:
        said = Entry(rater=rater, answer=domain.decided or domain.proposed, justification=domain.reason)
        yield ("domain", domain.domain), said
    final = appraisal.decided or appraisal.proposed
    yield ("overall", OVERALL), Entry(rater=rater, answer=final, justification=appraisal.reason)


def _entry(rater: str, answer: Answer) -> Entry:
    return Entry(
        rater=rater,
        answer=answer.answer or None,
        justification=answer.justification,
        quote=answer.quote,
        place=answer.place,
    )
