"""Facts from appraisals: what was decided of a result, a study, a review or a body of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whatworks.rules import FactType
from whatworks.terms import Appraisal, Fact, FactSource, UnknownKind

from .catalogue import CATALOGUE

OVERALL = {
    "rob2": "risk_of_bias",
    "rob2-cluster": "risk_of_bias",
    "robins-i": "robins_i",
    "robins-i-2016": "robins_i",
    "robins-i-v2": "robins_i",
    "amstar2": "review.amstar",
}
"""Which fact an instrument's overall judgement is."""
DOMAINS = {
    "emmie-q": {
        "effect": "emmie_q_effect",
        "mechanism": "emmie_q_mechanism",
        "moderators": "emmie_q_moderators",
        "implementation": "emmie_q_implementation",
        "economics": "emmie_q_economics",
    },
    "grade": {
        "start": "appraised_with_robins",
        "risk-of-bias": "grade_risk_of_bias",
        "inconsistency": "grade_inconsistency",
        "indirectness": "grade_indirectness",
        "imprecision": "grade_imprecision",
        "publication-bias": "grade_publication_bias",
        "large-effect": "grade_large_effect",
        "dose-response": "grade_dose_response",
        "opposing-bias": "grade_confounding",
    },
}
"""Which fact the judgement of each of an instrument's domains is."""
MEANS: Mapping[str, Mapping[str, object]] = {
    "start": {"High: not randomised, ROBINS-I": True, "Low: not randomised": False},
    **{
        domain: {"not serious": 0.0, "serious": 1.0, "very serious": 2.0, "extremely serious": 3.0}
        for domain in ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias")
    },
    "large-effect": {"no": 0.0, "large": 1.0, "very large": 2.0},
    **{domain: {"no": False, "yes": True} for domain in ("dose-response", "opposing-bias")},
}
"""What GRADE's judgements come to, where they are not the fact's own words: steps, or yes and no."""


def appraised(appraisals: Iterable[Appraisal], objects: Sequence[str], subject: str) -> dict[str, Fact]:
    """The facts that appraisals of any of these objects give, the first object that was appraised speaking.

    Two appraisals of one object that differ are sources that disagree.
    """
    by_object: dict[str, list[Appraisal]] = {}
    for appraisal in sorted(appraisals, key=lambda a: a.id):
        by_object.setdefault(appraisal.object, []).append(appraisal)
    found: dict[str, Fact] = {}
    for name in objects:
        here: dict[str, list[tuple[object, Appraisal]]] = {}
        for appraisal in by_object.get(name, []):
            for fact, value in _told(appraisal):
                here.setdefault(fact, []).append((value, appraisal))
        for fact, told in here.items():
            found.setdefault(fact, _fact(fact, subject, told))
    return found


def _told(appraisal: Appraisal) -> Iterable[tuple[str, object]]:
    overall = appraisal.decided or appraisal.proposed
    if appraisal.instrument in OVERALL and overall:
        yield from _valued(OVERALL[appraisal.instrument], overall)
    for judged in appraisal.domains:
        fact = DOMAINS.get(appraisal.instrument, {}).get(judged.domain)
        decided = judged.decided or judged.proposed
        if fact and decided and decided in MEANS.get(judged.domain, {}):
            yield fact, MEANS[judged.domain][decided]
        elif fact and decided and judged.domain not in MEANS:
            yield from _valued(fact, decided)


def _valued(fact: str, text: str) -> Iterable[tuple[str, object]]:
    definition = CATALOGUE[fact]
    if definition.type is FactType.NUMBER:
        number = text.split(maxsplit=1)[0]
        if number.lstrip("-").isdigit():
            yield fact, float(number)
    else:
        known = {str(o).casefold(): o for o in definition.options}
        if text.casefold() in known:
            yield fact, known[text.casefold()]


def _fact(name: str, subject: str, told: list[tuple[object, Appraisal]]) -> Fact:
    values = tuple(dict.fromkeys(value for value, _ in told))
    first = told[0][1]
    how = f"decided with {first.instrument} {first.version}"
    source = FactSource(record=first.id, field="decided", how=how)
    unit = CATALOGUE[name].unit
    if len(values) == 1:
        return Fact(name=name, subject=subject, value=values[0], unit=unit, source=source)
    return Fact(
        name=name, subject=subject, unit=unit, unknown=UnknownKind.DISAGREE, options=values, source=source
    )
