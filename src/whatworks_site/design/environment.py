"""The templates' environment: everything escaped, nothing undefined."""

from __future__ import annotations

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse

from whatworks.publish import prepared

from .components import component
from .fields import error_summary, form_field


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 environment with the library's filters and the apps' templates.

    In every template: `static(path)`, `url(name, *args)`, `component(name, **params)` (a GOV.UK component),
    and `form_field` and `form_errors`, which design/forms.html dresses.
    """
    made = prepared(jinja2.Environment(**options))  # noqa: S701 - autoescape is among the options
    made.globals.update(static=static, url=address, component=component)
    made.globals.update(form_field=form_field, form_errors=error_summary)
    return made


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """A page's address by its name: `url("intervention", key)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
