"""The rating badges: five places for effect, three bars for strength, five discs for cost, steps for ladders.

A place is filled if every level still possible fills it, dashed if only some do: dashed means not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from .badge_steps import (
    NOT_RATED,
    Answer,
    Badge,
    Place,
    answer_of,
    fill_places,
    level_table,
    possible_words,
)
from .svg import Sheet
from .text import MINUS

EFFECT_WORDS: dict[str, str] = {
    "-2": "Harms",
    "-1": "Tends to harm",
    "mixed": "Mixed",
    "0": "No clear difference",
    "+1": "Tends to help",
    "+2": "Helps",
}
"""The Centre's words for effect, least good first."""
STRENGTH_WORDS: dict[str, str] = {"0": "Very low", "1": "Low", "2": "Moderate", "3": "High"}
COST_WORDS: dict[str, str] = {"1": "Very low", "2": "Low", "3": "Moderate", "4": "High", "5": "Very high"}
NO_DIFFERENCE, TOO_LITTLE = "No difference", "Too little to tell"
"""What level 0 may be called where a smallest worthwhile effect is set."""

# Places 0 to 9: an upper and a lower half for each of the five boxes, so that "mixed" is two halves.
_BOXES = {box: frozenset((2 * box, 2 * box + 1)) for box in range(5)}
_EFFECT_FILLS: dict[str, frozenset[int]] = {
    "-2": _BOXES[0] | _BOXES[1],
    "-1": _BOXES[1],
    "mixed": frozenset((2, 6)),
    "0": _BOXES[2],
    "+1": _BOXES[3],
    "+2": _BOXES[3] | _BOXES[4],
}
_HUES = ("harm", "harm", "none", "help", "help")


def rating_badge(
    scale: str,
    level: str | None,
    possible: Iterable[str] = (),
    *,
    zero: str | None = None,
    exact: bool = True,
) -> Badge:
    """The badge of the Centre's `scale`: 'effect', 'strength' or 'cost'.

    `level` is None while several are `possible`; both empty, or level 'none', is "not rated yet". `zero`
    says what level 0 of effect is called here. Raises ValueError for a scale or level that does not exist.
    """
    if scale == "effect":
        return _effect(level, possible, zero, exact)
    if scale == "strength":
        return _bars(scale, STRENGTH_WORDS, level, possible, exact, below=1)
    if scale == "cost":
        return _discs(level, possible, exact)
    raise ValueError(f"rating_badge: {scale!r} is no scale; say effect, strength or cost")


def steps_badge(
    levels: Sequence[str],
    level: str | None,
    possible: Iterable[str] = (),
    *,
    below: Sequence[str] = (),
    aside: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    scale: str = "level",
    exact: bool = True,
) -> Badge:
    """The badge of another scheme's ladder: a rising bar for each of `levels`, lowest first.

    `below` are levels that fill no bar (EIF's NL2), `aside` those off the ladder (EIF's NE, "no effect"),
    drawn as a mark before the bars. `names` gives the words for a level where its id will not do.
    """
    words = {name: (names or {}).get(name, name) for name in (*aside, *below, *levels)}
    badge = _bars(scale, words, level, possible, exact, below=len(below), aside=len(aside))
    if names is None and badge.number:
        return replace(badge, words=badge.number, number="")
    return badge


def _effect(level: str | None, possible: Iterable[str], zero: str | None, exact: bool) -> Badge:
    names = EFFECT_WORDS | ({"0": zero} if zero else {})
    answer = _answer("effect", names, level, possible)
    places = fill_places(_EFFECT_FILLS, answer, 10)
    sheet = Sheet(84)
    for box in range(5):
        x, halves = 1 + 17.0 * box, (places[2 * box], places[2 * box + 1])
        if answer.level == "0" and 1 <= box <= 3 and zero == TOO_LITTLE:
            sheet.rect(x, 4, 14, 12, "g-dash")
        elif answer.level == "0" and box == 2 and zero != NO_DIFFERENCE:
            sheet.rect(x, 4, 14, 12, "g-off")
            sheet.rect(x + 4, 7, 6, 6, "g-none")
        else:
            _effect_box(sheet, x, box, halves)
    sheet.path("g-axis", "M", 42, 0, "V", 3, "M", 42, 17, "V", 20)
    return _badge(
        "effect", sheet.finish_glyph(20), names, answer, exact=exact, number=_effect_number(answer, zero)
    )


def _effect_box(sheet: Sheet, x: float, box: int, halves: tuple[Place, Place]) -> None:
    if halves == (Place.ON, Place.ON):
        sheet.rect(x, 4, 14, 12, f"g-{_HUES[box]}")
        return
    kind = "g-dash" if Place.UNKNOWN in halves else "g-off"
    if Place.MAYBE in halves:
        sheet.rect(x + 0.5, 4.5, 13, 11, f"g-maybe g-maybe-{_HUES[box]}")
    else:
        sheet.rect(x, 4, 14, 12, kind)
    if halves[0] is Place.ON:
        corner = x + 14 if box == 1 else x
        sheet.path(f"g-{_HUES[box]}", "M", x, 4, "H", x + 14, "L", corner, 16, "Z")


