"""Comparison: the same things said of each, what differs marked, and advice where it cannot be done."""

import csv
import io
import re

import pytest

from site_store_example import example
from whatworks_site.store import comparison, matrix, queries

pytestmark = pytest.mark.django_db


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def compared(*keys, outcome=""):
    params = {"i": list(keys), **({"outcome": [outcome]} if outcome else {})}
    return comparison.compared(comparison.asked_of(params))


def line(shown, heading):
    return next(found for found in shown.lines if found.heading == heading)


def test_every_scheme_is_there_for_each(store):
    shown = compared("fgc", "ifps")
    schemes = {(r["scheme"], r["scale"]) for s in queries.sets() for r in s.ratings}
    assert len([found for found in shown.lines if found.values[0].badge]) == len(schemes) > 6


def test_they_are_compared_on_an_outcome_that_all_have(store):
    shown = compared("fgc", "ifps", "fdac")
    assert shown.outcome == "entry-to-care"
    assert not shown.mixed
    assert {c.outcome for c in shown.chosen} == {"Children entering care"}


def test_where_they_share_no_outcome_that_is_said(store, client):
    shown = compared("keep", "swis")
    assert shown.mixed
    assert "They are rated on different outcomes" in page(client, "/compare?i=keep&i=swis")


def test_what_differs_is_marked_and_what_is_alike_is_not(store, client):
    shown = compared("fgc", "ifps")
    assert line(shown, "Who it is for").differs
    assert "The Centre's ratings: Strength of evidence" in shown.alike
    html = page(client, "/compare?i=fgc&i=ifps")
    assert html.count('class="ww-cmp__mark"') == 2 * len(shown.differing)


def test_percentages_are_told_as_people_and_an_unknown_interval_is_said(store):
    value = line(compared("fgc", "ifps"), "In natural numbers").values[0]
    assert value.lines[0].startswith("36 of every 100 children were in care at 12 months, against 45")
    assert "Not known" in value.lines[1]


def test_people_are_counted_by_what_is_counted(store):
    value = line(compared("fgc", "ifps"), "Who took part").values[0]
    assert value.lines == ("2,399 families",)


def test_the_order_is_the_order_asked_for(store):
    assert [c.key for c in compared("ifps", "fgc").chosen] == ["ifps", "fgc"]


def test_one_chosen_asks_for_another_and_keeps_it(store, client):
    html = page(client, "/compare?i=fgc")
    assert "You chose Family group conferencing. Choose one to three more" in html
    assert '<option value="fgc" selected>' in html
    assert "There is a problem" not in html


def test_five_chosen_says_to_take_one_away_and_offers_it(store, client):
    html = page(client, "/compare?i=fgc&i=ifps&i=fdac&i=mst&i=keep")
    assert "You chose 5. Choose at most four: take one away" in html
    assert len(re.findall(r">Without ", html)) == 5


def test_an_unknown_one_is_named(store, client):
    html = page(client, "/compare?i=fgc&i=%3Cb%3Enope")
    assert "There is no published page called “&lt;b&gt;nope”" in html


def test_empty_choices_and_doubles_are_passed_over(store):
    asked = comparison.asked_of({"i": ["fgc", "", "fgc", "ifps", ""]})
    assert [e.key for e in asked.entries] == ["fgc", "ifps"]
    assert not asked.errors


def test_with_nothing_chosen_all_stand_under_every_scheme(store, client):
    html = page(client, "/compare")
    told = html.split("more, which the Centre")[0]
    assert told.count('<tr><th scope="row">') == sum(s.openness < 2 for s in queries.sets())
    schemes = example()[0].review.schemes
    assert [c.scheme for c in matrix.columns()] == [schemes[0], *schemes]


def test_other_bodies_words_are_printed_as_they_are(store, client):
    html = page(client, "/compare")
    assert "“Does not currently meet criteria”" in html


def test_a_rating_leads_to_its_reasons(store, client):
    html = page(client, "/compare?i=fgc&i=ifps")
    assert "/interventions/fgc/why/fgc-entry-to-care/centre/effect" in html
    assert client.get("/interventions/fgc/why/fgc-entry-to-care/centre/effect").status_code == 200


def test_the_table_has_a_row_for_every_rating(store, client):
    def rows(address):
        return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))

    assert len(rows("/compare.csv")) == sum(len(s.ratings) for s in queries.sets())
    assert {r["intervention"] for r in rows("/compare.csv?i=fgc&i=ifps")} == {"fgc", "ifps"}
