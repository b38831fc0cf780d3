"""Ratings explained: each scheme's levels, its rule in words, what is not verified, and a worked example."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from whatworks.terms import NOT_RATED, CriterionWords, LevelWords, Rating, RuleWords, ScaleWords, SchemeWords

from ..badges import badge, glyph
from ..names import Links, file_stem, host_of, web_address
from ..prose import lower_first
from ..ratings import label_of
from ..shelf import Shelf
from ..sources import Address
from .page import Page


@dataclass(frozen=True)
class RuleView:
    """A rule: the question that must be met, and the criteria under it."""

    level: str
    words: str
    criterion: CriterionWords | None
    tree: tuple[RuleBranch, ...]


@dataclass(frozen=True)
class RuleBranch:
    """A criterion of the scheme with those under it."""

    question: str
    lead: str
    missing: str
    verified: bool
    of_study: bool
    children: tuple[RuleBranch, ...]


_LEADS = {"all": "all of these", "any": "any of these", "none": "none of these"}
_MISSING = {
    "fails": "If it was looked for and is not reported, it is not met.",
    "meets": "If it was looked for and is not reported, it counts as met.",
}


def explained(shelf: Shelf, links: Links | None = None) -> Page:
    """The page that explains the ratings. `links` say where the other pages are, if not beside it."""
    links = links or Links()
    schemes = [shelf.schemes[s] for s in shelf.review.schemes if s in shelf.schemes]
    schemes += [s for s in shelf.schemes.values() if s not in schemes]
    return Page(
        path="ratings.html",
        template="ratings.html",
        title="Ratings explained",
        current="ratings.html",
        shown={"schemes": [scheme_shown(shelf, s, links) for s in schemes]},
    )


def scheme_shown(shelf: Shelf, scheme: SchemeWords, links: Links) -> dict[str, object]:
    """What a page shows of one scheme."""
    return {
        "words": scheme,
        "anchor": f"scheme-{file_stem(scheme.id)}",
        "paragraphs": [p.replace("\n", " ") for p in scheme.about.split("\n\n")],
        "sources": [_address(url) for url in scheme.sources],
        "scales": [_scale(shelf, scheme, scale, links) for scale in scheme.scales],
    }


def _address(url: str) -> Address:
    good = web_address(url)
    return Address(good, host_of(good) if good else url, "the published scheme")


def _scale(shelf: Shelf, scheme: SchemeWords, scale: ScaleWords, links: Links) -> dict[str, object]:
    rungs = sorted(scale.levels, key=lambda level: (level.id == NOT_RATED, -level.rank))
    return {
        "words": scale,
        "levels": [(level, _level_glyph(scale, level)) for level in rungs],
        "rules": [_rule(scheme, scale, rule) for rule in scale.rules],
        "columns": [
            (column, [_rule(scheme, scale, r) for r in scale.rules if r.column == column])
            for column in sorted({r.column for r in scale.rules})
        ],
        "otherwise": scale.level(scale.otherwise),
        "example": _example(shelf, scheme, scale, links),
    }


def _level_glyph(scale: ScaleWords, level: LevelWords) -> Markup:
    return glyph(scale, level.id, (), level.words)


def _rule(scheme: SchemeWords, scale: ScaleWords, rule: RuleWords) -> RuleView:
    level = scale.level(rule.level)
    criterion = scheme.criteria.get(rule.criterion or "")
    tree = _branches(scheme, criterion, frozenset()) if criterion else ()
    return RuleView(level.words if level else rule.level, rule.words, criterion, tree)


def _branches(
    scheme: SchemeWords, criterion: CriterionWords, above: frozenset[str]
) -> tuple[RuleBranch, ...]:
    below = above | {criterion.id}
    found = []
    for part in criterion.parts:
        child = scheme.criteria.get(part)
        if child is None or child.id in below:
            continue
        found.append(
            RuleBranch(
                question=child.question,
                lead=_LEADS.get(child.join, ""),
                missing=_MISSING.get(child.not_reported, ""),
                verified=child.verified,
                of_study=child.of_study,
                children=_branches(scheme, child, below),
            )
        )
    return tuple(found)


def _example(shelf: Shelf, scheme: SchemeWords, scale: ScaleWords, links: Links) -> dict[str, object] | None:
    """The rating that shows most: one that rules something out, and then one that is not yet settled."""
    own = [r for r in shelf.findings.ratings if (r.scheme, r.scale) == (scheme.id, scale.id)]
    if not own:
        return None
    rating = min(own, key=lambda r: (_dull(r), r.object.evidence_set))
    place = rating.object
    return {
        "badge": badge(rating, scale, label_of(rating, scheme)),
        "of": f"{place.intervention_name}: {lower_first(place.outcome_name)}",
        "because": rating.because,
        "href": links.rating(place.intervention, place.evidence_set, rating.scheme, rating.scale),
    }


def _dull(rating: Rating) -> tuple[bool, bool, int]:
    return rating.level == NOT_RATED, rating.level is not None, len(rating.possible)
