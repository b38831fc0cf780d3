"""The discs of the gap map: one for each kind of design, its area by the number of studies."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from markupsafe import Markup

from whatworks.terms import Design

DESIGNS: tuple[tuple[str, str], ...] = (
    ("randomised", "Randomised"),
    ("comparison", "With another comparison group"),
    ("other", "Without a comparison group"),
)
"""Kinds of design, the strongest first: a value in the address and its words."""


_SMALLEST = 13.0


_TOP = 4
"""A disc grows up to so many studies; its number says the rest."""


def kind_of(design: str) -> str:
    """Which of the three kinds a design is."""
    known = Design(design)
    return "randomised" if known.is_randomised else "comparison" if known.has_comparison else "other"


_CLASSES = {"randomised": "m-full", "comparison": "m-half", "other": "m-ring"}


def discs(counts: Mapping[str, int]) -> Markup:
    """A disc for each kind of design, its area by count: filled, thick or thin edge; the number in it."""
    kinds = [(kind, counts.get(kind, 0)) for kind, _ in DESIGNS if counts.get(kind, 0)]
    radii = [radius(n) for _, n in kinds]
    width = sum(2 * r for r in radii) + 5 * (len(radii) - 1) + 2
    height = 2 * max(radii, default=0) + 2
    parts, x = [], 1.0
    for (kind, n), r in zip(kinds, radii, strict=True):
        middle = x + r
        parts.append(
            f'<circle class="{_CLASSES[kind]}" cx="{middle:.1f}" cy="{height / 2:.1f}" r="{r:.1f}"/>'
        )
        if kind == "comparison":
            parts.append(
                f'<circle class="m-core" cx="{middle:.1f}" cy="{height / 2:.1f}" r="{r - 3.5:.1f}"/>'
            )
        ink = "m-on" if kind == "randomised" else "m-off"
        parts.append(
            f'<text class="{ink}" x="{middle:.1f}" y="{height / 2 + 5:.1f}" text-anchor="middle">{n}</text>'
        )
        x += 2 * r + 5
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    return Markup(f'<svg {size} aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S704


def radius(n: int) -> float:
    """The radius of a disc for so many studies: area grows with the count, up to a limit."""
    return _SMALLEST * sqrt(min(max(n, 1), _TOP))
