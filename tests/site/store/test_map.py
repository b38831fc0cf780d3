"""The gap map counts studies as they are, says where none has looked, and leads to each."""

import csv
import io
import re

import pytest

from whatworks_site.design import discs
from whatworks_site.store import gapmap, queries

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_cell_counts_each_study_once_by_kind_of_design(store):
    shown = gapmap.gap_map({})
    cell = shown.cell("fgc", "staying-together-and-getting-help")
    assert (cell.total, dict(cell.counts)) == (3, {"randomised": 3})
    assert cell.words == (
        "Family group conferencing, staying together and getting help: 3 studies, randomised"
    )


def test_every_study_with_a_result_is_on_the_map(store):
    shown = gapmap.gap_map({})
    assert shown.studies == sum(1 for s in queries.studies() if s.outcomes)


def test_headings_open_to_their_outcomes_with_the_same_studies(store):
    whole = gapmap.gap_map({})
    opened = gapmap.gap_map({"domain": ["stable-loving-homes"]})
    assert {c.id for c in opened.columns} >= {"permanence", "placement-stability"}
    for row in whole.rows:
        inside = sum(opened.cell(row.id, c.id).total for c in opened.columns)
        assert inside >= whole.cell(row.id, "stable-loving-homes").total


def test_filters_leave_only_what_they_say(store):
    shown = gapmap.gap_map({"design": ["randomised"], "country": ["England"]})
    assert 0 < shown.studies < gapmap.gap_map({}).studies
    assert all(set(c.counts) <= {"randomised"} for c in shown.cells.values())


def test_a_gap_is_dashed_said_and_never_a_zero(store, client):
    html = page(client, "/map")
    assert (
        '<td class="is-gap">gap<span class="govuk-visually-hidden">: Early Head Start, stable, loving homes'
        in html
    )
    assert not re.search(r"<text[^>]*>0<", html)


def test_a_cell_leads_to_as_many_studies_as_it_says(store, client):
    shown = gapmap.gap_map({})
    for cell in [c for c in shown.cells.values() if c.total][:6]:
        html = page(client, cell.href)
        assert len(re.findall(r'scope="row"', html)) == cell.total


def test_the_map_is_one_region_that_can_be_reached_and_scrolled_by_keyboard(store, client):
    html = page(client, "/map")
    assert re.search(r'tabindex="0" role="region" aria-label="Gap map', html)
    assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg[^>]*>", html))


def test_on_a_phone_there_is_a_card_for_each_outcome(store, client):
    html = page(client, "/map")
    assert len(re.findall(r'class="ww-map-card"', html)) == len(gapmap.gap_map({}).columns)


def test_rows_may_be_where_the_family_is(store, client):
    html = page(client, "/map?rows=need")
    assert "On the edge of care" in html
    assert "Early Head Start" not in html.split("<table")[1].split("</table>")[0]


def test_the_table_adds_up_to_the_map(store, client):
    rows = list(csv.DictReader(io.StringIO(client.get("/map.csv").content.decode("utf-8-sig"))))
    told = sum(int(r["studies"]) for r in rows)
    assert told == sum(len(s.outcomes) for s in queries.studies())


@pytest.mark.parametrize(
    "asked", ["?rows=x", "?domain=%00", "?design=<b>&country=Mars", "?rows=need&domain=x"]
)
def test_what_the_map_does_not_know_it_passes_over(store, client, asked):
    assert "Where the gaps are" in page(client, f"/map{asked}")


def test_a_cell_that_is_not_there_is_not_found(store, client):
    page(client, "/map/studies?row=fgc&column=nowhere", status=404)


def test_discs_grow_in_area_with_the_number():
    assert discs.radius(4) ** 2 == pytest.approx(4 * discs.radius(1) ** 2)
    assert discs.radius(400) == discs.radius(4)
