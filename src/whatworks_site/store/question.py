"""What a reader typed, understood: phrases to look for, each with what else means the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .wording import Phrase, dropped, key_of, longest_phrase, same_as, tokens

LONGEST = 200
"""How many characters of a question are read."""
_MOST = 12
"""How many of its words and phrases are looked for."""
_QUOTED = re.compile(r'["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')


@dataclass(frozen=True)
class Group:
    """Phrases of which any will do. `typed` is the word itself, where it is one word of no known phrase."""

    phrases: tuple[Phrase, ...]
    typed: str = ""


@dataclass(frozen=True)
class Question:
    """A question as typed, cut to what is read, and its groups."""

    text: str
    groups: tuple[Group, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.groups

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Every phrase of every group, once."""
        return tuple(dict.fromkeys(phrase for group in self.groups for phrase in group.phrases))


def understand(text: str) -> Question:
    """Read a question. Any text will do; one without letters or digits gives an empty question."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST]).split())
    groups: list[Group] = []
    place = 0
    for quoted in _QUOTED.finditer(kept):
        groups += _plain(kept[place : quoted.start()])
        groups += _exact(quoted.group(1))
        place = quoted.end()
    groups += _plain(kept[place:])
    if not groups:
        groups = [Group(((word,),), word) for word in tokens(kept)]
    return Question(kept, tuple(dict.fromkeys(groups))[:_MOST])


def _exact(text: str) -> list[Group]:
    words = tuple(tokens(text))
    return [Group((words,))] if words else []


def _plain(text: str) -> list[Group]:
    """Groups of text outside quotation marks: known phrases, the longest first, and words that tell apart."""
    words = tokens(text)
    found: list[Group] = []
    at = 0
    while at < len(words):
        size, same = _longest(words, at)
        if same:
            found.append(Group(tuple(dict.fromkeys((tuple(words[at : at + size]), *same)))))
            at += size
            continue
        if words[at] not in dropped():
            found.append(Group(((words[at],),), words[at]))
        at += 1
    return found


def _longest(words: list[str], at: int) -> tuple[int, tuple[Phrase, ...]]:
    for size in range(min(longest_phrase(), len(words) - at), 0, -1):
        same = same_as().get(key_of(words[at : at + size]))
        if same:
            return size, same
    return 0, ()
