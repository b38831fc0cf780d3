"""The marks of a traffic-light plot: shape, letter and colour each tell the judgement; the worse, the darker.

Best to worst: pale disc, square, diamond, dark diamond. A plain ring stands off the scale; a dashed one is
not judged yet.
"""

from __future__ import annotations

from .svg import LINE, SIZE, Sheet
from .text import width, wrap
from .traffic_terms import NOT_JUDGED, LegendGroup, Tone, Traffic, TrafficScale

RADIUS = 14.0
CLASSES: dict[Tone, str] = {
    "best": "t-best", "good": "t-good", "middle": "t-middle", "poor": "t-poor", "worst": "t-worst",
    "off": "t-off", "open": "t-open", "plain": "t-plain",
}  # fmt: skip
_GAP = 22.0


def draw_light(
    sheet: Sheet, scale: TrafficScale, judgement: str | None, x: float, y: float, *, radius: float = RADIUS
) -> None:
    """One judgement's mark about (x, y): at most 34 px wide and high, or `radius` and 3 px to each side."""
    tone = scale.tone(judgement)
    kind = CLASSES[tone]
    if tone in {"best", "off", "open"}:
        sheet.circle(x, y, radius, kind)
    elif tone in {"good", "middle", "plain"}:
        sheet.rect(x - radius + 1, y - radius + 1, 2 * radius - 2, 2 * radius - 2, kind)
    else:
        sheet.diamond(x, y, radius + 3, radius + 3, kind)
    words = "t-on" if tone == "worst" else "p-t"
    sheet.text(x, y + 5.3, scale.letter(judgement), f"{words} p-b", anchor="middle")


def draw_legend(
    sheet: Sheet, traffic: Traffic, groups: list[LegendGroup], *, named: bool, top: float = 0.0
) -> float:
    """What each mark means, scale by scale, from `top` down; returns the y below the last line."""
    y = top
    groups = [group for group in groups if group.judgements]
    for group in groups[:-1]:
        if None in group.seen:
            groups[-1].seen.add(None)
            group.seen.discard(None)
    for group in groups:
        if group.judgements:
            label = traffic.group_words(group, named=named) if len(groups) > 1 else ""
            y = _draw_group(sheet, group, label, y)
    return y


def _draw_group(sheet: Sheet, group: LegendGroup, label: str, y: float) -> float:
    left, right = 0.0, sheet.width
    if label:
        lines = wrap(label, min(right / 4, 160.0), SIZE, bold=True)
        sheet.lines(0, y + 22, lines, "p-t p-b")
        left = max(width(line, SIZE, bold=True) for line in lines) + 14
        least = y + len(lines) * LINE + 8
    x = left
    for judgement in group.judgements:
        words = wrap(NOT_JUDGED if judgement is None else judgement, right - left - 40, SIZE, most=2)
        wide = 40 + max(width(line, SIZE) for line in words)
        if x > left and x + wide > right:
            x, y = left, y + 40
        draw_light(sheet, group.scale, judgement, x + 17, y + 17)
        sheet.lines(x + 40, y + 22 - (len(words) - 1) * LINE / 2, words, "p-t")
        x += wide + _GAP
    return max(y + 40, least) if label else y + 40
