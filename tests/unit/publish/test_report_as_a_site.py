"""What holds of every page of the report, whatever is on it."""

import json
import re

import pytest

from unit.publish import made_up_review as made_up
from whatworks.publish import write_report

LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background")


def test_every_link_leads_to_a_file_and_a_place_in_the_report_or_to_the_web(site):
    for page, root in site.pages.items():
        for link in root.all("a"):
            href = link.attributes["href"]
            if href.startswith(("http://", "https://")):
                continue
            path, anchor = site.where(page, href)
            assert path.is_file(), (page, href)
            assert path.is_relative_to(site.folder.resolve()), (page, href)
            if anchor:
                assert anchor in site.ids(path.relative_to(site.folder.resolve()).as_posix()), (page, href)


def test_ids_are_unique_on_each_page(site):
    for page in site.pages:
        ids = site.ids(page)
        assert len(ids) == len(set(ids)), page


def test_references_between_elements_resolve(site):
    for page, root in site.pages.items():
        for element in root.all():
            for name in ("aria-labelledby", "aria-describedby", "for"):
                if name in element.attributes:
                    assert element.attributes[name] in site.ids(page), (page, name)


def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(site):
    for page, root in site.pages.items():
        assert not root.all("script"), page
        assert not root.all("iframe"), page
        assert not [e for e in root.all() for n in e.attributes if n.startswith("on")], page
        assert not [e for e in root.all() for n in e.attributes if n in LOADING], page
        for link in root.all("link"):
            href = link.attributes["href"]
            assert href.startswith("data:") or site.where(page, href)[0].is_file(), (page, href)


def test_the_style_sheet_loads_nothing(site):
    css = (site.folder / "assets/report.css").read_text("utf-8")
    assert "@import" not in css
    assert "@font-face" not in css
    assert not re.findall(r"url\(\s*[\"']?(?!data:)", css)
    assert "GDS Transport" not in css
    assert "MIT License" in css


@pytest.mark.parametrize("what", ["h1", "main", "header", "footer"])
def test_each_page_has_one(site, what):
    for page, root in site.pages.items():
        assert len(root.all(what)) == 1, page


def test_headings_go_down_one_step_at_a_time(site):
    for page, root in site.pages.items():
        steps = [int(e.tag[1]) for e in root.all() if re.fullmatch(r"h[1-6]", e.tag) and not e.within("nav")]
        first = steps.index(1)
        for above, below in zip(steps[first:], steps[first + 1 :], strict=False):
            assert below <= above + 1, (page, above, below)


def test_each_page_names_its_language_and_lets_a_reader_skip_to_the_content(site):
    for page, root in site.pages.items():
        assert root.one("html").attributes["lang"] == "en-GB", page
        assert root.all("a")[0].attributes["href"] == "#main", page


def test_tables_have_captions_and_their_headers_say_what_they_head(site):
    for page, root in site.pages.items():
        for table in root.all("table"):
            assert table.one("caption").text(), page
            assert all(th.attributes.get("scope") in ("col", "row") for th in table.all("th")), page


def test_drawings_are_hidden_from_readers_or_say_what_they_show(site):
    for page, root in site.pages.items():
        for svg in root.all("svg"):
            hidden = svg.attributes.get("aria-hidden") == "true"
            assert hidden or svg.attributes.get("aria-label"), page


def test_every_figure_is_also_a_table(site):
    for page, root in site.pages.items():
        for figure in root.all("figure"):
            after = figure.parent.children[figure.parent.children.index(figure) + 1 :]
            fold = next(e for e in after if not isinstance(e, str))
            assert fold.tag == "details", page
            assert fold.all("table"), page


def test_the_same_records_give_the_same_bytes(site, tmp_path):
    write_report(made_up.records(), made_up.findings(), tmp_path, schemes=made_up.SCHEMES)
    files = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(site.folder) for p in site.folder.rglob("*") if p.is_file())
    for file in files:
        assert (tmp_path / file).read_bytes() == (site.folder / file).read_bytes(), file


def test_the_index_is_what_is_returned(tmp_path):
    index = write_report(made_up.records(), made_up.findings(), tmp_path, schemes=made_up.SCHEMES)
    assert index == tmp_path / "index.html"
    assert index.is_file()


def test_each_intervention_takes_its_data_away(site):
    held = json.loads((site.folder / "data/walks.json").read_text("utf-8"))
    assert held["ratings"][0]["words"] == "Tends to help or Mixed"
    assert {s["id"] for s in held["studies"]} == {"alder", "birch"}
    link = site.pages["interventions/walks.html"].one("a", href="../data/walks.json")
    assert "JSON" in link.text()


def test_what_was_made_up_is_said_on_every_page_and_beside_the_counts(site):
    for page, root in site.pages.items():
        assert "made up" in root.one("aside").text(), page
    search = site.pages["search.html"]
    assert "Everything here was made up." in search.one(id="constructed").text()
    assert "Made up" in search.one("section", **{"aria-labelledby": "searches-h"}).text()
    home = site.pages["index.html"].one("aside", **{"aria-label": "About this review"})
    assert "Made up for this example" in home.text()


def test_a_real_review_carries_no_such_notice(publish):
    real = made_up.records()
    fields = {f.name: getattr(real.review, f.name) for f in real.review.fields()}
    review = type(real.review)(**{**fields, "constructed": None})
    root = publish(made_up.records(review=review)).pages["index.html"]
    assert not root.all("aside", class_="ww-phase")


def test_a_review_with_nothing_in_it_is_still_a_report(publish):
    from whatworks.terms import Findings, ReviewRecords

    site = publish(ReviewRecords(review=made_up.records().review), Findings())
    assert "0 interventions" in site.pages["index.html"].text()
    assert "No search is on record yet" in site.pages["search.html"].text()
    assert "Nothing is rated yet" in site.pages["compare.html"].text()
