"""A forest plot in words and as a table: the same numbers, the same unknowns."""

from __future__ import annotations

from whatworks.terms import Direction

from .figure import Table
from .forest_risk import judgement_words
from .forest_terms import Forest, ForestPool, ForestRow, Interval
from .text import count_words, interval_words, listing, number, p_words, sentence
from .traffic_terms import NOT_ASKED, NOT_JUDGED, OVERALL

NOT_KNOWN = "not known"
NO_INTERVAL = "interval not known"
DIRECTION_WORDS: dict[Direction | None, str] = {
    Direction.FAVOURS: "Favours it",
    Direction.AGAINST: "Points the other way",
    Direction.NULL: "No difference",
    None: "Direction not known",
}


_Line = tuple[str, ForestRow | None, tuple[str, ...]]
"""A row of the table: its group, its study, its cells."""


def value_words(forest: Forest, value: float) -> str:
    """A value to the plot's decimals."""
    return number(forest.drawn(value), forest.places)


def range_words(forest: Forest, interval: Interval) -> str:
    """An interval to the plot's decimals, lower end first."""
    low, high = sorted(interval)
    return interval_words(forest.drawn(low), forest.drawn(high), forest.places)


def right_words(forest: Forest, row: ForestRow | ForestPool) -> tuple[str, str]:
    """What stands at the right of a row: the answer, and how exact it is."""
    text = row.text if isinstance(row, ForestRow) else None
    if row.estimate is None:
        return text or DIRECTION_WORDS[forest.direction(row)], NO_INTERVAL
    exact = range_words(forest, row.ci) if row.ci else NO_INTERVAL
    return text or value_words(forest, row.estimate), exact


def pool_second(pool: ForestPool) -> str:
    """The quieter line of a pooled row."""
    if pool.second is not None:
        return pool.second
    k = count_words(pool.k, "study", "studies") if pool.k is not None else "number of studies not known"
    return f"{k}, as published" if pool.is_published else k


def heterogeneity_words(pool: ForestPool) -> str:
    """How alike the pooled studies are, in a sentence; empty where nothing is known of it."""
    figures = []
    if pool.i2 is not None:
        figures.append(f"I² {number(pool.i2, 0)}%")
    if pool.tau2 is not None:
        figures.append(f"τ² {number(pool.tau2, 3)}")
    if pool.q is not None:
        df = f" on {pool.k - 1} df" if pool.k else ""
        p = f", {p_words(pool.q_p)}" if pool.q_p is not None else ""
        figures.append(f"Q {number(pool.q, 1)}{df}{p}")
    if not figures:
        return ""
    lead = "How alike are the studies?"
    if pool.i2 is not None:
        share = number(pool.i2, 0)
        said = (
            "The spread of their results is no wider than chance would give"
            if share == "0"
            else f"{share}% of the spread of their results is difference between studies rather than chance"
        )
        lead = f"{lead} {said}"
        return f"{lead} ({'; '.join(figures)})."
    return f"{lead} {'; '.join(figures)}."


def _row_sentence(forest: Forest, row: ForestRow) -> str:
    said, exact = right_words(forest, row)
    way = DIRECTION_WORDS[forest.direction(row)].lower()
    parts = [said]
    if row.estimate is None:
        parts.append(row.words)
    if way != said.lower() and (forest.sided or row.direction is not None):
        parts.append(way)
    parts.append(f"interval {exact}" if row.ci and row.estimate is not None else exact)
    if forest.weights and row.weight:
        parts.append(f"weight {forest.weight_words(row)}")
    parts += [words for words in [judgement_words(forest, row)] if words]
    return sentence(f"{row.label}: {', '.join(parts)}")


def _pool_sentence(forest: Forest, pool: ForestPool) -> str:
    said, exact = right_words(forest, pool)
    words = f"{pool.name}, {pool_second(pool)}: {said}, " + (f"interval {exact}" if pool.ci else exact)
    if pool.pi:
        words += f", prediction interval {range_words(forest, pool.pi)}"
    return sentence(words)


def alt_words(forest: Forest) -> str:
    """The plot for someone who cannot see it: every row in a sentence, in the order drawn."""
    lead = [
        sentence(forest.title),
        sentence(f"On the right, {forest.right_words}; on the left, {forest.left_words}"),
        sentence(f"The scale: {forest.scale_words}") if forest.scale_words else "",
    ]
    rows = [_row_sentence(forest, row) for row in forest.loose]
    for group in forest.groups:
        rows += [sentence(group.name), *(_row_sentence(forest, row) for row in group.rows)]
        rows += [_pool_sentence(forest, group.pool)] if group.pool else []
    rows = rows or ([] if forest.pools else ["No study gives a result."])
    pools = [_pool_sentence(forest, pool) for pool in forest.pools]
    alike = [heterogeneity_words(pool) for pool in forest.pools]
    alike.append(forest.between.words if forest.between else "")
    return " ".join(part for part in [*lead, *rows, *pools, *alike] if part)


