"""What is wrong in a folder: where, what, and which rule it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 200 * 1024 * 1024
"""A table larger than this is refused."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a folder: where, what, and which rule it breaks."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    rule: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        shown = "" if self.value is None else f" {self.value[:120]!r}:"
        return f"{place}:{shown} {self.rule}"

    def to_json(self) -> dict[str, Any]:
        """The problem as plain JSON."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "rule": self.rule,
        }


class FolderError(ValueError):
    """A folder that cannot be used as it is, with every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Unreadable(ValueError):
    """A file that cannot be read at all, and the row where that shows."""

    def __init__(self, rule: str, row: int | None = None) -> None:
        super().__init__(rule)
        self.row = row


def file_text(path: Path) -> str:
    """A file as text. Raises Unreadable where it cannot be opened, is too large or is not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"has more than {MAX_BYTES:,} bytes; split it")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        what = error.strerror or str(error)
        raise Unreadable(
            f"cannot be opened ({what}); check that it is a file and your rights to it"
        ) from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 text (byte {error.start + 1}); save it as “CSV UTF-8”") from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise Unreadable("holds a NUL character, which no text has; save it again as plain text", row)
    return text


def short(value: object) -> str | None:
    """A value as text, None for none."""
    return None if value is None else str(value)
