"""Analyses on the desk: looked at, kept, changed, taken back."""

import json

import pytest

from site_judged import make_studied, place
from site_people import signed_in

KEY = "mentoring-stability"
MODEL = {"method": "REML", "test": "knha", "scale": "SMD"}


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def _sets():
    from whatworks_site.evidence.models import EvidenceSetRow

    return {row.key: row.to_record() for row in EvidenceSetRow.objects.all()}


def _methods():
    from whatworks_site.evidence.models import Review

    return Review.objects.get(key="mentoring").document["methods"]


def _keep(browser, **given):
    return browser.post(
        place("review-analysis-change", KEY), {**MODEL, "why": "To see.", **given}, follow=True
    )


def _new(browser, **given):
    at = place("review-analysis-new") + "?intervention=mentoring&outcome=stability"
    return browser.post(at, {**MODEL, "why": "It is the question.", **given}, follow=True)


def test_what_is_looked_at_is_what_a_build_of_the_folder_pools_to_the_same_digits(studied, tmp_path):
    from whatworks.review import build_review
    from whatworks.terms import Methods
    from whatworks_site.evidence.actions import export_review
    from whatworks_site.reviews.queries.analyses import kept_set
    from whatworks_site.reviews.queries.analyses_shown import analysis_of
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    methods = Methods(method="DL", test="z")
    before = evidence_of(studied.review)
    looked_at = analysis_of(before, kept_set(before, KEY), methods).pool
    _keep(signed_in(studied.one), method="DL", test="z", scale="", note="")
    export_review(review="mentoring", out=tmp_path / "out", by=None)
    built = build_review(tmp_path / "out", tmp_path / "built").summary["pooled"]
    assert built == [json.loads(json.dumps(looked_at.to_json()))]


def test_looking_keeps_nothing(studied):
    before = _sets(), _methods()
    browser = signed_in(studied.one)
    at = place("review-analysis-change", KEY) + "?method=DL&test=z&scale=SMD&months_from=3&months_to=9"
    shown = browser.get(at).content.decode()
    assert "What moves" in shown
    assert "all analyses of the review" in shown
    assert (_sets(), _methods()) == before


def test_a_new_analysis_is_kept_with_its_reason_and_taken_back_it_is_gone(studied):
    browser = signed_in(studied.one)
    made = _new(browser, population="Young children")
    assert "Kept, as version 1" in made.content.decode()
    assert set(_sets()) == {KEY, "mentoring-stability-2"}
    browser.post(place("review-analysis-undo", "mentoring-stability-2"))
    assert set(_sets()) == {KEY}


def test_the_same_analysis_is_not_kept_twice(studied):
    assert (
        "There is an analysis of just this already" in _new(signed_in(studied.one), scale="").content.decode()
    )


def test_a_change_is_a_version_and_taking_it_back_is_exact(studied):
    before = _sets(), _methods()
    browser = signed_in(studied.one)
    _keep(browser, method="DL", months_from="6")
    changed = _sets()[KEY]
    assert (changed.version, changed.months_from, _methods()["method"]) == (2, 6.0, "DL")
    browser.post(place("review-analysis-undo", KEY))
    assert (_sets(), _methods()) == before
    _keep(browser, months_from="3")
    assert _sets()[KEY].version == 3, "a number is never used again"
    said = browser.get(place("review-analysis", KEY)).content.decode()
    assert "Taken back on" in said


def test_what_a_folder_brought_cannot_be_taken_back(studied):
    browser = signed_in(studied.one)
    said = browser.post(place("review-analysis-undo", KEY), follow=True).content.decode()
    assert "no change of this analysis to take back" in said
    assert set(_sets()) == {KEY}


def test_undo_after_undo_goes_back_step_by_step(studied):
    browser = signed_in(studied.one)
    documents = [_sets()[KEY]]
    for start in ("1", "2", "3"):
        _keep(browser, months_from=start)
        documents.append(_sets()[KEY])
    while len(documents) > 1:
        assert _sets()[KEY] == documents.pop()
        browser.post(place("review-analysis-undo", KEY))
    assert _sets()[KEY] == documents[0]


