"""Codes as forms offer them: in words, with the abbreviation that readers of trials know."""

from __future__ import annotations

import enum

from whatworks.publish.numbers import SCALE_WORDS
from whatworks.terms import Design, Scale, Seen

_WORDS: dict[enum.Enum, str] = {
    Seen.REPORT: "In the report itself",
    Seen.ABSTRACT: "In the abstract alone",
    Seen.SECONDARY: "Second-hand, in another report",
    Seen.DATASET: "In the data",
    Design.RDD: "Regression discontinuity (RDD)",
    Design.ITS: "Interrupted time series (ITS)",
    Design.DID: "Difference in differences (DiD)",
    **{scale: f"{words[:1].upper()}{words[1:]} ({scale.value})" for scale, words in SCALE_WORDS.items()},
    Scale.RD: "Risk difference (RD)",
}


def words_of_code(code: enum.Enum) -> str:
    """What a form calls a code; where nothing better is said, its own words with a capital."""
    words = str(code.value)
    return _WORDS.get(code) or (words if words[1:2].isupper() else words[:1].upper() + words[1:])
