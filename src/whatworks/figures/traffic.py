"""The traffic-light plot: every study, domain by domain, as one instrument judged it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from .figure import Figure, Table
from .text import count_words, listing, sentence
from .traffic_draw import draw_narrow, draw_wide
from .traffic_terms import NOT_ASKED, NOT_JUDGED, OVERALL, Traffic, TrafficRow, TrafficScale

Order = Literal["judgement", "name", "given"]


def traffic_light(
    rows: Sequence[TrafficRow],
    *,
    domains: Sequence[tuple[str, str]],
    scale: TrafficScale,
    title: str,
    scales: Mapping[str, TrafficScale] | None = None,
    order: Order = "judgement",
    things: tuple[str, str] = ("study", "studies"),
    note: str | None = None,
) -> Figure:
    """Judgements by study and domain, wide (760 px) and narrow (340 px), for any instrument.

    `domains` are (id, name) in order; `scales` gives a scale of its own to a domain, by its id, or to
    "Overall". A judgement reads by shape, letter and colour; best stand first with
    `order` "judgement" (then by name), else by name or as given. All rows are drawn: the wide drawing repeats
    its headings, the narrow one sets each domain's id above its mark. `note` closes the caption, for what a
    reader must know of the instrument. Raises ValueError for a judgement that is not on the scale.
    """
    traffic = Traffic(
        rows=tuple(rows),
        domains=tuple(domains),
        scale=scale,
        title=title,
        things=things,
        scales=scales or {},
    )
    traffic.check()
    traffic = replace(traffic, rows=ordered(traffic, order))
    alt = _alt(traffic)
    return Figure(
        svg=draw_wide(traffic, alt),
        svg_narrow=draw_narrow(traffic, alt),
        alt=alt,
        caption=_caption(traffic, note),
        table=_table(traffic),
        title=title,
    )


def ordered(traffic: Traffic, order: Order) -> tuple[TrafficRow, ...]:
    """Rows in their order. By judgement: overall, then by the worst domains, then by name."""
    if order == "given":
        return traffic.rows
    if order == "name":
        return tuple(sorted(traffic.rows, key=lambda row: row.label.casefold()))
    if order != "judgement":
        raise ValueError(f"the order {order!r} is not known; use judgement, name or given")

    def key(row: TrafficRow) -> tuple[int, list[int], str]:
        cells = [(traffic.scale_of(d), traffic.cell(row, d)) for d, _ in traffic.domains]
        ranks = sorted((scale.rank(cell.judgement) for scale, cell in cells if cell.asked), reverse=True)
        return traffic.scale_of(OVERALL).rank(row.overall), ranks, row.label.casefold()

    return tuple(sorted(traffic.rows, key=key))


def _caption(traffic: Traffic, note: str | None) -> str:
    if not traffic.rows:
        return note or ""
    words = [f"One row for each of {count_words(len(traffic.rows), *traffic.things)}"]
    words.append("the darker the mark, the worse the judgement")
    said = ". ".join(sentence(w).rstrip(".") for w in words) + "."
    if any(None in group.seen for group in traffic.legend):
        said += " A dashed ring is not judged yet."
    return f"{said} {sentence(note)}" if note else said


def _alt(traffic: Traffic) -> str:
    parts = [f"{traffic.title}: {count_words(len(traffic.rows), *traffic.things)}"]
    if not traffic.rows:
        parts.append(f"No {traffic.things[0]} is appraised yet")
    else:
        heads = traffic.heads
        for id_, name in (*heads[len(traffic.domains) :], *traffic.domains):
            parts.append(f"{name}: {_counted(traffic, id_) or NOT_ASKED.lower()}")
        parts.append(f"The table gives every {traffic.things[0]}")
    return " ".join(sentence(part) for part in parts)


def _counted(traffic: Traffic, id_: str) -> str:
    cells = [traffic.cell(row, id_) for row in traffic.rows]
    found = Counter(cell.judgement for cell in cells if cell.asked)
    order = [*traffic.scale_of(id_).all, None]
    return listing(f"{found[word]:,} {_after_count(word)}" for word in order if found[word])


def _after_count(word: str | None) -> str:
    """A judgement as it reads after a number, so that '1 5' does not stand for one judged 5."""
    if word is None:
        return NOT_JUDGED.lower()
    return word if word[:1].isalpha() else f"judged {word}"


def _table(traffic: Traffic) -> Table:
    header = (traffic.things[0].capitalize(), *(name for _, name in traffic.heads))
    rows = []
    for row in traffic.rows:
        cells = [traffic.cell(row, id_) for id_, _ in traffic.heads]
        rows.append(
            (row.label, *(cell.judgement or NOT_JUDGED if cell.asked else NOT_ASKED for cell in cells))
        )
    return Table(traffic.title, header, tuple(rows))
