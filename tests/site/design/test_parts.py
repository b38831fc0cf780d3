"""The parts of pages: all of them on one page, tried as readers meet them."""

from pathlib import Path

import pytest
from django.core.paginator import Paginator
from markupsafe import Markup

from browser import WIDTHS, assert_accessible, assert_fits, expect, follow, page_of
from whatworks.figures import rating_badge
from whatworks_site.design.components import component

SOURCE = Path(__file__).with_name("parts.html").read_text("utf-8")


@pytest.fixture
def everything(pages):
    from whatworks.publish import BadgeView

    badge = rating_badge("effect", "1")
    view = BadgeView(label="Effect", svg=Markup(badge.svg), words="Tends to help", note="", quiet=False)  # noqa: S704
    many = Paginator(range(200), 10).page(9)
    pages.add("parts", SOURCE, badges=[view], page_of_many=many, url_for=lambda number: f"/?page={number}")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_part_is_for_everyone(client, everything, width):
    with page_of(client, width) as page:
        page.goto("/parts")
        assert_accessible(page)


def test_every_part_is_for_those_who_choose_their_own_colours(client, everything):
    with page_of(client, 1280, forced_colors="active") as page:
        page.goto("/parts")
        assert_accessible(page)
        assert (
            page.get_by_role("button", name="Search").evaluate("e => getComputedStyle(e).borderTopStyle")
            == "solid"
        )


def test_every_part_fits_a_screen_of_320_pixels(client, everything):
    with page_of(client, 320) as page:
        page.goto("/parts")
        assert_fits(page)


def test_on_a_phone_a_link_opens_the_filters(client, everything):
    with page_of(client, 375) as page:
        page.goto("/parts")
        box = page.get_by_label("Edge of care")
        assert not box.is_visible()
        follow(page.get_by_role("link", name="Filter the list"))
        expect(page.get_by_text("Edge of care (7)")).to_be_visible()
        page.get_by_role("button", name="Apply filters").scroll_into_view_if_needed()
    with page_of(client, 1280) as page:
        page.goto("/parts")
        assert page.get_by_text("Edge of care (7)").is_visible()
        assert not page.get_by_role("link", name="Filter the list").is_visible()


def test_pages_of_a_list_name_the_first_the_last_and_those_nearby(client, everything):
    with page_of(client, 1280) as page:
        page.goto("/parts")
        numbers = page.get_by_role("navigation", name="Pages of the list").get_by_role("listitem")
        assert [each.inner_text().strip() for each in numbers.all()] == ["1", "⋯", "8", "9", "10", "⋯", "20"]
        assert page.get_by_role("link", name="Next page").get_attribute("href") == "/?page=10"


def test_a_list_of_one_page_has_no_pages(pages, client):
    source = '{% from "design/parts.html" import pagination %}[{{ pagination(one, url_for) }}]'
    pages.add("one", source, one=Paginator(range(3), 10).page(1), url_for=str)
    assert client.get("/one").content.decode().replace("\n", "") == "[]"


def test_a_component_escapes_what_it_is_given():
    assert "<script>" not in component("tag", text="<script>x</script>")


def test_paper_shows_what_is_folded_and_none_of_the_furniture(client, everything):
    with page_of(client, 800) as page:
        page.goto("/parts")
        page.emulate_media(media="print")
        for furniture in (
            ".ww-filter",
            ".ww-search",
            ".govuk-pagination",
            ".ww-subnav",
            ".govuk-button >> nth=0",
        ):
            assert not page.locator(furniture).first.is_visible(), furniture
        assert page.get_by_text("36 of every 100").is_visible()
        printed = "(selector) => getComputedStyle(document.querySelector(selector), '::after').content"
        assert page.evaluate(printed, ".govuk-task-list__link") == "none"
