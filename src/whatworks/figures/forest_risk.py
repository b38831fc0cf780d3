"""Risk of bias beside a forest plot's rows: a light for each domain, or for the whole alone."""

from __future__ import annotations

from .forest_terms import Forest, ForestRow
from .svg import LINE, SIZE, Sheet
from .text import listing, width
from .traffic_marks import draw_legend, draw_light
from .traffic_terms import OVERALL, Traffic, TrafficRow

PITCH = 25.0
"""From one light to the next, px."""
_RADIUS = 9.5
MOST = 8
"""More lights than these leave no room for the plot; then the overall judgement stands alone."""


def traffic_of(forest: Forest, *, alone: bool | None = None) -> Traffic | None:
    """The judgements of the rows as a traffic-light plot; None where risk of bias is not shown.

    `alone` keeps the overall judgement only; by default where no domains are named, or too many to draw.
    """
    risk = forest.risk
    if risk is None:
        return None
    if alone is None:
        alone = len(risk.domains) + any(row.overall is not None for row in forest.rows) > MOST
    alone = alone or not risk.domains
    rows = tuple(
        TrafficRow(label=row.label, judgements={} if alone else row.judgements, overall=row.overall)
        for row in forest.rows
    )
    domains = () if alone else risk.domains
    return Traffic(rows=rows, domains=domains, scale=risk.scale, title=forest.title, scales=risk.scales)


def heads(forest: Forest) -> list[tuple[str, str, str]]:
    """The columns of lights as (id, name, what stands above them)."""
    traffic = traffic_of(forest)
    if traffic is None:
        return []
    found = [(id_, name, traffic.short(id_)) for id_, name in traffic.heads]
    if len(found) == 1:
        return [(found[0][0], found[0][1], "Risk")]
    if all(width(short, SIZE) <= PITCH - 3 for _, _, short in found):
        return found
    return [(id_, name, "All" if id_ == OVERALL else str(i)) for i, (id_, name, _) in enumerate(found, 1)]


def draw_lights(sheet: Sheet, forest: Forest, row: ForestRow, x: float, y: float) -> None:
    """A row's lights in a line from x on, about height y; where a domain is not asked, none."""
    traffic = traffic_of(forest)
    for i, (id_, _, _) in enumerate(heads(forest)):
        if traffic is None:
            return
        asked, judgement = traffic.cell(
            TrafficRow(label=row.label, judgements=row.judgements, overall=row.overall), id_
        )
        if asked:
            place = x + PITCH * (i + 0.5)
            draw_light(sheet, traffic.scale_of(id_), judgement, place, y, radius=_RADIUS)


def draw_risk_legend(sheet: Sheet, forest: Forest, y: float) -> float:
    """What the lights mean and which column is which; returns where the drawing ends."""
    traffic = traffic_of(forest)
    if traffic is None or not traffic.heads:
        return y
    domains = [(name, short) for id_, name, short in heads(forest) if id_ != OVERALL]
    named = [name if name == short else f"{short} {name}" for name, short in domains]
    words = f"Risk of bias: {', '.join(named)}." if named else "Risk of bias, overall."
    y = sheet.paragraph(0, y + LINE, words, sheet.width, "p-t2") - LINE + 12
    return draw_legend(sheet, traffic, traffic.legend, named=False, top=y) + 2


def judgement_words(forest: Forest, row: ForestRow) -> str:
    """A row's judgements in words; empty where risk of bias is not shown."""
    if forest.risk is None:
        return ""
    if row.overall is not None:
        return f"risk of bias {row.overall.lower()}"
    known = {word for word in row.judgements.values() if word is not None}
    return (
        f"risk of bias {listing(sorted(word.lower() for word in known))}"
        if known
        else "risk of bias not judged"
    )
