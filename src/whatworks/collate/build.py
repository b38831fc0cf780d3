"""From a record as the file has it to a Reference, or to a reject that says why not."""

from __future__ import annotations

from collections import Counter
from typing import Any

from whatworks import terms

from .raw import RawRecord

_ORDER = (
    "doi", "pmid", "isbn", "source_id", "type", "title", "authors", "year", "container", "volume", "issue",
    "pages", "abstract", "keywords", "language", "urls",
)  # fmt: skip


class Builder:
    """Makes the records of one search's file; remembers how often each content was seen, for the ids."""

    def __init__(self, search: terms.Search) -> None:
        self.search = search
        self._seen: Counter[str] = Counter()

    def build(self, raw: RawRecord, content: dict[str, Any]) -> terms.Reference | terms.RejectedRecord:
        """Exactly one of the two. A record without title, DOI and PMID cannot be identified and is rejected.

        A year that is no year does not cost the record: `year` is unknown, and what stood there is in `raw`.
        """
        if raw.problem:
            return self.reject(raw.line, None, raw.first_text, raw.problem)
        if raw.too_long:
            return self.reject(raw.line, None, raw.first_text, _too_long(raw))
        if not (content["title"] or content["doi"] or content["pmid"]):
            return self._unidentified(raw)
        return terms.Reference(
            id=self._identity(content),
            search=self.search.id,
            line=raw.line,
            raw={tag: tuple(values) for tag, values in raw.fields.items()},
            **content,
        )

    def reject(self, line: int, field: str | None, value: str | None, reason: str) -> terms.RejectedRecord:
        """A reject of this search's file."""
        return terms.RejectedRecord(
            search=self.search.id,
            file=self.search.file,
            line=line,
            field=field,
            value=value[:200] if value else None,
            reason=reason,
        )

    def _identity(self, content: dict[str, Any]) -> str:
        plain = [list(v) if isinstance(v, tuple) else v for v in (content[name] for name in _ORDER)]
        key = terms.digest(plain, 64)
        self._seen[key] += 1
        return "r" + terms.digest([self.search.id, plain, self._seen[key]])

    def _unidentified(self, raw: RawRecord) -> terms.RejectedRecord:
        reason = (
            "The record has no title, no DOI and no PMID, so nothing says what it is. Find it in the source "
            "by what is shown here, give it a title in the file, and read the file again."
        )
        doi = next(
            (v for tag in ("DO", "DI", "doi", "DOI") for v in raw.fields.get(tag, ()) if v.strip()), None
        )
        if doi:
            return self.reject(raw.line, "doi", doi, f"This is not a whole DOI (10.1234/...). {reason}")
        return self.reject(raw.line, "title", raw.first_text, reason)


def _too_long(raw: RawRecord) -> str:
    return (
        f"The record is longer than {raw.limit:,} characters, which no reference is. Where it should end, a "
        "line (ER in RIS, a blank line in PubMed's format) is probably missing: put it in, and read again."
    )
