"""How far raters of one instrument agree, item by item, over many appraisals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from whatworks.stats.agreement import (
    Coefficient,
    Grid,
    Weights,
    agreement_weights,
    cohen_kappa,
    gwet_ac,
    raw_agreement,
)
from whatworks.terms import Appraisal

from .errors import AppraisalError
from .instrument import Instrument
from .items import Item, Key, check_same, entries_of, items_of

Spacing = Literal["linear", "quadratic"]
MANY_RATERS = "Cohen's kappa is for two raters; see AC1 or AC2"


@dataclass(frozen=True, kw_only=True)
class ItemAgreement:
    """Agreement on one item: how many things two or more raters answered it for, and how far they agreed.

    `one_only` counts things for which only one of them did, as where their earlier answers led apart. `raw`
    is the plain share of agreeing pairs. `kappa` and `gwet` are weighted where the answers are `ordered`
    (`gwet` is then AC2, else AC1).
    """

    item: Item
    ordered: bool
    n: int
    one_only: int
    raw: Coefficient
    kappa: Coefficient
    gwet: Coefficient


def agreement_by_item(
    instrument: Instrument,
    appraisals: Sequence[Appraisal],
    *,
    effect: str | None = None,
    raters: Sequence[str] | None = None,
    spacing: Spacing = "linear",
    level: float = 95.0,
) -> tuple[ItemAgreement, ...]:
    """Agreement on every question, domain and the whole, over everything that several raters appraised.

    `appraisals` hold one a rater and thing; with `raters`, only theirs count. Where answers have an order
    they are weighted by their distance (`spacing`); answers off the scale, such as no information, agree
    only with themselves. A domain counts as decided where a person decided, else as proposed. Kappa needs
    two raters in all. Raises AppraisalError where an appraisal is of another instrument, version or effect,
    or a rater appraised the same thing twice.
    """
    kept = [a for a in appraisals if raters is None or a.rater in raters]
    by_object: dict[str, dict[str, Appraisal]] = {}
    for appraisal in kept:
        check_same(instrument, appraisal, effect)
        others = by_object.setdefault(appraisal.object, {})
        if appraisal.rater in others:
            raise AppraisalError(
                f"{appraisal.rater} appraised {appraisal.object!r} twice; give the one that counts",
                place=("rater",),
                value=appraisal.rater,
            )
        others[appraisal.rater] = appraisal
    people = tuple(dict.fromkeys(raters or sorted({a.rater for a in kept})))
    told = [[_said(by.get(person)) for person in people] for by in by_object.values()]
    return tuple(
        _agreement(item, [[_on(said, item) for said in row] for row in told], spacing, level)
        for item in items_of(instrument, effect)
    )


def _said(appraisal: Appraisal | None) -> Mapping[Key, str | None]:
    """What one appraisal answers and judges, item by item."""
    return {} if appraisal is None else {key: entry.answer for key, entry in entries_of(appraisal).items()}


def _on(said: Mapping[Key, str | None], item: Item) -> str | None:
    """The answer that counts; a question marked as not asked is not an answer to it."""
    answer = said.get((item.kind, item.id))
    return answer if answer in item.answers else None


def _agreement(item: Item, ratings: list[list[str | None]], spacing: Spacing, level: float) -> ItemAgreement:
    weighted = len(item.order) > 2
    weights: Weights = _grid(item, spacing) if weighted else "nominal"
    told = [sum(answer is not None for answer in row) for row in ratings]
    name = "weighted kappa" if weighted else "kappa"
    if any(len(row) != 2 for row in ratings):
        kappa = Coefficient(name=name, n=sum(n > 1 for n in told), level=level, why=MANY_RATERS)
    else:
        kappa = cohen_kappa(ratings, answers=item.answers, weights=weights, level=level)
    return ItemAgreement(
        item=item,
        ordered=weighted,
        n=sum(n > 1 for n in told),
        one_only=sum(n == 1 for n in told),
        raw=raw_agreement(ratings, answers=item.answers),
        kappa=kappa,
        gwet=gwet_ac(ratings, answers=item.answers, weights=weights, level=level),
    )


def _grid(item: Item, spacing: Spacing) -> Grid:
    """Weights by distance among answers on the scale; those off it agree only with themselves."""
    near = agreement_weights(spacing, len(item.order))
    place = {answer: i for i, answer in enumerate(item.order)}
    return tuple(
        tuple(
            near[place[one]][place[other]] if one in place and other in place else float(one == other)
            for other in item.answers
        )
        for one in item.answers
    )
