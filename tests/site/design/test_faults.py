"""When something is not as it should be: what the reader is told, and what is kept back."""

import pytest
from django.test import Client

from browser import WIDTHS, assert_accessible, page_of

pytestmark = pytest.mark.usefixtures("pages")
FAULTS = {
    "/garbled": 400,
    "/refused": 403,
    "/shut": 403,
    "/nowhere/at-all": 404,
    "/missing": 404,
    "/often": 429,
    "/broken": 500,
}


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status"), FAULTS.items())
def test_each_fault_says_what_to_do_and_gives_nothing_away(reader, address, status):
    found = reader.get(address)
    page = found.content.decode()
    assert found.status_code == status
    assert "<h1" in page
    assert 'href="/' in page
    assert "secret words" not in page
    assert not found.cookies


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/garbled", "/refused", "/missing", "/often", "/broken"])
def test_each_fault_is_for_everyone(reader, width, address):
    with page_of(reader, width) as page:
        page.goto(address)
        assert_accessible(page, status=FAULTS[address])


def test_a_page_that_is_not_there_offers_to_search_for_its_words(reader):
    page = reader.get("/interventions/family-group_conferences.html").content.decode()
    assert 'value="family group conferences"' in page


def test_an_address_cannot_write_into_the_page(reader):
    page = reader.get("/%22%3E%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script" not in page


def test_a_view_may_say_what_is_missing(reader):
    assert "There is no study called “x” on our records." in reader.get("/missing").content.decode()


def test_a_refusal_says_why(reader):
    assert "Only an editor may publish this." in reader.get("/refused").content.decode()


def test_a_refusal_without_words_still_says_something(reader):
    assert "for people with another role" in reader.get("/shut").content.decode()


def test_the_page_for_our_own_fault_needs_no_database(reader):
    """No database is open to this test: a page that asked one would fail."""
    reader.cookies["whatworks-session"] = "of-someone"
    page = reader.get("/broken").content.decode()
    assert "The fault is ours" in page


def test_a_form_without_its_mark_is_refused_and_the_reader_is_told_how_to_go_on():
    strict = Client(enforce_csrf_checks=True)
    found = strict.post("/form", {"a": "b"})
    assert found.status_code == 403
    assert "This form has gone stale" in found.content.decode()


def test_too_many_tries_says_how_long_to_wait(reader):
    found = reader.get("/often")
    assert found.headers["Retry-After"] == "300"
    assert "five minutes" in found.content.decode()
