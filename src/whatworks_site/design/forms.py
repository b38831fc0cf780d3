"""Forms that speak plainly: what every form of the site is built on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class PlainForm:
    """A mixin for a form: errors that say what to do ("Enter your name"), and no check by the browser.

    A field's own `error_messages` come first; what it leaves out is worded from its label.
    """

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form and word its errors."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            word_errors(field, str(field.label or name.replace("_", " ").capitalize()))


def word_errors(field: forms.Field, label: str) -> None:
    """Give a field errors that say what to do, wherever it has only Django's."""
    usual: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        usual.update(getattr(kind, "default_error_messages", {}))
    for code, words in _wording(field, label).items():
        if str(field.error_messages.get(code, "")) == str(usual.get(code, "")):
            field.error_messages[code] = words


def _wording(field: forms.Field, label: str) -> dict[str, str]:
    named = label[0].upper() + label[1:] if label else "This"
    named = named.rstrip("?:").replace("%", "%%")
    return {
        "required": _ask(field, label),
        "max_length": f"{named} must be %(limit_value)d characters or fewer",
        "min_length": f"{named} must be %(limit_value)d characters or more",
        "min_value": f"{named} must be %(limit_value)s or more",
        "max_value": f"{named} must be %(limit_value)s or less",
        "invalid_choice": f"Select one of the answers given for “{named}”",
        "invalid_list": f"Select from the answers given for “{named}”",
        "empty": "The file you chose is empty. Choose another",
        **_invalid(field, named),
    }


_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "Enter an e-mail address like name@example.org"),
    (forms.URLField, "Enter a web address like https://www.example.org/page"),
    (forms.FileField, "Choose the file again: it did not arrive"),
    (forms.FloatField, "{} must be a number, like 12.5"),
    (forms.DecimalField, "{} must be a number, like 12.5"),
    (forms.IntegerField, "{} must be a whole number, like 12"),
    (forms.DateField, "{} must be a real date, like 27 3 2026"),
)
"""What is said of an answer of the wrong form: the first whose kind the field is."""


def _invalid(field: forms.Field, named: str) -> dict[str, str]:
    return next(({"invalid": words.format(named)} for kind, words in _INVALID if isinstance(field, kind)), {})


def _ask(field: forms.Field, label: str) -> str:
    """What to do about an answer that is missing."""
    if label.endswith("?"):
        return f"Answer “{label}”"
    small = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    match field:
        case forms.BooleanField():
            return f"Tick “{label}” to go on"
        case forms.FileField():
            return f"Choose a file: {small}"
        case forms.ChoiceField():
            return f"Select {small}"
    return f"Enter {small}"


class WordLimit:
    """Refuses a text of more words than that. The field's hint tells the limit."""

    def __init__(self, words: int) -> None:
        self.words = words

    def __call__(self, text: str) -> None:
        """Count the words."""
        count = len(text.split())
        if count > self.words:
            raise ValidationError(f"Use {self.words} words or fewer. You used {count}", code="max_words")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordLimit) and other.words == self.words

    def __hash__(self) -> int:
        return hash(self.words)


class DateBoxes(forms.MultiWidget):
    """A date in three boxes: day, month, year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date as its three parts."""
        return [value.day, value.month, value.year] if isinstance(value, dt.date) else [None, None, None]


class PlainDateField(forms.DateField):
    """A date asked for in three boxes; a month may also be written by its name."""

    widget = DateBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {"incomplete": "The date must include a %(parts)s"}

    def to_python(self, value: Any) -> dt.date | None:
        """A date from what was written in the boxes."""
        if value in self.empty_values or isinstance(value, (str, dt.date)):
            return super().to_python(value)
        written = [str(part or "").strip() for part in value]
        if not any(written):
            return None
        lacking = [part for part, held in zip(("day", "month", "year"), written, strict=True) if not held]
        if lacking:
            parts = {"parts": " and a ".join(lacking)}
            raise ValidationError(self.error_messages["incomplete"], code="incomplete", params=parts)
        try:
            return _date(written)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _date(written: Sequence[str]) -> dt.date:
    day, month, year = written
    start = month[:3].lower()
    number = _MONTHS.index(start) + 1 if start in _MONTHS else int(month)
    if len(year) != 4:
        raise ValueError(year)
    return dt.date(int(year), number, int(day))
