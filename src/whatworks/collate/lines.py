"""An export's text, line by line, whatever its encoding and line ends."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

Progress = Callable[[int, int], None]
"""Called now and then with (done, total)."""

MAX_FILE_BYTES = 500_000_000
MAX_RECORD_CHARS = 1_000_000
_EVERY = 2_000

_CONTROLS: dict[int, str | None] = dict.fromkeys([*range(1, 32), 127, 0x85, 0x2028, 0x2029], " ")
_CONTROLS |= {0: None, 0xFEFF: None, ord("\t"): "\t", ord("\n"): "\n"}


def _as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_WESTERN[byte] for byte in wrong), error.end


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WESTERN = [_western(byte) for byte in range(256)]
codecs.register_error("collate-western", _as_western)


def encoding_of(path: Path) -> str:
    """UTF-16 where the file says so or plainly is; otherwise UTF-8.

    Bytes that are not UTF-8 are read one by one as Windows-1252, so old Western exports come out right and
    nothing stops the reading.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(even, odd) > len(head) * 0.3 and min(even, odd) < len(head) * 0.05:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8-sig"


def open_text(path: Path) -> io.TextIOWrapper:
    """The file as text; CR, LF and CRLF all end a line."""
    encoding = encoding_of(path)
    errors = "collate-western" if encoding == "utf-8-sig" else "replace"
    return path.open("r", encoding=encoding, errors=errors, newline=None)


def lines(path: Path, longest: int, progress: Progress | None = None) -> Iterator[tuple[int, str]]:
    """Each line's number, from 1, and its text without the line end, cut to `longest` characters.

    NUL bytes are dropped and other control characters become spaces.
    """
    total = path.stat().st_size if progress else 0
    with open_text(path) as file:
        number, buffer = 0, cast("BinaryIO", file.buffer)
        while piece := file.readline(longest):
            number += 1
            yield number, piece.translate(_CONTROLS).rstrip("\n")
            if progress and number % _EVERY == 0:
                progress(min(buffer.tell(), total), total)
            while piece and not piece.endswith("\n"):
                piece = file.readline(longest)
    if progress:
        progress(total, total)


_SIGNS = (
    (
        ("<!doctype html", "<html", "<head", "<body"),
        "a web page, not an export: the download may have failed",
    ),
    (("<?xml", "<xml"), "an XML file"),
    (("%pdf",), "a PDF document"),
    (("pk\x03\x04",), "a compressed file or a spreadsheet (.zip, .xlsx, .docx)"),
    (("@article", "@book", "@inproc", "@misc", "@incoll", "@phdthesis", "@techreport"), "a BibTeX file"),
    (("%0 ",), "an EndNote tagged file"),
    (("fn clarivate", "fn thomson", "fn isi"), "a Web of Science plain text file"),
)


def what_it_is(path: Path) -> str | None:
    """What the file really is, where its first characters give it away; None otherwise."""
    with open_text(path) as file:
        head = file.read(2000).lstrip("\ufeff \t\r\n").lower()
    for starts, name in _SIGNS:
        if head.startswith(starts):
            return name
    return None
