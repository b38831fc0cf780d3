"""What an effect measure is: the numbers it needs, its formula, its source and what it takes for granted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from whatworks.stats.sizes.effect_size import EffectSize, Floats


@dataclass(frozen=True)
class Way:
    """One form in which studies report what a measure needs.

    `columns` names quantities (`measure_columns.QUANTITIES`); `prepare` takes them, in order and as arrays,
    to the numbers that the measure's formula takes, where they are not those already, with the settings that
    `options` names; where the way is `ready`, to the estimate and its variance themselves.
    """

    columns: tuple[str, ...]
    words: str
    prepare: Callable[..., tuple[Floats, ...]] | None = None
    options: tuple[str, ...] = ()
    ready: bool = False


@dataclass(frozen=True)
class Measure:
    """An effect measure: id as metafor has it, words, ways to it, formula, source, assumptions, scale.

    `options` names the settings that the formula takes; `vtypes` lists its variances, the default first;
    `add` is what it adds to empty cells by default. `back` takes an estimate to the reader's scale, which
    `back_words` names. `cluster` says how groups that were allotted whole are put right: "counts", "smd",
    "variance", or not at all.
    """

    id: str
    words: str
    ways: tuple[Way, ...]
    function: Callable[..., EffectSize] = field(repr=False)
    formula: str
    paper: str
    assumptions: str
    scale: str
    options: tuple[str, ...] = ()
    vtypes: tuple[str, ...] = ()
    add: float | None = None
    back: Callable[[float], float] | None = field(default=None, repr=False)
    back_words: str = "none needed"
    cluster: str = ""

    def to_json(self) -> dict[str, Any]:
        """All but the functions, as plain JSON values."""
        return {
            "id": self.id, "words": self.words, "formula": self.formula, "paper": self.paper,
            "assumptions": self.assumptions, "scale": self.scale, "back": self.back_words,
            "ways": [{"columns": list(way.columns), "words": way.words} for way in self.ways],
            "vtypes": list(self.vtypes), "options": list(self.options), "add": self.add,
        }  # fmt: skip
