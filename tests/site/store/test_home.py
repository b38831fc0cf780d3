"""The first page: the question, what is known first, and filters whose counts tell the truth."""

import csv
import io
import re

import pytest

pytestmark = pytest.mark.django_db


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(html):
    return re.findall(r'ww-item__name"><a[^>]*>([^<]+)<', html)


def count_of(html, words):
    found = re.search(rf'{re.escape(words)} <span class="ww-count">\(([\d,]+)\)', html)
    return int(found.group(1)) if found else None


def total(html):
    found = re.search(r'id="list">([\d,]+) intervention', html)
    return int(found.group(1)) if found else 0


def test_what_is_known_leads_and_the_unrated_folds(store, client):
    html = page(client, "/")
    lead = html.split('<details class="ww-rest">')[0]
    assert set(names(lead)) == {
        "Family Drug and Alcohol Court", "Family group conferencing",
        "Intensive family preservation services", "Parenting programmes after physical abuse",
    }  # fmt: skip
    assert "4 with a study, and not rated yet" in html
    assert "23 with no result on record" in html
    assert total(html) == 31


def test_every_example_question_finds_something(store, client):
    asked = re.findall(
        r'class="govuk-link" href="(/search\?q=[^"]+)"', page(client, "/").split("ww-strip")[0]
    )
    assert len(asked) == 3
    assert all(total(page(client, address)) for address in asked)


def test_a_count_is_what_ticking_it_leaves(store, client):
    html = page(client, "/search?country=England")
    counted = count_of(html, "In care")
    assert counted
    assert total(page(client, "/search?country=England&need=in-care")) == counted


def test_either_of_two_within_a_facet_and_both_between_facets(store, client):
    england, dutch = (total(page(client, f"/search?country={c}")) for c in ("England", "Netherlands"))
    either = total(page(client, "/search?country=England&country=Netherlands"))
    assert max(england, dutch) < either <= england + dutch
    assert total(page(client, "/search?country=England&level=policy")) < england


def test_questions_about_evidence_must_all_be_answered_yes(store, client):
    html = page(client, "/search?evidence=uk")
    both = count_of(html, "Has a randomised trial")
    assert total(page(client, "/search?evidence=uk&evidence=randomised")) == both


def test_a_filter_in_use_can_be_taken_away(store, client):
    html = page(client, "/search?country=England&need=in-care")
    chosen = html.split("Filters in use")[1].split("</ul>")[0]
    assert 'href="/search?country=England"' in chosen
    assert 'href="/search?need=in-care"' in chosen


def test_the_same_list_has_one_address(store, client, settings):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    told = {
        re.search(r'rel="canonical" href="([^"]+)"', page(client, address)).group(1)
        for address in (
            "/search?need=in-care&country=England",
            "/search?country=England&need=in-care&need=in-care&page=1&order=rated",
            "/?country=England&x=y&need=in-care&need=nowhere",
        )
    }
    assert len(told) == 1


def test_a_long_list_comes_in_pages_of_ten(store, client):
    first, second = page(client, "/search?order=name"), page(client, "/search?order=name&page=2")
    assert len(names(first)) == len(names(second)) == 10
    assert not set(names(first)) & set(names(second))
    assert names(first) == sorted(names(first), key=str.casefold)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999", "two", "4", "²"])
def test_a_page_that_is_not_there_shows_one_that_is(store, client, number):
    assert names(page(client, f"/search?order=name&page={number}"))


def test_orders_put_the_known_before_the_unknown(store, client):
    assert names(page(client, "/search?order=effect"))[0] in (
        "Family Drug and Alcohol Court",
        "Intensive family preservation services",
    )


def test_a_mistyped_question_says_what_was_looked_for_and_offers_the_other(store, client):
    html = page(client, "/search?q=famly+meeting")
    assert "Showing results for <b>family</b>" in html
    exact = page(client, "/search?q=famly+meeting&exact=1")
    assert "Showing results for" not in exact


def test_nothing_found_says_whose_gap_it_may_be_and_offers_the_nearest(store, client):
    html = page(client, "/search?q=grandparents+rights+in+court")
    assert "Nothing yet on “grandparents rights in court”" in html
    assert "gap in the research, or in our reading" in html
    assert "/interventions/kinship" in html


def test_filters_that_leave_nothing_say_so(store, client):
    html = page(client, "/search?q=homebuilders&country=Netherlands")
    assert "Nothing fits all of these filters" in html


def test_what_was_typed_comes_back_as_text(store, client):
    html = page(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_page_holds_no_script_and_no_inline_style(store, client):
    for address in (
        "/",
        "/search?q=family",
        "/map",
        "/compare",
        "/compare?i=fgc&i=ifps",
        "/changes",
        "/data",
        "/api",
    ):
        html = page(client, address)
        assert not re.search(r"<script(?! type=\"application/ld\+json\")", html)
        assert " style=" not in html
        assert "<style" not in html


def test_the_list_as_csv_and_json_is_all_of_it(store, client):
    rows = list(
        csv.DictReader(io.StringIO(client.get("/search.csv?country=England").content.decode("utf-8-sig")))
    )
    told = client.get("/search.json?country=England").json()
    assert (
        len(rows)
        == told["total"]
        == len(told["interventions"])
        == total(page(client, "/search?country=England"))
    )
    assert {row["id"] for row in rows} == {i["id"] for i in told["interventions"]}
