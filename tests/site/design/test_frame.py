"""The frame of every page: the same for every stranger, and the reader's own once signed in."""

import re

import pytest
from django.test import Client

from browser import WIDTHS, assert_accessible, assert_fits, chromium, expect, page_at, page_of, turning
from whatworks_site.design import styles
from whatworks_site.design.navigation import entries

pytestmark = pytest.mark.usefixtures("pages")


@pytest.mark.parametrize("address", ["/plain", "/studies/one", "/accessibility", "/privacy"])
def test_a_page_is_the_same_for_every_stranger(client, address):
    first, second = client.get(address), Client().get(address)
    assert first.content == second.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in first.content


def test_a_stranger_is_offered_to_sign_in_and_no_name_is_shown(client):
    page = client.get("/plain").content.decode()
    assert '<a class="govuk-link" href="/accounts/login/">Sign in</a>' in page
    assert "Sign out" not in page


@pytest.mark.django_db
def test_a_person_signed_in_sees_their_name_their_desk_and_the_way_out(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada@example.org", name="Ada <Lovelace>"))
    page = client.get("/plain").content.decode()
    assert "Ada &lt;Lovelace&gt;" in page
    assert re.search(r'<form method="post" action="/accounts/logout/">', page)


@pytest.mark.django_db
def test_what_the_last_action_said_is_shown_once(client):
    client.get("/say")
    page = client.get("/plain").content.decode()
    assert "Saved." in page
    assert "It was not sent." in page
    assert "There is a problem" in page
    assert "Saved." not in client.get("/plain").content.decode()


@pytest.mark.django_db
def test_a_session_that_has_ended_leaves_a_stranger(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "ended-long-ago"
    assert "Sign in" in client.get("/plain").content.decode()


@pytest.mark.parametrize(
    ("path", "words", "current"),
    [
        ("/", "Find evidence", "page"),
        ("/search", "Find evidence", "true"),
        ("/interventions/family-group-conferencing", "Find evidence", "true"),
        ("/studies", "Studies", "page"),
        ("/reviews/one", "Studies", "true"),
        ("/ratings/emmie", "Our ratings", "true"),
    ],
)
def test_the_navigation_says_where_the_reader_is(path, words, current):
    assert [(entry.words, entry.current) for entry in entries(path) if entry.current] == [(words, current)]


@pytest.mark.parametrize("path", ["/privacy", "/mapping", "/desk/", "/studies-of-ours"])
def test_the_navigation_claims_no_page_that_is_not_below_its_places(path):
    assert not any(entry.current for entry in entries(path))


def test_every_page_says_when_the_site_is_an_example(client, settings):
    assert "Made-up centre" not in client.get("/plain").content.decode()
    settings.EXAMPLE = True
    assert "Real studies. Made-up centre." in client.get("/plain").content.decode()


def test_readers_are_asked_to_tell_of_a_study_only_where_there_is_an_address_to_write_to(client, settings):
    assert "Tell us about a study" not in client.get("/plain").content.decode()
    settings.CENTRE_CONTACT = "evidence@example.org"
    assert "mailto:evidence@example.org" in client.get("/plain").content.decode()


def test_the_style_sheet_is_kept_for_ever_under_its_own_digest_and_only_there(client):
    mine = client.get(f"/style-{styles.digest()}.css", headers={"Accept-Encoding": "gzip"})
    assert mine.headers["Content-Encoding"] == "gzip"
    assert "immutable" in mine.headers["Cache-Control"]
    old = client.get("/style-0123456789ab.css")
    assert old.headers["Cache-Control"] == "no-cache"
    assert old.content == styles.style_sheet()


def test_the_style_sheet_asks_no_other_host_and_sets_nothing_before_another():
    sheet = styles.style_sheet().decode()
    assert not re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import", sheet)
    own = (styles.OWN / "site.css").read_text("utf-8")
    assert "z-index" not in own


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/plain", "/accessibility", "/privacy"])
def test_the_frame_and_the_statements_are_for_everyone(client, settings, width, address):
    settings.EXAMPLE, settings.CENTRE_CONTACT = True, "evidence@example.org"
    with page_of(client, width) as page:
        page.goto(address)
        assert_accessible(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_frame_of_a_person_signed_in_is_for_everyone(live_server, client, django_user_model, width):
    chromium()
    client.force_login(django_user_model.objects.create_user("ada@example.org", name="Ada Lovelace"))
    client.get("/say")
    with page_at(live_server, width, cookies=client.cookies) as page:
        page.goto("/plain")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(2)
        assert_accessible(page)


@pytest.mark.parametrize("address", ["/plain", "/accessibility", "/privacy", "/nowhere/at-all", "/broken"])
def test_nothing_scrolls_sideways_on_a_screen_of_320_pixels(address, settings):
    settings.CENTRE_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    with page_of(Client(raise_request_exception=False), 320) as page:
        page.goto(address)
        assert_fits(page)


def test_a_person_with_a_keyboard_skips_to_the_content_and_sees_where_they_are(client):
    with page_of(client, 1280) as page:
        page.goto("/accessibility")
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.inner_text() == "Skip to main content"
        assert focused.bounding_box()["height"] > 20
        with turning(page):
            page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_is_pressed_in_the_frame_is_large_enough_for_a_thumb(client):
    with page_of(client, 375) as page:
        page.goto("/plain")
        for link in page.locator(".ww-masthead a, .ww-footer li a, .govuk-service-navigation__link").all():
            box = link.bounding_box()
            assert box["height"] >= 44, link.inner_text()
            assert box["width"] >= 44, link.inner_text()


def test_print_leaves_the_furniture_out_and_folds_nothing(client, pages):
    folded = '<details><summary>More</summary><p id="inside">Unfolded</p></details>'
    source = '{% extends "design/base.html" %}{% block content %}<h1>A</h1>' + folded + "{% endblock %}"
    pages.add("folded", source)
    with page_of(client, 800) as page:
        page.goto("/folded")
        assert not page.locator("#inside").is_visible()
        page.emulate_media(media="print")
        assert page.locator("#inside").is_visible()
        assert not page.locator("nav").first.is_visible()
        assert not page.get_by_text("Sign in").is_visible()
