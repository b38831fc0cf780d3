"""Marking a team's own words in a record. What stands in a record is untrusted: all of it is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup, escape

from ..models import Ways

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc-][^\W_]+)*\*?")
_COMMON_WORDS = (
    "about above across after against also among another any are because been before being below between "
    "both but can cannot compared could did does doing done down during each effect effects either else "
    "ever every few for from further had has have having help helps here how into its itself just less like "
    "longer make makes many may might more most much must near neither nor not nothing off only other others "
    "our out over own part per rather same should since some something still such than that the their them "
    "then there these they this those through too under until upon used using very was way ways well were "
    "what when where whether which while who whom whose why will with within without would you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing of a topic."""


@dataclass
class Marker:
    """Marks words in texts, and remembers which it met."""

    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    met: set[str] = field(default_factory=set)
    """What speaks against, as far as it was met."""
    met_for: bool = False
    is_own: bool = True
    """Whether the words are the team's own choice."""

    def mark(self, text: str) -> Markup:
        """The text, escaped, with the words marked: solid what speaks for, dotted what may mean exclude."""
        text = unicodedata.normalize("NFC", text)
        pattern, terms = _pattern(self.for_, self.against)
        if pattern is None:
            return escape(text)
        parts, end = [], 0
        for hit in pattern.finditer(text):
            term, is_against = terms[(hit.lastindex or 1) - 1]
            if is_against:
                self.met.add(term)
            else:
                self.met_for = True
            opening = Markup('<mark class="is-ex">') if is_against else Markup("<mark>")
            parts += [escape(text[end : hit.start()]), opening, escape(hit.group()), Markup("</mark>")]
            end = hit.end()
        return Markup("").join([*parts, escape(text[end:])])


def marker(ways: Ways, *said: str | None) -> Marker:
    """What marks the team's words; where it has chosen none, those of its question (`said`)."""
    for_, against = _clean(ways.terms_in), _clean(ways.terms_out)
    if not for_ and not against:
        return Marker(tuple(words_of(" ".join(filter(None, said)))), is_own=False)
    return Marker(for_, against)


def words_of(text: str) -> list[str]:
    """The words of a text that say something, each once."""
    found = (word.lower() for word in _WORD.findall(text))
    return list(dict.fromkeys(w for w in found if len(w) > 3 and w not in _COMMON))


def stem(word: str) -> str:
    """A word without its plural."""
    word = _APOSTROPHES.sub("'", word.lower()).removesuffix("'s")
    for ending, stands_for in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + stands_for
    return word


def pointed_at(text: str, met: Iterable[str]) -> list[str]:
    """Which of the words met in a record stand in this text too, whatever their number."""
    here = {stem(w) for w in words_of(text)}
    return sorted(t for t in met if here & {stem(w) for w in words_of(t)})


def _clean(terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for term in terms if (t := " ".join(str(term).split()))))


@lru_cache(maxsize=64)
def _pattern(
    for_: tuple[str, ...], against: tuple[str, ...]
) -> tuple[re.Pattern[str] | None, tuple[tuple[str, bool], ...]]:
    terms = [(t, True) for t in against] + [(t, False) for t in for_]
    terms = sorted((t for t in terms if _WORD.search(t[0])), key=lambda t: -len(t[0]))
    if not terms:
        return None, ()
    groups = "|".join(f"({_expression(unicodedata.normalize('NFC', t))})" for t, _ in terms)
    return re.compile(rf"(?<![^\W_])(?:{groups})(?![^\W_])", re.IGNORECASE), tuple(terms)


def _expression(term: str) -> str:
    """Whole words, singular or plural; a word that ends in * stands for all that begin so."""
    *first, last = _WORD.findall(term)
    return r"[\s\u2010\u2011-]+".join([*map(_loose, first), _last(last)])


def _last(word: str) -> str:
    if word.endswith("*"):
        return _loose(word[:-1]) + r"[^\W_]*"
    base = stem(word)
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return rf"{_loose(base[:-1])}(?:y|ies)(?:['\u2019\u02bc]s?)?"
    return rf"{_loose(base)}(?:s|es)?(?:['\u2019\u02bc]s?)?"


def _loose(word: str) -> str:
    word = word.removesuffix("*")
    return r"['\u2018\u2019\u02bc]".join(re.escape(part) for part in _APOSTROPHES.split(word))
