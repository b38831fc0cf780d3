"""Numbers that rules only compare with plain numbers: all values between two of those are as good as one."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from .catalogue import FactDef, FactType
from .language import Compare, Literal, Name, Node, Smallest, names, parts
from .rulebook import Rulebook


class Gaps:
    """The marks at which something may change for a number, and the gaps between them."""

    def __init__(self, definition: FactDef, thresholds: Collection[float]) -> None:
        marks = {float(v) for v in (definition.low, definition.high) if v is not None}
        for t in map(float, thresholds):
            if definition.integer:
                marks |= {math.ceil(t) - 1.0, float(math.floor(t)), float(math.ceil(t)), math.floor(t) + 1.0}
            marks.add(t)
            marks |= {math.nextafter(t, -math.inf), math.nextafter(t, math.inf)}
        self.marks = sorted(marks)

    def place(self, value: Any) -> Any:
        """The value where it is a mark, else one that stands for all of its gap."""
        if value is None:
            return None
        at = bisect_left(self.marks, value)
        if at < len(self.marks) and self.marks[at] == value:
            return self.marks[at]
        if at == 0 or at == len(self.marks):
            return (self.marks[0] - 1.0 if at == 0 else self.marks[-1] + 1.0) if self.marks else 0.0
        low, high = self.marks[at - 1], self.marks[at]
        return low + (high - low) / 2


def gaps_of(
    book: Rulebook, rules: Sequence[Node], sums: Collection[str], but: Collection[str] = ()
) -> Mapping[str, Gaps]:
    """The gaps of every number that rules compare with plain numbers only, and that bounds no other."""
    everything = [*(c.rule for c in book.values()), *rules]
    thresholds: dict[str, set[float]] = {}
    other: set[str] = {*sums, *but}
    for rule in everything:
        for name, value in _uses(rule):
            if value is None:
                other.add(name)
            else:
                thresholds.setdefault(name, set()).add(value)
    found = {}
    for name, values in thresholds.items():
        definition = None if name in book else book.catalogue[name]
        if definition is None or definition.type is not FactType.NUMBER or name in other:
            continue
        if definition.part_of is None and not book.catalogue.parts_of(name):
            found[name] = Gaps(definition, values)
    return found


def _uses(node: Node) -> Iterator[tuple[str, float | None]]:
    """Every name with the plain number that it is compared with; with None where it stands elsewhere."""
    if isinstance(node, Name):
        yield node.name, None
        return
    if isinstance(node, Compare):
        for side, beside in ((node.left, node.right), (node.right, node.left)):
            told = beside.value if isinstance(beside, Literal) else None
            plain = isinstance(told, int | float) and not isinstance(told, bool)
            inner = side.parts if isinstance(side, Smallest) else (side,)
            for part in inner:
                if isinstance(part, Name) and plain and told is not None:
                    yield part.name, float(told)
                else:
                    yield from _uses(part)
        return
    inside = parts(node)
    yield from ((name, None) for name in names(node) - frozenset().union(*(names(p) for p in inside)))
    for part in inside:
        yield from _uses(part)
