"""Reads a report's pages as a browser's parser would meet them: tags, ids, links, text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        parts = [c if isinstance(c, str) else c.text() for c in self.children]
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", **wanted: str) -> list[Element]:
        """Elements below, by tag and by attributes; `class_` asks for one class among several."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.fits(tag, wanted):
                    found.append(child)
                found.extend(child.all(tag, **wanted))
        return found

    def one(self, tag: str = "", **wanted: str) -> Element:
        found = self.all(tag, **wanted)
        assert found, (tag, wanted)
        return found[0]

    def fits(self, tag: str, wanted: dict[str, str]) -> bool:
        for name, value in wanted.items():
            if name == "class_":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name) != value:
                return False
        return not tag or self.tag == tag

    def within(self, tag: str) -> bool:
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {}, None)
        self.open = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [n for n, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> says an attribute twice")
        element = Element(tag, {n: v or "" for n, v in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Element(tag, {n: v or "" for n, v in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        if self.open.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open.tag}>")
            return
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def read_page(text: str) -> Element:
    """The page as a tree. Raises AssertionError where tags do not nest."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert not reader.faults, reader.faults[:5]
    assert reader.open is reader.root, f"<{reader.open.tag}> is never closed"
    return reader.root


class Site:
    """Every page of a report, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            p.relative_to(folder).as_posix(): read_page(p.read_text("utf-8"))
            for p in sorted(folder.rglob("*.html"))
        }

    def ids(self, page: str) -> list[str]:
        return [e.attributes["id"] for e in self.pages[page].all() if "id" in e.attributes]

    def where(self, page: str, href: str) -> tuple[Path, str]:
        """The file and the anchor a relative link leads to."""
        parts = urlsplit(href)
        path = (self.folder / page).parent / unquote(parts.path) if parts.path else self.folder / page
        return path.resolve(), unquote(parts.fragment)