def test_keeping_needs_a_reason_and_a_window_in_order(studied):
    browser = signed_in(studied.one)
    assert "Say why" in _keep(browser, why=" ").content.decode()
    crossed = _keep(browser, months_from="9", months_to="3").content.decode()
    assert "must not lie before its start" in crossed
    assert _sets()[KEY].version == 1


def test_one_study_speaks_plainly(studied):
    from whatworks_site.evidence.models import ResultRow
    from whatworks_site.evidence.rows import drop

    for number in (2, 3):
        drop(studied.review, ResultRow, f"study-{number}-1")
    said = signed_in(studied.one).get(place("review-analysis", KEY)).content.decode()
    assert "One study: there is nothing to pool" in said
    drop(studied.review, ResultRow, "study-1-1")
    said = signed_in(studied.one).get(place("review-analysis", KEY)).content.decode()
    assert "No study of this intervention has a result" in said


def test_every_study_of_the_intervention_is_in_or_out_with_a_reason(studied):
    from whatworks.terms import EvidenceSet, Methods
    from whatworks_site.reviews.queries.analyses_shown import analysis_of
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    records = evidence_of(studied.review)
    chosen = EvidenceSet(id="x", intervention="mentoring", outcome="stability", scale="RR")
    found = analysis_of(records, chosen, Methods())
    assert len(found.members) + len(found.outside) == 3
    assert all(m.not_pooled for m in found.members)


def test_leaving_one_out_is_pooling_the_others(studied):
    from whatworks.synthesise import pool
    from whatworks.terms import Methods
    from whatworks_site.reviews.queries.analyses import kept_set
    from whatworks_site.reviews.queries.analyses_shown import analysis_of
    from whatworks_site.reviews.queries.analyses_words import pooled_words
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    records = evidence_of(studied.review)
    found = analysis_of(records, kept_set(records, KEY), Methods())
    line = next(line for line in found.omitted if line.study == "Town 1")
    without = pool([0.2, 0.4], [0.01, 0.01], scale="SMD").pool
    assert (line.estimate, line.interval) == pooled_words(without)


def test_who_may_keep(studied):
    for who, may in (("lead", True), ("arbiter", False), ("screener", False), ("outsider", False)):
        browser = signed_in(getattr(studied, who))
        found = browser.post(place("review-analysis-change", KEY), {**MODEL, "why": "x", "months_from": "1"})
        assert (found.status_code == 302) is may, who
        assert browser.post(place("review-analysis-undo", KEY)).status_code == (302 if may else 403), who
    assert _sets()[KEY].version == 1
    assert signed_in(studied.arbiter).get(place("review-analyses")).status_code == 200
    assert signed_in(studied.outsider).get(place("review-analyses")).status_code == 403


def test_every_model_on_offer_can_be_kept_and_says_what_it_is(studied):
    from whatworks.synthesise.model_words import INTERVALS, ON_OFFER

    browser = signed_in(studied.one)
    shown = browser.get(place("review-analysis-change", KEY)).content.decode()
    for method in ON_OFFER:
        assert f'value="{method}"' in shown
    for test in INTERVALS:
        assert f'value="{test}"' in shown
    _keep(browser, method="PM", test="adhoc")
    assert (_methods()["method"], _methods()["test"]) == ("PM", "adhoc")
    assert "Paule and Mandel" in browser.get(place("review-analysis", KEY)).content.decode()


def test_a_model_that_the_folder_names_and_is_not_on_offer_stays_choosable(studied):
    from whatworks_site.evidence.models import Review

    held = Review.objects.get(key="mentoring")
    held.document = {**held.document, "methods": {"method": "HS", "test": "z"}}
    held.save()
    shown = signed_in(studied.one).get(place("review-analysis-change", KEY)).content.decode()
    assert 'value="HS"' in shown
