"""The weighted summary of a traffic-light plot: in each domain, what share is judged how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .figure import Figure, Table
from .svg import LINE, SIZE, Sheet
from .text import count_words, listing, number, sentence, width, wrap
from .traffic_draw import NARROW, WIDE
from .traffic_marks import CLASSES, draw_legend
from .traffic_terms import NOT_JUDGED, OVERALL, LegendGroup, Traffic, TrafficRow, TrafficScale

_BAR = 34.0
_LABEL = 220.0


@dataclass(frozen=True)
class _Part:
    """One judgement's share of a bar, from 0 to 1, and how many have it."""

    judgement: str | None
    share: float
    count: int


@dataclass(frozen=True)
class _Bar:
    """One domain's bar; empty where nothing counts in it."""

    id: str
    name: str
    parts: tuple[_Part, ...]


def judgement_bars(
    rows: Sequence[TrafficRow],
    *,
    domains: Sequence[tuple[str, str]],
    scale: TrafficScale,
    title: str,
    scales: Mapping[str, TrafficScale] | None = None,
    weight_words: str | None = None,
    things: tuple[str, str] = ("study", "studies"),
    note: str | None = None,
) -> Figure:
    """Shares of each judgement in each domain and overall, wide (760 px) and narrow (340 px).

    Without `weight_words` each row counts the same. With them ("children analysed") each counts by its
    weight, and rows without one are left out and said so: a weight that is not known is never guessed.
    Raises ValueError for a judgement that is not on the scale or a weight below nought.
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
    counted = [row for row in traffic.rows if not weight_words or row.weight]
    bars = _bars(traffic, counted, bool(weight_words))
    alt = _alt(traffic, bars, weight_words, len(counted))
    return Figure(
        svg=_draw(traffic, bars, alt, narrow=False),
        svg_narrow=_draw(traffic, bars, alt, narrow=True),
        alt=alt,
        caption=_caption(traffic, weight_words, len(counted), note),
        table=_table(traffic, bars, weight_words),
        title=title,
    )


def _bars(traffic: Traffic, rows: list[TrafficRow], weighted: bool) -> list[_Bar]:
    return [_bar(traffic, rows, id_, name, weighted=weighted) for id_, name in traffic.heads]


def _bar(traffic: Traffic, rows: list[TrafficRow], id_: str, name: str, *, weighted: bool) -> _Bar:
    told = [(traffic.cell(row, id_), (row.weight or 0.0) if weighted else 1.0) for row in rows]
    told = [(cell, weight) for cell, weight in told if cell.asked]
    total = sum(weight for _, weight in told)
    parts = []
    for word in (*traffic.scale_of(id_).all, None):
        weights = [weight for cell, weight in told if cell.judgement == word]
        if weights and total:
            parts.append(_Part(word, sum(weights) / total, len(weights)))
    return _Bar(id_, name, tuple(parts))


def _caption(traffic: Traffic, weight_words: str | None, counted: int, note: str | None) -> str:
    one, many = traffic.things
    if not weight_words:
        words = f"Each {one} counts the same."
    else:
        words = f"Each {one} counts by its number of {weight_words}."
        left_out = len(traffic.rows) - counted
        if left_out:
            words += f" That number is not known for {count_words(left_out, one, many)}, left out here."
    return f"{words} {sentence(note)}" if note else words


def _alt(traffic: Traffic, bars: list[_Bar], weight_words: str | None, counted: int) -> str:
    how = f"weighted by {weight_words}" if weight_words else "each counting the same"
    parts = [f"{traffic.title}: {count_words(counted, *traffic.things)}, {how}"]
    parts += [f"{bar.name}: {_bar_words(bar)}" for bar in bars]
    return " ".join(sentence(part) for part in parts)


def _bar_words(bar: _Bar) -> str:
    said = (f"{part.judgement or NOT_JUDGED.lower()} {_percent(part.share)}" for part in bar.parts)
    return listing(said) or "nothing to count"


def _percent(share: float) -> str:
    percent = 100 * share
    if 0 < percent < 1:
        return "under 1%"
    return "over 99%" if 99 < percent < 100 else f"{number(percent, 0)}%"


def _table(traffic: Traffic, bars: list[_Bar], weight_words: str | None) -> Table:
    every = dict.fromkeys(word for id_, _ in traffic.heads for word in traffic.scale_of(id_).all)
    words: list[str | None] = [w for w in every if any(_part(bar, w) for bar in bars)]
    if any(_part(bar, None) for bar in bars):
        words.append(None)
    rows = []
    for bar in bars:
        parts = [_part(bar, word) for word in words]
        rows.append((bar.name, *(f"{_percent(p.share)} ({p.count:,})" if p else "0% (0)" for p in parts)))
    how = f"share by {weight_words}" if weight_words else "share"
    caption = f"{traffic.title}: {how} (and number of {traffic.things[1]})"
    return Table(caption, ("Domain", *(word or NOT_JUDGED for word in words)), tuple(rows))


def _part(bar: _Bar, word: str | None) -> _Part | None:
    return next((part for part in bar.parts if part.judgement == word), None)


def _draw(traffic: Traffic, bars: list[_Bar], alt: str, *, narrow: bool) -> str:
    wide = NARROW if narrow else WIDE
    sheet, kind = Sheet(wide), "ww-only-narrow" if narrow else "ww-only-wide"
    if not any(bar.parts for bar in bars):
        sheet.text(0, 20, f"No {traffic.things[0]} to count yet", "p-t2")
        return sheet.finish(32, alt, kind)
    y = draw_legend(sheet, traffic, _legend(traffic, bars), named=True) + 12
    left = 0.0 if narrow else _LABEL
    for bar in bars:
        y = _draw_bar(sheet, traffic.scale_of(bar.id), bar, y=y, left=left, narrow=narrow)
    for tick in (0, 25, 50, 75, 100):
        x = left + 1 + (wide - left - 2) * tick / 100
        sheet.line(x, y - 4, x, y + 3, "p-axis")
        anchor = "end" if tick == 100 else "start" if tick == 0 and narrow else "middle"
        sheet.text(x, y + 20, f"{tick}%", "p-t2", anchor=anchor)
    return sheet.finish(y + 30, alt, kind)


def _legend(traffic: Traffic, bars: list[_Bar]) -> list[LegendGroup]:
    """The plot's legend, less what nothing that counts is judged."""
    groups = traffic.legend
    for group in groups:
        group.seen = {part.judgement for bar in bars if bar.id in group.ids for part in bar.parts}
    return groups


