"""Natural frequencies: two grids of a hundred, in the same order, with the difference ringed."""

from __future__ import annotations

from dataclasses import dataclass

from .figure import Figure, Table
from .frequency_draw import draw_frequency
from .text import number, of_hundred, sentence, whole


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """What the grids show. Percentages are of `of`; counts are of every 100, rounded."""

    without: float
    with_: float
    of: str
    without_words: str
    with_words: str
    event_words: str
    better: bool | None
    exactness: tuple[str, str]
    gap_words: str
    neither_words: str

    @property
    def counts(self) -> tuple[int, int]:
        """Of every 100, without and with."""
        return whole(self.without), whole(self.with_)

    @property
    def gap(self) -> int:
        """How many discs differ."""
        a, b = self.counts
        return abs(b - a)


def frequency(
    percent_without: float,
    percent_with: float,
    *,
    of: str,
    without_words: str,
    with_words: str,
    event_words: str,
    interval: tuple[float, float] | None = None,
    good: str = "lower",
    difference_words: str | None = None,
    level: float = 95.0,
    exactness: tuple[str, str] | None = None,
) -> Figure:
    """Two grids of 100 `of` ('children'): without and with, those who were `event_words` ('in care') filled.

    Each percentage is rounded to the nearest whole person, halves up; ringed discs in the second grid are
    the difference between the rounded counts: blue if better, vermilion if worse. `interval` is of the
    difference, with less without, in percentage points; None says "not known". `exactness` replaces the
    line made of it: words in bold, then the rest. Raises ValueError for a percentage outside 0 to 100.
    """
    for name, value in (("percent_without", percent_without), ("percent_with", percent_with)):
        if not 0 <= value <= 100:
            raise ValueError(f"frequency: {name} is {value}; a percentage lies between 0 and 100")
    if good not in ("lower", "higher"):
        raise ValueError(f"frequency: good is {good!r}; say lower or higher")
    gap = abs(whole(percent_with) - whole(percent_without))
    more = percent_with > percent_without
    shown = Frequency(
        without=percent_without,
        with_=percent_with,
        of=of,
        without_words=without_words,
        with_words=with_words,
        event_words=event_words,
        better=None if gap == 0 else more == (good == "higher"),
        exactness=exactness or _exactness(interval, level),
        gap_words=_gap_words(gap, more, difference_words),
        neither_words=f"Not {event_words} either way",
    )
    alt = _alt(shown)
    return Figure(
        svg=draw_frequency(shown, alt, narrow=False),
        svg_narrow=draw_frequency(shown, alt, narrow=True),
        alt=alt,
        caption=_rounding_words(shown),
        table=_table(shown, interval, level),
        title=f"Of every 100 {of}, how many were {event_words}",
    )


def _gap_words(gap: int, more: bool, own: str | None) -> str:
    if gap == 0:
        return ""
    if own is not None:
        return own.replace("{n}", str(gap))
    return (
        f"About {gap} who were, and might not have been"
        if more
        else (f"About {gap} who were not, and might have been")
    )


def _exactness(interval: tuple[float, float] | None, level: float) -> tuple[str, str]:
    lead = "How exact is this?"
    if interval is None:
        return f"{lead} Not known.", "No interval for the difference is in the text we have read."
    low, high = sorted(interval)
    return lead, (
        f"The {number(level, 0)}% interval for the difference runs from {_points(low)} "
        f"to {_points(high)} of every 100."
    )


def _points(value: float) -> str:
    if value == 0:
        return "no difference"
    return f"{number(abs(value), 1)} {'more' if value > 0 else 'fewer'}"


def _rounding_words(shown: Frequency) -> str:
    a, b = shown.counts
    words = (
        f"Rounded to the nearest whole person: {number(shown.without, 1)}% is drawn as {a} of 100 "
        f"and {number(shown.with_, 1)}% as {b}."
    )
    true_gap = number(abs(shown.with_ - shown.without), 1)
    if whole(abs(round(shown.with_ - shown.without, 9))) != shown.gap:
        words += f" The difference itself is {true_gap} of 100; {shown.gap} are ringed because each group is rounded alone."  # noqa: E501
    return words


def _alt(shown: Frequency) -> str:
    parts = [
        f"{of_hundred(shown.without)} {shown.of} {shown.event_words} {shown.without_words}",
        f"{of_hundred(shown.with_)} {shown.of} {shown.event_words} {shown.with_words}",
        _gap_sentence(shown),
        " ".join(shown.exactness),
    ]
    return " ".join(sentence(part) for part in parts)


def _gap_sentence(shown: Frequency) -> str:
    if shown.better is None:
        return "No difference of a whole person in 100"
    way = "better" if shown.better else "worse"
    return f"{shown.gap_words}: the difference, for the {way}"


def _table(shown: Frequency, interval: tuple[float, float] | None, level: float) -> Table:
    a, b = shown.counts
    gap = shown.with_ - shown.without
    exact = "not known"
    if interval is not None:
        low, high = sorted(interval)
        exact = f"{number(low, 1, plus=True)} to {number(high, 1, plus=True)} points"
    return Table(
        f"Of every 100 {shown.of}, how many were {shown.event_words}",
        ("Group", "Percentage", "Of every 100", f"{number(level, 0)}% interval"),
        (
            (shown.without_words, f"{number(shown.without, 1)}%", str(a), ""),
            (shown.with_words, f"{number(shown.with_, 1)}%", str(b), ""),
            ("Difference", f"{number(gap, 1, plus=True)} points", number(b - a, 0, plus=True), exact),
        ),
    )
