"""The records: one dataclass, four forms, and none of them loses anything."""

from __future__ import annotations

import csv
import datetime as dt
import io
import string

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks import terms
from whatworks.terms import (
    Decision,
    Design,
    Fact,
    FactSource,
    Intervention,
    Outcome,
    Record,
    RecordError,
    Reference,
    Search,
    SearchKind,
    Stage,
    Study,
    Verdict,
    csv_text,
    guard,
    unguard,
)
from whatworks.terms.schema import json_schema

RECORDS = sorted(
    (r for r in vars(terms).values() if isinstance(r, type) and issubclass(r, Record) and r is not Record),
    key=lambda r: r.__name__,
)
hostile = st.text(alphabet=string.printable + "é–’’“\u2028\ufeff漢", min_size=1).filter(
    lambda t: "\0" not in t
)
names = st.text(alphabet=string.ascii_letters, min_size=1, max_size=8)


@given(
    title=hostile,
    authors=st.lists(hostile, max_size=4),
    raw=st.dictionaries(names, st.lists(hostile).map(tuple)),
)
def test_a_reference_survives_json_and_csv_whatever_its_text(title, authors, raw):
    reference = Reference(id="r1", search="s", line=1, title=title, authors=tuple(authors), raw=raw)
    assert Reference.from_json(reference.to_json()) == reference
    assert Reference.from_row(through_csv(reference.to_row())) == reference


def through_csv(row: dict[str, str]) -> dict[str, str]:
    text = csv_text(list(row), [row])
    return next(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@given(
    n=st.none() | st.integers(-(10**9), 10**9),
    share=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    yes=st.none() | st.booleans(),
    because=st.dictionaries(names, hostile, max_size=3),
    moderators=st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False), max_size=3),
)
def test_a_study_survives_csv_with_every_mix_of_known_and_unknown(n, share, yes, because, moderators):
    study = Study(
        id="s", name="A study", intervention="i", design=Design.RCT, n_randomised=n, attrition_overall=share,
        independent=yes, unknown_because=because, moderators=moderators,
    )  # fmt: skip
    assert Study.from_row(through_csv(study.to_row())) == study


@given(hostile)
def test_no_cell_of_text_is_a_formula_and_the_mark_comes_off_again(text):
    assert guard(text)[0] not in "=+-@\t\r"
    assert unguard(guard(text)) == text


def test_a_negative_number_is_written_as_a_number():
    row = Study(
        id="s", name="n", intervention="i", design=Design.RCT, moderators={}, attrition_overall=-3.5
    ).to_row()
    assert row["attrition_overall"] == "-3.5"


def test_unknown_is_empty_in_a_table_and_null_in_json():
    study = Study(id="s", name="n", intervention="i", design=Design.RCT)
    assert study.to_row()["n_randomised"] == ""
    assert study.to_json()["n_randomised"] is None


def test_times_are_written_in_utc():
    at = dt.datetime(2026, 3, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    decision = Decision(reference="r", stage=Stage.TITLE, by="A", verdict=Verdict.INCLUDE, at=at)
    assert decision.to_row()["at"] == "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("column", "value", "advice"),
    [
        ("design", "randomized trial", "is not one of"),
        ("n_randomised", "1,511", "whole number"),
        ("attrition_overall", "about 5", "not a number"),
        ("attrition_overall", "nan", "not a number"),
        ("independent", "maybe", "neither yes nor no"),
        ("name", "", "may not be empty"),
    ],
)
def test_a_wrong_cell_names_its_column_its_value_and_what_to_write(column, value, advice):
    row = Study(id="s", name="n", intervention="i", design=Design.RCT).to_row() | {column: value}
    with pytest.raises(RecordError, match=advice) as caught:
        Study.from_row(row)
    assert (caught.value.field, caught.value.value) == (column, value)


def test_a_field_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(RecordError, match="is not a field"):
        Outcome.from_json({"id": "o", "name": "n", "domain": "d", "good": "lower", "goood": "x"})


def test_a_yes_is_no_number():
    with pytest.raises(RecordError, match="whole number"):
        Study.from_json({"id": "s", "name": "n", "intervention": "i", "design": "RCT", "n_randomised": True})


def test_an_empty_text_is_unknown():
    assert Intervention(id="i", name="n", why="").why is None


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_every_field_of_every_record_says_what_it_means(record):
    for field in record.fields():
        assert field.metadata.get("doc"), f"{record.__name__}.{field.name} has no meaning"


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_every_record_has_a_valid_schema(record):
    jsonschema.Draft202012Validator.check_schema(json_schema(record))


def test_a_record_fits_its_own_schema_and_a_wrong_one_does_not():
    fact = Fact(name="direction", subject="s", value="favours", source=FactSource(how="as printed"))
    schema = json_schema(Fact)
    jsonschema.validate(fact.to_json(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(fact.to_json() | {"low": "three"}, schema)


def test_a_search_keeps_a_column_mapping_with_awkward_names():
    search = Search(
        id="s", kind=SearchKind.DATABASE, source="Scopus", file="a.csv", columns={"title": "Title; a=b"}
    )
    assert Search.from_row(through_csv(search.to_row())) == search
