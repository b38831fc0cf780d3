"""The pages of facts: what matters most, each fact's form, what differs, and what cannot be entered here."""

import re

import pytest

from site_judged import make_studied, place
from site_people import signed_in
from whatworks.rate import enterable
from whatworks.rules import FactType

KEY = "mentoring-stability"
SOURCE = {
    "why": "As the team judged.",
    "quote": "Said so.",
    "page": "p. 3",
    "source_url": "https://example.org/report",
    "seen_in": "report page",
}


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


@pytest.fixture
def rated(studied):
    """The same, rated by schemes that ask for facts that nobody has entered."""
    from whatworks_site.evidence.actions import assess_review
    from whatworks_site.evidence.models import Review

    document = {**studied.review.document, "schemes": ["centre", "maryland-sms"]}
    Review.objects.filter(pk=studied.review.pk).update(document=document, revision=50)
    studied.review.refresh_from_db()
    assess_review(review="mentoring", by=None)
    return studied


def entries():
    from whatworks_site.evidence.models import FactEntryRow

    return [row.to_record() for row in FactEntryRow.objects.order_by("place")]


def at(name, of="study-1", kind="study"):
    return place("review-fact", name, kind, of)


def target(definition):
    return ("study", "study-1") if definition.of == "study" else ("set", KEY)


def ways_to_answer(definition):
    """Every answer that a fact's form offers, and what is kept of it."""
    if definition.type is FactType.YES_NO:
        yield from (({"answer": f"is:{said}"}, {"value": said}) for said in ("yes", "no"))
    elif definition.type is FactType.CHOICE:
        for option in map(str, definition.options):
            long = len(definition.options) > 6
            given = {"answer": "known", "value": option} if long else {"answer": f"is:{option}"}
            yield given, {"value": option}
    else:
        least = definition.low if definition.low is not None else definition.high or 0
        yield {"answer": "known", "value": f"{least:g}"}, {"value": f"{least:g}"}
        yield {"answer": "known", "low": f"{least:g}", "high": ""}, {"low": float(least)}
    yield {"answer": "not-reported"}, {"unknown": "sought, not reported"}
    yield {"answer": "not-applicable"}, {"unknown": "not applicable"}


@pytest.mark.parametrize("definition", enterable(), ids=lambda d: d.name)
def test_every_enterable_fact_is_entered_by_its_form_and_comes_back(definition):
    from whatworks.rate import fact_of
    from whatworks_site.reviews.forms.facts import FactForm

    kind, of = target(definition)
    targets = [(KEY, "Only stability"), ("mentoring", "All")] if kind == "set" else []
    for given, kept in ways_to_answer(definition):
        form = FactForm(definition, "So?", {**SOURCE, "of": of, **given}, targets=targets, of=of)
        assert form.is_valid(), (given, form.errors)
        made = form.made()
        said = {
            k: v
            for k, v in made.to_json().items()
            if k in ("value", "unknown", "low", "high") and v is not None
        }
        assert said == kept
        assert fact_of(made, of).name == definition.name
        again = FactForm(definition, "So?", entry=made)
        sent = {name: again[name].value() for name in again.fields}
        back = FactForm(definition, "So?", sent, entry=made)
        assert back.is_valid(), (sent, back.errors)
        assert back.made() == made, "what is shown and saved unchanged is what was kept"


def test_a_fact_entered_through_its_page_is_kept_and_shown_with_its_source(studied):
    browser = signed_in(studied.one)
    said = browser.post(at("report_kind"), {"answer": "known", "value": "thesis", **SOURCE}, follow=True)
    shown = said.content.decode()
    assert [(e.of, e.name, e.value, e.by, e.page) for e in entries()] == [
        ("study-1", "report_kind", "thesis", "Ada", "p. 3")
    ]
    assert "never computed" in shown
    for words in ("Thesis", "Said so.", "https://example.org/report", "Entered by Ada", "p. 3"):
        assert words in shown


