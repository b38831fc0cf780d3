"""Appraisals as figures: the traffic-light plot and the weighted bars of any instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whatworks.figures import Figure, TrafficRow, TrafficScale, judgement_bars, traffic_light
from whatworks.terms import Appraisal

from .errors import AppraisalError, listed
from .instrument import Domain, Instrument
from .ruling import NOT_APPLICABLE

OVERALL = "Overall"
THINGS = {
    "result": ("result", "results"),
    "study": ("study", "studies"),
    "review": ("review", "reviews"),
    "body": ("body of evidence", "bodies of evidence"),
    "intervention": ("intervention", "interventions"),
    "report": ("report", "reports"),
}
NOT_CHECKED = {
    "second hand": "Its rules were read at second hand, not in the published instrument itself.",
    "no": "Unverified: its wording and rules were not checked against the published instrument.",
}


def judgement_figures(
    instrument: Instrument,
    appraisals: Sequence[Appraisal],
    *,
    labels: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    weight_words: str | None = None,
) -> tuple[Figure, Figure]:
    """The traffic-light plot and the summary bars of appraisals with one instrument, one a thing appraised.

    `labels` names each thing by its id; `weights` and `weight_words` make the bars count by them. Judgements
    are as decided, else as proposed, else not judged yet. A checklist shows the answer to each item. Raises
    AppraisalError where appraisals are of another instrument or version, or of several effects.
    """
    effect = _one_effect(instrument, appraisals)
    domains = instrument.asked_for(effect) if instrument.effects and effect else instrument.domains
    columns, main, scales = _columns(instrument, domains, effect)
    rows = [_row(instrument, domains, a, labels or {}, weights or {}) for a in appraisals]
    title = f"{instrument.name}, version {instrument.version}"
    things = THINGS[instrument.object]
    note = NOT_CHECKED.get(instrument.verified)
    light = traffic_light(
        rows, domains=columns, scale=main, scales=scales, title=title, things=things, note=note
    )
    bars = judgement_bars(
        rows,
        domains=columns,
        scale=main,
        scales=scales,
        title=f"{title}: summary",
        weight_words=weight_words,
        things=things,
        note=note,
    )
    return light, bars


def _one_effect(instrument: Instrument, appraisals: Sequence[Appraisal]) -> str | None:
    for appraisal in appraisals:
        if (appraisal.instrument, appraisal.version) != (instrument.id, instrument.version):
            raise AppraisalError(
                f"the appraisal {appraisal.id!r} is of {appraisal.instrument} {appraisal.version}, not of "
                f"{instrument.id} {instrument.version}",
                place=("instrument",),
                value=appraisal.instrument,
            )
    effects = {appraisal.effect for appraisal in appraisals}
    if len(effects) > 1:
        told = listed(tuple(sorted(map(str, effects))))
        raise AppraisalError(
            f"the appraisals are of several effects, {told}; draw one at a time",
            place=("effect",),
        )
    return effects.pop() if effects else next(iter(instrument.effects), None)


def _columns(
    instrument: Instrument, domains: Sequence[Domain], effect: str | None
) -> tuple[list[tuple[str, str]], TrafficScale, dict[str, TrafficScale]]:
    """The columns with their names, the scale most are judged on, and the scales of the others."""
    if not instrument.judgements:
        questions = [q for domain in domains for q in domain.sheet.questions.values()]
        own = {q.id: _scale(q.answers, _off(q.answers, q.order)) for q in questions}
        main = next(iter(own.values()))
        return [(q.id, q.ask) for q in questions], main, {k: v for k, v in own.items() if v != main}
    main = _scale(instrument.judgements, instrument.off_scale)
    scales = {}
    for domain in domains:
        if domain.neutral or not _is_part(domain.sheet.judgements, instrument.judgements):
            words = domain.sheet.judgements
            scales[domain.id] = _scale(words, instrument.off_scale, plain=domain.neutral)
    whole = instrument.overalls[effect if instrument.effects else None].sheet.judgements
    neutral = all(domain.neutral for domain in domains)
    if whole and (neutral or not _is_part(whole, instrument.judgements)):
        scales[OVERALL] = _scale(whole, instrument.off_scale, plain=neutral)
    names = [(d.id, d.name + (" (critical)" if d.critical else "")) for d in domains]
    return names, main, scales


def _is_part(some: tuple[str, ...], every: tuple[str, ...]) -> bool:
    """Whether judgements stand on the scale `every`, its best among them, so that one drawing fits both."""
    return some[0] == every[0] and set(some) <= set(every)


def _off(answers: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(answer for answer in answers if answer not in order) if order else ()


def _scale(words: tuple[str, ...], off: tuple[str, ...], *, plain: bool = False) -> TrafficScale:
    levels = tuple(word for word in words if word not in off)
    return TrafficScale(levels=levels, off=tuple(word for word in words if word in off), plain=plain)


def _row(
    instrument: Instrument,
    domains: Sequence[Domain],
    appraisal: Appraisal,
    labels: Mapping[str, str],
    weights: Mapping[str, float],
) -> TrafficRow:
    told: dict[str, str | None]
    if instrument.judgements:
        told = {d.domain: d.decided or d.proposed for d in appraisal.domains if d.asked}
    else:
        questions = {q.id: q for domain in domains for q in domain.sheet.questions.values()}
        told = dict.fromkeys(questions)
        told |= {a.question: a.answer for a in appraisal.answers if a.answer}
        told = {
            id_: answer
            for id_, answer in told.items()
            if answer != NOT_APPLICABLE or NOT_APPLICABLE in questions[id_].answers
        }
    return TrafficRow(
        label=labels.get(appraisal.object, appraisal.object),
        judgements=told,
        overall=appraisal.decided or appraisal.proposed,
        weight=weights.get(appraisal.object),
    )
