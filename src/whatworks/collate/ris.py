"""RIS, in its dialects, to our fields."""

from __future__ import annotations

from typing import Any

from . import clean
from .raw import RawRecord

_BOOKS = ("BOOK", "EBOOK", "EDBOOK", "THES", "RPRT")
_CHAPTERS = ("CHAP", "ECHAP")


def content_of(raw: RawRecord) -> dict[str, Any]:
    """Our fields from RIS tags. Where dialects disagree, the commoner tag is tried first."""
    kind = (raw.one("TY") or "").upper()
    addresses = raw.all("UR", "L1", "L2", "L3", "LK", "L4")
    return {
        "doi": clean.doi(raw.all("DO", "DI", "M3", "L3", "C7", "M1"), addresses),
        "pmid": _pmid(raw, addresses),
        "isbn": clean.text(raw.one("SN")),
        "source_id": clean.text(raw.one("AN", "ID", "U1")),
        "type": clean.text(raw.one("TY")) or clean.text(raw.one("M3")),
        "title": _title(raw, kind),
        "authors": clean.names(raw.get("AU", "A1") or raw.get("A2", "ED", "A3")),
        "year": clean.year(raw.all("PY", "Y1", "DA")),
        "container": _container(raw, kind),
        "volume": clean.text(raw.one("VL")),
        "issue": clean.text(raw.one("IS")),
        "pages": clean.pages(raw.one("SP", "PG"), raw.one("EP"), _article_number(raw)),
        "abstract": clean.text(" ".join(raw.get("AB", "N2"))),
        "keywords": clean.words_of(raw.all("KW", "DE")),
        "language": clean.text(raw.one("LA")),
        "urls": clean.addresses(addresses),
    }


def _title(raw: RawRecord, kind: str) -> str | None:
    tags = ["TI", "T1", "CT", "TT", "ST"]
    if kind in _BOOKS or not raw.get("JF", "JO", "T2"):
        tags.insert(3, "BT")
    for tag in tags:
        found = clean.title(" ".join(raw.get(tag)))
        if found:
            return found
    return None


def _container(raw: RawRecord, kind: str) -> str | None:
    tags = (
        ("BT", "T2", "JF", "JO")
        if kind in _CHAPTERS
        else ("JF", "T2", "JO", "JA", "J2", "J1", "JI", "J9", "T3", "BT")
    )
    title = _title(raw, kind)
    for tag in tags:
        found = clean.title(raw.one(tag))
        if found and found != title:
            return found
    return None


def _article_number(raw: RawRecord) -> str | None:
    number = raw.one("C7")
    return number if number and len(number) <= 20 and "10." not in number else None


def _pmid(raw: RawRecord, addresses: list[str]) -> str | None:
    source = " ".join(raw.all("DB", "DP")).casefold()
    stated: list[str] = []
    if "pubmed" in source or "medline" in source:
        stated = raw.all("AN", "ID")
    elif "scopus" in source:
        stated = raw.all("C2")
    marked = raw.all("AN", "ID", "C1", "C2", "C6", "C7", "U1", "M1", "N1")
    return clean.pmid(stated, marked, addresses)
