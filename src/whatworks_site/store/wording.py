"""Words as the search sees them: folded, cut apart, and which of them mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['\u2019\u02bc](?=s\b)")


def fold(text: str) -> str:
    """Text in lower case, without accents and without the 's of possession."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _APOSTROPHE.sub("", kept.casefold())


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _TOKEN.findall(fold(text))


def singular(word: str) -> str:
    """A word without its plural, enough to tell that two spellings are of one phrase."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _data(name: str) -> Mapping[str, Any]:
    text = (resources.files(__package__) / "data" / f"{name}.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


@cache
def dropped() -> frozenset[str]:
    """Words of a question that tell nothing apart."""
    return frozenset(str(word) for word in _data("search")["drop"])


Phrase = tuple[str, ...]


@cache
def same_as() -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Each phrase that has others of its meaning, in the singular, with all of them as they are written."""
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in _data("search")["same"]:
        phrases = tuple(dict.fromkeys(tuple(tokens(str(phrase))) for phrase in line))
        for phrase in phrases:
            key = key_of(phrase)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *phrases)))
    return found


@cache
def longest_phrase() -> int:
    """How many words the longest phrase has."""
    return max((len(phrase) for phrase in same_as()), default=1)


def key_of(words: Iterable[str]) -> Phrase:
    """A phrase as it is looked up."""
    return tuple(singular(word) for word in words)


def facet_words(name: str) -> Any:
    """A part of the file that names what a reader chooses from."""
    return _data("facets")[name]


def offered_questions() -> list[str]:
    """Questions to offer a reader who has not asked one."""
    return [str(question) for question in _data("search")["asks"]]
