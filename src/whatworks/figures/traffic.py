"""The traffic-light plot: every study, domain by domain, as one instrument judged it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    order: Order = "judgement",
    things: tuple[str, str] = ("study", "studies"),
    note: str | None = None,
) -> Figure:
    """Judgements by study and domain, wide (760 px) and narrow (340 px), for any instrument.

    `domains` are (id, name) in order. A judgement reads by shape, letter and colour; best stand first with
    `order` "judgement" (then by name), else by name or as given. All rows are drawn: the wide drawing repeats
    its headings, the narrow one sets each domain's id above its mark. `note` closes the caption, for what a
    reader must know of the instrument. Raises ValueError for a judgement that is not on the scale.
    """
    traffic = Traffic(
        rows=ordered(rows, scale, domains, order),
        domains=tuple(domains),
        scale=scale,
        title=title,
        things=things,
    )
    traffic.check()
    alt = _alt(traffic)
    return Figure(
        svg=draw_wide(traffic, alt),
        svg_narrow=draw_narrow(traffic, alt),
        alt=alt,
        caption=_caption(traffic, note),
        table=_table(traffic),
        title=title,
    )


def ordered(
    rows: Sequence[TrafficRow], scale: TrafficScale, domains: Sequence[tuple[str, str]], order: Order
) -> tuple[TrafficRow, ...]:
    """Rows in their order. By judgement: overall, then how many domains are judged worst, then by name."""
    if order == "given":
        return tuple(rows)
    if order == "name":
        return tuple(sorted(rows, key=lambda row: row.label.casefold()))
    if order != "judgement":
        raise ValueError(f"the order {order!r} is not known; use judgement, name or given")

    def key(row: TrafficRow) -> tuple[int, list[int], str]:
        ranks = sorted((scale.rank(row.judgements.get(d)) for d, _ in domains), reverse=True)
        return scale.rank(row.overall), ranks, row.label.casefold()

    for row in rows:
        Traffic(rows=(row,), domains=tuple(domains), scale=scale, title="").check()
    return tuple(sorted(rows, key=key))


def _caption(traffic: Traffic, note: str | None) -> str:
    if not traffic.rows:
        return note or ""
    words = [f"One row a {traffic.things[0]}: {count_words(len(traffic.rows), *traffic.things)}"]
    words.append("the darker the mark, the worse the judgement")
    said = ". ".join(sentence(w).rstrip(".") for w in words) + "."
    if None in traffic.tones:
        said += " A dashed ring is not judged yet."
    return f"{said} {sentence(note)}" if note else said


def _alt(traffic: Traffic) -> str:
    parts = [f"{traffic.title}: {count_words(len(traffic.rows), *traffic.things)}"]
    if not traffic.rows:
        parts.append(f"No {traffic.things[0]} is appraised yet")
    else:
        if traffic.has_overall:
            parts.append(f"Overall: {_counted(traffic, [row.overall for row in traffic.rows])}")
        for id_, name in traffic.domains:
            asked = [row.judgements[id_] for row in traffic.rows if id_ in row.judgements]
            parts.append(f"{name}: {_counted(traffic, asked) or NOT_ASKED.lower()}")
        parts.append(f"The table gives every {traffic.things[0]}")
    return " ".join(sentence(part) for part in parts)


def _counted(traffic: Traffic, judgements: Sequence[str | None]) -> str:
    found = Counter(judgements)
    order = [*traffic.scale.all, None]
    return listing(f"{found[word]:,} {word or NOT_JUDGED.lower()}" for word in order if found[word])


def _table(traffic: Traffic) -> Table:
    header = [traffic.things[0].capitalize(), *(name for _, name in traffic.domains)]
    if traffic.has_overall:
        header.append(OVERALL)
    rows = []
    for row in traffic.rows:
        cells = [
            (row.judgements[id_] or NOT_JUDGED) if id_ in row.judgements else NOT_ASKED
            for id_, _ in traffic.domains
        ]
        rows.append((row.label, *cells, *([row.overall or NOT_JUDGED] if traffic.has_overall else [])))
    return Table(traffic.title, tuple(header), tuple(rows))
