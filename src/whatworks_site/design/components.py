"""GOV.UK Frontend's components, as Markup.

Their macros count on undefined values being empty, while our own templates let nothing be undefined: so they
are rendered in an environment of their own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        undefined=jinja2.ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(name: str) -> Any:
    macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
    template = _environment().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    return getattr(template.module, macro)


def component(name: str, /, **params: Any) -> Markup:
    """A component by GOV.UK's name for it, with GOV.UK's parameters: `component("tag", text="Draft")`."""
    return Markup(str(_macro(name)(params)).strip())  # noqa: S704 - the macro escapes what it is given
