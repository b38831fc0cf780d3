"""A rating as a badge: the drawing of its level, or of the levels still possible, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from whatworks.figures import (
    EFFECT_WORDS,
    NO_DIFFERENCE,
    STRENGTH_WORDS,
    TOO_LITTLE,
    rating_badge,
    steps_badge,
)
from whatworks.terms import NOT_RATED, Rating, ScaleWords


@dataclass(frozen=True)
class BadgeView:
    """A glyph, the words beside it, and a quieter line under them."""

    label: str
    svg: Markup
    words: str
    note: str
    quiet: bool
    href: str | None = None


def glyph(
    scale: ScaleWords, level: str | None, possible: tuple[str, ...], words: str = "", *, exact: bool = True
) -> Markup:
    """The drawing for a level of a scale, or for the levels still possible."""
    ids = [entry.id for entry in scale.levels if entry.id != NOT_RATED]
    level = None if level == NOT_RATED else level
    possible = () if level else tuple(p for p in possible if p in ids)
    if set(ids) == set(EFFECT_WORDS):
        zero = words if level == "0" and words in (NO_DIFFERENCE, TOO_LITTLE) else None
        return Markup(rating_badge("effect", level, possible, zero=zero, exact=exact).svg)  # noqa: S704
    if ids == list(STRENGTH_WORDS):
        return Markup(rating_badge("strength", level, possible, exact=exact).svg)  # noqa: S704
    bottom = min((entry.rank for entry in scale.levels), default=0)
    low = [e.id for e in scale.levels if e.rank <= bottom and e.id != NOT_RATED]
    below = [i for i in low if i == scale.otherwise] or low[:1]
    aside = [i for i in low if i not in below]
    rungs = [i for i in ids if i not in low]
    badge = steps_badge(rungs, level, possible, below=below, aside=aside, scale=scale.name, exact=exact)
    return Markup(badge.svg)  # noqa: S704 - drawn by figures, which escape what they are given


def badge(rating: Rating, scale: ScaleWords | None, label: str, href: str | None = None) -> BadgeView:
    """The badge of a rating."""
    unrated = rating.level == NOT_RATED
    levels = [e for e in scale.levels if e.id != NOT_RATED] if scale else []
    open_all = rating.level is None and bool(levels) and {e.id for e in levels} <= set(rating.possible)
    possible = () if unrated or open_all else rating.possible
    svg = glyph(scale, rating.level, possible, rating.words, exact=rating.exact) if scale else Markup("")
    return BadgeView(
        label=label,
        svg=svg,
        words="Not known" if open_all else rating.words,
        note=_note(rating, scale, open_all=open_all),
        quiet=unrated or open_all,
        href=href,
    )


def _note(rating: Rating, scale: ScaleWords | None, *, open_all: bool) -> str:
    if rating.level is not None:
        known = scale.level(rating.level) if scale else None
        return known.meaning if known else ""
    if open_all:
        return "No level is ruled out yet"
    limit = "" if rating.exact else ", at most these"
    return f"Not settled: {len(rating.possible)} levels still possible{limit}"


def cost_badge(words: str, note: str) -> BadgeView:
    """The badge of a cost that nobody has rated."""
    return BadgeView("Cost", Markup(rating_badge("cost", None).svg), words, note, quiet=True)  # noqa: S704
