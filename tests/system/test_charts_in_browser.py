"""Every chart of the evidence on a page of ours, in a real browser: desk, phone and high contrast."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from unit.synthesise.test_plots import ALLOC, LABELS, LATITUDE, POOLED, VI, YI
from whatworks.figures import ForestRisk, TrafficScale
from whatworks.publish.plots import FigureView
from whatworks.publish.rendering import environment, style_sheet
from whatworks.synthesise import regress
from whatworks.synthesise.plots import KINDS, bubble_of, forest_of

DESK, PHONE = 1280, 375
PAGE = """{% from "marks.html" import figure with context %}<!DOCTYPE html>
<html lang="en"><head><title>Charts</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{ digest }}'">
<style>{{ style }}</style></head><body class="govuk-template__body"><main class="govuk-width-container">
<h1>Charts</h1>{% for view in views %}<h2>{{ view.id }}</h2>{{ figure(view) }}{% endfor %}
</main></body></html>"""
DRAWN = """kind => [...document.querySelectorAll(`figure svg.ww-only-${kind}`)]
  .map(svg => svg.getBoundingClientRect().width)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('figure svg text')]
  .filter(text => text.getClientRects().length)
  .map(text => text.ownerSVGElement.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize)))"""


def figures():
    found = {kind: POOLED.plot(kind) for kind in KINDS}
    scale = TrafficScale(levels=("Low", "Some concerns", "High"), off=("No information",))
    words = ("Low", "High", None, "Some concerns", "No information")
    found["groups"] = forest_of(
        POOLED, by={"Allocation": ALLOC}, better=-1, title="Forest plot by allocation",
        risk=ForestRisk(scale=scale, domains=(("D1", "Randomisation"), ("D2", "Missing data"))),
        judgements={n: {"D1": words[i % 5], "D2": words[i % 3]} for i, n in enumerate(LABELS)},
        overall={n: words[i % 2] for i, n in enumerate(LABELS)},
    )  # fmt: skip
    found["bubble"] = bubble_of(regress(YI, VI, {"ablat": LATITUDE}), "ablat", scale="RR", labels=LABELS)
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    import base64
    import hashlib

    from markupsafe import Markup

    style = style_sheet().replace("</", "<\\/")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    views = [FigureView.of(figure, name) for name, figure in figures().items()]
    html = environment().from_string(PAGE).render(views=views, style=Markup(style), digest=digest)  # noqa: S704
    path = tmp_path_factory.mktemp("charts") / "charts.html"
    path.write_text(html, "utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    opened = browser.new_page(bypass_csp=False)
    opened.said = []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.goto(address)
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_charts_are_free_of_faults_and_fit(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == []
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]


def test_a_strict_policy_refuses_nothing_of_a_chart(page):
    assert page.said == []


@pytest.mark.parametrize(("width", "kind", "other"), [(DESK, "wide", "narrow"), (PHONE, "narrow", "wide")])
def test_each_width_has_its_own_drawing_with_type_large_enough(page, width, kind, other):
    page.set_viewport_size({"width": width, "height": 900})
    assert all(shown > 300 for shown in page.evaluate(DRAWN, kind))
    assert not any(page.evaluate(DRAWN, other))
    assert page.evaluate(SMALLEST) >= 14


def test_marks_keep_their_ink_in_high_contrast(page):
    page.emulate_media(forced_colors="active")
    fill = "selector => getComputedStyle(document.querySelector(selector)).fill"
    assert page.evaluate(fill, "#funnel .c-dot") == "rgb(18, 63, 66)"
    assert page.evaluate(fill, "#groups .t-worst") == "rgb(174, 63, 12)"
    ground = "getComputedStyle(document.querySelector('#funnel svg')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
