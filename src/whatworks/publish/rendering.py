"""Templates made ready: everything escaped, nothing undefined, no character that HTML forbids."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from whatworks.figures import css as figures_css

from .numbers import date_words
from .pages.page import Page
from .shelf import Shelf

_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "�")


@cache
def environment() -> jinja2.Environment:
    """The templates' environment."""
    return prepared(jinja2.Environment(loader=jinja2.PackageLoader("whatworks.publish"), autoescape=True))


def prepared(made: jinja2.Environment) -> jinja2.Environment:
    """An environment with the templates' filters, in which nothing is undefined or None in silence."""
    made.autoescape = True
    made.undefined = jinja2.StrictUndefined
    made.trim_blocks = made.lstrip_blocks = True
    made.finalize = _clean
    made.filters["date_words"] = date_words
    return made


def _clean(value: Any) -> Any:
    """Text without control characters; what is already markup is left alone."""
    if value is None:
        raise ValueError("a page would print None; say in its template what an unknown is called")
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_FORBIDDEN)
    return value


def render(page: Page, shelf: Shelf) -> str:
    """A page as HTML."""
    return environment().get_template(page.template).render(page.context(shelf))


@cache
def style_sheet() -> str:
    """The one style sheet: GOV.UK Frontend as compiled, the figures' marks, and the report's own rules."""
    assets = resources.files(__package__) / "assets"
    govuk, own = ((assets / name).read_text("utf-8") for name in ("govuk.css", "whatworks.css"))
    return "\n".join((govuk.rstrip(), own.rstrip(), figures_css().rstrip(), ""))
