"""What a folder may hold and a site cannot keep: names that fit no address, characters no database takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from whatworks.review import FolderError, Problem
from whatworks.terms import Record, ReviewRecords

from .models import TABLES

MAX_NAME = 100
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME - 1}}}")
_UNKEPT = re.compile("\\\\u0000|[\ud800-\udfff]")


def refuse_unstorable(records: ReviewRecords) -> None:
    """Raise FolderError with everything of these records that a site cannot keep or give an address."""
    problems = (*_names(records), *_characters(records))
    if problems:
        raise FolderError(problems)


def _names(records: ReviewRecords) -> Iterator[Problem]:
    if not _NAME.fullmatch(records.review.id):
        rule = f"cannot be part of an address; use up to {MAX_NAME} letters, digits, hyphens and points"
        yield Problem("review.yaml", None, "id", records.review.id, rule)
    for each in records.interventions:
        if len(each.id) > MAX_NAME or not each.id.isprintable() or {"", ".", ".."} & set(each.id.split("/")):
            rule = f"cannot be part of an address; use up to {MAX_NAME} letters, digits and hyphens"
            yield Problem("tables/interventions.csv", None, "id", each.id, rule)


def _characters(records: ReviewRecords) -> Iterator[Problem]:
    held: list[tuple[str, Record]] = [("review.yaml", records.review)]
    held += [(table.HOLDER, record) for table in TABLES for record in getattr(records, table.HOLDER)]
    for place, record in held:
        if _UNKEPT.search(json.dumps(record.to_json(), ensure_ascii=False)):
            name = str(getattr(record, "id", None) or getattr(record, "intervention", None) or "")
            name = _UNKEPT.sub("?", json.dumps(name, ensure_ascii=False))
            rule = "holds a character that no text has (NUL, or half of one); write it again"
            yield Problem(place.replace("_", " "), None, None, name, rule)
