"""How much is left, in words for a busy person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .stopping import StillToFind


class Words(NamedTuple):
    """What is left in words, each part without its full stop.

    `headline` and `of` make one sentence, and each of the others is one; a part with nothing to say is empty.
    """

    headline: str
    of: str
    why: str
    verdict: str
    plan: str


def words_of(left: StillToFind) -> Words:
    """`left` in words."""
    if not left.total:
        return Words("No records yet", "", "", "", "")
    if not left.unread:
        why = f"You have read them all and found {left.found:,}"
        return Words("None left to read", f"of {_records(left.total)}", why, "", "")
    of = f"of the {_records(left.unread)} you have not read"
    return Words(
        _headline(left), of, _why(left), _verdict(left), f"Your plan says {_percent(left.target)} found"
    )


def _headline(left: StillToFind) -> str:
    if left.expected is None or left.at_most == left.unread:
        return "Too early to say how many are left"
    if not left.at_most:
        return "Probably none left"
    if not left.expected:
        return f"Perhaps none left, at most {left.at_most:,}"
    if left.expected == left.at_most:
        return f"At most {left.at_most:,} left"
    return f"About {left.expected:,} left, at most {left.at_most:,}"


def _why(left: StillToFind) -> str:
    if not left.read:
        return "Nothing is read yet"
    seen = f"You found {left.window_found:,} in " if left.window_found else "You found none in "
    if left.window == left.read:
        seen += "the one you have read" if left.read == 1 else f"the {left.read:,} you have read"
    else:
        seen += "the last one you read" if left.window == 1 else f"the last {left.window:,} you read"
    if left.at_most == left.unread:
        return f"{seen}: too little to say how many of the rest are relevant"
    return f"{seen}. If the rest are no richer, {_odds(left.confidence)} {_bound(left)}"


def _bound(left: StillToFind) -> str:
    if not left.at_most:
        return "there is none left" + (f": you have all {left.found:,}" if left.found else "")
    there = "is no more than 1" if left.at_most == 1 else f"are no more than {left.at_most:,}"
    have = f": you have at least {left.found:,} of {left.found + left.at_most:,}" if left.found else ""
    return f"there {there} left{have}"


def _odds(confidence: float) -> str:
    times = 1 / (1 - confidence)
    whole = round(times)
    if whole > 1 and math.isclose(times, whole, rel_tol=1e-6):
        return f"{whole - 1:,} times in {whole:,}"
    return f"{confidence * 100:.6g} times in 100"


def _verdict(left: StillToFind) -> str:
    return "You may stop" if left.may_stop else "Too soon to stop"


def _percent(share: float) -> str:
    return f"{share * 100:.6g}%"


def _records(number: int) -> str:
    return f"{number:,} record" if number == 1 else f"{number:,} records"
