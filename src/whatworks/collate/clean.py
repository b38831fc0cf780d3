"""Values as exports write them, made regular: years, pages, names, identifiers."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from whatworks.terms import normalise_doi

_MARKUP = re.compile(
    r"</?(?:p|i|b|u|em|strong|sub|sup|inf|br|span|div|sec|title|jats:[a-z-]+)(?:\s[^<>]*)?/?>", re.I
)
_TIGHT = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|inf|span)(?:\s[^<>]*)?>", re.I)
_QUOTED = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DOI_ADDRESS = re.compile(r"doi\.org/(10\.\S+)", re.I)
_PUBMED_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})(?!\d)", re.I
)
_PMID = re.compile(r"^\s*PMID\s*:?\s*(\d{1,8})\s*$", re.I)


def text(value: str | None) -> str | None:
    """Text on one line, in composed characters, without typographic mark-up; None when nothing is left."""
    if not value:
        return None
    if "<" in value:
        value = _MARKUP.sub(" ", _TIGHT.sub("", value))
    if "&" in value:
        value = html.unescape(value)
    value = _CONTROLS.sub("", value)
    return " ".join(unicodedata.normalize("NFC", value).split()) or None


def title(value: str | None) -> str | None:
    """A title; None where it holds no letter or digit."""
    cleaned = text(value)
    return cleaned if cleaned and any(c.isalnum() for c in cleaned) else None


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in order, without empty ones."""
    return tuple(dict.fromkeys(t for t in (text(v) for v in values) if t))


def year(values: Iterable[str]) -> int | None:
    """The first year from 1500 to 2099 in these values; None where none of them holds one."""
    for value in values:
        found = _YEAR.search(value)
        if found:
            return int(found.group(1))
    return None


def pages(first: str | None, last: str | None, other: str | None = None) -> str | None:
    """Pages as first-last, or the article number."""
    first, last = text(first), text(last)
    if first and last and first != last and not re.search(r"\d\s*[-–]+\s*\w", first):
        return f"{first}-{last}"
    return first or last or text(other)


def doi(stated: Iterable[str], addresses: Iterable[str] = ()) -> str | None:
    """The first DOI among fields that state one, else among addresses at doi.org."""
    for value in stated:
        found = normalise_doi(unquote(value) if "%2f" in value.lower() else value)
        if found:
            return found
    for value in addresses:
        address = _DOI_ADDRESS.search(unquote(value))
        if address:
            return normalise_doi(address.group(1))
    return None


def pmid(stated: Iterable[str], marked: Iterable[str] = (), addresses: Iterable[str] = ()) -> str | None:
    """PubMed's number: stated as such, marked 'PMID:', or in an address at PubMed."""
    for value in stated:
        digits = value.strip().removesuffix(".0")
        if digits.isascii() and digits.isdigit() and 0 < len(digits.lstrip("0")) <= 8:
            return digits.lstrip("0")
    for value in [*stated, *marked]:
        found = _PMID.match(value)
        if found and found.group(1).lstrip("0"):
            return found.group(1).lstrip("0")
    for value in addresses:
        address = _PUBMED_ADDRESS.search(value)
        if address and address.group(1).lstrip("0"):
            return address.group(1).lstrip("0")
    return None


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """The web addresses in these values."""
    found = (
        part.rstrip(".,;") for v in values for part in v.split() if re.match(r"(?:https?|ftp)://", part, re.I)
    )
    return texts(found)


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Authors, where one value may hold several: by semicolons, ' and ', lines, or 'Liu R., Adler D.'."""
    return texts(part.strip(" ,;") for value in values for part in _split_names(value))


def _split_names(value: str) -> list[str]:
    listed = _as_list(value)
    if listed is not None:
        return listed
    for separator in (";", "\n", "|", "//"):
        if separator in value:
            return value.split(separator)
    people = value.split(" and ")
    if len(people) > 1 and all(_is_person(p) for p in people):
        return people
    return re.split(r"(?<=\.),\s+(?=[^\W\d_]{2})", value) if value.count(".,") else [value]


def _is_person(text: str) -> bool:
    """Whether a text reads as a person's name, so that 'Health and Care Board' is not taken for two."""
    words = text.split()
    return "," in text or (1 < len(words) <= 4 and not any(w.islower() for w in words))


def words_of(values: Iterable[str]) -> tuple[str, ...]:
    """Keywords, where one value may hold several, by semicolons or lines."""
    return texts(part for value in values for part in _split_words(value))


def _split_words(value: str) -> list[str]:
    listed = _as_list(value)
    return re.split(r"[;\n|]", value) if listed is None else listed


def _as_list(value: str) -> list[str] | None:
    """The items of a list as Python or JSON writes it: ['Marx, Karl', 'Lindgren, Astrid']."""
    value = value.strip()
    if not (value.startswith("[") and value.endswith("]")):
        return None
    found = [single or double for single, double in _QUOTED.findall(value)]
    return found if found or value == "[]" else None
