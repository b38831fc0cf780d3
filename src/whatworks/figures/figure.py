"""What every figure is: a drawing, the same in words, and the same as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from .png import png
from .svg import at
from .text import attribute, content

_OPENING = re.compile(r"<svg[^>]*>")
_VIEW = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
MARGIN = 16.0
SUFFIXES = (".svg", ".png")


@dataclass(frozen=True)
class Table:
    """A figure's numbers: a header, rows of the same length, and a caption."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"Table {self.caption!r}: {row!r} does not fit the header {self.header!r}")


@dataclass(frozen=True)
class Figure:
    """A drawing for a wide page, one redrawn for a narrow page, a text alternative and a table.

    The SVGs lean on the page's style sheet; `standalone` gives one that stands alone.
    """

    svg: str
    svg_narrow: str | None
    alt: str
    caption: str | None
    table: Table
    title: str = ""

    def standalone(self, *, narrow: bool = False) -> str:
        """The SVG as a file of its own: styles inside, white ground, title and description."""
        drawing = self.svg_narrow if narrow and self.svg_narrow else self.svg
        return standalone(drawing, self.title or self.table.caption, self.alt)

    def png(self, *, scale: float = 2.0, narrow: bool = False) -> bytes:
        """The drawing as a PNG, `scale` pixels for each px. Needs the extra `plots`."""
        return png(self.standalone(narrow=narrow), scale=scale)

    def save(self, path: str | Path, *, scale: float = 2.0, narrow: bool = False) -> Path:
        """Write the drawing to `path`, as its ending says: .svg or .png. Returns the path.

        Raises ValueError for another ending.
        """
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in SUFFIXES:
            raise ValueError(
                f"{path.name}: a figure is saved as {' or '.join(SUFFIXES)}; change the file's ending"
            )
        if kind == ".svg":
            path.write_text(self.standalone(narrow=narrow), encoding="utf-8", newline="\n")
        else:
            path.write_bytes(self.png(scale=scale, narrow=narrow))
        return path


def standalone(svg: str, title: str, alt: str) -> str:
    """`svg` with namespace, size, embedded styles, a white ground, and its name and description."""
    opening, view = _OPENING.match(svg), _VIEW.search(svg)
    if opening is None or view is None:
        raise ValueError("standalone: the drawing does not begin with an svg element that has a viewBox")
    w, h = float(view.group(1)) + 2 * MARGIN, float(view.group(2)) + 2 * MARGIN
    box = f"{at(-MARGIN)} {at(-MARGIN)} {at(w)} {at(h)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{at(w)}" height="{at(h)}" viewBox="{box}" '
        f'role="img" aria-label={attribute(alt)}>'
        f"<title>{content(title)}</title><desc>{content(alt)}</desc><style>{styles()}</style>"
        f'<rect x="{at(-MARGIN)}" y="{at(-MARGIN)}" width="{at(w)}" height="{at(h)}" fill="#fff"/>'
        + svg[opening.end() :]
        + "\n"
    )


@cache
def styles() -> str:
    """The rules a drawing needs away from the page's style sheet: plain class rules, no imports."""
    here = resources.files(__package__)
    return here.joinpath("standalone.css").read_text("utf-8") + _marks(css())


@cache
def css() -> str:
    """The classes figures add to the page's style sheet."""
    return resources.files(__package__).joinpath("figures.css").read_text("utf-8")


def _marks(sheet: str) -> str:
    """The part of figures.css about marks: what comes before the rules of the page."""
    return sheet.split("/* On the page", maxsplit=1)[0]
