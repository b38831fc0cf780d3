"""What a reader chooses from in the list's filters, made of the records' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whatworks.terms import Intervention, Study, slug

from .wording import facet_words

Choice = list[str]
"""An id for the address and the words beside the box."""
_PARTS = re.compile(r"[/;,]| or | to ")


def need_choices(need: str | None) -> list[Choice]:
    """The stages that a record's own words for need stand for; those words where they stand for none."""
    if not need:
        return []
    text = need.casefold()
    found = [[s["id"], s["words"]] for s in facet_words("need") if _says(text, s["finds"])]
    if found:
        return found
    parts = [part.strip() for part in _PARTS.split(need) if part.strip()]
    return [[slug(part).lower(), part[:1].upper() + part[1:]] for part in parts if slug(part)]


def _says(text: str, finds: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(words)}", text) for words in finds)


def level_choice(level: str | None) -> list[Choice]:
    """What an intervention changes."""
    if not level:
        return []
    known = {entry["id"]: entry["words"] for entry in facet_words("level")}
    words = known.get(level.casefold(), level[:1].upper() + level[1:])
    return [[slug(level).lower(), words]]


def evidence_choices(intervention: Intervention, studies: Iterable[Study], *, rated: bool) -> list[Choice]:
    """Which of the plain questions about its evidence are answered yes."""
    held = list(studies)
    uk = set(facet_words("uk"))
    true = {
        "rated": rated,
        "randomised": any(s.design.is_randomised for s in held),
        "uk": any(s.country in uk for s in held),
        "cost": intervention.cost is not None or bool(intervention.cost_note),
    }
    return [[entry["id"], entry["words"]] for entry in facet_words("evidence") if true[entry["id"]]]


def country_words(country: str) -> str:
    """A country as readers say it."""
    return str(facet_words("countries").get(country, country))


def order_of(facet: str) -> list[str]:
    """The order in which a facet's known values stand."""
    if facet not in ("need", "level", "evidence"):
        return []
    return [entry["id"] for entry in facet_words(facet)]
