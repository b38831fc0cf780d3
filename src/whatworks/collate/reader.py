"""Reading search exports: every record of a file ends as one reference or one reject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from whatworks import terms

from . import delimited, nbib, ris
from .build import Builder
from .errors import CollateError
from .lines import MAX_FILE_BYTES, MAX_RECORD_CHARS, Progress, lines, what_it_is
from .tagged import nbib_tag, ris_tag, split_nbib, split_ris

Outcome = terms.Reference | terms.RejectedRecord

_SUFFIXES = {".ris": "ris", ".txt": "ris", ".nbib": "nbib", ".csv": "csv", ".tsv": "csv", ".tab": "csv"}
_FORMATS = {"ris": "ris", "txt": "ris", "nbib": "nbib", "pubmed": "nbib", "csv": "csv", "tsv": "csv"}


def read(
    search: terms.Search,
    folder: Path,
    *,
    progress: Progress | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    max_record_chars: int = MAX_RECORD_CHARS,
) -> Iterator[Outcome]:
    """Read the export `folder/search.file`, one record at a time, in the file's order.

    RIS, PubMed's NBIB and CSV (comma, semicolon, tab or bar), in UTF-8, UTF-16 or Windows-1252, with any line
    ends. `count_records` says what a record is; each becomes exactly one Reference or one RejectedRecord, and
    a file without any record is one reject that says what the file is. `progress` is called with bytes (done,
    total). Raises CollateError at once where the file is missing, outside the folder, too large or of an
    unknown format, and where the column mapping does not fit.
    """
    path = find_file(search, folder, max_file_bytes)
    form = format_of(path, search.format)
    records = _read(search, path, form, max_record_chars, progress)
    first = next(records, None)
    return iter(()) if first is None else chain([first], records)


def find_file(search: terms.Search, folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> Path:
    """The export's path. Raises CollateError where it cannot be read."""
    where = f"Search {search.id}: the export {search.file}"
    try:
        path = (folder / search.file).resolve()
        inside = path.is_relative_to(folder.resolve())
        size = path.stat().st_size if path.is_file() else None
    except (OSError, ValueError) as error:
        raise CollateError(
            f"{where} cannot be opened ({error}). Check its name and your right to read it."
        ) from None
    if not inside:
        raise CollateError(f"{where} lies outside the folder {folder}. Move it in, and name it from there.")
    if size is None:
        raise CollateError(
            f"{where} is not in {folder}. Put it there, or correct `file` in the table of searches."
        )
    if size > max_file_bytes:
        raise CollateError(
            f"{where} has {size:,} bytes, more than the {max_file_bytes:,} that are read at most. Export it "
            "in parts, each as a search of its own, or raise the limit."
        )
    return path


def format_of(path: Path, stated: str | None) -> str:
    """ris, nbib or csv: as stated, else by the file's name and, for a .txt, by its first tag."""
    if stated:
        form = _FORMATS.get(stated.strip().lower().lstrip("."))
        if form is None:
            raise CollateError(f"{path.name}: the format “{stated}” is not known; write ris, nbib or csv.")
        return form
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise CollateError(
            f"{path.name}: the ending “{path.suffix}” does not say which format it is. Name it .ris, .txt, "
            ".nbib, .csv or .tsv, or write ris, nbib or csv under `format` in the table of searches."
        )
    return "nbib" if path.suffix.lower() == ".txt" and _starts_like_pubmed(path) else form


def _starts_like_pubmed(path: Path) -> bool:
    for number, text in lines(path, 1000):
        if number > 50 or ris_tag(text):
            return False
        if tag := nbib_tag(text):
            return tag[0] in ("PMID", "OWN", "STAT")
    return False


def _read(
    search: terms.Search, path: Path, form: str, limit: int, progress: Progress | None
) -> Iterator[Outcome]:
    builder = Builder(search)
    numbered = lines(path, limit + 1, progress)
    strange = what_it_is(path)
    found = False
    if form == "csv":
        outcomes = iter(()) if strange else _table(builder, numbered, path, limit)
    else:
        outcomes = _tagged(builder, numbered, form, limit)
    for outcome in outcomes:
        found = True
        yield outcome
    if not found:
        yield builder.reject(1, None, None, _nothing(path, form, strange))


def _tagged(
    builder: Builder, numbered: Iterator[tuple[int, str]], form: str, limit: int
) -> Iterator[Outcome]:
    split, content_of = (split_ris, ris.content_of) if form == "ris" else (split_nbib, nbib.content_of)
    for raw in split(numbered, limit):
        yield builder.build(raw, content_of(raw))


def _table(
    builder: Builder, numbered: Iterator[tuple[int, str]], path: Path, limit: int
) -> Iterator[Outcome]:
    first = next(((n, t) for n, t in numbered if t.strip()), None)
    if first is None:
        return
    delimiter = delimited.delimiter_of(first[1], path.suffix.lower())
    kept = numbered if delimited.is_separator_line(first[1]) else chain([first], numbered)
    written = (
        row for row in delimited.rows(kept, delimiter, limit) if not delimited.is_blank(row.text, delimiter)
    )
    header = next(written, None)
    if header is None:
        return
    table = delimited.table_of(header, delimiter, builder.search.columns, builder.search.file)
    for row in written:
        raw = delimited.raw_of(row, table, limit)
        if not raw.problem and not {"title", "doi", "pmid"} & table.feeds.keys():
            raw.problem = _no_columns(table.header)
        yield builder.build(raw, delimited.content_of(raw, table))


def _no_columns(header: tuple[str, ...]) -> str:
    return (
        f"None of the file's columns is known to hold titles, DOIs or PMIDs; they are: "
        f"{', '.join(header)[:300]}. "
        "Say in `columns` of this search which one does (title = the column's name), and read again."
    )


def _nothing(path: Path, form: str, strange: str | None) -> str:
    advice = "Export the search again as RIS, NBIB or CSV."
    if path.stat().st_size == 0:
        return f"The file is empty: it has no bytes at all. {advice}"
    if strange:
        return f"The file is {strange}. {advice}"
    if form == "csv":
        return f"The file has no rows below its column names. {advice}"
    start = "TY  - " if form == "ris" else "PMID- "
    return f"No record was found: no line begins one, as “{start}” would. {advice}"
