"""A sheet to draw on: shapes and words by class, coordinates to one decimal, so that bytes repeat."""

from __future__ import annotations

from collections.abc import Sequence

from .text import attribute, content, wrap

SIZE = 15.0
"""Type size in px of everything but headings: the floor."""
LINE = 19.0
"""From one line of text to the next, px."""


def at(value: float) -> str:
    """A coordinate to one decimal, without a trailing nought."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


class Sheet:
    """A drawing under way: `width` px wide, as tall as it turns out."""

    def __init__(self, width: float) -> None:
        self.width = width
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, kind: str = "p-t", *, anchor: str = "start", size: float = SIZE
    ) -> None:
        """One line of words, its baseline at y. A size other than the floor needs a class that sets none."""
        if not words.strip():
            return
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        big = "" if size == SIZE else f' font-size="{at(size)}"'
        self._parts.append(
            f'<text class="{kind}" x="{at(x)}" y="{at(y)}"{place}{big}>{content(words)}</text>'
        )

    def lines(
        self, x: float, y: float, lines: Sequence[str], kind: str = "p-t", *, anchor: str = "start"
    ) -> float:
        """Lines of words one below the other; returns the baseline after the last."""
        for line in lines:
            self.text(x, y, line, kind, anchor=anchor)
            y += LINE
        return y

    def paragraph(self, x: float, y: float, words: str, room: float, kind: str = "p-t") -> float:
        """Words wrapped to `room` px; returns the baseline after the last line."""
        return self.lines(x, y, wrap(words, room, SIZE, bold="p-b" in kind), kind)

    def rect(self, x: float, y: float, w: float, h: float, kind: str) -> None:
        """A rectangle."""
        self._parts.append(f'<rect class="{kind}" x="{at(x)}" y="{at(y)}" width="{at(w)}" height="{at(h)}"/>')

    def circle(self, x: float, y: float, r: float, kind: str) -> None:
        """A disc or ring."""
        self._parts.append(f'<circle class="{kind}" cx="{at(x)}" cy="{at(y)}" r="{at(r)}"/>')

    def path(self, kind: str, *steps: str | float) -> None:
        """A path from letters and numbers, as SVG writes them."""
        d = " ".join(s if isinstance(s, str) else at(s) for s in steps)
        self._parts.append(f'<path class="{kind}" d="{d}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line."""
        self.path(kind, "M", x1, y1, "L", x2, y2)

    def diamond(self, x: float, y: float, half_w: float, half_h: float, kind: str) -> None:
        """A diamond about (x, y)."""
        self.path(kind, "M", x - half_w, y, "L", x, y - half_h, x + half_w, y, x, y + half_h, "Z")

    def finish(self, height: float, alt: str, kind: str = "") -> str:
        """The SVG: an image whose name is `alt`."""
        named = f' class="{kind}"' if kind else ""
        return (
            f'<svg{named} viewBox="0 0 {at(self.width)} {at(height)}" role="img" aria-label={attribute(alt)}>'
            + "".join(self._parts)
            + "</svg>"
        )

    def finish_glyph(self, height: float) -> str:
        """The SVG as a small mark that says nothing aloud: words stand beside it."""
        size = f'width="{at(self.width)}" height="{at(height)}" viewBox="0 0 {at(self.width)} {at(height)}"'
        return f'<svg {size} aria-hidden="true" focusable="false">' + "".join(self._parts) + "</svg>"
