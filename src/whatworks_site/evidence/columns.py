"""Columns made from the fields of a record, so that a table cannot come apart from the vocabulary."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from typing import Any

from django.db import models

from whatworks.terms import Record

KEY = "key"
"""The column of a record's own id: `id` is the row's."""


def columns_of(record: type[Record]) -> dict[str, models.Field[Any, Any]]:
    """A column for each field. Text, numbers, dates and codes are columns of their kind; the rest is JSON."""
    hints = typing.get_type_hints(record)
    return {column_name(f): _column(hints[f.name], f.metadata["doc"]) for f in record.fields()}


def column_name(field: dataclasses.Field[Any]) -> str:
    """The column that holds a field."""
    return KEY if field.name == "id" else field.name


def values_of(record: Record) -> dict[str, Any]:
    """A record as the values of its columns."""
    plain = record.to_json()
    return {
        column_name(f): getattr(record, f.name) if _is_time(getattr(record, f.name)) else plain[f.name]
        for f in record.fields()
    }


def record_of(record: type[Record], row: models.Model) -> Record:
    """The record that a row holds."""
    values = {f.name: getattr(row, column_name(f)) for f in record.fields()}
    return record.from_json(values)


def _is_time(value: Any) -> bool:
    return isinstance(value, dt.date | dt.datetime)


def _column(kind: Any, doc: str) -> models.Field[Any, Any]:
    optional = False
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(kind) if a is not type(None)]
        optional = len(options) < len(typing.get_args(kind))
        kind = options[0] if len(options) == 1 else None
    given: dict[str, Any] = {"null": optional, "blank": True, "help_text": doc}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return models.CharField(max_length=60, choices=[(m.value, m.value) for m in kind], **given)
    simple: dict[Any, Any] = {
        str: models.TextField,
        bool: models.BooleanField,
        int: models.BigIntegerField,
        float: models.FloatField,
        dt.date: models.DateField,
        dt.datetime: models.DateTimeField,
    }
    made: models.Field[Any, Any] = simple.get(kind, models.JSONField)(**given)
    return made
