"""The PRISMA 2020 flow: where every record went, both ways in, and what still waits."""

from __future__ import annotations

from whatworks.terms import Prisma

from .figure import Figure, Table
from .prisma_boxes import INCLUDED, Arm, Box, arms_of, included_box, undescribed_box
from .prisma_draw import draw_narrow, draw_wide
from .text import clean, listing, sentence

CONSTRUCTED = "Constructed example: the searches and decisions behind these counts are made up"


def prisma_flow(prisma: Prisma) -> Figure:
    """The flow of records and reports: wide (760 px) and narrow (340 px) drawing, sentences, table."""
    arms, last, open_end = arms_of(prisma), included_box(prisma), undescribed_box(prisma)
    tag = CONSTRUCTED if prisma.constructed else None
    alt = _alt(arms, last, open_end, tag)
    return Figure(
        svg=draw_wide(arms, last, open_end, tag, alt),
        svg_narrow=draw_narrow(arms, last, open_end, tag, alt),
        alt=alt,
        caption=_caption(prisma),
        table=_table(arms, last, open_end, tag),
        title="How the studies were found: PRISMA 2020 flow",
    )


def _caption(prisma: Prisma) -> str:
    words = "PRISMA 2020 flow diagram. A report is a document; one study may have several."
    waits = any(
        (
            prisma.records_awaiting, prisma.dbr_awaiting_retrieval, prisma.dbr_awaiting,
            prisma.other_records_awaiting, prisma.other_awaiting_retrieval, prisma.other_awaiting,
            prisma.reports_without_study,
        )
    )  # fmt: skip
    if waits:
        words += " A dashed box is work still open: its outcome is not known."
    return words


def _alt(arms: tuple[Arm, ...], last: Box, open_end: Box | None, tag: str | None) -> str:
    parts = ["How the studies were found.", sentence(tag) if tag else ""]
    for arm in arms:
        boxes = [box for step in arm.steps for box in (step.box, *step.beside)]
        parts.append(sentence(f"{arm.name}: " + "; ".join(_box_words(box) for box in boxes)))
    if not arms:
        parts.append("No search is on record yet.")
    parts.append(sentence(_box_words(last)))
    if open_end:
        parts.append(sentence(_box_words(open_end)))
    return " ".join(part for part in parts if part)


def _box_words(box: Box) -> str:
    made_of = listing(f"{clean(words)} {count:,}" for words, count in box.parts)
    return f"{box.head[0]} {box.head[1]:,}" + (f" ({made_of})" if made_of else "")


def _table(arms: tuple[Arm, ...], last: Box, open_end: Box | None, tag: str | None) -> Table:
    rows: list[tuple[str, ...]] = []
    for arm in arms:
        for step in arm.steps:
            for box in (step.box, *step.beside):
                rows += _box_rows(step.stage, arm.name, box)
    rows += _box_rows(INCLUDED, "All", last)
    if open_end:
        rows += _box_rows(INCLUDED, "All", open_end)
    caption = "How the studies were found" + (f" ({tag[0].lower()}{tag[1:]})" if tag else "")
    return Table(caption, ("Stage", "Found through", "What", "Of which", "Number"), tuple(rows))


def _box_rows(stage: str, arm: str, box: Box) -> list[tuple[str, ...]]:
    head = (stage, arm, box.head[0], "", f"{box.head[1]:,}")
    return [head, *((stage, arm, box.head[0], words, f"{count:,}") for words, count in box.parts)]