def _draw_bar(sheet: Sheet, scale: TrafficScale, bar: _Bar, *, y: float, left: float, narrow: bool) -> float:
    bold = bar.id == OVERALL
    kind = "p-t p-b" if bold else "p-t"
    if bold:
        sheet.line(0, y, sheet.width, y, "p-rule")
        y += 10
    if narrow:
        y = sheet.lines(0, y + 16, wrap(bar.name, sheet.width, SIZE, bold=bold), kind) - LINE + 7
        tall = _BAR
    else:
        lines = wrap(bar.name, _LABEL - 16, SIZE, bold=bold, most=3)
        tall = max(_BAR, len(lines) * LINE)
        sheet.lines(0, y + tall / 2 + 5 - (len(lines) - 1) * LINE / 2, lines, kind)
    top, x, room = y + (tall - _BAR) / 2, left + 1, sheet.width - left - 2
    if not bar.parts:
        sheet.text(x, top + 22, "Nothing to count", "p-t2")
    for part in bar.parts:
        long = room * part.share
        tone = scale.tone(part.judgement)
        sheet.rect(x, top, long, _BAR, CLASSES[tone])
        words = _inside(scale, part, long)
        sheet.text(x + long / 2, top + 22, words, "t-on p-b" if tone == "worst" else "p-t", anchor="middle")
        x += long
    return y + tall + 12


def _inside(scale: TrafficScale, part: _Part, long: float) -> str:
    """The words that fit in a part: judgement and share, its letter and share, its letter, or nothing."""
    letter = scale.letter(part.judgement)
    name = part.judgement or NOT_JUDGED
    share = _percent(part.share)
    choices = (f"{name} {share}", f"{letter} {share}", letter)
    return next((words for words in choices if width(words, SIZE, bold=True) + 8 <= long), "")
