"""The tables are held to the records: no field is missing, none is invented, each comes back as it went."""

import dataclasses

import pytest
from django.core.management import call_command

from whatworks.review import load_folder
from whatworks.terms import Record, ReviewRecords
from whatworks_site.evidence.columns import column_name
from whatworks_site.evidence.models import TABLES, Deciding, DecisionRow, Review
from whatworks_site.evidence.rows import records_of, write_records

OWN = {"id", "review", "place"}


def test_every_kind_of_record_that_people_enter_has_a_table():
    holders = {f.name for f in dataclasses.fields(ReviewRecords)} - {"review"}
    assert {t.HOLDER for t in TABLES} == holders


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.HOLDER)
def test_a_tables_columns_are_its_records_fields(table):
    assert issubclass(table.RECORD, Record)
    columns = {f.name: f for f in table._meta.get_fields()}
    fields = {column_name(f): f for f in table.RECORD.fields()}
    beside = {f.name for f in Deciding._meta.get_fields()} if table is DecisionRow else set()
    assert set(columns) - OWN - beside == set(fields)
    for name, field in fields.items():
        assert columns[name].help_text == field.metadata["doc"]


def test_the_migrations_are_up_to_date(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("name", ["entering-care", "teacher-expectancy"])
def test_the_examples_come_back_from_the_database_as_they_went(db, name, pytestconfig):
    records = load_folder(pytestconfig.rootpath / "examples" / name)
    review = Review.objects.create(
        key=name, title="x", document=records.review.to_json(), imported_at="2026-01-01T00:00:00Z"
    )
    write_records(review, records)
    assert records_of(review) == records
