"""One field of a record as a field of a form: what it asks, what it takes, and back."""

from __future__ import annotations

import dataclasses
import enum
import re
import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from whatworks.terms import Record

from .code_words import words_of_code

YES_NO = (("yes", "Yes"), ("no", "No"))
NOT_KNOWN = ("", "Not known")
FEW = 4
"""Up to so many codes stand open as radios; more fold into a list."""

Choices = Sequence[tuple[str, str]]


class Disputed(str):
    """What two sources say where they disagree: a|b."""

    __slots__ = ()


class PlainNumber(forms.CharField):
    """A number as it is copied from print: a minus sign of any kind, a raised point, commas by thousands."""

    def __init__(self, *, whole: bool, **given: Any) -> None:
        super().__init__(**given)
        self.whole = whole
        self.widget.attrs["inputmode"] = "numeric" if whole else "decimal"

    def to_python(self, value: Any) -> Any:
        """The number; None where nothing is written; both sides of a dispute as they stand."""
        text = tidy_number(str(value or ""))
        if not text:
            return None
        sides = [part.strip() for part in text.split("|")]
        try:
            numbers = [_number(part, whole=self.whole) for part in sides]
        except ValueError:
            kind = "a whole number, like 12" if self.whole else "a number, like 12.5"
            raise ValidationError(
                f"{self.label} must be {kind}. You wrote “{value}”", code="invalid"
            ) from None
        return Disputed("|".join(sides)) if len(numbers) > 1 else numbers[0]


def tidy_number(text: str) -> str:
    """A number in print as a computer writes it: "−0·5" is -0.5, "1,234" is 1234."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", text.strip()).replace("·", ".").rstrip("%").strip()
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f ](?=\d{3}\b)", "", text)
    return text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text) else text


def _number(text: str, *, whole: bool) -> int | float:
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
        raise ValueError(text)
    number = float(text)
    if abs(number) > 1e15 or (whole and number != int(number)):
        raise ValueError(text)
    return int(number) if whole else number


class NamedNumbers(forms.CharField):
    """Names with a number each, one a line."""

    def to_python(self, value: Any) -> dict[str, float]:
        """The numbers by their names."""
        found: dict[str, float] = {}
        for line in filter(str.strip, str(value or "").splitlines()):
            name, _, number = line.partition("=")
            try:
                found[name.strip()] = float(_number(tidy_number(number), whole=False))
            except ValueError:
                raise ValidationError(
                    f"Write “{line.strip()}” as a name = a number", code="invalid"
                ) from None
        return found


@cache
def kind_of(record: type[Record], name: str) -> tuple[Any, bool]:
    """The kind of a record's field, and whether it may be unknown."""
    kind = typing.get_type_hints(record)[name]
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        options = [each for each in typing.get_args(kind) if each is not type(None)]
        return options[0], True
    return kind, False


@cache
def declared(record: type[Record], name: str) -> dataclasses.Field[Any]:
    """The field as the record declares it."""
    return next(field for field in record.fields() if field.name == name)


def form_field(
    record: type[Record], name: str, *, label: str = "", long: bool = False, choices: Choices | None = None
) -> forms.Field:
    """The form's field for a record's field, worded from what the record says it means."""
    kind, optional = kind_of(record, name)
    words, _, hint = declared(record, name).metadata["doc"].partition("; ")
    given: dict[str, Any] = {
        "label": label or words,
        "required": not optional and kind is not dict and typing.get_origin(kind) is None,
        "help_text": hint[:1].upper() + hint[1:],
    }
    if choices is not None:
        first = NOT_KNOWN if optional else ("", "Choose one")
        return forms.ChoiceField(choices=[first, *choices], widget=forms.Select, **given)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _codes(kind, optional, given)
    if kind is bool:
        given["required"] = not optional
        options = [*YES_NO, NOT_KNOWN] if optional else list(YES_NO)
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **given)
    if kind in (int, float):
        return PlainNumber(whole=kind is int, **given)
    if kind is str:
        return forms.CharField(widget=forms.Textarea if long else forms.TextInput, **given)
    return NamedNumbers(widget=forms.Textarea, **given)


def _codes(kind: type[enum.Enum], optional: bool, given: dict[str, Any]) -> forms.Field:
    codes = [(str(member.value), words_of_code(member)) for member in kind]
    if len(codes) <= FEW:
        return forms.ChoiceField(
            choices=[*codes, NOT_KNOWN] if optional else codes, widget=forms.RadioSelect, **given
        )
    first = NOT_KNOWN if optional else ("", "Choose one")
    return forms.ChoiceField(choices=[first, *codes], widget=forms.Select, **given)


def shown(value: Any) -> str:
    """A value as it stands in its form's field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Mapping):
        return "\n".join(f"{name} = {shown(number)}" for name, number in value.items())
    return str(value)


def read(record: type[Record], name: str, value: Any) -> Any:
    """What a form's field took, as the record holds it. Unknown is None."""
    kind, _ = kind_of(record, name)
    if kind is bool:
        return {"yes": True, "no": False}.get(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n") or None
    return value