def _effect_number(answer: Answer, zero: str | None) -> str:
    if answer.level in (None, "mixed") or (answer.level == "0" and zero == TOO_LITTLE):
        return ""
    return f"{str(answer.level).replace('-', MINUS)} on a scale of {MINUS}2 to +2"


def _bars(
    scale: str,
    names: Mapping[str, str],
    level: str | None,
    possible: Iterable[str],
    exact: bool,
    *,
    below: int,
    aside: int = 0,
) -> Badge:
    """Rising bars. The first `aside` names stand off the ladder, the next `below` under it."""
    answer = _answer(scale, names, level, possible)
    ids = list(names)
    rungs = ids[aside + below :]
    count = len(rungs)
    fills = {
        name: frozenset(range(rungs.index(name) + 1)) if name in rungs else frozenset[int]() for name in ids
    }
    start = 18.0 if aside else 0.0
    sheet = Sheet(start + 9 * count)
    if aside:
        _aside_mark(sheet, answer, frozenset(ids[:aside]))
    for i, place in enumerate(fill_places(fills, answer, count)):
        tall = 7 + 10 * i / max(count - 1, 1)
        _draw_place(sheet.rect, place, start + 9 * i + 1, 18 - tall, 7, tall)
    number = _of_top(answer, rungs, len(names))
    return _badge(scale, sheet.finish_glyph(19), names, answer, exact=exact, number=number)


def _of_top(answer: Answer, rungs: Sequence[str], total: int) -> str:
    """'2 of 3', '2 or 3 of 5': where every level it may be has a number and something is ruled out."""
    shown = answer.levels
    if not shown or len(shown) == total or not all(n.isdigit() for n in (*shown, rungs[-1])):
        return ""
    return f"{possible_words(shown, 0)} of {rungs[-1]}"


def _aside_mark(sheet: Sheet, answer: Answer, aside: frozenset[str]) -> None:
    """The level off the ladder: a disc, filled grey if it is that, dashed if it may be."""
    states = {name in aside for name in answer.levels}
    kind = "g-dash" if not states else "g-none" if states == {True} else "g-off"
    sheet.circle(7, 12, 5, "g-maybe" if states == {True, False} else kind)
    sheet.line(15.5, 1, 15.5, 18, "p-axis")


def _discs(level: str | None, possible: Iterable[str], exact: bool) -> Badge:
    answer = _answer("cost", COST_WORDS, level, possible)
    fills = {name: frozenset(range(i + 1)) for i, name in enumerate(COST_WORDS)}
    sheet = Sheet(70)
    for i, place in enumerate(fill_places(fills, answer, 5)):
        _draw_place(sheet.circle, place, 7 + 14 * i, 9, 5.5)
    number = _of_top(answer, tuple(COST_WORDS), 5)
    return _badge("cost", sheet.finish_glyph(18), COST_WORDS, answer, exact=exact, number=number)


_KINDS = {Place.ON: "g-ink", Place.MAYBE: "g-maybe", Place.OFF: "g-off", Place.UNKNOWN: "g-dash"}


def _draw_place(shape: Callable[..., None], place: Place, *where: float) -> None:
    shape(*where, _KINDS[place])


def _answer(scale: str, names: Mapping[str, str], level: str | None, possible: Iterable[str]) -> Answer:
    typed = level.replace(MINUS, "-") if level is not None and scale == "effect" else level
    if scale == "effect" and typed in ("1", "2"):
        typed = f"+{typed}"
    if typed == NOT_RATED and NOT_RATED not in names:
        return Answer(None, ())
    return answer_of(tuple(names), typed, tuple(possible), scale=scale)


def _badge(
    scale: str, svg: str, names: Mapping[str, str], answer: Answer, *, exact: bool, number: str
) -> Badge:
    if answer.level is not None:
        words = names[answer.level]
    else:
        unknown = "Not known" if names is COST_WORDS else "Not rated yet"
        words = possible_words([names[n] for n in answer.levels], len(names)) if answer.levels else unknown
    if answer.level is None and answer.levels and not exact:
        words = f"{words}, at most these"
    state = "" if answer.level is not None or not answer.levels else " Several levels are still possible."
    scale = scale[:1].upper() + scale[1:]
    alt = f"{scale}: {words}{f' ({number})' if number else ''}.{state}"
    return Badge(
        svg=svg,
        words=words,
        number=number,
        alt=alt,
        table=level_table(f"{scale}: what is known", names, answer),
        quiet=not answer.levels,
    )
