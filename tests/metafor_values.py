"""Values that metafor, clubSandwich and robumeta print, each file with its versions, data and source."""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "reference" / "metafor"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def values(name):
    """One data set: its input and what R made of it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
