"""Every public page of the demonstration: at both widths, without script, in print, in few pixels."""

import re
import urllib.request

import pytest

from browser import WIDTHS, assert_accessible, assert_fits, page_at, turning

KINDS = (
    "/", "/search?q=foster+carer", "/search?q=famly+meeting", "/search?q=zzzz", "/interventions",
    "/interventions/fgc", "/interventions/ifps", "/interventions/swis", "/interventions/fgc/history",
    "/interventions/fgc/why/fgc-entry-to-care/centre/effect", "/interventions/fgc/cite",
    "/interventions/fgc/cpd", "/interventions/teacher-expectancy", "/outcomes", "/outcomes/entry-to-care",
    "/studies", "/studies/taylor-2024-england", "/reviews", "/reviews/entering-care", "/map", "/compare",
    "/compare?i=fgc&i=ifps&i=swis&i=mst", "/compare?i=fgc", "/ratings", "/ratings/centre", "/ratings/eif",
    "/changes", "/data", "/api", "/accessibility", "/privacy", "/accounts/login/",
)  # fmt: skip


def paths(site):
    """Every address in the sitemap."""
    with urllib.request.urlopen(f"{site.url}/sitemap.xml", timeout=30) as answer:  # noqa: S310
        text = answer.read().decode("utf-8")
    return [re.sub(r"^https?://[^/]+", "", found) or "/" for found in re.findall(r"<loc>(.*?)</loc>", text)]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_kind_of_page_breaks_a_rule_of_accessibility(site, width):
    broken = []
    with page_at(site, width) as page:
        for path in KINDS:
            answer = page.goto(path)
            try:
                assert_accessible(page, status=answer.status)
            except AssertionError as fault:
                broken.append(f"{path} ({answer.status}): {str(fault)[:600]}")
    assert not broken, "\n\n".join(broken)


def test_every_published_page_answers_and_none_asks_another_host(site):
    found = paths(site)
    assert len(found) > 100
    with page_at(site, 375) as page:
        for path in found[::7]:
            assert page.goto(path).status == 200, path
            assert_fits(page)


def test_nothing_scrolls_sideways_at_320_pixels_nor_at_four_times_the_size(site):
    wide = []
    for options in ({}, {"device_scale_factor": 4}):
        with page_at(site, 320, height=256, **options) as page:
            for path in KINDS:
                page.goto(path)
                try:
                    assert_fits(page)
                except AssertionError as fault:
                    wide.append(f"{path}: {fault}")
    assert not wide, "\n".join(wide)


def test_everything_can_be_read_without_script_because_there_is_none(site):
    with page_at(site, 1280) as page:
        for path in KINDS:
            page.goto(path)
            scripts = page.locator("script:not([type='application/ld+json'])").count()
            assert scripts == 0, path
            assert page.locator("[onclick], [onload], [style]").count() == 0, path


def test_marks_keep_their_meaning_in_the_readers_own_colours(site):
    drawn = """marks => marks.flatMap(mark => [...mark.querySelectorAll('rect, path, circle')]).map(part => {
        const style = getComputedStyle(part);
        return [style.fill, style.stroke].filter(c => c !== 'none' && c !== 'rgba(0, 0, 0, 0)');
    })"""
    with page_at(site, 1280, forced_colors="active", color_scheme="dark") as page:
        page.goto("/interventions/fgc")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        parts = page.locator(".ww-rate svg").evaluate_all(drawn)
        assert parts
        assert all(any(colour != paper for colour in colours) for colours in parts)


def test_print_shows_the_folded_and_hides_the_furniture(site):
    with page_at(site, 794) as page:
        page.goto("/interventions/fgc")
        page.emulate_media(media="print")
        assert not page.locator(".govuk-service-navigation").first.is_visible()
        assert page.locator("#answer").is_visible()
        assert_fits(page)


def test_the_keyboard_reaches_everything_on_the_first_page(site):
    with page_at(site, 1280) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        with turning(page):
            page.keyboard.press("Enter")
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
            )
        assert "q" in seen
        assert any(name.startswith("Family group conferencing") for name in seen)
