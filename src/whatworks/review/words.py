"""The rating schemes in words, handed to publishing, which knows no scheme of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whatworks.rate import CATALOGUE, COMBINERS, Scale, Scheme, load_scheme
from whatworks.rules import Criterion, structure
from whatworks.terms import (
    CriterionWords,
    FactWords,
    LevelWords,
    ReviewRecords,
    RuleWords,
    ScaleWords,
    SchemeWords,
)

from .checks import scheme_name


def scheme_words(records: ReviewRecords, folder: Path) -> Mapping[str, SchemeWords]:
    """Each of the review's schemes in words, by its id."""
    schemes = [load_scheme(scheme_name(s, folder)) for s in records.review.schemes]
    return {scheme.id: _scheme(scheme) for scheme in schemes}


def _scheme(scheme: Scheme) -> SchemeWords:
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
    rules = [rule for column in (scale.rules, *scale.columns) for rule in column]
    return ScaleWords(
        id=scale.id,
        name=scale.name,
        levels=tuple(
            LevelWords(id=v.id, words=v.words, meaning=v.meaning, rank=v.rank, verified=v.verified)
            for v in scale.levels
        ),
        rules=tuple(
            RuleWords(
                level=rule.level,
                words=scheme.book[rule.text].ask if rule.text in scheme.book else rule.say or rule.text,
                criterion=rule.text if rule.text in scheme.book else None,
            )
            for rule in rules
        ),
        otherwise=scale.otherwise,
        how=COMBINERS[scale.combiner],
        about=scale.about,
    )


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
