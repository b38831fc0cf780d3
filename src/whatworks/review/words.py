"""The rating schemes in words, handed to publishing, which knows no scheme of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whatworks.rate import CATALOGUE, COMBINERS, Scale, Scheme, load_scheme
from whatworks.rate.scheme import Group
from whatworks.rules import Criterion, structure
from whatworks.terms import (
    AdjustWords,
    CriterionWords,
    FactWords,
    LevelWords,
    PointsWords,
    ReviewRecords,
    RuleWords,
    ScaleWords,
    SchemeWords,
)

from .checks import scheme_name


def scheme_words(records: ReviewRecords, folder: Path) -> Mapping[str, SchemeWords]:
    """Each of the review's schemes in words, by its id."""
    schemes = [load_scheme(scheme_name(s, folder)) for s in records.review.schemes]
    return {scheme.id: words_of_scheme(scheme) for scheme in schemes}


def words_of_scheme(scheme: Scheme) -> SchemeWords:
    """A scheme in words: what a reader is told of its facts, criteria, levels and rules."""
    used = sorted(
        {name for scale in scheme.scales for e in scale.expressions for name in scheme.book.facts_of(e)}
    )
    return SchemeWords(
        id=scheme.id,
        version=scheme.version,
        name=scheme.name,
        by=scheme.by,
        about=scheme.about,
        sources=scheme.sources,
        licence=scheme.licence,
        verified=scheme.verified,
        unverified=scheme.unverified,
        scales=tuple(_scale(scale, scheme) for scale in scheme.scales),
        criteria={id_: _criterion(c) for id_, c in scheme.book.items()},
        facts={
            name: FactWords(ask=CATALOGUE[name].ask, doc=CATALOGUE[name].doc, unit=CATALOGUE[name].unit)
            for name in used
        },
    )


def _scale(scale: Scale, scheme: Scheme) -> ScaleWords:
    columns = [(0, scale.rules), *enumerate(scale.columns, start=1)]
    return ScaleWords(
        id=scale.id,
        name=scale.name,
        levels=tuple(
            LevelWords(
                id=v.id, words=v.words, meaning=v.meaning, rank=v.rank, verified=v.verified, band=v.band
            )
            for v in scale.levels
        ),
        rules=tuple(
            RuleWords(
                level=rule.level,
                words=_asked(scheme, rule.text, rule.say),
                criterion=rule.text if rule.text in scheme.book else None,
                column=column,
            )
            for column, rules in columns
            for rule in rules
        ),
        otherwise=scale.otherwise,
        how=COMBINERS[scale.combiner],
        about=scale.about,
        of=scale.of,
        bar=scale.bar,
        adjust=tuple(_adjust(group, scheme) for group in scale.adjust),
    )


def _adjust(group: Group, scheme: Scheme) -> AdjustWords:
    rules = (PointsWords(add=r.add, words=_asked(scheme, r.text, r.say)) for r in group.rules)
    return AdjustWords(name=group.name, rules=tuple(rules))


def _asked(scheme: Scheme, text: str, say: str | None) -> str:
    return scheme.book[text].ask if text in scheme.book else say or text


def _criterion(criterion: Criterion) -> CriterionWords:
    join, parts = structure(criterion.rule)
    return CriterionWords(
        id=criterion.id,
        question=criterion.ask,
        of_study=criterion.of == "study",
        join=join,
        parts=parts,
        not_reported=criterion.not_reported.value,
        because=criterion.because,
        verified=criterion.verified,
    )
