"""What an intervention's page says, and says of what is not known."""

from dataclasses import replace

import pytest

from unit.publish import made_up_review as made_up

WALKS, TALKS = "interventions/walks.html", "interventions/talks.html"


@pytest.fixture
def walks(site):
    return site.pages[WALKS]


def test_without_an_editor_the_answer_is_put_together_from_the_leading_result_and_says_so(walks):
    answer = walks.one("section", id="answer").text()
    assert "30 of every 100 children were gone early at 12 months, against 42 of every 100" in answer
    assert "Of 2 studies, 1 points in favour and 1 does not say" in answer
    assert "No editor has written this answer yet" in answer


def test_an_editor_s_words_lead_with_their_sources(publish):
    root = publish(made_up.records(pages=(made_up.page(),))).pages[WALKS]
    answer = root.one("section", id="answer")
    assert answer.one("p", class_="ww-lede").text() == "Fewer left, perhaps."
    assert answer.one("a", class_="ww-src").attributes["href"] == "#source-alder-report"
    assert "No editor" not in answer.text()


def test_the_better_known_outcome_leads_whatever_the_order_of_the_tables(walks):
    names = [h.text() for h in walks.one("section", id="ratings").all("h3")]
    assert names == ["Leaving early", "Reading"]


def test_natural_frequencies_stand_where_both_percentages_are_printed(walks):
    found = walks.one("section", id="found")
    drawing = found.one("svg").attributes["aria-label"]
    assert "42 of 100" in drawing
    assert "30 of 100" in drawing
    assert "Not known" in drawing, "no interval is printed"


def test_no_frequencies_are_drawn_from_one_percentage(publish):
    alone = tuple(replace(r, percent_c=None) for r in made_up.RESULTS)
    assert not publish(made_up.records(results=alone)).pages[WALKS].all("section", id="found")


def test_an_interval_that_is_not_known_is_a_hollow_mark(walks):
    plot = walks.one("figure", id="plot-ratings-walks-leaving")
    assert plot.all(class_="p-hollow")
    assert not plot.all(class_="p-ci")
    assert walks.one("figure", id="plot-ratings-walks-reading").all(class_="p-ci")


def test_a_study_without_a_number_is_listed_as_such(walks):
    plot = walks.one("figure", id="plot-ratings-walks-leaving").one("svg")
    assert "no number printed" in plot.text()
    chosen = walks.one("section", id="trials").one("table", class_="ww-stack")
    row = next(r for r in chosen.all("tr") if "Birch" in r.text())
    assert "no clear difference. No number printed" in row.text()


def test_lower_is_drawn_to_the_right_where_lower_is_better(walks):
    words = walks.one("figure", id="plot-ratings-walks-leaving").one("svg").text()
    assert words.index("more gone early") < words.index("fewer gone early")


def test_reviews_of_one_outcome_stand_side_by_side(walks):
    pair = walks.one("section", id="reviews").one("div", class_="ww-pair")
    assert [d.one("a").text() for d in pair.children if not isinstance(d, str)] == [
        "Birch 2020 , read second-hand",
        "Review 2020 , read on its report page",
    ]
    assert "risk ratio 0.70 (95% interval 0.50 to 0.95)" in pair.text()
    assert "Number of studies not known" in pair.text()


def test_a_published_figure_is_named_as_such_wherever_it_leads(publish):
    site = publish(findings=made_up.findings(pools=(made_up.PUBLISHED_POOL,)))
    home = site.pages["index.html"].text()
    assert (
        "a published review of 4 studies prints a risk ratio 0.70 (95% interval 0.50 to 0.95): in favour"
        in home
    )


def test_our_own_pool_is_named_as_ours_and_leads_before_a_review_s(publish):
    root = publish(findings=made_up.findings(pools=(made_up.OUR_POOL,))).pages[WALKS]
    reading = root.one(id="ratings-walks-reading").text()
    assert "2 studies pooled here give a standardised mean difference 0.30" in reading


def test_what_does_not_agree_in_print_is_a_question_on_the_page_and_at_the_study(site, walks):
    assert "do not give the ratio printed" in walks.one("section", id="disagree").text()
    assert (
        "do not give the ratio printed" in site.pages["studies.html"].one("article", id="study-alder").text()
    )


def test_what_no_one_has_written_is_not_known(walks):
    sections = walks.one("section", id="emmie").all("div", class_="ww-emmie")
    assert [s.one("h3").text()[2:] for s in sections] == [
        "Effect",
        "Mechanism",
        "Moderators",
        "Implementation",
        "Economics",
    ]
    assert all("Not known" in s.text() for s in sections[1:4])
    assert "Cost not known" in sections[4].text()


def test_a_cost_on_record_is_shown_and_never_turned_into_a_level(publish):
    costly = replace(
        made_up.records().interventions[0], cost=4109.0, currency="USD", cost_unit="child", price_year=2022
    )
    root = publish(made_up.records(interventions=(costly, made_up.records().interventions[1]))).pages[WALKS]
    cost = next(d for d in root.one("dl", class_="ww-badges").all("div") if d.one("dt").text() == "Cost")
    assert "4,109 USD for each child (2022 prices)" in cost.text()
    assert "Not rated" in cost.text()
    assert cost.all(class_="g-dash")


def test_an_intervention_without_results_says_so_and_lists_what_it_has(site):
    text = site.pages[TALKS].text()
    assert "Nothing on record here says yet whether it helps" in text
    assert "Cedar trial : no result in the text read" in text
    assert "pre-post" in site.pages["studies.html"].text().lower()


def test_the_list_leads_with_what_is_known(site):
    names = [h.text() for h in site.pages["index.html"].all("h3", class_="ww-item__name")]
    assert names == ["Walking groups", "Talks"]


def test_many_unrated_are_folded_and_counted(publish):
    more = tuple(
        replace(made_up.records().interventions[1], id=f"more-{n}", name=f"More {n}") for n in range(5)
    )
    root = publish(made_up.records(interventions=(*made_up.records().interventions, *more))).pages[
        "index.html"
    ]
    fold = root.one("details", class_="ww-rest")
    assert "6 with no result on record" in fold.one("summary").text()
    assert "open" not in fold.attributes


def test_a_study_lists_what_is_known_and_what_is_not_and_why(publish):
    told = replace(made_up.STUDIES[0], unknown_because={"attrition_overall": "sought, not reported"})
    root = publish(made_up.records(studies=(told, *made_up.STUDIES[1:]))).pages["studies.html"]
    facts = {
        row.one("dt").text(): row.one("dd").text()
        for row in root.one("article", id="study-alder").all("div", class_="govuk-summary-list__row")
    }
    assert facts["Number analysed"] == "200 children"
    assert facts["Whether registered before recruitment"] == "No"
    assert facts["Lost, of all allocated"] == "Not known sought, not reported"
    assert facts["Number allocated"] == "Not known not yet sought"


def test_addresses_are_followed_only_where_a_browser_should(publish):
    odd = replace(made_up.STUDIES[0], source_url="javascript:alert(1)")
    root = publish(made_up.records(studies=(odd, *made_up.STUDIES[1:]))).pages["studies.html"]
    assert "javascript:alert(1)" in root.one("article", id="study-alder").text()
    assert all(not a.attributes["href"].startswith("javascript") for a in root.all("a"))
