"""EMMIE: effect, mechanism, moderators, implementation and economics, each with what is not known said."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.terms import Intervention
from whatworks.terms import Page as Words

from ..badges import badge
from ..prose import finding_of, lower_first
from ..shelf import Shelf
from ..sources import Chip, Sources
from .home import cost_of


@dataclass(frozen=True)
class Section:
    """One of EMMIE's five."""

    letter: str
    name: str
    quality: str
    text: str | None
    missing: str
    chips: tuple[Chip, ...]


_SECTIONS = (
    ("E", "Effect", "effect", "Not known. No result is on record yet."),
    ("M", "Mechanism", "mechanism", "Not known. Nothing is written yet on how it works."),
    ("M", "Moderators", "moderators", "Not known. Nothing is written yet on whom it works for, and where."),
    (
        "I",
        "Implementation",
        "implementation",
        "Not known. Nothing is written yet on how it is done.",
    ),
    ("E", "Economics", "economics", "Cost not known. No figure is in the text read."),
)
_STRENGTH = "strength"
"""The id of the scale that says how sure one can be, where the leading scheme has one."""


def sections_of(
    shelf: Shelf, sources: Sources, intervention: Intervention, words: Words | None
) -> tuple[Section, ...]:
    """The five sections, in the editor's words where there are any."""
    found = []
    for letter, name, key, missing in _SECTIONS:
        text = getattr(words, key) if words else None
        reports = words.section_sources.get(key, ()) if words else ()
        unknown, quality = missing, "Quality not scored yet"
        if key == "effect":
            text = text or _effect(shelf, intervention)
            quality = _strength(shelf, intervention) or quality
        if key == "economics":
            unknown = _cost(intervention) or missing
        found.append(Section(letter, name, quality, text, unknown, sources.chips(reports)))
    return tuple(found)


def _effect(shelf: Shelf, intervention: Intervention) -> str | None:
    lead = shelf.leading_set(intervention.id)
    return finding_of(shelf, lead).words if lead else None


def _strength(shelf: Shelf, intervention: Intervention) -> str | None:
    lead = shelf.leading_set(intervention.id)
    ratings = [r for r in shelf.ratings_of(lead.id) if r.scale == _STRENGTH] if lead else []
    if not ratings:
        return None
    return f"Strength: {lower_first(badge(ratings[0], shelf.scale_of(ratings[0]), '').words)}"


def _cost(intervention: Intervention) -> str | None:
    shown = cost_of(intervention)
    if intervention.cost is None and not intervention.cost_note:
        return None
    return f"Nobody has rated the cost. {intervention.cost_note or shown.note}"
