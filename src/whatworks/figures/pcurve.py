"""The p-curve: are there as many very small p values as a true effect would give?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .chart import Chart, Glyph, Plan, Side, both
from .figure import Figure, Table
from .glyphs import stroke
from .text import count_words, number, sentence

_HEIGHT = 280.0
_BINS = ((0.0, 0.01), (0.01, 0.02), (0.02, 0.03), (0.03, 0.04), (0.04, 0.05))


def p_curve(
    p_values: Sequence[float],
    *,
    title: str,
    expected: Sequence[float] | None = None,
    expected_words: str = "",
) -> Figure:
    """The p values below 0.05 in five bins (Simonsohn, Nelson and Simmons 2014), wide and narrow.

    `expected` are the five shares in per cent under some power, such as 33%, and `expected_words` say which.
    Without a true effect each bin would hold 20%. Raises ValueError for p values that are none.
    """
    for p in p_values:
        if not (math.isfinite(p) and 0 <= p <= 1):
            raise ValueError(f"p-curve: {p} is no p value; it is from 0 to 1")
    if expected is not None and len(expected) != len(_BINS):
        raise ValueError(f"p-curve: {len(expected)} expected shares; give one for each of {len(_BINS)} bins")
    counts = [sum(low <= p < high for p in p_values) for low, high in _BINS]
    if not sum(counts):
        raise ValueError("p-curve: no p value is below 0.05, so there is nothing to draw")
    shares = [100 * n / sum(counts) for n in counts]
    lines = [("Observed", "c-strong", shares), ("No effect", "c-mark-2", [20.0] * 5)]
    if expected is not None:
        lines.append((expected_words or "Expected", "p-edge", list(expected)))
    alt = _alt(title, counts, len(p_values))
    wide, narrow = both(lambda room, kind: _draw(lines, room, kind, alt))
    header = ("p value", "Results", *(name for name, _, _ in lines))
    rows = tuple(
        (f"{low:g} to {high:g}", str(counts[i]), *(f"{number(values[i], 0)}%" for _, _, values in lines))
        for i, (low, high) in enumerate(_BINS)
    )
    caption = (
        "Where there is a true effect, very small p values are the most common and the line falls. A flat "
        "line says nothing was found; a rising one, that p values were perhaps pushed below 0.05."
    )
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt, caption=caption, table=Table(title, header, rows), title=title
    )


def _draw(lines: Sequence[tuple[str, str, Sequence[float]]], wide: float, kind: str, alt: str) -> str:
    key: tuple[tuple[Glyph, str], ...] = tuple((stroke(k), name) for name, k, _ in lines)
    highest = max(v for _, _, values in lines for v in values)
    plan = Plan(
        x=Side(low=0.003, high=0.054, title="p value", ticks=tuple((h, f"{h:g}") for _, h in _BINS)),
        y=Side(low=0.0, high=min(108.0, highest * 1.15), title="Share of the results below 0.05, %"),
        height=_HEIGHT, key=key,
    )  # fmt: skip
    chart = Chart(plan, wide, kind)
    chart.grid(upright=False)
    for _, mark, values in reversed(lines):
        chart.line([(high, v) for (_, high), v in zip(_BINS, values, strict=True)], mark)
    for (_, high), share in zip(_BINS, lines[0][2], strict=True):
        x, y = chart.at(high, share)
        chart.sheet.circle(x, y, 5.5, "c-peak")
        chart.sheet.text(
            x, max(y - 12, chart.top + 6), f"{number(share, 0)}%", "p-t p-b p-halo", anchor="middle"
        )
    return chart.finish(alt)


def _alt(title: str, counts: Sequence[int], total: int) -> str:
    n = sum(counts)
    parts = [title, f"p-curve of {count_words(n, 'result')} below 0.05, of {total} given"]
    parts.append(f"{counts[0]} below 0.01 and {counts[-1]} from 0.04 to 0.05")
    return " ".join(sentence(part) for part in parts)
