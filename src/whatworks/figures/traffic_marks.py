"""The marks of a traffic-light plot: shape, letter and colour each tell the judgement; the worse, the darker.

Best to worst: pale disc, square, diamond, dark diamond. A plain ring stands off the scale; a dashed one is
not judged yet.
"""

from __future__ import annotations

from .svg import LINE, SIZE, Sheet
from .text import width, wrap
from .traffic_terms import NOT_JUDGED, Tone, TrafficScale

RADIUS = 14.0
CLASSES: dict[Tone, str] = {
    "best": "t-best", "good": "t-good", "middle": "t-middle", "poor": "t-poor", "worst": "t-worst",
    "off": "t-off", "open": "t-open", "none": "t-off",
}  # fmt: skip
_GAP = 22.0


def draw_light(sheet: Sheet, scale: TrafficScale, judgement: str | None, x: float, y: float) -> None:
    """One judgement's mark about (x, y): at most 34 px wide and high."""
    tone = scale.tone(judgement)
    kind = CLASSES[tone]
    if tone in {"best", "off", "open"}:
        sheet.circle(x, y, RADIUS, kind)
    elif tone in {"good", "middle"}:
        sheet.rect(x - RADIUS + 1, y - RADIUS + 1, 2 * RADIUS - 2, 2 * RADIUS - 2, kind)
    else:
        sheet.diamond(x, y, RADIUS + 3, RADIUS + 3, kind)
    words = "t-on" if tone == "worst" else "p-t"
    sheet.text(x, y + 5.3, scale.letter(judgement), f"{words} p-b", anchor="middle")


def draw_legend(sheet: Sheet, scale: TrafficScale, judgements: list[str | None]) -> float:
    """What each mark means, in lines from the top of the sheet; returns the y below the last line."""
    left = x = y = 0.0
    right = sheet.width
    for judgement in judgements:
        words = NOT_JUDGED if judgement is None else judgement
        room = right - left - 40
        lines = wrap(words, room, SIZE, most=2)
        wide = 40 + max(width(line, SIZE) for line in lines)
        if x > left and x + wide > right:
            x, y = left, y + 40
        draw_light(sheet, scale, judgement, x + 17, y + 17)
        sheet.lines(x + 40, y + 22 - (len(lines) - 1) * LINE / 2, lines, "p-t")
        x += wide + _GAP
    return y + 40