def test_everything_wrong_is_said_beside_its_field_and_nothing_is_kept(studied):
    browser = signed_in(studied.one)
    for given, says in (
        ({}, "Choose an answer, or say why there is none"),
        ({"answer": "is:yes"}, "Say why or how you know"),
        ({"answer": "is:yes", "quote": "So."}, "on which page"),
        ({"answer": "is:yes", "why": "So.", "source_url": "no address"}, "web address like"),
    ):
        assert says in browser.post(at("in_english"), given).content.decode()
    for given, says in (
        ({"answer": "known", "why": "So."}, "what it is at least or at most"),
        ({"answer": "known", "value": "many", "why": "So."}, "many is not a number"),
        ({"answer": "known", "value": "0", "why": "So."}, "a whole number, 1 or more"),
        ({"answer": "known", "value": "inf", "why": "So."}, "a whole number, 1 or more"),
        ({"answer": "known", "value": "3", "low": "1", "why": "So."}, "not both"),
        ({"answer": "not-reported", "value": "3", "why": "So."}, "Keep one"),
        ({"answer": "known", "low": "9", "high": "3", "why": "So."}, "cannot both be so"),
    ):
        assert says in browser.post(at("sites"), given).content.decode(), given
    assert not entries()


def test_for_which_analyses_it_holds_is_asked_where_it_is_not_plain(studied):
    browser = signed_in(studied.one)
    given = {"answer": "is:yes", "why": "The manual is on sale."}
    whole, one = (
        at("dissemination_ready", of, kind) for of, kind in (("mentoring", "intervention"), (KEY, "set"))
    )
    assert "checked" not in browser.get(whole).content.decode()
    assert re.search(rf'value="{KEY}"[^>]* checked', browser.get(one).content.decode())
    assert "Say for which analyses" in browser.post(whole, given).content.decode()
    assert "Select one of the answers" in browser.post(whole, {**given, "of": "study-1"}).content.decode()
    assert not entries()
    browser.post(one, {**given, "of": "mentoring"})
    assert [e.of for e in entries()] == ["mentoring"]


def test_what_matters_most_comes_first_with_who_asks_and_when_that_was_worked_out(rated):
    shown = signed_in(rated.one).get(place("review-facts")).content.decode()
    assert "Worked out on" in shown
    much = re.findall(r"Could rule out (?:up to )?(\d+) levels? of", shown)
    assert much
    assert much == sorted(much, key=int, reverse=True)
    assert "Asked for by" in shown
    assert "/facts/enter/" in shown


def test_what_is_entered_elsewhere_is_listed_with_the_way_there(studied):
    from whatworks_site.evidence.models import Review

    document = {**studied.review.document, "schemes": ["title-iv-e"]}
    Review.objects.filter(pk=studied.review.pk).update(document=document, revision=50)
    shown = signed_in(studied.one).get(place("review-facts") + f"?set={KEY}&more=1").content.decode()
    assert "Entered elsewhere" in shown
    assert place("review-study", "study-1") in shown
    assert "Worked out for this page" in shown


def test_what_comes_from_records_has_no_form_here(studied):
    assert signed_in(studied.one).get(at("design")).status_code == 404
    assert signed_in(studied.one).get(at("in_english", KEY, "set")).status_code == 404
    assert signed_in(studied.one).get(at("in_english", "nobody")).status_code == 404


def test_the_list_of_one_scheme_and_one_analysis_is_that_alone(rated):
    browser = signed_in(rated.one)
    shown = browser.get(place("review-facts") + f"?set={KEY}&scheme=maryland-sms&more=1").content.decode()
    assert "Of one analysis alone" in shown
    asked = re.findall(r"Asked for by ([^<]*)\.</p>", shown)
    assert asked
    assert all("Maryland" in each for each in asked)


def test_a_rating_leads_from_what_is_not_known_to_its_facts(rated):
    shown = signed_in(rated.one).get(place("review-rating", KEY)).content.decode()
    links = re.findall(r'href="([^"]*/facts\?[^"]*)"', shown)
    assert links
    for link in links:
        assert (
            "Of one analysis alone" in signed_in(rated.one).get(link.replace("&amp;", "&")).content.decode()
        )


