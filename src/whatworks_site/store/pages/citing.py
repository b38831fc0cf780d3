"""How to cite a page: for people, for reference managers, and for search engines."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup

from whatworks.publish import Shelf

from .edition import Edition

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_JSON_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
TYPES = {
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "txt": "text/plain; charset=utf-8",
}


def line(text: str) -> str:
    """Text on one line, without control characters."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


def citation(edition: Edition, centre: str, address: str) -> str:
    """The citation in words."""
    year = f" ({edition.date.year})" if edition.date else ""
    title = line(edition.title)
    return f"{line(centre)}{year}. {title}. {edition.words}. {address} (digest {edition.digest[:12]})."


def cite(edition: Edition, centre: str, address: str, form: str) -> str:
    """The citation as RIS, BibTeX or plain text."""
    made = {"ris": _ris, "bib": _bib}.get(form)
    return made(edition, centre, address) if made else citation(edition, centre, address) + "\n"


def _ris(edition: Edition, centre: str, address: str) -> str:
    date = edition.date
    rows = [
        ("TY", "ELEC"),
        ("TI", line(edition.title)),
        ("AU", f"{line(centre)},"),
        ("PB", line(centre)),
        ("PY", str(date.year) if date else ""),
        ("DA", f"{date:%Y/%m/%d}/" if date else ""),
        ("ET", f"Version {edition.version}" if edition.version else ""),
        ("UR", address),
        ("N1", f"Digest {edition.digest}" if edition.digest else ""),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {words}\r\n" for tag, words in rows if words or tag == "ER")


def _bib(edition: Edition, centre: str, address: str) -> str:
    key = re.sub(r"[^A-Za-z0-9]+", "-", edition.key).strip("-") or "page"
    date = edition.date
    rows = {
        "title": f"{{{tex(edition.title)}}}",
        "author": f"{{{tex(centre)}}}",
        "year": str(date.year) if date else "",
        "month": str(date.month) if date else "",
        "edition": f"Version {edition.version}" if edition.version else "",
        "url": address.replace("{", "%7B").replace("}", "%7D"),
        "note": f"Digest {edition.digest}" if edition.digest else "",
    }
    held = ",\n".join(f"  {name} = {{{words}}}" for name, words in rows.items() if words)
    return f"@misc{{{key}-v{edition.version or 0},\n{held}\n}}\n"


def tex(text: str) -> str:
    """Text in which TeX finds no command."""
    return "".join(_TEX.get(c, c) for c in line(text))


def linked_data(shelf: Shelf, edition: Edition, *, centre: str, address: str, answer: str | None) -> Markup:
    """The page for search engines: schema.org's words, as JSON that cannot close its script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": line(edition.title)[:110],
        "name": line(edition.title),
        "abstract": answer,
        "inLanguage": "en-GB",
        "version": edition.version,
        "datePublished": edition.date.isoformat() if edition.date else None,
        "publisher": {"@type": "Organization", "name": centre},
        "author": {"@type": "Organization", "name": centre},
        "identifier": f"sha256:{edition.digest}" if edition.digest else None,
        "url": address or None,
        "license": shelf.review.licence,
        "isAccessibleForFree": True,
        "citation": [report.citation for report in shelf.records.reports[:50]],
    }
    return safe_json({k: v for k, v in data.items() if v not in (None, [], "")})


def safe_json(data: object) -> Markup:
    """JSON for a script element: no character in it can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    return Markup("".join(_JSON_SAFE.get(c, c) for c in text))  # noqa: S704 - every < > & is escaped above
