"""A correction is a layer: the reference stays as its source gave it, and the road reads it as corrected."""

import datetime as dt

import pytest

from whatworks.review.corrections import corrected, correction_faults
from whatworks.terms import Correction, Reference

REFERENCE = Reference(id="r1", search="s", line=1, title="Mentoring", year=2019, authors=("Lee, A.",))
AT = dt.datetime(2026, 4, 3, tzinfo=dt.UTC)


def correction(field, value, hour=0, record="r1"):
    at = AT + dt.timedelta(hours=hour)
    return Correction(record=record, field=field, value=value, why="as the journal has it", by="A", at=at)


def test_a_corrected_field_is_read_and_the_reference_itself_is_untouched():
    (read,) = corrected([REFERENCE], [correction("year", "2020")])
    assert (read.year, read.title, REFERENCE.year) == (2020, "Mentoring", 2019)


def test_the_latest_correction_counts_whatever_the_order_of_rows():
    layer = [correction("year", "2020", 1), correction("year", "2021", 2), correction("title", None)]
    assert corrected([REFERENCE], layer) == corrected([REFERENCE], layer[::-1])
    assert corrected([REFERENCE], layer)[0].year == 2021


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (correction("year", "last year"), "value"),
        (correction("yaer", "2020"), "field"),
        (correction("id", "r2"), "field"),
        (correction("year", "2020", record="r9"), "record"),
    ],
)
def test_a_correction_that_cannot_be_names_its_column(wrong, column):
    assert [c for c, _, _ in correction_faults(wrong, {"r1"})] == [column]
