"""How a rating stands on its page: what is settled, what is not, and the way down to where it was read."""

from dataclasses import replace

import pytest

from unit.publish import made_up_review as made_up
from whatworks.publish.badges import glyph

WALKS = "interventions/walks.html"
WHY = "why-walks-leaving-centre-effect"


@pytest.fixture
def walks(site):
    return site.pages[WALKS]


def test_a_rating_that_is_not_settled_shows_every_level_still_possible(walks):
    levels = walks.one(id=WHY).one("ol", class_="ww-levels")
    may = [e.text() for e in levels.all("li", class_="ww-level--may")]
    out = [e.text() for e in levels.all("li", class_="ww-level--not")]
    assert may == ["Mixed : still possible", "Tends to help : still possible"]
    assert {"Harms : ruled out", "Helps : ruled out"} <= set(out)
    assert "Not settled: 2 levels still possible" in walks.one(id="ratings-walks-leaving").text()


def test_what_would_settle_it_leads_the_unknowns_with_where_it_may_stand(walks):
    unknown = walks.one(id=WHY).one("ul", class_="ww-unknown")
    assert "Birch trial: which way it points." in unknown.text()
    assert "could rule out 1 level" in unknown.text()
    assert unknown.one("a").attributes["href"] == "#source-birch-report"


def test_what_would_change_it_goes_up_and_down(walks):
    move = walks.one(id=WHY).one(class_="ww-move")
    assert "Up Birch trial: we learn that it points in favour" in move.text()
    assert "Down One more study against" in move.text()


def test_a_scale_of_which_nothing_is_known_says_not_known_not_a_list(walks):
    badges = walks.one("dl", class_="ww-badges")
    strength = next(d for d in badges.all("div") if "Strength" in d.one("dt").text())
    assert strength.one(class_="ww-rate--quiet").text() == "Not known"


def test_every_badge_leads_to_its_reasons_and_those_to_a_study(site):
    for root in (r for p, r in site.pages.items() if p.startswith("interventions/")):
        for badges in [*root.all("dl", class_="ww-badges"), *root.all("dl", class_="ww-glance")]:
            for cell in badges.all("div"):
                if cell.one("dt").text() == "Cost":
                    continue
                why = cell.one("a", class_="ww-badges__why").attributes["href"]
                reasons = root.one("div", id=why[1:])
                assert [a for a in reasons.all("a") if "studies.html#study-" in a.attributes["href"]], why


def test_a_fact_leads_to_its_study_its_source_and_the_address_it_was_read_at(walks):
    facts = walks.one(id=WHY).all("li", class_="ww-fact")
    alder = next(f for f in facts if "Alder" in f.text())
    assert [a.attributes["href"] for a in alder.all("a")] == [
        "../studies.html#study-alder",
        "#source-alder-report",
        made_up.ONE,
    ]
    assert "which way it points: favours" in alder.text()
    assert "read in the abstract" in alder.text()


def test_an_unknown_fact_is_dashed_and_says_not_known(walks):
    facts = walks.one(id=WHY).all("li", class_="ww-fact--unknown")
    assert [f for f in facts if "Birch" in f.text() and "not known" in f.text()]


def test_what_decided_stands_open_and_the_rest_is_folded(walks):
    reasons = walks.one(id=WHY)
    assert "open" in reasons.parent.attributes
    majority = next(e for e in reasons.all("li") if e.text().startswith("? Tends to help : Do most"))
    assert majority.parent.parent is reasons
    folded = reasons.all("details", class_="ww-beside")
    assert any("Levels tried and not reached (1)" in e.one("summary").text() for e in folded)


def test_the_rule_that_spoke_is_named(walks):
    assert "the majority of studies and of the people in them" in walks.one(id=WHY).text()


def test_unverified_parts_carry_the_mark_on_the_page_and_in_the_explanation(site, walks):
    assert walks.one(id=WHY).all(class_="ww-unv")
    explained = site.pages["ratings.html"]
    assert explained.all(class_="ww-unv")
    assert "The step to points is ours" in explained.text()


def test_a_criterion_shown_once_is_linked_the_second_time(publish):
    twice = replace(made_up.RATINGS[0], criteria=(made_up.MAJORITY, replace(made_up.MAJORITY, level="+2")))
    root = publish(findings=made_up.findings(ratings=(twice,))).pages[WALKS]
    assert [a for a in root.one(id=WHY).all("a") if "Shown in full above" in a.text()]


def test_other_bodies_ratings_stand_beside_ours_as_printed_and_dated(site, walks):
    row = walks.one("section", id="others").one("tbody").one("tr").text()
    assert "Another body" in row
    assert "“Promising”" in row
    assert "May 2021" in row
    assert "None of it counts towards the ratings above" in walks.one("section", id="others").text()
    assert (
        "“Promising”" in site.pages["compare.html"].one("section", **{"aria-labelledby": "published"}).text()
    )


def test_the_matrix_opens_each_cell_at_the_rule_that_gave_it(site):
    cells = site.pages["compare.html"].all("a", class_="ww-verdict-cell")
    assert f"interventions/walks.html#{WHY}" in [c.attributes["href"] for c in cells]


def test_the_explanation_gives_the_rule_in_words_with_a_worked_example(site):
    text = site.pages["ratings.html"].text()
    assert "Tends to help if: Do most studies favour it?" in text
    assert "asked of each study" in text
    assert "Worked example Walking groups: leaving early" in text


@pytest.mark.parametrize("scale", [made_up.EFFECT, made_up.STRENGTH, made_up.STEPS])
def test_any_scale_has_a_drawing_for_each_level_and_for_any_set_of_levels(scale):
    ids = [level.id for level in scale.levels]
    for level in ids:
        assert glyph(scale, level, (level,)).startswith("<svg")
    for start in range(len(ids)):
        assert glyph(scale, None, tuple(ids[start:])).startswith("<svg")
    assert "g-maybe" in glyph(scale, None, tuple(ids))
    assert "g-dash" in glyph(scale, None, ())
