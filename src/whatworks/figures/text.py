"""Words in a drawing: made safe for XML, measured, wrapped, and numbers written as people read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

MINUS = "−"
ELLIPSIS = "…"
TIE = "\xa0"
"""A space at which no line ends."""
_SPACES = re.compile(r"[^\S\xa0]+")

# Advance widths of Helvetica and Arial, in thousandths of the type size, for characters 32 to 126.
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_OTHER = {
    "−": 584, "–": 556, "‘": 278, "’": 278, "“": 500, "”": 500, "·": 278, "×": 584, "²": 333, "£": 556,
    "€": 556, "τ": 446, "±": 549, "°": 400, TIE: 278,
}  # fmt: skip


def clean(text: str) -> str:
    """One line of text with nothing in it that XML 1.0 forbids."""
    kept = "".join(c if _is_xml(c) else "�" for c in text)
    return _SPACES.sub(" ", kept).strip(" ")


def _is_xml(char: str) -> bool:
    code = ord(char)
    if char.isspace():
        return True
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def content(text: str) -> str:
    """Text ready to stand between tags."""
    return escape(clean(text), {'"': "&quot;"})


def attribute(text: str) -> str:
    """Text ready to stand as an attribute's value, quotation marks included."""
    return quoteattr(clean(text))


@lru_cache(maxsize=8192)
def _advance(char: str, bold: bool) -> int:
    code = ord(char)
    if 32 <= code <= 126:
        return (_BOLD if bold else _REGULAR)[code - 32]
    if char in _OTHER:
        return _OTHER[char]
    if unicodedata.combining(char):
        return 0
    base = unicodedata.normalize("NFD", char)[0]
    if 32 <= ord(base) <= 126:
        return (_BOLD if bold else _REGULAR)[ord(base) - 32]
    return 1000


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in px, a little generous, as Helvetica or Arial set it at `size` px."""
    return sum(_advance(c, bold) for c in text) * size * 1.02 / 1000


def wrap(text: str, room: float, size: float, *, bold: bool = False, most: int | None = None) -> list[str]:
    """Lines of `text` that are each at most `room` px wide; the last of `most` lines ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in _short_words(clean(text).split(" "), room, size, bold):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold=bold) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if most is not None and len(lines) > most:
        return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), room, size, bold)]
    return lines


def _short_words(words: Iterable[str], room: float, size: float, bold: bool) -> Iterable[str]:
    for word in words:
        if width(word, size, bold=bold) <= room:
            yield word
            continue
        part = ""
        for char in word:
            if part and width(part + char, size, bold=bold) > room:
                yield part
                part = ""
            part += char
        yield part


def _cut(text: str, room: float, size: float, bold: bool) -> str:
    while text and width(text + ELLIPSIS, size, bold=bold) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def number(value: float, places: int = 2, *, plus: bool = False) -> str:
    """A number to fixed decimals, halves rounded away from nought, with a true minus sign."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    digits = f"{abs(rounded):,.{places}f}"
    if rounded == 0:
        return digits
    return (MINUS if rounded < 0 else "+" if plus else "") + digits


def whole(value: float) -> int:
    """The nearest whole number, halves up."""
    return int(Decimal(repr(float(value))).quantize(Decimal(1), ROUND_HALF_UP))


def of_hundred(percent: float) -> str:
    """A percentage as a count of a hundred: '45 of 100', 'fewer than 1 of 100'."""
    count = whole(percent)
    if count == 0 and percent > 0:
        return "Fewer than 1 of 100"
    if count == 100 and percent < 100:
        return "More than 99 of 100"
    return f"{count} of 100"


def p_words(p: float) -> str:
    """A p value in print: 'p = 0.007', or 'p < 0.001'."""
    return "p < 0.001" if p < 0.001 else f"p = {number(p, 3)}"


def interval_words(low: float, high: float, places: int = 2) -> str:
    """An interval in print: '0.48 to 0.76'."""
    return f"{number(low, places)} to {number(high, places)}"


def count_words(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: '1 study', '19 studies'."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """Text with a capital at its start and one full stop at its end."""
    text = clean(text)
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?" else ".")


def listing(words: Iterable[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    items = list(words)
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
