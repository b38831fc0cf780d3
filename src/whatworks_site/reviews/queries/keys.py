"""The keys of the screening page: the usual ones, and what a person has made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import Keys

KEYS: tuple[tuple[str, str, str], ...] = (
    ("include", "Include", "i"),
    ("exclude", "Exclude", "e"),
    ("maybe", "Not sure", "m"),
    ("undo", "Undo the last one", "u"),
    ("note", "Write a note", "n"),
    ("next", "Next, without deciding", "j"),
    ("back", "Back", "k"),
    ("help", "All keys", "?"),
)
"""What a key can do, in words, and the key that does it unless a person says otherwise."""
NUMBERED = 9
"""So many reasons can have a number for a key."""


@dataclass(frozen=True)
class KeyMap:
    """A person's keys. One that is empty is off; where `on` is false, all of them are."""

    on: bool = True
    numbers: bool = True
    keys: Mapping[str, str] = field(default_factory=lambda: {name: usual for name, _, usual in KEYS})

    def __getitem__(self, name: str) -> str:
        """The key for this; empty where there is none."""
        return self.keys.get(name, "") if self.on else ""

    def reason(self, number: int) -> str:
        """The key for the reason of this number; empty where there is none."""
        return str(number) if self.on and self.numbers and number <= NUMBERED else ""

    @property
    def listed(self) -> list[tuple[str, str]]:
        """The keys that work, with what they do."""
        return [(self[name], words) for name, words, _ in KEYS if self[name]]


def keys_of(user: Any) -> KeyMap:
    """This person's keys."""
    row = Keys.objects.filter(user_id=user.pk).first()
    if row is None:
        return KeyMap()
    said: dict[str, Any] = row.keys
    usual = KeyMap()
    chosen = {name: str(said.get("keys", {}).get(name, key)) for name, key in usual.keys.items()}
    return KeyMap(on=bool(said.get("on", True)), numbers=bool(said.get("numbers", True)), keys=chosen)