def caption_words(forest: Forest) -> str:
    """How to read the marks that are in this plot, and only those."""
    ways = {forest.direction(row) for row in forest.rows if row.estimate is not None}
    shapes = [
        words
        for way, words in (
            (Direction.FAVOURS, "square: favours it"),
            (Direction.AGAINST, "diamond: points the other way"),
            (Direction.NULL, "disc: exactly no difference"),
        )
        if way in ways and forest.sided
    ]
    notes = [sentence("; ".join(shapes))] if shapes else []
    marked = [row for row in forest.rows if row.estimate is not None]
    if any(row.ci for row in marked):
        notes.append(f"Bars are {number(forest.level, 0)}% intervals.")
    if any(not row.ci for row in marked):
        notes.append("A hollow mark means the interval is not known, so none is drawn.")
    if any(row.weight for row in marked):
        notes.append("A larger mark weighs more.")
    return " ".join([part for part in (forest.note,) if part] + notes + _pool_notes(forest))


def _pool_notes(forest: Forest) -> list[str]:
    notes = []
    if forest.subtotals:
        notes.append("A diamond beneath a group is what that group alone comes to.")
    if any(not pool.is_published for pool in forest.pools):
        notes.append("The wide filled diamond is our pooled estimate.")
    if any(pool.is_published for pool in forest.pools):
        notes.append("The wide open diamond is a published review’s pooled estimate, not ours.")
    if any(pool.pi for pool in (*forest.pools, *forest.subtotals)):
        notes.append("The thin line shows where the true effect in one more such study would be expected.")
    return notes


def table_of(forest: Forest) -> Table:
    """Every number in the plot, and every number that is not known."""
    interval = f"{number(forest.level, 0)}% interval"
    scale = forest.scale_words or "Estimate"
    header = ("Study", "Size", scale, interval, "Weight", "Direction", "Note")
    rows: list[_Line] = [("No group", row, _table_row(forest, row)) for row in forest.loose]
    for group in forest.groups:
        rows += [(group.name, row, _table_row(forest, row)) for row in group.rows]
        rows += [
            (group.name, None, cells) for cells in (_pool_rows(forest, group.pool) if group.pool else [])
        ]
    for pool in forest.pools:
        rows += [("All", None, cells) for cells in _pool_rows(forest, pool)]
    if forest.between:
        cells = ("Between the groups", *[""] * (len(header) - 2), forest.between.words)
        rows.append(("All", None, cells))
    return _with_extras(forest, header, rows)


def _with_extras(forest: Forest, header: tuple[str, ...], rows: list[_Line]) -> Table:
    """The table with a column for the group and one for each domain, where the plot has them."""
    domains = [
        *(forest.risk.domains if forest.risk else ()),
        *([(OVERALL, OVERALL)] if _judged(forest) else []),
    ]
    names = tuple(
        f"Risk of bias: {name}" if id_ != OVERALL else "Risk of bias, overall" for id_, name in domains
    )
    lead = ("Group",) if forest.groups else ()
    drawn = []
    for group, row, cells in rows:
        judged = [_cell(row, id_) if row else "" for id_, _ in domains]
        drawn.append((*((group,) if lead else ()), *cells, *judged))
    return Table(forest.title, (*lead, *header, *names), tuple(drawn))


def _judged(forest: Forest) -> bool:
    return forest.risk is not None and any(row.overall is not None for row in forest.rows)


def _cell(row: ForestRow, domain: str) -> str:
    if domain == OVERALL:
        return row.overall or NOT_JUDGED
    return (row.judgements[domain] or NOT_JUDGED) if domain in row.judgements else NOT_ASKED


def _table_row(forest: Forest, row: ForestRow) -> tuple[str, ...]:
    known = row.estimate is not None
    return (
        row.label,
        row.second or NOT_KNOWN,
        value_words(forest, row.estimate) if row.estimate is not None else NOT_KNOWN,
        range_words(forest, row.ci) if known and row.ci else NOT_KNOWN,
        forest.weight_words(row),
        DIRECTION_WORDS[forest.direction(row)] if forest.sided or row.direction is not None else "",
        listing(part for part in (row.text, None if known else row.words) if part),
    )


def _pool_rows(forest: Forest, pool: ForestPool) -> list[tuple[str, ...]]:
    exact = range_words(forest, pool.ci) if pool.ci else NOT_KNOWN
    row = ForestRow(label="", estimate=pool.estimate)
    way = DIRECTION_WORDS[forest.direction(row)] if forest.sided else ""
    note = heterogeneity_words(pool)
    rows: list[tuple[str, ...]] = [
        (pool.name, pool_second(pool), value_words(forest, pool.estimate), exact, "", way, note)
    ]
    if pool.pi:
        label = f"{number(pool.level, 0)}% prediction interval"
        rows.append((label, "", "", range_words(forest, pool.pi), "", "", ""))
    return rows
