"""Every record as data: whole, once, and safe in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest

from site_store_example import example_snapshots, put_in_force
from whatworks.terms import Study
from whatworks_site.evidence.models import Publication
from whatworks_site.store import exports, index, queries

pytestmark = pytest.mark.django_db


def rows(client, name):
    answer = client.get(f"/data/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_table_has_each_record_once(store, client):
    for table in exports.tables():
        found = rows(client, table.name)
        assert len(found) == len(table.rows)
        if "id" in table.header:
            keys = [(r["review"], r["id"]) for r in found]
            assert len(set(keys)) == len(keys)
    assert len(rows(client, "interventions")) == 31
    assert len(rows(client, "ratings")) == sum(len(s.ratings) for s in queries.sets())


def test_a_study_comes_back_as_the_record_it_was(store, client):
    told = next(r for r in rows(client, "studies") if r["id"] == "taylor-2024-england")
    told.pop("review")
    kept = next(r for _, r in exports.records("studies") if r.id == "taylor-2024-england")
    assert Study.from_row(told) == kept


def test_the_page_lists_every_file_with_its_licence(store, client):
    html = client.get("/data").content.decode()
    for table in exports.tables():
        assert f"/data/{table.name}.csv" in html
    assert "/data/all.json" in html
    assert "Licence" in html


def test_all_in_one_file_holds_what_the_tables_hold(store, client):
    told = client.get("/data/all.json").json()
    for table in exports.tables():
        assert len(told[table.name]) == len(table.rows)


def test_no_cell_anywhere_is_a_formula(full_store, db, client):
    snapshot = next(s for s in example_snapshots() if s.intervention == "swis")
    own = replace(
        snapshot.records.interventions[0], name='=HYPERLINK("http://x")', description="@SUM(1)", need="+1"
    )
    Publication.objects.filter(key="swis").delete()
    put_in_force(replace(snapshot, records=replace(snapshot.records, interventions=(own,))))
    index.refresh("intervention", "swis")
    for address in ("/data/interventions.csv", "/search.csv", "/map.csv", "/compare.csv"):
        text = client.get(address).content.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            assert not [c for c in row if c[:1] in "=+@\t\r" and c]


def test_a_table_that_is_not_there_is_not_found(store, client):
    assert client.get("/data/passwords.csv").status_code == 404
