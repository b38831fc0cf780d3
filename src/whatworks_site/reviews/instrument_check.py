"""An instrument's file that a team brings: looked at in a process of its own, in bounds of size and time.

The check goes through every way of answering. A small file can ask for very many, so it is stopped in time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAX_CHARACTERS = 200_000
SECONDS = 15
Problems = tuple[tuple[int | None, str], ...]
"""What is wrong: the line where it is known, and what to do."""

_CHECK = (
    "import json, sys; from pathlib import Path; from whatworks.appraise import check_file; "
    "print(json.dumps([[p.line, str(p)] for p in check_file(Path(sys.argv[1]))[:50]]))"
)


def check_text(text: str) -> Problems:
    """What is wrong with an instrument's file, with lines; empty where it is sound."""
    if not text.strip():
        return ((None, "The file is empty."),)
    if len(text) > MAX_CHARACTERS:
        return ((None, f"The file has {len(text):,} characters; {MAX_CHARACTERS:,} is the most."),)
    if "\0" in text:
        return ((None, "The file is not text. Save it as UTF-8 text."),)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instrument.yaml"
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        return _run(path)


def _run(path: Path) -> Problems:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, on a file of ours
            [sys.executable, "-c", _CHECK, str(path)], capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return (
            (
                None,
                f"Checking every way of answering took more than {SECONDS} seconds. Part the questions into "
                "smaller domains.",
            ),
        )
    if done.returncode:
        return ((None, "The file could not be checked. Take out what no instrument has, and try again."),)
    return tuple((line, words) for line, words in json.loads(done.stdout))
