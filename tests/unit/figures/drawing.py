"""Reading a drawing back, for the tests of figures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from whatworks.figures.svg import SIZE
from whatworks.figures.text import width


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def tag(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def texts(svg: str) -> list[str]:
    return ["".join(e.itertext()) for e in parse(svg).iter() if tag(e) == "text"]


def classes(svg: str) -> list[str]:
    return [name for e in parse(svg).iter() for name in e.get("class", "").split()]


def text_boxes(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Each line of words with its left, right and baseline."""
    for e in parse(svg).iter():
        if tag(e) != "text":
            continue
        words = "".join(e.itertext())
        size = float(e.get("font-size", SIZE))
        kind = e.get("class", "")
        long = width(words, size, bold="p-b" in kind)
        x = float(e.attrib["x"])
        left = {"start": x, "middle": x - long / 2, "end": x - long}[e.get("text-anchor", "start")]
        yield words, left, left + long, float(e.attrib["y"])


def stays_inside(svg: str) -> None:
    _, _, right, height = (float(v) for v in parse(svg).attrib["viewBox"].split())
    for words, start, end, baseline in text_boxes(svg):
        assert start >= -0.6 and end <= right + 0.6, f"{words!r} leaves the drawing: {start} to {end}"
        assert 10 <= baseline <= height - 1, f"{words!r} leaves the drawing: baseline {baseline} of {height}"


def is_safe(svg: str) -> None:
    for e in parse(svg).iter():
        assert tag(e) in {"svg", "text", "rect", "circle", "path", "title", "desc", "style"}
        assert not any(name.startswith("on") or name.endswith("href") for name in e.attrib)
    assert "url(" not in svg and "@import" not in svg


def both(figure) -> list[str]:
    return [svg for svg in (figure.svg, figure.svg_narrow) if svg]
