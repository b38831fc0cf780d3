"""What was found to change a level, as records with their words: certain ones and the smallest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whatworks.rules import World
from whatworks.terms import Change

from .moves import Add, Learn, Move, Reverse, Withdraw
from .question import Levels
from .scheme import Scale
from .steps import steps_of, words_of

MOST_SHOWN = 6
MOST_OF_A_SORT = 3
"""Changes shown that are of one sort, such as what is learned."""
Moves = tuple[Move, ...]


@dataclass(frozen=True)
class Found:
    """Moves, the levels possible after them, and whether what they do is certain."""

    moves: Moves
    outcomes: Levels
    certain: bool


def changes_of(
    found: Iterable[Found], scale: Scale, sign: int, names: Mapping[str, str], world: World
) -> tuple[Change, ...]:
    """What was found in words, certain ones first, then fewest moves first; no more than are shown."""
    told: dict[tuple[str, ...], tuple[object, Change]] = {}
    for one in found:
        change = _change(one, scale, sign, names, world)
        against = any(isinstance(m, Add) and m.kind.better != sign for m in one.moves)
        sort = max((_SORTS.index(type(m)) for m in one.moves), default=0)
        told.setdefault(
            change.moves, ((not change.certain, change.size, sort, against, change.words), change)
        )
    ordered = sorted(told.values(), key=lambda pair: pair[0])  # type: ignore[arg-type, return-value]
    shown: list[Change] = []
    counts: dict[object, int] = {}
    for (_, _, sort, *_), change in ordered:  # type: ignore[misc]
        counts[sort] = counts.get(sort, 0) + 1
        if counts[sort] <= MOST_OF_A_SORT:
            shown.append(change)
    return tuple(shown[:MOST_SHOWN])


_SORTS = (Learn, Add, Reverse, Withdraw)


def _change(found: Found, scale: Scale, sign: int, names: Mapping[str, str], world: World) -> Change:
    levels = scale.in_order(found.outcomes)
    words = words_of(found.moves, names)
    end = scale.level(levels[0 if found.certain == (sign > 0) else -1])
    called = [scale.level(i).words for i in levels if scale.level(i).rank == end.rank]
    verb = ("at least" if sign > 0 else "at most") if found.certain else "could reach"
    quoted = " or ".join(f"“{w}”" for w in dict.fromkeys(called))
    return Change(
        moves=words,
        steps=steps_of(found.moves, world, names),
        size=sum(m.number if isinstance(m, Add) else 1 for m in found.moves),
        floor=levels[0],
        ceiling=levels[-1],
        certain=found.certain,
        words=f"{_joined(words)}: {verb} {quoted}",
    )


def _joined(words: tuple[str, ...]) -> str:
    joined = "; and ".join(words)
    return joined[0].upper() + joined[1:]
