"""A Django form's fields as GOV.UK's: from a bound field to the component that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup

from .components import component
from .controls import control, id_of, shared, value_of
from .forms import DateBoxes

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.widgets.Input, "input"),
)
"""Which component a widget becomes: the first whose kind it is."""


def form_field(field: BoundField, kind: str = "", **options: Any) -> Markup:
    """A field with its label, hint and error.

    Options of all: `label`, `hint`, `size` (of the label: s m l xl), `heading` (the label is the page's h1),
    `classes`. Of input: `width` (2 3 4 5 10 20), `prefix`, `suffix`. Of textarea: `rows`. Of radios and
    checkboxes: `hints` (by value), `counts` (by value), `small`, `inline`, `divider` (before which value).
    """
    return _DRAWN[kind or kind_of(field)](field, options)


def kind_of(field: BoundField) -> str:
    """Which component shows a field."""
    widget = field.field.widget
    if isinstance(widget, forms.SelectMultiple) and not isinstance(widget, forms.CheckboxSelectMultiple):
        raise TypeError(f"{field.html_name}: give it CheckboxSelectMultiple; a list to Ctrl-click is no use")
    return next(kind for type_, kind in KINDS if isinstance(widget, type_))


def target_of(field: BoundField) -> str:
    """The id to which an error about a field leads."""
    return id_of(field) + ("-day" if kind_of(field) == "date" else "")


def error_list(*given: Any) -> list[dict[str, str]]:
    """Every error of the forms, in the order of their fields, each leading to its field."""
    entries: list[dict[str, str]] = []
    for form in given:
        if not form.is_bound:
            continue
        entries += ({"text": str(error)} for error in form.non_field_errors())
        for field in form:
            href = {} if field.is_hidden else {"href": f"#{target_of(field)}"}
            entries += ({"text": str(error), **href} for error in field.errors)
    return entries


def error_summary(*given: Any) -> Markup:
    """What is wrong, at the top of the page, where the reader's focus goes first. Empty where nothing is."""
    errors = error_list(*given)
    if not errors:
        return Markup("")
    where = {"tabindex": "-1", "autofocus": "autofocus"}
    return component("error-summary", titleText="There is a problem", errorList=errors, attributes=where)


def _input(field: BoundField, options: Mapping[str, Any]) -> Markup:
    widget, type_ = field.field.widget, "text"
    params = shared(field, options) | control(field, options)
    if isinstance(widget, forms.NumberInput):
        whole = not isinstance(field.field, (forms.FloatField, forms.DecimalField))
        params.setdefault("inputmode", "numeric" if whole else "decimal")
        params["spellcheck"] = False
    elif isinstance(widget, forms.widgets.Input):
        type_ = str(widget.input_type)
    if type_ in ("email", "password", "url"):
        params |= {"spellcheck": False, "autocapitalize": "none"}
    if width := options.get("width"):
        params["classes"] = f"{params['classes']} govuk-input--width-{width}".strip()
    for part in ("prefix", "suffix"):
        if part in options:
            params[part] = {"text": str(options[part])}
    hides = isinstance(widget, forms.PasswordInput) and not widget.render_value
    return component("input", **params, type=type_, value="" if hides else value_of(field))


def _textarea(field: BoundField, options: Mapping[str, Any]) -> Markup:
    params = shared(field, options) | control(field, options)
    return component("textarea", **params, value=value_of(field), rows=str(options.get("rows", 5)))


def _file(field: BoundField, options: Mapping[str, Any]) -> Markup:
    return component("file-upload", **shared(field, options), **control(field, options))


def _choices(field: BoundField) -> Iterator[tuple[str, str]]:
    """Every choice; one that stands in a group carries the group's name."""
    for value, words in field.field.choices:  # type: ignore[attr-defined]
        if isinstance(words, (list, tuple)):
            yield from ((str(inner), f"{value}: {name}") for inner, name in words)
        else:
            yield "" if value is None else str(value), str(words)


def _chosen(field: BoundField) -> set[str]:
    value = field.value()
    if value is None:
        return {""}
    return {str(each) for each in value} if isinstance(value, (list, tuple, set)) else {str(value)}


def _select(field: BoundField, options: Mapping[str, Any]) -> Markup:
    chosen = _chosen(field)
    items = [{"value": value, "text": words, "selected": value in chosen} for value, words in _choices(field)]
    return component("select", **shared(field, options), **control(field, options), items=items)


def _items(field: BoundField, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    chosen, hints, counts = _chosen(field), options.get("hints", {}), options.get("counts", {})
    items: list[dict[str, Any]] = []
    for value, words in _choices(field):
        if value and value == str(options.get("divider", "")):
            items.append({"divider": "or"})
        item: dict[str, Any] = {"value": value, "text": words, "checked": value in chosen}
        if value in counts:
            item["html"] = Markup('{} <span class="ww-count">({})</span>').format(words, counts[value])
        if hints.get(value):
            item["hint"] = {"text": str(hints[value])}
        if field.field.disabled:
            item["disabled"] = True
        items.append(item)
    return items


def _many(name: str) -> Callable[[BoundField, Mapping[str, Any]], Markup]:
    def drawn(field: BoundField, options: Mapping[str, Any]) -> Markup:
        classes = [options.get("classes", "")]
        classes += [f"govuk-{name}--{style}" for style in ("small", "inline") if options.get(style)]
        return component(
            name,
            **shared(field, options, legend=True),
            idPrefix=id_of(field),
            name=field.html_name,
            items=_items(field, options),
            classes=" ".join(classes).strip(),
        )

    return drawn


def _checkbox(field: BoundField, options: Mapping[str, Any]) -> Markup:
    params = shared(field, options)
    item: dict[str, Any] = {
        "value": "on",
        "text": params.pop("label")["text"],
        "checked": bool(field.value()),
    }
    if hint := params.pop("hint", None):
        item["hint"] = hint
    return component("checkboxes", **params, idPrefix=id_of(field), name=field.html_name, items=[item])


def _date(field: BoundField, options: Mapping[str, Any]) -> Markup:
    value = field.value()
    parts = list(value) if isinstance(value, (list, tuple)) else field.field.widget.decompress(value)
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{id_of(field)}-{part}",
            "label": part.capitalize(),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            "value": "" if held is None else str(held),
        }
        for part, held in zip(("day", "month", "year"), parts, strict=True)
    ]
    params = shared(field, options, legend=True)
    params.setdefault("hint", {"text": "For example, 27 3 2026"})
    return component("date-input", **params, id=id_of(field), items=items)


def _hidden(field: BoundField, options: Mapping[str, Any]) -> Markup:
    return Markup('<input type="hidden" name="{}" id="{}" value="{}">').format(
        field.html_name, id_of(field), value_of(field)
    )


_DRAWN: dict[str, Callable[[BoundField, Mapping[str, Any]], Markup]] = {
    "checkbox": _checkbox,
    "checkboxes": _many("checkboxes"),
    "date": _date,
    "file": _file,
    "hidden": _hidden,
    "input": _input,
    "radios": _many("radios"),
    "select": _select,
    "textarea": _textarea,
}
