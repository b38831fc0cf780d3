"""Forms made from the vocabulary: a record's own fields, in parts, and back to the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from whatworks.terms import Record, RecordError, UnknownKind
from whatworks_site.design.forms import PlainForm, word_errors

from .record_fields import Choices, Disputed, declared, form_field, kind_of, read, shown

WHY = "why-"
REST = "rest-"
REASONS = (
    ("", "Not yet looked for"),
    (UnknownKind.NOT_REPORTED.value, "Looked for, not reported"),
    (UnknownKind.NOT_APPLICABLE.value, "Does not apply"),
)
REASON = "unknown_because"


@dataclass(frozen=True)
class Part:
    """Fields that are asked for together."""

    key: str
    heading: str
    fields: tuple[str, ...]
    paired: bool = False
    """Whether the two arms stand beside each other."""


@dataclass(frozen=True)
class Sheet:
    """How a kind of record is asked for."""

    record: type[Record]
    parts: tuple[Part, ...]
    kept: tuple[str, ...]
    """Fields that are not asked for: they stay as they are."""
    long: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field asked for, in order."""
        return tuple(name for part in self.parts for name in part.fields)

    def may_be_unknown(self, name: str) -> bool:
        """Whether a reason can be given for the field not being known."""
        names = {f.name for f in self.record.fields()}
        return REASON in names and kind_of(self.record, name)[1]

    def label(self, name: str) -> str:
        """What a field is called on the page."""
        return self.labels.get(name) or declared(self.record, name).metadata["doc"].partition("; ")[0]

    def make(self, name: str, choices: Mapping[str, Choices], now: Any = None) -> forms.Field:
        """The form's field for one of the record's."""
        given = choices.get(name)
        if given is not None and now and now not in [value for value, _ in given]:
            given = [*given, (str(now), str(now))]
        long = name in self.long or "\n" in str(now or "")
        return form_field(self.record, name, label=self.labels.get(name, ""), long=long, choices=given)


@dataclass(frozen=True)
class ShownPart:
    """A part of the form as the page shows it."""

    key: str
    heading: str
    paired: bool
    fields: tuple[tuple[BoundField, dict[str, Any], str], ...]
    whys: tuple[BoundField, ...]
    rest: BoundField | None
    filled: int
    reasons: int


class RecordForm(PlainForm, forms.Form):
    """A record asked for in parts.

    `record`: what is there; `kept`: values of fields that are not asked for, where there is no record yet;
    `choices`: for fields that name another record, the ones there are. After `is_valid()` the new record
    is `made`.
    """

    def __init__(
        self,
        sheet: Sheet,
        data: Any = None,
        *,
        record: Record | None = None,
        kept: Mapping[str, Any] | None = None,
        choices: Mapping[str, Choices] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.sheet, self.base, self.kept = sheet, record, dict(kept or {})
        self.choices = choices or {}
        start = initial_of(sheet, record) if record is not None else _defaults(sheet)
        self.start = {**start, **(initial or {})}
        super().__init__(data, initial=self.start)
        self.fields = self._own()
        for field_ in self.fields.values():
            word_errors(field_, str(field_.label))
        self.made: Record | None = None

    def _own(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for part in self.sheet.parts:
            for name in part.fields:
                now = self.start.get(name)
                fields[name] = self.sheet.make(name, self.choices, now)
                if self.sheet.may_be_unknown(name):
                    fields[WHY + name] = _why(fields[name].label, self.start.get(WHY + name))
            if any(self.sheet.may_be_unknown(name) for name in part.fields):
                fields[REST + part.key] = forms.BooleanField(
                    required=False, label="All that is left empty here was looked for and is not reported"
                )
        return fields

    def clean(self) -> dict[str, Any]:
        """Put the record together."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        values = dict(self.kept)
        if self.base is not None:
            values |= {name: getattr(self.base, name) for name in self.sheet.kept}
        values |= self._values(cleaned)
        if any(f.name == REASON for f in self.sheet.record.fields()):
            values[REASON] = self._reasons(cleaned, values)
        try:
            self.made = self.sheet.record.from_json(_plain(values))
        except RecordError as wrong:
            self.add_error(wrong.field if wrong.field in self.fields else None, wrong.advice)
        return cleaned

    def _values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in self.sheet.fields:
            value = cleaned.get(name)
            value = None if isinstance(value, Disputed) else read(self.sheet.record, name, value)
            if value is None and not kind_of(self.sheet.record, name)[1]:
                continue
            values[name] = value
        return values

    def _reasons(self, cleaned: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
        asked = set(self.sheet.fields)
        held = getattr(self.base, REASON, {}) if self.base is not None else {}
        reasons = {name: why for name, why in held.items() if name not in asked}
        for part in self.sheet.parts:
            rest = UnknownKind.NOT_REPORTED.value if cleaned.get(REST + part.key) else ""
            for name in part.fields:
                if not self.sheet.may_be_unknown(name) or values.get(name) is not None:
                    continue
                said = cleaned.get(name)
                why = str(said) if isinstance(said, Disputed) else cleaned.get(WHY + name) or rest
                if why:
                    reasons[name] = why
        return reasons

    def parts(self) -> Iterator[ShownPart]:
        """The parts as the page shows them, with what is filled in."""
        for part in self.sheet.parts:
            whys = [name for name in part.fields if WHY + name in self.fields]
            yield ShownPart(
                part.key, part.heading, part.paired,
                tuple((self[name], self._options(name), name) for name in part.fields),
                tuple(self[WHY + name] for name in whys),
                self[REST + part.key] if REST + part.key in self.fields else None,
                sum(bool(self.start.get(name)) for name in part.fields),
                sum(bool(self.start.get(WHY + name)) for name in whys),
            )  # fmt: skip

    def _options(self, name: str) -> dict[str, Any]:
        return options_of(self.sheet, name)


def options_of(sheet: Sheet, name: str) -> dict[str, Any]:
    """How a field is drawn: a number's width and unit, radios small and in a line."""
    kind, _ = kind_of(sheet.record, name)
    unit = declared(sheet.record, name).metadata["unit"]
    if kind in (int, float):
        short = unit if unit and not unit.startswith("of ") and unit not in ("year", "money") else None
        return {"width": 5} | ({"suffix": short} if short else {})
    if kind is bool:
        return {"small": True, "inline": True}
    return {"rows": 3} if name in sheet.long else {"small": True}


def initial_of(sheet: Sheet, record: Record) -> dict[str, str]:
    """A record as it stands in its form: what the form sends back gives the same record."""
    plain, reasons = record.to_json(), getattr(record, REASON, {})
    start: dict[str, str] = {}
    for name in sheet.fields:
        why = reasons.get(name, "") if plain[name] is None else ""
        numeric = kind_of(sheet.record, name)[0] in (int, float)
        start[name] = why if numeric and "|" in why else shown(plain[name])
        if sheet.may_be_unknown(name):
            start[WHY + name] = "" if numeric and "|" in why else why
    return start


def _defaults(sheet: Sheet) -> dict[str, str]:
    """What a new record has of itself."""
    found = {f.name: f.default for f in sheet.record.fields() if isinstance(f.default, bool | float | int)}
    return {name: shown(found[name]) for name in sheet.fields if name in found}


def _why(label: Any, now: str | None) -> forms.ChoiceField:
    choices = list(REASONS)
    if now and now not in dict(choices):
        choices.append((now, f"Sources disagree: {now}" if "|" in now else now))
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
