"""What a traffic-light plot is drawn from: judgements by study and domain, on the instrument's own scale."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .text import clean

OVERALL = "Overall"
NOT_JUDGED = "Not judged yet"
NOT_ASKED = "Not asked"
Tone = Literal["best", "good", "middle", "poor", "worst", "off", "open", "none"]

_TONES: dict[int, tuple[Tone, ...]] = {
    1: ("best",),
    2: ("best", "worst"),
    3: ("best", "middle", "worst"),
    4: ("best", "middle", "poor", "worst"),
    5: ("best", "good", "middle", "poor", "worst"),
}


@dataclass(frozen=True, kw_only=True)
class TrafficRow:
    """One study or result: its judgement in each domain, by the domain's id, and overall.

    None = not judged yet; a domain left out = not asked of this one. `weight` is what it counts for in the
    summary, such as the number analysed; None where that is not known.
    """

    label: str
    judgements: Mapping[str, str | None]
    overall: str | None = None
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class TrafficScale:
    """An instrument's judgements, best first, and those that stand off the scale ('No information').

    `letters` gives the one or two letters drawn in each mark, made up where not given.
    """

    levels: tuple[str, ...]
    off: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.levels:
            raise ValueError("a traffic-light plot needs at least one judgement on its scale")
        both = [*self.levels, *self.off]
        if len(set(both)) != len(both):
            raise ValueError(f"the judgements {', '.join(both)} hold one twice")
        for word, letters in self.letters.items():
            if word not in both or not 1 <= len(letters) <= 2:
                raise ValueError(
                    f"letters {letters!r} for {word!r}: give one or two for a judgement of the scale"
                )

    @property
    def all(self) -> tuple[str, ...]:
        """Every judgement, best first, those off the scale last."""
        return (*self.levels, *self.off)

    def tone(self, judgement: str | None) -> Tone:
        """How a judgement is drawn: by its place on the scale, whatever its name."""
        if judgement is None:
            return "open"
        if judgement in self.off:
            return "off"
        place, size = self.levels.index(judgement), len(self.levels)
        if size in _TONES:
            return _TONES[size][place]
        return _TONES[5][round(4 * place / (size - 1))]

    def letter(self, judgement: str | None) -> str:
        """The letters in a judgement's mark; no two judgements of one scale share them."""
        return "?" if judgement is None else _letters(self)[judgement]

    def rank(self, judgement: str | None) -> int:
        """Place in the order: best first, then off the scale, then not judged."""
        return len(self.all) if judgement is None else self.all.index(judgement)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """A traffic-light plot ready to draw: rows in their order, domains as (id, name)."""

    rows: tuple[TrafficRow, ...]
    domains: tuple[tuple[str, str], ...]
    scale: TrafficScale
    title: str
    things: tuple[str, str] = ("study", "studies")

    @property
    def has_overall(self) -> bool:
        """Whether anything was judged, or is still to be judged, as a whole."""
        return any(row.overall is not None for row in self.rows)

    @property
    def tones(self) -> list[str | None]:
        """The judgements that occur, in the scale's order; None last where something is not judged."""
        seen = {row.judgements[d] for row in self.rows for d, _ in self.domains if d in row.judgements}
        if self.has_overall:
            seen |= {row.overall for row in self.rows}
        known: list[str | None] = [word for word in self.scale.all if word in seen]
        return [*known, None] if None in seen else known

    def check(self) -> None:
        """Raise ValueError for a judgement, a domain or a weight that has no place in the drawing."""
        known = [d for d, _ in self.domains]
        for row in self.rows:
            for d, word in (*row.judgements.items(), (OVERALL, row.overall)):
                if d != OVERALL and d not in known:
                    raise ValueError(f"{row.label!r} is judged in domain {d!r}, which is none of {known}")
                if word is not None and word not in self.scale.all:
                    raise ValueError(f"{row.label!r}: {word!r} is none of {', '.join(self.scale.all)}")
            if row.weight is not None and not (math.isfinite(row.weight) and row.weight >= 0):
                raise ValueError(f"{row.label!r}: weight {row.weight} is not a number from 0 up")


def _letters(scale: TrafficScale) -> dict[str, str]:
    found: dict[str, str] = dict(scale.letters)
    for word in sorted(scale.all, key=lambda w: (w in scale.off, len(w.split()), scale.all.index(w))):
        if word not in found:
            taken = set(found.values())
            found[word] = next(short for short in _choices(word) if short not in taken)
    return found


def _choices(word: str) -> list[str]:
    words = re.findall(r"\w+", clean(word)) or ["?"]
    if words[0].isdigit():
        return [words[0][:2], *(f"{words[0][:1]}{i}" for i in range(10))]
    first = words[0][0].upper()
    initials = "".join(w[0].upper() for w in words[:2])
    spelt = [first + c for c in words[0][1:].lower()]
    return [*([initials] if len(words) > 1 and words[0].lower() in _SMALL else [first, initials]), *spelt,
            *(f"{first}{i}" for i in range(100))]  # fmt: skip


_SMALL = frozenset({"no", "not", "very", "critically", "without"})
