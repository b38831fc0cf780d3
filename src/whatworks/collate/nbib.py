"""PubMed's own format to our fields; a PMID is welcome and not needed."""

from __future__ import annotations

from typing import Any

from . import clean
from .raw import RawRecord


def content_of(raw: RawRecord) -> dict[str, Any]:
    """Our fields from PubMed's tags."""
    identifiers = raw.all("AID", "LID")
    stated = [v for v in identifiers if "[doi]" in v.casefold()] or identifiers
    return {
        "doi": clean.doi([v.casefold().replace("[doi]", " ") for v in [*stated, *raw.all("SO")]]),
        "pmid": clean.pmid(raw.all("PMID")),
        "isbn": clean.text((raw.one("ISBN", "IS") or "").split(" (")[0]),
        "source_id": clean.text(raw.one("PMC", "PMCR", "MID")),
        "type": clean.text(raw.one("PT")),
        "title": _first_title(raw, "TI", "BTI", "CTI", "TT"),
        "authors": clean.names(raw.get("FAU", "AU", "CN", "FED", "ED")),
        "year": clean.year(raw.all("DP", "DEP", "EDAT")),
        "container": _first_title(raw, "JT", "TA", "BTI", "CTI"),
        "volume": clean.text(raw.one("VI")),
        "issue": clean.text(raw.one("IP")),
        "pages": clean.text(raw.one("PG")),
        "abstract": clean.text(" ".join(raw.get("AB", "OAB"))),
        "keywords": clean.words_of(raw.all("MH", "OT")),
        "language": clean.text(raw.one("LA")),
        "urls": clean.addresses(raw.all("URLF", "URL", "UR")),
    }


def _first_title(raw: RawRecord, *tags: str) -> str | None:
    for tag in tags:
        found = clean.title(" ".join(raw.get(tag)))
        if found:
            return found
    return None
