"""What is done to an appraisal's answers as its file holds them: changed, tidied, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from whatworks.appraise import AppraisalError, Critical, Instrument, Override, appraisal_of, load_instrument
from whatworks.terms import Appraisal, digest, slug
from whatworks_site.evidence.states import NotPossible

from ..queries.appraising_sheet import INSTRUMENT, is_number, judged_all, listed, still_asked

Fields = dict[str, Any]


def appraisal_id(object: str, instrument: str = INSTRUMENT) -> str:
    """The name under which an appraisal is kept: fit for a file."""
    plain = slug(object)
    stem = plain if plain == object and len(plain) <= 90 else f"{plain[:70].strip('-')}-{digest(object, 8)}"
    return f"{stem}-{instrument}" if len(stem) + len(instrument) < 100 else f"{stem[:30]}-{instrument}"


def blank(
    object: str, rater: str, instrument: Instrument | None = None, critical: Critical | None = None
) -> Fields:
    """An appraisal in which nothing is answered yet; with the usual instrument unless one is given."""
    instrument = instrument or load_instrument(INSTRUMENT)
    now = timezone.now().replace(microsecond=0)
    fields: Fields = {
        "id": appraisal_id(object, instrument.id),
        "instrument": instrument.id,
        "version": instrument.version,
        "object": object,
        "rater": rater,
        "at": now.astimezone(dt.UTC).isoformat(),
        "answers": {},
    }
    if critical is not None:
        fields["critical"] = {"questions": list(critical.questions), "reason": critical.reason or ""}
    return fields


def _by(fields: Fields, instrument: Instrument | None) -> Instrument:
    return instrument or load_instrument(str(fields["instrument"]))


def drop_variants(fields: Fields, effect: str, instrument: Instrument | None = None) -> None:
    """Take out what was said of domains that are asked otherwise for another effect."""
    for domain in _by(fields, instrument).asked_for(effect):
        if domain.effect is not None:
            for question in domain.sheet.questions:
                fields["answers"].pop(question, None)
            fields.get("decisions", {}).pop(domain.id, None)


def decide(fields: Fields, name: str, decided: Override | None) -> None:
    """Set or lift what a person decided otherwise than the rule."""
    decisions = {k: v for k, v in fields.get("decisions", {}).items() if k != name}
    if decided is not None:
        decisions[name] = {"decided": decided.decided, "reason": decided.reason}
    fields["decisions"] = decisions


def tidied(fields: Fields, instrument: Instrument | None = None) -> tuple[Fields, tuple[str, ...]]:
    """The fields without answers to questions that are not asked, and which those were."""
    instrument = _by(fields, instrument)
    kept: dict[str, Any] = {}
    for domain in instrument.asked_for(fields.get("effect")):
        answers = {q: a["answer"] for q, a in fields["answers"].items()}
        for question in still_asked(domain, answers)[0]:
            kept[question] = fields["answers"][question]
    decisions = {k: _plain(v) for k, v in fields.get("decisions", {}).items()}
    made = _without_ruled_out({**fields, "answers": kept, "decisions": decisions}, instrument)
    return made, tuple(q for q in fields["answers"] if q not in made["answers"])


def _without_ruled_out(fields: Fields, instrument: Instrument) -> Fields:
    """The fields without domains that an earlier one rules out, each looked at after those before it."""
    gated = [d for d in instrument.asked_for(fields.get("effect")) if d.asked_if is not None]
    for domain in gated:
        names = {domain.id, *(d.id for d in gated[gated.index(domain) :])}
        said = {q: a for q, a in fields["answers"].items() if not _of_any(instrument, q, names)}
        decisions = {k: v for k, v in fields["decisions"].items() if k not in names and k != "overall"}
        so_far = judged({**fields, "answers": said, "decisions": decisions}, instrument)
        if not next(d for d in so_far.domains if d.domain == domain.id).asked:
            for question in domain.sheet.questions:
                fields["answers"].pop(question, None)
            fields["decisions"].pop(domain.id, None)
    return fields


def _of_any(instrument: Instrument, question: str, domains: set[str]) -> bool:
    return any(question in d.sheet.questions for d in instrument.domains if d.id in domains)


def _plain(decision: Mapping[str, str | None]) -> dict[str, str]:
    return {k: v for k, v in decision.items() if v}


def judged(fields: Fields, instrument: Instrument | None = None) -> Appraisal:
    """The fields judged. Raises NotPossible with what is wrong in them."""
    try:
        return appraisal_of(fields, instrument=_by(fields, instrument))
    except AppraisalError as error:
        raise NotPossible(error.problem[:1].upper() + error.problem[1:] + ".") from None


def refuse_unfinished(appraisal: Appraisal, instrument: Instrument) -> None:
    """Raise NotPossible while a domain has no judgement, or a question of a checklist no answer."""
    open_ = [each for each in judged_all(appraisal, instrument) if not each.is_done]
    if open_:
        missing: Iterable[str] = [
            q if is_number(q) else each.name for each in open_ for q in each.missing
        ] or [each.name for each in open_]
        raise NotPossible(f"Not finished yet. Still to answer: {listed(missing)}.")
