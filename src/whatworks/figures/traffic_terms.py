"""What a traffic-light plot is drawn from: judgements by study and domain, on the instrument's own scale."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .text import MINUS, clean, listing

OVERALL = "Overall"
NOT_JUDGED = "Not judged yet"
NOT_ASKED = "Not asked"
Tone = Literal["plain", "best", "good", "middle", "poor", "worst", "off", "open"]

_ORDER: tuple[Tone, ...] = ("plain", "best", "good", "middle", "poor", "worst", "off", "open")
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

    `letters` gives the one or two letters drawn in each mark, made up where not given. On a `plain` scale no
    judgement is better than another, and all are drawn alike but for their letters.
    """

    levels: tuple[str, ...]
    off: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False

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
        if self.plain:
            return "plain"
        place, size = self.levels.index(judgement), len(self.levels)
        if size in _TONES:
            return _TONES[size][place]
        return _TONES[5][round(4 * place / (size - 1))]

    def letter(self, judgement: str | None) -> str:
        """The letters in a judgement's mark; no two judgements of one scale share them."""
        return "?" if judgement is None else _letters(self)[judgement]

    def rank(self, judgement: str | None) -> int:
        """Place in the order of tones: best first, then off the scale, then not judged."""
        return _ORDER.index(self.tone(judgement))


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """A traffic-light plot ready to draw: rows in their order, domains as (id, name).

    `scales` holds the scales of domains, and of "Overall", that are judged on another one than `scale`.
    """

    rows: tuple[TrafficRow, ...]
    domains: tuple[tuple[str, str], ...]
    scale: TrafficScale
    title: str
    things: tuple[str, str] = ("study", "studies")
    scales: Mapping[str, TrafficScale] = field(default_factory=dict)

    @property
    def has_overall(self) -> bool:
        """Whether anything was judged as a whole."""
        return any(row.overall is not None for row in self.rows)

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The columns as (id, name): the domains, then the whole."""
        return [*self.domains, *([(OVERALL, OVERALL)] if self.has_overall else [])]

    def scale_of(self, id_: str) -> TrafficScale:
        """The scale a domain, or the whole, is judged on."""
        return self.scales.get(id_, self.scale)

    def cell(self, row: TrafficRow, id_: str) -> Cell:
        """What a row says in a column: whether it is asked there, and its judgement."""
        if id_ == OVERALL:
            return Cell(True, row.overall)
        return Cell(id_ in row.judgements, row.judgements.get(id_))

    def short(self, id_: str) -> str:
        """What stands for a column where its name does not fit: its id, or its number where ids are long."""
        if id_ == OVERALL:
            return "All"
        ids = [d for d, _ in self.domains]
        return id_ if all(len(d) <= _LONGEST_ID for d in ids) else str(ids.index(id_) + 1)

    @property
    def legend(self) -> list[LegendGroup]:
        """The judgements that occur, scale by scale; what is not judged yet stands with the last."""
        groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], LegendGroup] = {}
        for id_, _ in self.heads:
            scale = self.scale_of(id_)
            group = groups.setdefault((scale.levels, scale.off, scale.plain), LegendGroup(scale))
            group.ids.append(id_)
            cells = [self.cell(row, id_) for row in self.rows]
            group.seen.update(cell.judgement for cell in cells if cell.asked)
        return list(groups.values())

    def group_words(self, group: LegendGroup, *, named: bool) -> str:
        """Whose judgements a group of the legend explains: columns by name, or by what stands for them."""
        names = dict(self.heads)
        if named and len(group.ids) <= 2:
            return listing(names[id_] for id_ in group.ids)
        places = [list(names).index(id_) for id_ in group.ids]
        runs: list[list[str]] = []
        for place, id_ in zip(places, group.ids, strict=True):
            if runs and place - 1 in places:
                runs[-1].append(self.short(id_))
            else:
                runs.append([self.short(id_)])
        return listing(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)

    def check(self) -> None:
        """Raise ValueError for a judgement, a domain or a weight that has no place in the drawing."""
        known = [d for d, _ in self.domains]
        if OVERALL in known or len(set(known)) != len(known):
            raise ValueError(f"the domains {', '.join(known)} hold one twice, or one called {OVERALL}")
        for row in self.rows:
            for d, word in (*row.judgements.items(), (OVERALL, row.overall)):
                if d != OVERALL and d not in known:
                    raise ValueError(f"{row.label!r} is judged in domain {d!r}, which is none of {known}")
                words = self.scale_of(d).all
                if word is not None and word not in words:
                    raise ValueError(f"{row.label!r}: {word!r} is none of {', '.join(words)}")
            if row.weight is not None and not (math.isfinite(row.weight) and row.weight >= 0):
                raise ValueError(f"{row.label!r}: weight {row.weight} is not a number from 0 up")


class Cell(NamedTuple):
    """One row in one column; a judgement of None where asked is not judged yet."""

    asked: bool
    judgement: str | None


@dataclass
class LegendGroup:
    """The judgements seen on one scale, and the columns judged on it."""

    scale: TrafficScale
    ids: list[str] = field(default_factory=list)
    seen: set[str | None] = field(default_factory=set)

    @property
    def judgements(self) -> list[str | None]:
        """In the scale's order; None last where something is not judged."""
        known: list[str | None] = [word for word in self.scale.all if word in self.seen]
        return [*known, None] if None in self.seen else known


def _letters(scale: TrafficScale) -> dict[str, str]:
    found: dict[str, str] = dict(scale.letters)
    for word in sorted(scale.all, key=lambda w: (w in scale.off, len(w.split()), scale.all.index(w))):
        if word not in found:
            taken = set(found.values())
            found[word] = next(short for short in _choices(word) if short not in taken)
    return found


def _choices(word: str) -> list[str]:
    words = re.findall(r"\w+", clean(word)) or ["?"]
    if re.fullmatch(r"[-−+]\d", word.strip()):
        return [word.strip().replace("-", MINUS)]
    if words[0].isdigit():
        return [words[0][:2], *(f"{words[0][:1]}{i}" for i in range(10))]
    first = words[0][0].upper()
    initials = "".join(w[0].upper() for w in words[:2])
    spelt = [first + c for c in words[0][1:].lower()]
    return [*([initials] if len(words) > 1 and words[0].lower() in _SMALL else [first, initials]), *spelt,
            *(f"{first}{i}" for i in range(100))]  # fmt: skip


_LONGEST_ID = 4
_SMALL = frozenset({"no", "not", "very", "critically", "without"})
