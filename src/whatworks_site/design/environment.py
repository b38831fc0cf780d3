"""The templates' environment: everything escaped, nothing undefined."""

from __future__ import annotations

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse

from whatworks.publish import prepared


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 environment with the library's filters, GOV.UK's components and the apps' templates."""
    own = options.pop("loader")
    loader = jinja2.ChoiceLoader([own, jinja2.PackageLoader("govuk_frontend_jinja")])
    made = prepared(jinja2.Environment(loader=loader, **options))  # noqa: S701 - autoescape is among the options
    made.globals.update(static=static, url=reverse)
    return made
