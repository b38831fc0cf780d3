"""What is known of an effect and how surely, in one sentence: the same verbs everywhere.

GRADE's verbs for certainty: high "reduces", moderate "probably reduces", low "may reduce", very low "we are
very uncertain whether it reduces". The Centre's strength of evidence, 3 to 0, speaks by the same four; that
is our rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whatworks.terms import Good, Outcome, Rating

from .prose import lower_first

BY_STRENGTH: Mapping[str, str] = {"3": "high", "2": "moderate", "1": "low", "0": "very low"}
"""The Centre's strength of evidence as GRADE's certainty."""
VERBS: Mapping[str, str] = {
    "high": "It {does} {what}",
    "moderate": "It probably {does} {what}",
    "low": "It may {do} {what}",
    "very low": "We are very uncertain whether it {does} {what}",
}
NO_DIFFERENCE: Mapping[str, str] = {
    "high": "It makes little or no difference to {what}",
    "moderate": "It probably makes little or no difference to {what}",
    "low": "It may make little or no difference to {what}",
    "very low": "We are very uncertain whether it makes a difference to {what}",
}
HELPS, HARMS = ("+1", "+2"), ("-1", "-2")


def certainty_of(ratings: Iterable[Rating]) -> str | None:
    """GRADE's certainty where it was rated, else what the Centre's strength comes to; None while open."""
    by_scale = {(r.scheme, r.scale): r for r in ratings}
    graded = next((r for (scheme, _), r in by_scale.items() if scheme == "grade" and r.level), None)
    if graded is not None and graded.words.casefold() in VERBS:
        return graded.words.casefold()
    strength = by_scale.get(("centre", "strength"))
    return BY_STRENGTH.get(strength.level or "") if strength else None


def spoken(ratings: Iterable[Rating], outcome: Outcome) -> str | None:
    """The effect and its certainty in one sentence; None where either is open, mixed or not rated.

    A rating of no clear difference has no such sentence: only where the interval lies inside the smallest
    effect worth having is there little or no difference.
    """
    ratings = tuple(ratings)
    effect = next((r for r in ratings if (r.scheme, r.scale) == ("centre", "effect")), None)
    certainty = certainty_of(ratings)
    if effect is None or effect.level is None or certainty is None:
        return None
    what = lower_first(outcome.name)
    if effect.words == "No difference":
        return NO_DIFFERENCE[certainty].format(what=what)
    if effect.level not in (*HELPS, *HARMS):
        return None
    falls = (effect.level in HELPS) == (outcome.good is Good.LOWER)
    does, do = ("reduces", "reduce") if falls else ("increases", "increase")
    return VERBS[certainty].format(does=does, do=do, what=what)