def test_an_answer_leaves_the_list_and_is_told_apart_until_the_ratings_are_made_again(rated):
    from whatworks_site.evidence.actions import assess_review

    browser = signed_in(rated.one)
    index = place("review-facts") + "?more=1"
    link = re.search(
        r'href="([^"]*/facts/enter/controls_used/[^"]*)"',
        browser.get(index).content.decode(),
    )[1]
    said = browser.post(link, {"answer": "is:yes", "why": "Read it."}, follow=True).content.decode()
    assert "worked out again by themselves" in said
    shown = browser.get(index).content.decode()
    assert "Answered since" in shown
    assert link in shown.split("Answered since")[1]
    assert link not in shown.split("Answered since")[0]
    assess_review(review="mentoring", by=None)
    assert "Answered since" not in browser.get(index).content.decode()


def test_two_sources_that_differ_are_shown_as_such_with_what_to_do(studied):
    browser = signed_in(studied.one)
    browser.post(at("in_english"), {"answer": "is:yes", "why": "One says so."})
    signed_in(studied.two).post(at("in_english"), {"answer": "is:no", "why": "Another says not."})
    shown = browser.get(at("in_english")).content.decode()
    assert "Sources disagree" in shown
    assert "withdraw the one that is wrong" in shown
    withdraw = place("review-fact-withdraw", entries()[1].id)
    assert "Say why it is withdrawn" in browser.post(withdraw, {}).content.decode()
    done = browser.post(withdraw, {"reason": "A misprint."}, follow=True).content.decode()
    assert "Sources disagree" not in done
    assert "A misprint." in done
    assert [e.value for e in entries()] == ["yes"]
    back = {"back": at("in_english")}
    again = browser.post(
        place(
            "review-fact-undo",
            re.search(r"/facts/undo/([^\"]*)\"[^>]*>(?:(?!</form>).)*Put it back", done, re.S)[1],
        ),
        back,
        follow=True,
    )
    assert [e.value for e in entries()] == ["yes", "no"]
    assert "Sources disagree" in again.content.decode()


def test_a_change_made_meanwhile_is_not_written_over_unseen(studied):
    browser, other = signed_in(studied.one), signed_in(studied.two)
    browser.post(at("in_english"), {"answer": "is:yes", "why": "One says so."})
    change = place("review-fact-change", entries()[0].id)
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser.get(change).content.decode())[1]
    other.post(change, {"answer": "is:no", "why": "It is not.", "seen": seen})
    said = browser.post(
        change, {"answer": "is:yes", "why": "It is, on page 2.", "seen": seen}
    ).content.decode()
    assert "Somebody else saved" in said
    assert [(e.value, e.by) for e in entries()] == [("no", "Ben")]


def test_those_who_may_only_see_are_shown_no_form_and_refused(studied):
    signed_in(studied.one).post(at("in_english"), {"answer": "is:yes", "why": "So."})
    key = entries()[0].id
    for who in (studied.arbiter, studied.screener):
        browser = signed_in(who)
        assert 'name="answer"' not in browser.get(at("in_english")).content.decode()
        assert browser.post(at("in_english"), {"answer": "is:no", "why": "No."}).status_code == 403
        for name in ("review-fact-change", "review-fact-withdraw", "review-fact-undo"):
            assert browser.post(place(name, key), {"reason": "No."}).status_code == 403
    assert signed_in(studied.outsider).get(place("review-facts")).status_code == 403
    assert len(entries()) == 1


def test_nothing_computed_yet_is_said_with_what_to_do(studied):
    assert "Compute the ratings" in signed_in(studied.lead).get(place("review-facts")).content.decode()
    shown = signed_in(studied.arbiter).get(place("review-facts")).content.decode()
    assert "an extractor or an editor can compute them" in shown


def test_undoing_leads_back_to_no_other_site(studied):
    browser = signed_in(studied.one)
    browser.post(at("in_english"), {"answer": "is:yes", "why": "So."})
    said = browser.post(place("review-fact-undo", entries()[0].id), {"back": "https://example.org/"})
    assert said["Location"] == place("review-facts")
    assert not entries()


def test_each_line_of_a_study_leads_to_where_its_report_is_read(rated):
    from whatworks_site.evidence.models import ReportRow

    ReportRow.objects.filter(key="report-1").update(url="https://example.org/the-report")
    ReportRow.objects.filter(key="report-2").update(url="javascript:alert(1)")
    for at_ in (place("review-facts"), place("review-facts-of", "study", "study-1")):
        shown = signed_in(rated.one).get(at_).content.decode()
        assert 'href="https://example.org/the-report"' in shown
        assert "javascript:" not in shown
