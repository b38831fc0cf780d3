"""An intervention as lists show it: badges redrawn, chips with their addresses, the way to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from whatworks.publish import BadgeView, cost_badge
from whatworks.publish.names import source_anchor
from whatworks.publish.sources import Chip

from .links import intervention_address
from .models import InterventionEntry


@dataclass(frozen=True, kw_only=True)
class Card:
    """An intervention at a glance."""

    key: str
    name: str
    href: str
    what: str | Markup
    need: str
    badges: tuple[BadgeView, ...]
    finding: str
    chips: tuple[Chip, ...]
    snippet: Markup | None
    compare: str
    rated: bool


def card(entry: InterventionEntry, snippet: Markup | None = None) -> Card:
    """An entry, ready to be shown."""
    href = intervention_address(entry.key)
    what, snippet = _merged(entry.description, snippet)
    return Card(
        key=entry.key,
        name=entry.name,
        href=href,
        what=what,
        need=entry.need,
        badges=(*(badge_view(b) for b in entry.badges), cost_view(entry.cost)),
        finding=entry.finding,
        chips=tuple(
            Chip(c["label"], f"{href}#{source_anchor(c['report'])}", c["kind"], c["said"])
            for c in entry.chips
        ),
        snippet=snippet,
        compare="/compare?" + urlencode({"i": entry.key}),
        rated=entry.openness < 2,
    )


def _merged(description: str, snippet: Markup | None) -> tuple[str | Markup, Markup | None]:
    """A snippet that is a part of the description is shown there, and not a second time."""
    if snippet is None:
        return description, None
    core = Markup(str(snippet).strip("…").split(" · ")[0].strip("…"))  # noqa: S704 - a part of safe text
    plain = str(core).replace("<mark>", "").replace("</mark>", "")
    told = str(escape(description))
    if not plain or plain not in told:
        return description, snippet
    return Markup(told.replace(plain, str(core), 1)), None  # noqa: S704 - both are escaped


def badge_view(values: Mapping[str, Any], href: str | None = None) -> BadgeView:
    """A badge as it was kept. Its drawing was made by the library and kept as it was."""
    return BadgeView(
        label=values["label"],
        svg=Markup(values["svg"]),  # noqa: S704 - drawn by figures, kept in our own derived table
        words=values["words"],
        note=values["note"],
        quiet=values["quiet"],
        href=href,
    )


def cost_view(words: str) -> BadgeView:
    """The badge of a cost that nobody has rated."""
    return cost_badge("Not rated", words) if words else cost_badge("Not known", "No cost on record yet")
