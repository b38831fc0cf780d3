"""Values that metafor, clubSandwich and robumeta print, each file with its versions, data and source.

With METAFOR_READ naming a file, every value that a test reads is noted there: so a test can say which of them
no test compares with anything.
"""

import atexit
import json
import os
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "reference" / "metafor"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
_READ = set()


class Noted(dict):
    """A map that notes which of its values are read."""

    def __init__(self, given, at):
        super().__init__({k: Noted(v, f"{at}/{k}") if isinstance(v, dict) else v for k, v in given.items()})
        self.at = at

    def _note(self, key):
        if key in self.keys() and not isinstance(dict.__getitem__(self, key), dict):
            _READ.add(f"{self.at}/{key}")

    def __getitem__(self, key):
        self._note(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self._note(key)
        return super().get(key, default)

    def items(self):
        for key in self:
            yield key, self[key]

    def values(self):
        for key in self:
            yield self[key]


def leaves(given, at):
    """The place of every value below a map."""
    for key, value in given.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{at}/{key}")
        else:
            yield f"{at}/{key}"


@cache
def values(name):
    """One data set: its input and what R made of it."""
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if os.environ.get("METAFOR_READ"):
        found["results"] = Noted(found["results"], name)
    return found


@atexit.register
def _tell():
    file = os.environ.get("METAFOR_READ")
    if file and _READ:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write("\n".join(sorted(_READ)) + "\n")
