"""What every form control carries: its label, hint, error, name, id and value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.boundfield import BoundField
from markupsafe import Markup, escape

from .forms import WordLimit

_LEFT_OUT = frozenset(
    {"class", "cols", "id", "max", "maxlength", "min", "minlength", "name", "placeholder", "required"}
    | {"rows", "step", "type", "value"}
)
"""What Django's widgets add and GOV.UK's components write themselves, or do without."""
_PARAMS = ("autocomplete", "inputmode", "autocapitalize")


def id_of(field: BoundField) -> str:
    """The id of a field's first control."""
    return str(field.auto_id or field.html_name)


def shared(field: BoundField, options: Mapping[str, Any], *, legend: bool = False) -> dict[str, Any]:
    """Label, hint and error: what every component takes."""
    size, heading = options.get("size", "s"), options.get("heading", False)
    label = {"text": str(options.get("label", field.label)), "isPageHeading": heading}
    if size:
        label["classes"] = f"govuk-{'fieldset__legend' if legend else 'label'}--{size}"
    params: dict[str, Any] = {"fieldset": {"legend": label}} if legend else {"label": label}
    hint = options.get("hint", field.help_text)
    if limit := _word_limit(field):
        hint = f"{hint} Up to {limit} words." if hint else f"Up to {limit} words."
    if hint:
        params["hint"] = {"html": hint} if hasattr(hint, "__html__") else {"text": str(hint)}
    if field.errors:
        params["errorMessage"] = {"html": Markup("<br>").join(escape(str(error)) for error in field.errors)}
    return params


def _word_limit(field: BoundField) -> int:
    return next((each.words for each in field.field.validators if isinstance(each, WordLimit)), 0)


def control(field: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    """Name, id and the attributes of a control that stands alone."""
    attrs = {name: held for name, held in field.field.widget.attrs.items() if name not in _LEFT_OUT}
    attrs |= options.get("attributes", {})
    params: dict[str, Any] = {
        "id": id_of(field),
        "name": field.html_name,
        "classes": options.get("classes", ""),
    }
    params |= {name: attrs.pop(name) for name in _PARAMS if name in attrs}
    params |= {name: options[name] for name in _PARAMS if name in options}
    if field.field.disabled:
        params["disabled"] = True
    if "spellcheck" in attrs:
        params["spellcheck"] = str(attrs.pop("spellcheck")).lower() == "true"
    attrs.pop("aria-describedby", None)
    return {**params, "attributes": {name: str(held) for name, held in attrs.items() if held is not False}}


def value_of(field: BoundField) -> str:
    """What stands in the control."""
    value = field.value()
    shown = field.field.widget.format_value(value) if value is not None else None
    return "" if shown is None else str(shown)
