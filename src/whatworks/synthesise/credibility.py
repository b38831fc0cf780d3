"""What to ask before believing that an effect differs between subgroups: hints, never a verdict.

The questions are those that methodologists agree on (Schandelmaier and others 2020; Cochrane Handbook 10.11):
was it foreseen, could it be chance, how many were tried, how much data is there, and is it between studies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEW = 5
"""Studies below which a subgroup's variance between studies is hardly known."""
CHANCE = (
    (0.005, "chance alone would very seldom give this"),
    (0.01, "chance alone would seldom give this"),
    (0.05, "chance may explain it, and a p value so near 0.05 often does not come again"),
)
MANY = 3
"""Moderators tested, beyond which one is likely to stand out by chance."""


def few(sizes: Mapping[str, int]) -> tuple[str, ...]:
    """What is to be said of subgroups (level = number of studies) that are small."""
    single = [level for level, k in sizes.items() if k == 1]
    small = [level for level, k in sizes.items() if 1 < k < FEW]
    told = []
    if single:
        told.append(f"one study alone in {', '.join(single)}: nothing is pooled there")
    if small:
        told.append(
            f"fewer than {FEW} studies in {', '.join(small)}: its spread between studies is hardly known"
        )
    if sum(sizes.values()) < 10:
        told.append("fewer than ten studies in all: subgroups can neither be found nor ruled out")
    return tuple(told)


def credibility(
    by: str,
    p: float | None,
    intervals: Sequence[tuple[float, float]],
    *,
    prespecified: bool | None = None,
    direction_foreseen: bool | None = None,
    moderators_tested: int | None = None,
) -> tuple[str, ...]:
    """Hints on how far a difference between subgroups can be believed, each with what it rests on."""
    foreseen = "the direction of the difference was foreseen"
    return (
        f"the comparison is between studies: those that differ in {by} may differ in other ways too",
        _asked(prespecified, f"{by} was named before results were seen"),
        _asked(direction_foreseen, foreseen),
        _tested(moderators_tested),
        _by_chance(p),
        *_unlike_intervals(p, intervals),
    )  # fmt: skip


def _asked(known: bool | None, words: str) -> str:
    if known is None:
        return f"not told: whether {words}"
    return f"for it: {words}" if known else f"against it: {words.replace(' was ', ' was not ', 1)}"


def _tested(moderators: int | None) -> str:
    if moderators is None:
        return "not told: how many moderators were tested"
    if moderators <= MANY:
        return f"for it: few moderators were tested ({moderators})"
    chance = 100 * (1 - 0.95**moderators)
    words = f"chance alone gives one a p below 0.05 in {chance:.0f} of 100 reviews"
    return f"against it: {moderators} moderators were tested; {words}"


def _by_chance(p: float | None) -> str:
    if p is None:
        return "not known: the test between subgroups is not defined"
    shown = "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
    words = next((words for most, words in CHANCE if p <= most), "chance is a likely explanation")
    return f"{'for it' if p <= CHANCE[1][0] else 'against it'}: {shown}; {words}"


def _unlike_intervals(p: float | None, intervals: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    clear = {not low <= 0 <= high for low, high in intervals}
    if len(clear) < 2 or (p is not None and p <= CHANCE[2][0]):
        return ()
    return (
        "some subgroups' intervals leave out no effect and others' do not; that is no sign of a difference "
        "between them",
    )
