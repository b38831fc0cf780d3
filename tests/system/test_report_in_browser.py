"""The built reports opened from disk in a real browser, as a reader opens them."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import expect, follow, turning

EXAMPLES = ("entering-care", "teacher-expectancy")
WIDE, PHONE, NARROW = 1280, 375, 320
UNSEEN = """(() => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return seen || style.backgroundColor !== 'rgba(0, 0, 0, 0)' ? '' : focused.outerHTML.slice(0, 120);
})()"""
"""The element that has the focus, if nothing shows that it has."""


def pages_of(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.html"))


@pytest.fixture
def page(browser):
    """A page that remembers what it asked for and what it complained of."""
    opened = browser.new_page()
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    yield opened
    opened.close()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_page_is_free_of_accessibility_faults_on_a_desk_and_on_a_phone(page, built, example):
    axe, faults = Axe(), []
    for path in pages_of(built(example)):
        page.goto((built(example) / path).as_uri())
        for width in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            found = axe.run(page, options={"preload": False, "resultTypes": ["violations"]})
            faults += [
                (path, width, v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]
            ]
    assert not faults


@pytest.mark.parametrize("example", EXAMPLES)
def test_folded_parts_are_free_of_faults_too(page, built, example):
    for path in ("index.html", "compare.html", "studies.html", "ratings.html"):
        page.goto((built(example) / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == [], path


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_page_leaves_the_disk_or_complains(page, built, example):
    for path in pages_of(built(example)):
        page.goto((built(example) / path).as_uri())
        assert page.title(), path
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.said == []


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("width", [PHONE, NARROW])
def test_nothing_scrolls_sideways_on_a_phone_even_with_everything_open(page, built, example, width):
    page.set_viewport_size({"width": width, "height": 700})
    wide = []
    for path in pages_of(built(example)):
        page.goto((built(example) / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []


def test_a_sceptic_opens_a_rating_down_to_the_address_it_was_read_at(page, built):
    """By keyboard alone: the list, the intervention, why, the criterion, the study behind it, the address."""
    page.goto((built("entering-care") / "index.html").as_uri())
    page.get_by_role("link", name="Family group conferencing", exact=True).focus()
    with turning(page):
        page.keyboard.press("Enter")
    assert page.url.endswith("/interventions/fgc.html")

    why = page.locator("#ratings a.ww-badges__why").first
    why.focus()
    with turning(page):
        page.keyboard.press("Enter")
    reasons = page.locator(".ww-why__in:target")
    expect(reasons).to_be_visible()
    expect(reasons).to_contain_text("What is not known, what matters most first")

    fact = reasons.locator(".ww-fact:visible", has_text="England, pre-proceedings, 2024").first
    while not fact.count():
        reasons.locator("details:not([open]) > summary:visible").first.focus()
        page.keyboard.press("Enter")
    address = fact.locator(".ww-at a").get_attribute("href")
    assert address.startswith("https://")

    fact.locator("a").first.focus()
    with turning(page):
        page.keyboard.press("Enter")
    assert page.url.endswith("/studies.html#study-taylor-2024-england")
    study = page.locator("article:target")
    assert "36.2% against 44.8%" in study.inner_text()
    assert address in [a.get_attribute("href") for a in study.locator(".ww-at a").all()]


def test_a_link_to_reasons_that_are_folded_opens_them(page, built):
    page.goto((built("entering-care") / "compare.html").as_uri())
    cell = page.locator("a.ww-verdict-cell").nth(3)
    anchor = cell.get_attribute("href").partition("#")[2]
    follow(cell)
    expect(page.locator(f"[id='{anchor}']")).to_be_visible()


def test_the_first_stop_of_the_tab_key_skips_to_the_content(page, built):
    page.goto((built("entering-care") / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    with turning(page):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_of_the_tab_key_is_seen(page, built):
    page.goto((built("entering-care") / "interventions/fgc.html").as_uri())
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        shown = page.evaluate(UNSEEN)
        unseen += [shown] if shown else []
    assert unseen == []


def test_print_opens_what_is_folded_and_drops_the_furniture(page, built):
    page.emulate_media(media="print")
    page.goto((built("entering-care") / "interventions/fgc.html").as_uri())
    assert not page.locator(".govuk-service-navigation").is_visible()
    folded = page.locator("details:not([open]) > :not(summary)")
    heights = folded.evaluate_all("found => found.map(e => e.getBoundingClientRect().height)")
    assert heights
    assert all(height > 0 for height in heights)


def test_the_pooled_figure_of_nineteen_studies_is_drawn(page, built):
    page.goto((built("teacher-expectancy") / "interventions/teacher-expectancy.html").as_uri())
    drawing = page.locator("figure svg.ww-only-wide").first
    assert drawing.is_visible()
    said = drawing.get_attribute("aria-label")
    assert "19 studies" in said
    assert "Rosenthal and Jacobson, 1968" in said
