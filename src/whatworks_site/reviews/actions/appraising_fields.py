"""What is done to an appraisal's answers as its file holds them: changed, tidied, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from whatworks.appraise import AppraisalError, Override, appraisal_of
from whatworks.terms import Appraisal, digest, slug
from whatworks_site.evidence.states import NotPossible

from ..queries.appraising_sheet import INSTRUMENT, domains_of, instrument, listed, still_asked

Fields = dict[str, Any]


def appraisal_id(object: str) -> str:
    """The name under which an appraisal of a result is kept: fit for a file."""
    plain = slug(object)
    stem = plain if plain == object and len(plain) <= 90 else f"{plain[:70].strip('-')}-{digest(object, 8)}"
    return f"{stem}-{INSTRUMENT}"


def blank(object: str, rater: str) -> Fields:
    """An appraisal in which nothing is answered yet."""
    now = timezone.now().replace(microsecond=0)
    return {
        "id": appraisal_id(object),
        "instrument": INSTRUMENT,
        "version": instrument().version,
        "object": object,
        "rater": rater,
        "at": now.astimezone(dt.UTC).isoformat(),
        "answers": {},
    }


def drop_variants(fields: Fields, effect: str) -> None:
    """Take out what was said of domains that are asked otherwise for another effect."""
    for domain in (d for d in domains_of(effect) if d.effect is not None):
        for question in domain.sheet.questions:
            fields["answers"].pop(question, None)
        fields.get("decisions", {}).pop(domain.id, None)


def decide(fields: Fields, name: str, decided: Override | None) -> None:
    """Set or lift what a person decided otherwise than the rule."""
    decisions = {k: v for k, v in fields.get("decisions", {}).items() if k != name}
    if decided is not None:
        decisions[name] = {"decided": decided.decided, "reason": decided.reason}
    fields["decisions"] = decisions


def tidied(fields: Fields) -> tuple[Fields, tuple[str, ...]]:
    """The fields without answers to questions that are not asked, and which those were."""
    kept: dict[str, Any] = {}
    for domain in domains_of(fields.get("effect")):
        answers = {q: a["answer"] for q, a in fields["answers"].items()}
        for question in still_asked(domain, answers)[0]:
            kept[question] = fields["answers"][question]
    gone = tuple(q for q in fields["answers"] if q not in kept)
    decisions = {k: _plain(v) for k, v in fields.get("decisions", {}).items()}
    return {**fields, "answers": kept, "decisions": decisions}, gone


def _plain(decision: Mapping[str, str | None]) -> dict[str, str]:
    return {k: v for k, v in decision.items() if v}


def judged(fields: Fields) -> Appraisal:
    """The fields judged. Raises NotPossible with what is wrong in them."""
    try:
        return appraisal_of(fields)
    except AppraisalError as error:
        raise NotPossible(error.problem[:1].upper() + error.problem[1:] + ".") from None


def refuse_unfinished(appraisal: Appraisal) -> None:
    """Raise NotPossible while a domain has no judgement."""
    open_ = [d for d in appraisal.domains if not (d.decided or d.proposed)]
    if open_:
        missing: Iterable[str] = [q for d in open_ for q in d.needed] or [d.name for d in open_]
        raise NotPossible(f"Not finished yet. Still to answer: {listed(missing)}.")
