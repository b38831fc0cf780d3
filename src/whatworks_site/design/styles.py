"""The one style sheet of the site, under an address that changes when it does."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from whatworks import publish
from whatworks.figures import css as figures_css

OWN = Path(__file__).resolve().parent / "static" / "design"
"""Where the site’s own style sheets lie."""


@cache
def style_sheet() -> bytes:
    """GOV.UK Frontend as compiled, the report's rules, the figures' marks, then the site's own."""
    files = (OWN / "govuk.css", publish.ASSETS / "whatworks.css")
    parts = [*(file.read_text("utf-8") for file in files), figures_css()]
    own = (OWN / "site.css", *sorted(OWN.glob("site-*.css")))
    parts += (file.read_text("utf-8") for file in own)
    return ("\n".join(part.rstrip() for part in parts) + "\n").encode()


@cache
def packed() -> bytes:
    """The style sheet, compressed once."""
    return gzip.compress(style_sheet(), mtime=0)


@cache
def digest() -> str:
    """What tells one edition of the style sheet from another."""
    return hashlib.sha256(style_sheet()).hexdigest()[:12]
