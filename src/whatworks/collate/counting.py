"""How many records a file holds, counted apart from the reading, so that the one can test the other."""

from __future__ import annotations

from pathlib import Path

from .lines import MAX_RECORD_CHARS, lines, what_it_is
from .reader import format_of
from .tagged import IDENTIFYING, nbib_tag, ris_tag


def count_records(path: Path, format: str | None = None, *, max_record_chars: int = MAX_RECORD_CHARS) -> int:
    """The number of records in an export; at least 1, since a file without any counts as one reject.

    RIS: a record begins at each TY line and ends at ER, at the next TY or at the end of the file. Tagged
    lines outside of those are a record too if a title, author or DOI is among them; such a record ends at ER,
    at TY, or where after a blank line its first tag comes again. Anything else between records is not one.

    NBIB: a record begins at the first tagged line of the file, at each tagged line after a blank line, and at
    each PMID line when the record has one already.

    CSV: a record is a row after the first that holds anything. A row ends at a line end outside a quoted
    cell; a cell is quoted if its first character is a quotation mark. Where a quoted cell does not end within
    `max_record_chars` or before the end of the file, each line from the row's start on is a row by itself.
    """
    form = format_of(path, format)
    text = [t for _, t in lines(path, max_record_chars + 1)]
    if form == "ris":
        return max(1, _count_ris(text))
    if form == "nbib":
        return max(1, _count_nbib(text))
    return max(1, 0 if what_it_is(path) else _count_rows(text, path.suffix.lower(), max_record_chars))


def _count_ris(text: list[str]) -> int:
    marks = [(" " if not t.strip() else tag[0] if (tag := ris_tag(t)) else "") for t in text]
    count, i = 0, 0
    while i < len(marks):
        if marks[i] == "TY":
            count += 1
            i = _skip(marks, i + 1, None)
        elif marks[i].strip() and marks[i] != "ER":
            end = _skip(marks, i + 1, marks[i])
            count += bool(IDENTIFYING & set(marks[i:end]))
            i = end
        else:
            i += 1
    return count


def _skip(marks: list[str], i: int, again: str | None) -> int:
    blank = False
    while i < len(marks) and marks[i] not in ("TY", "ER"):
        if marks[i] == " ":
            blank = True
        elif marks[i]:
            if blank and again and marks[i] == again:
                return i
            blank = False
        i += 1
    return i


def _count_nbib(text: list[str]) -> int:
    count, open_, has_pmid = 0, False, False
    for line in text:
        tag = nbib_tag(line)
        if tag is None:
            open_ = open_ and bool(line.strip())
            continue
        if not open_ or (tag[0] == "PMID" and has_pmid):
            count, open_, has_pmid = count + 1, True, False
        has_pmid = has_pmid or tag[0] == "PMID"
    return count


def _count_rows(text: list[str], suffix: str, limit: int) -> int:
    from .delimited import delimiter_of, is_blank, is_separator_line  # noqa: PLC0415

    start = next((i for i, t in enumerate(text) if t.strip()), None)
    if start is None:
        return 0
    delimiter = delimiter_of(text[start], suffix)
    i = start + 1 if is_separator_line(text[start]) else start
    found = 0
    while i < len(text):
        end = _row_end(text, i, delimiter, limit)
        spans = [(i, end)] if end else [(j, j + 1) for j in range(i, _given_up(text, i, limit))]
        found += sum(not is_blank("\n".join(text[a:b]), delimiter) for a, b in spans)
        i = spans[-1][1]
    return found - 1


def _row_end(text: list[str], i: int, delimiter: str, limit: int) -> int | None:
    quoted, size, start = False, 0, i
    while i < len(text):
        line = text[i]
        fresh, k = not quoted, 0
        while k < len(line):
            c = line[k]
            if quoted:
                if c == '"' and line[k + 1 : k + 2] == '"':
                    k += 1
                elif c == '"':
                    quoted = False
            elif fresh and c == '"':
                quoted, fresh = True, False
            elif c == delimiter:
                fresh = True
            elif c != " ":
                fresh = False
            k += 1
        size += len(line) + 1
        i += 1
        if not quoted:
            return i
        if size > limit and i > start:
            return None
    return None


def _given_up(text: list[str], i: int, limit: int) -> int:
    size = 0
    while i < len(text):
        size += len(text[i]) + 1
        i += 1
        if size > limit:
            break
    return i
