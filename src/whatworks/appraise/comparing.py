"""Several appraisals of one thing, side by side: which answers, reasons, quotes and judgements differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from whatworks.terms import Appraisal

from .errors import AppraisalError
from .instrument import Instrument
from .items import Entry, Item, Key, check_same, entries_of, items_of


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Several raters' entries on one item.

    `differs` names what is not the same: answer, justification, quote, place. `matters` says whether the
    answers differ in the eyes of the rule (Y and PY do not). `steps` is how far apart they stand on a scale.
    """

    item: Item
    entries: tuple[Entry, ...]
    differs: tuple[str, ...]
    matters: bool
    steps: int | None = None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Several appraisals of one thing with one instrument, item by item in the instrument's order."""

    object: str
    instrument: str
    version: str
    effect: str | None
    raters: tuple[str, ...]
    items: tuple[Beside, ...]

    @property
    def to_settle(self) -> tuple[Beside, ...]:
        """Items on which the answers or judgements differ."""
        return tuple(beside for beside in self.items if "answer" in beside.differs)


def side_by_side(instrument: Instrument, appraisals: Sequence[Appraisal]) -> Comparison:
    """Two or more appraisals of the same thing: which answers, reasons, quotes and judgements differ.

    Raises AppraisalError where there are fewer than two, or they are of different things, instruments,
    versions or effects.
    """
    if len(appraisals) < 2:
        raise AppraisalError("there is only one appraisal; two are needed to compare", place=("appraisals",))
    first = appraisals[0]
    for other in appraisals:
        check_same(instrument, other, first.effect)
        if other.object != first.object:
            raise AppraisalError(
                f"{other.id} appraises {other.object!r}, and {first.id} {first.object!r}; "
                "compare appraisals of the same thing",
                place=("object",),
                value=other.object,
            )
    entries = [(a.rater, entries_of(a)) for a in appraisals]
    return Comparison(
        object=first.object,
        instrument=instrument.id,
        version=instrument.version,
        effect=first.effect,
        raters=tuple(a.rater for a in appraisals),
        items=tuple(_beside(item, entries) for item in items_of(instrument, first.effect)),
    )


def _beside(item: Item, told: list[tuple[str, Mapping[Key, Entry]]]) -> Beside:
    key = (item.kind, item.id)
    entries = tuple(said.get(key, Entry(rater=rater, answer=None)) for rater, said in told)
    fields = ("answer", "justification", "quote", "place")
    differs = tuple(name for name in fields if len({getattr(entry, name) for entry in entries}) > 1)
    answers = [entry.answer for entry in entries]
    return Beside(
        item=item,
        entries=entries,
        differs=differs,
        matters=len({_as_read(item, answer) for answer in answers}) > 1,
        steps=_steps(item, answers),
    )


def _as_read(item: Item, answer: str | None) -> str | None:
    return next((group[0] for group in item.same if answer in group), answer)


def _steps(item: Item, answers: list[str | None]) -> int | None:
    if any(answer not in item.order for answer in answers):
        return None
    places = [item.order.index(answer) for answer in answers if answer is not None]
    return max(abs(a - b) for a, b in combinations(places, 2))
