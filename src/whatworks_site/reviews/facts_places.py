"""Where a fact that comes from records is entered, and which instrument decides one that is appraised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.rate import CATALOGUE, enterable
from whatworks.rate.appraised import DOMAINS, OVERALL

from .addresses import address_of

ENTERABLE = frozenset(d.name for d in enterable())
"""The facts that are entered here; all others follow from records."""
OF_INTERVENTION = frozenset({"described", "reasoned", "manualised", "scale_procedures", "cost_known"})
INSTRUMENTS: Mapping[str, tuple[str, ...]] = {
    name: (
        *(instrument for instrument, fact in OVERALL.items() if fact == name),
        *(instrument for instrument, facts in DOMAINS.items() if name in facts.values()),
    )
    for name in CATALOGUE
}
"""The instruments whose judgement is the fact."""


@dataclass(frozen=True)
class Where:
    """Where something is entered: in words, and the page where there is one."""

    words: str
    href: str = ""


def place_of(  # noqa: PLR0917 - what an address is made of
    review: str, name: str, study: str, intervention: str, outcome: str, set_: str
) -> Where:
    """Where a fact that is taken from the records is entered."""
    definition = CATALOGUE.get(name)
    if definition is not None and definition.of == "study" and study:
        return Where("In the study’s extraction", address_of("review-study", review, study))
    if definition is not None and definition.of == "study":
        return Where("In the studies’ extraction", address_of("review-studies", review))
    return _of_set(review, name, intervention, outcome, set_)


def _of_set(review: str, name: str, intervention: str, outcome: str, set_: str) -> Where:
    if name in OF_INTERVENTION:
        return Where("With the intervention", address_of("review-intervention", review, intervention))
    if name == "child_outcome":
        return Where("With the outcome", address_of("review-outcome", review, outcome))
    if name.startswith("pool."):
        return Where("It follows from the analysis", address_of("review-analysis", review, set_))
    if name.startswith("review."):
        return Where("It comes with published reviews’ results, in the review’s folder")
    return Where("It follows from the records")


def appraised_at(review: str, name: str) -> Where | None:
    """Where the fact is judged with an instrument; None where none decides it."""
    instruments = INSTRUMENTS.get(name, ())
    if not instruments:
        return None
    at = address_of("review-appraisals", review)
    return Where("Better judged with an instrument", f"{at}?with={instruments[0]}" if at else "")
