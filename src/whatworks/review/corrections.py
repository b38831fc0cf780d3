"""Corrections: a layer over references, which themselves stay as their source gave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whatworks.terms import Correction, RecordError, Reference

FIXED = ("id", "search", "line", "raw")
"""What a correction may not touch: where a reference came from and what stood there."""


def corrected(references: Iterable[Reference], corrections: Sequence[Correction]) -> tuple[Reference, ...]:
    """The references as they should read. The latest correction of a field counts; order changes nothing."""
    layer: dict[str, dict[str, str]] = {}
    for correction in sorted(corrections, key=lambda c: (c.at, c.field, c.value or "")):
        layer.setdefault(correction.record, {})[correction.field] = correction.value or ""
    return tuple(
        Reference.from_row({**r.to_row(), **layer[r.id]}) if r.id in layer else r for r in references
    )


def correction_faults(correction: Correction, known: set[str]) -> Iterator[tuple[str, object, str]]:
    """What is wrong with a correction: column, value and rule."""
    fields = [f.name for f in Reference.fields() if f.name not in FIXED]
    if correction.record not in known:
        yield "record", correction.record, "is no reference of any search"
    if correction.field not in fields:
        yield "field", correction.field, f"cannot be corrected; use one of {', '.join(fields)}"
        return
    try:
        Reference.from_row({"id": "x", "search": "x", "line": "1", correction.field: correction.value or ""})
    except RecordError as error:
        yield "value", correction.value, error.advice
