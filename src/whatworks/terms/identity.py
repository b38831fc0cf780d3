"""Ids that come from content, so that a build repeats byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any


def digest(content: Any, length: int = 12) -> str:
    """A short digest of plain JSON content, the same on every machine."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)


def normalise_doi(text: str | None) -> str | None:
    """The bare DOI in lower case, however an export writes it; None where there is none."""
    if not text:
        return None
    found = _DOI.search(text.strip())
    if not found:
        return None
    return found.group(0).rstrip(".,;)]}>\"'").lower() or None


def plain_words(text: str) -> str:
    """Text for comparing: no accents, no case, no punctuation, one space between words."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


def slug(text: str) -> str:
    """Text as a file name or an anchor: words joined by hyphens."""
    return "-".join(plain_words(text).encode("ascii", "ignore").decode().split()) or "untitled"
