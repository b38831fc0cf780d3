"""An intervention's page: the answer, how sure, where it comes from; nothing more than a phone can take."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from django.utils import timezone

from site_snapshots import bare, family_conferences, family_preservation, put_out

pytestmark = pytest.mark.django_db
ADDRESS = "/interventions/fgc"


@pytest.fixture
def page(client):
    put_out(family_conferences())
    return client.get(ADDRESS).content.decode()


def _place(page, words):
    assert words in page, words
    return page.index(words)


def test_the_answer_and_the_three_ratings_stand_before_any_chart(page):
    order = [
        "In an English trial, families about to go to court",
        "Effect on children entering care",
        "Strength of evidence",
        "<dt>Cost</dt>",
        "45 of every 100 in the comparison group",
        '<figure class="ww-plot"',
        'id="trials"',
        'id="emmie"',
        'id="others"',
        'id="studied"',
        'id="history"',
        'id="sources"',
        'id="take"',
    ]
    places = [_place(page, words) for words in order]
    assert places == sorted(places)


def test_it_says_which_version_it_is_and_when_it_was_published(client):
    put_out(family_conferences(), version=3, decided_at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    assert "Version 3, published 23 November 2026" in client.get(ADDRESS).content.decode()


def test_it_is_light_enough_for_a_phone(page):
    assert len(page.encode()) < 150_000


def test_the_leading_rating_opens_on_the_page_and_the_others_have_pages_of_their_own(page, client):
    inside = _place(page, 'id="why-fgc-entry-to-care-centre-effect"')
    assert _place(page, "How the rule was applied") > inside
    assert _place(page, "What would change it") > inside
    led = set(re.findall(r'href="(/interventions/fgc/why/[^"#]+)"', page))
    assert "/interventions/fgc/why/fgc-repeat-maltreatment/centre/effect" in led
    assert "/interventions/fgc/why/fgc-entry-to-care/eif/level" in led
    assert {client.get(address).status_code for address in led} == {200}


def test_every_link_within_the_store_leads_somewhere(page, client):
    put_out(family_preservation())
    found = set(re.findall(r'href="(/(?:interventions|studies|outcomes|ratings)[^"#?]*)', page))
    assert len(found) > 15
    assert {a for a in found if client.get(a).status_code != 200} == set()


def test_every_link_within_the_page_leads_to_a_place_on_it(page):
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {a for a in re.findall(r'href="#([^"]+)"', page) if a not in ids} == set()
    assert len(re.findall(r' id="([^"]+)"', page)) == len(ids), "an id stands twice"


def test_an_unknown_interval_is_said_where_the_people_are_counted(page):
    part = page[_place(page, 'id="found"') : _place(page, 'id="trials"')]
    assert "How exact is this? Not known." in part


def test_every_trial_is_there_in_two_drawings_and_a_table(page):
    part = page[_place(page, 'id="trials"') : _place(page, 'id="reviews"')]
    for name in ("Amsterdam, 2019", "Western United States, 2017", "England, pre-proceedings, 2024"):
        assert part.count(name) >= 3
    assert "ww-only-wide" in part
    assert "ww-only-narrow" in part


def test_what_other_bodies_print_stands_apart_from_what_is_computed_here(page):
    part = page[_place(page, 'id="others"') : _place(page, 'id="studied"')]
    assert _place(part, "None of it counts towards a rating computed here") < _place(
        part, "Computed here from the same facts"
    )
    assert "WWC-CSC Evidence Store" in part
    assert "Nesta standards of evidence" in part


def test_who_was_studied_is_said_and_what_nobody_recorded_too(page):
    part = page[_place(page, 'id="studied"') : _place(page, 'id="history"')]
    assert "1 in England, 1 in the Netherlands and 1 in the USA" in part
    assert "1,471 of 1,511 families" in part
    assert "Not recorded here for any study: age, gender or sex, race or ethnicity, disability" in part


def test_the_page_stays_as_published_when_the_records_move_on(client):
    first = put_out(family_conferences())
    before = client.get(ADDRESS).content
    first.review.title = "Something else by now"
    first.review.save()
    assert client.get(ADDRESS).content == before


def test_why_it_changed_tells_of_the_last_three_versions_only(client):
    snapshot = family_conferences()
    for n in range(1, 5):
        words = replace(snapshot.records.pages[0], answer=f"Answer number {n}.")
        told = replace(snapshot, records=replace(snapshot.records, pages=(words,)))
        put_out(told, version=n, state="published" if n == 4 else "replaced", reason=f"Reason number {n}.")
    page = client.get(ADDRESS).content.decode()
    assert [n for n in range(1, 5) if f"Reason number {n}." in page] == [2, 3, 4]
    assert "Every version" in page
    log = client.get(f"{ADDRESS}/history").content.decode()
    assert [n for n in range(1, 5) if f"Reason number {n}." in log] == [1, 2, 3, 4]
    assert "The short answer was reworded." in log


def test_the_history_names_no_editor(client, django_user_model):
    someone = django_user_model.objects.create(email="secret-editor@example.org", name="Una Named")
    put_out(family_conferences(), proposed_by=someone, decided_by=someone)
    for address in (ADDRESS, f"{ADDRESS}/history", f"{ADDRESS}/data.json"):
        text = client.get(address).content.decode()
        assert "Una Named" not in text
        assert "secret-editor" not in text


def test_search_engines_are_told_in_data_that_cannot_close_its_element(client):
    put_out(bare(id="odd", name="</script><script>alert(1)</script>"))
    page = client.get("/interventions/odd").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    assert json.loads(found[0])["name"] == "</script><script>alert(1)</script>"
    assert page.count("<script") == 1


def test_nothing_known_is_a_page_that_says_so(client):
    put_out(bare())
    page = client.get("/interventions/bare").content.decode()
    assert "Nothing on record here says yet whether it helps." in page
    assert "That may be a gap in the research, or in our reading." in page
    assert "Not rated yet" in page


def test_an_unknown_name_is_not_found(client):
    for address in ("/interventions/nobody", f"{ADDRESS}/why/a/b/c", "/interventions/nobody/cpd"):
        assert client.get(address).status_code == 404
    put_out(family_conferences())
    assert client.get(f"{ADDRESS}/why/a/b/c").status_code == 404
    assert client.get(f"{ADDRESS}/no-such-table.csv").status_code == 404
    assert client.get(f"{ADDRESS}/cite.docx").status_code == 404


def test_a_withdrawn_page_is_gone_and_says_when_and_why(client):
    when, why = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC), "A source was retracted."
    put_out(
        family_conferences(),
        state="withdrawn",
        withdrawn_at=when,
        withdrawal_reason="A source was retracted.",
    )
    for rest in ("", "/cpd", "/cite", "/data.json", "/studies.csv", "/why/fgc-entry-to-care/centre/effect"):
        answer = client.get(f"{ADDRESS}{rest}")
        assert answer.status_code == 410, rest
        text = answer.content.decode()
        assert "6 May 2026" in text
        assert why in text
        assert "In an English trial" not in text
    assert why in client.get(f"{ADDRESS}/history").content.decode()


def test_a_page_that_came_back_is_there_again(client):
    put_out(family_conferences(), state="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="A slip.")
    put_out(family_conferences(), version=2)
    assert client.get(ADDRESS).status_code == 200


def test_head_and_etag_work_for_those_who_ask_again(client):
    put_out(family_conferences())
    first = client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405


def test_reading_sets_no_cookie(client):
    put_out(family_conferences())
    for rest in ("", "/cpd", "/history", "/cite"):
        assert not client.get(f"{ADDRESS}{rest}").cookies


def test_a_name_that_is_no_plain_word_still_has_an_address(client):
    put_out(bare(id="Ünïque / id", name="Odd name"))
    from whatworks_site.store.links import intervention_address

    assert client.get(intervention_address("Ünïque / id")).status_code == 200
