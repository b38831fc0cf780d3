"""The order of words: as a dictionary has them, and as R has the levels of a factor."""

from __future__ import annotations

import unicodedata

_MARKS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_PLACE = {mark: place for place, mark in enumerate(_MARKS)}

Key = tuple[tuple[tuple[int, int, str], ...], tuple[str, ...], tuple[bool, ...], str]


def collated(text: str) -> Key:
    """A key to sort words by: marks, then digits, then letters, whatever their case; then accents and case.

    This is the root order of the Unicode collation algorithm (UTS 10) for Latin script, by which R sorts
    the levels of a factor outside the C locale: alternate, Random, systematic; "ab" before "Ab".
    """
    letters: list[str] = []
    accents: list[str] = []
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.combining(sign) and letters:
            accents[-1] += sign
        else:
            letters.append(sign)
            accents.append("")
    return tuple(map(_weight, letters)), tuple(accents), tuple(s.isupper() for s in letters), text


def _weight(sign: str) -> tuple[int, int, str]:
    if sign in _PLACE:
        return 0, _PLACE[sign], ""
    return (1 if sign.isdigit() else 2), 0, sign.casefold()
