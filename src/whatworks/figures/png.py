"""Figures as PNG, drawn from their SVG with fonts that come with the library, so that no words are lost."""

from __future__ import annotations

import math
import re
from importlib import resources
from pathlib import Path

FONT = "Liberation Sans"
_FILES = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)"')
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_FAMILY = re.compile(r"font-family:[^;}]*")
_LARGEST = 12_000
"""Pixels of the longer side beyond which most readers of images refuse."""
_HOLDS = ((0x20, 0x5FF), (0x1E00, 0x1FFF), (0x2000, 0x22FF), (0x25A0, 0x25FF))
"""Ranges of characters that the bundled fonts draw: Latin, Greek, Cyrillic, Hebrew, signs."""


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """A standalone SVG as PNG bytes, `scale` pixels for each px, on its own white ground.

    Words are set in Liberation Sans, which is bundled, so that every machine draws the same picture; only
    where a character is none of its own are the machine's fonts asked too. Raises ValueError for a scale that
    is none, and ImportError, saying what to install, without resvg-py.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"png: scale {scale} is not above 0; 1 is the drawing's own size, 2 twice that")
    size = _SIZE.match(svg)
    if size is None:
        raise ValueError("png: give a standalone drawing, as Figure.standalone() makes it")
    longest = max(float(size[1]), float(size[2]))
    if longest * scale > _LARGEST:
        most = math.floor(10 * _LARGEST / longest) / 10
        raise ValueError(
            f"png: scale {scale:g} gives {longest * scale:,.0f} pixels a side; use at most {most:g}, or SVG"
        )
    try:
        import resvg_py  # noqa: PLC0415 - an extra
    except ImportError:
        raise ImportError(
            "a PNG needs resvg-py: pip install 'whatworks[plots]'; a figure saved as .svg needs nothing"
        ) from None
    fonts = resources.files(__package__).joinpath("fonts")
    with resources.as_file(fonts) as folder:
        drawn = resvg_py.svg_to_bytes(
            svg_string=_STYLE.sub(lambda found: _FAMILY.sub(f'font-family: "{FONT}"', found[0]), svg),
            zoom=scale,
            skip_system_fonts=all(_is_held(ord(c)) for c in svg),
            font_files=[str(Path(folder) / name) for name in _FILES],
            font_family=FONT,
            sans_serif_family=FONT,
        )
    return bytes(drawn)


def _is_held(code: int) -> bool:
    return code < 0x20 or any(low <= code <= high for low, high in _HOLDS)
