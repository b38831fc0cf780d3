"""Ratings that live: a change of the records is proposed with its reason, decided on, and never published."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from site_people import person
from whatworks_site.audit.models import Event
from whatworks_site.evidence import queries, scheme_files
from whatworks_site.evidence.actions import (
    accept_change,
    accept_narrowing,
    approve,
    assess_review,
    decline_change,
    override_change,
    propose,
    take_back,
    undo_change,
)
from whatworks_site.evidence.decided_ratings import accepted_rating
from whatworks_site.evidence.desk.standing import standing
from whatworks_site.evidence.living_jobs import ask_again, ask_for_stale
from whatworks_site.evidence.living_models import ChangeState, KeptScheme, RatingChange
from whatworks_site.evidence.living_states import CHANGE_STEPS
from whatworks_site.evidence.models import OutcomeRow, PageRow, ResultRow, Review, StudyRow
from whatworks_site.evidence.rows import drop, put, touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State as JobState
from whatworks_site.people.permissions import Role

EFFECT = "mentoring-stability / centre / effect"


def publish(by, other, why="Because"):
    made = propose(by=by, review="mentoring", intervention="mentoring", reason=why)
    return approve(by=other, publication=made.pk, reason="Read and agreed")


def asked():
    return Job.objects.filter(kind="assess-review")


def records():
    return queries.review_records("mentoring")


def turn(estimate):
    """Have every study of the small review find this much."""
    review = Review.objects.get(key="mentoring")
    for each in records().results:
        put(review, ResultRow, replace(each, estimate=estimate))


def computed():
    assess_review(review="mentoring", by=None)
    return RatingChange.objects.filter(state=ChangeState.PROPOSED)


def effect():
    return next(c for c in computed() if c.place == EFFECT)


def rating_of(snapshot, place=EFFECT):
    from whatworks_site.evidence.decided_ratings import place_of

    return next(r for r in snapshot.findings.ratings if place_of(r) == place)


@pytest.fixture
def public(small_review, anna, ben):
    """The small review's page, published."""
    return publish(anna, ben)


@pytest.fixture
def turned(public):
    """The published page, whose studies find the opposite since."""
    turn(-0.9)
    return effect()


def test_nothing_is_proposed_while_readers_see_nothing(small_review):
    turn(-0.9)
    assert not computed().exists()


def test_a_change_is_proposed_with_before_after_and_why(public, turned):
    assert turned.before["words"] != turned.after["words"]
    assert turned.kind == "facts"
    assert turned.sentence
    assert "\n" not in turned.sentence
    assert turned.pooled_before != turned.pooled_after
    assert any(fact["mattered"] for fact in turned.facts_changed)


def test_a_change_never_alters_the_public_page(public, turned, anna):
    before = queries.published_one("intervention", "mentoring").digest
    accept_change(by=anna, change=turned.pk)
    assert queries.published_one("intervention", "mentoring").digest == before
    assert queries.moved_since_published("mentoring") == ["mentoring"]


def test_computed_twice_a_change_is_proposed_once(turned):
    assess_review(review="mentoring", by=None)
    touch(Review.objects.get(key="mentoring"))
    assess_review(review="mentoring", by=None)
    assert [c.pk for c in RatingChange.objects.filter(place=EFFECT)] == [turned.pk]


def test_records_put_back_overtake_the_change(public):
    was = {r.id: r.estimate for r in records().results}
    turn(-0.9)
    assert computed().filter(place=EFFECT).exists()
    review = Review.objects.get(key="mentoring")
    for each in records().results:
        put(review, ResultRow, replace(each, estimate=was[each.id]))
    assert not computed().exists()
    assert set(RatingChange.objects.values_list("state", flat=True)) == {ChangeState.OVERTAKEN}


def test_another_answer_overtakes_the_one_that_waits(turned):
    turn(0.0)
    later = effect()
    turned.refresh_from_db()
    assert turned.state == ChangeState.OVERTAKEN
    assert later.before == turned.before


def test_a_page_is_not_proposed_while_a_change_waits(turned, anna):
    with pytest.raises(NotPossible, match="Changes of ratings"):
        propose(by=anna, review="mentoring", intervention="mentoring", reason="New trial")


def decide_all(by):
    for change in computed():
        accept_change(by=by, change=change.pk)


def test_what_was_accepted_is_public_with_the_next_version_and_cannot_be_undone_then(turned, anna, ben):
    decide_all(anna)
    version = publish(anna, ben, "The studies were read again")
    turned.refresh_from_db()
    assert turned.published_in == version
    assert rating_of(queries.snapshot(version)).words == turned.after["words"]
    with pytest.raises(NotPossible, match="Readers see it already"):
        undo_change(by=anna, change=turned.pk)


def test_a_decision_is_undone_until_it_is_part_of_a_version(turned, anna):
    decide_all(anna)
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="New")
    with pytest.raises(NotPossible, match="waits for a second editor"):
        undo_change(by=anna, change=turned.pk)
    take_back(by=anna, publication=waits.pk)
    undone = undo_change(by=anna, change=turned.pk)
    assert (undone.state, undone.decided_by) == (ChangeState.PROPOSED, None)


def test_declined_the_rating_stays_and_what_the_rule_says_is_kept_beside_it(public, turned, anna, ben):
    decline_change(by=anna, change=turned.pk, reason="The numbers are of another town.")
    for other in computed():
        accept_change(by=anna, change=other.pk)
    version = publish(anna, ben)
    shown = rating_of(queries.snapshot(version))
    assert shown.words == turned.before["words"]
    assert shown.decided.words == turned.after["words"]
    assert shown.decided.reason == "The numbers are of another town."
    assert "The numbers are of another town." in shown.because


def test_what_was_declined_is_not_proposed_again_until_the_rule_says_something_else(turned, anna):
    decline_change(by=anna, change=turned.pk, reason="Not yet.")
    touch(Review.objects.get(key="mentoring"))
    assert not computed().filter(place=EFFECT).exists()
    turn(0.0)
    assert effect().before["words"] == turned.before["words"]


def test_overridden_both_the_proposed_and_the_decided_level_are_kept(turned, anna):
    made = override_change(by=anna, change=turned.pk, level="mixed", reason="Two towns, two stories.")
    kept = accepted_rating(made)
    assert (kept.level, kept.words) == ("mixed", "Mixed")
    assert kept.decided.level == turned.after["level"]
    assert made.decided_words == "Mixed"
    assert rating_of(queries.draft("mentoring", "mentoring")).level == "mixed"


def test_a_level_that_the_scale_does_not_have_is_refused(turned, anna):
    with pytest.raises(NotPossible, match="no level of this scale"):
        override_change(by=anna, change=turned.pk, level="+9", reason="Because")
    with pytest.raises(NotPossible, match="Accept the change instead"):
        override_change(by=anna, change=turned.pk, level=turned.after["level"], reason="Because")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_to_decline_or_decide_otherwise_takes_a_reason(turned, anna, reason):
    for act in (
        lambda: decline_change(by=anna, change=turned.pk, reason=reason),
        lambda: override_change(by=anna, change=turned.pk, level="mixed", reason=reason),
    ):
        with pytest.raises(NotPossible):
            act()


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EDITOR])
def test_only_editors_decide(turned, role):
    other = person("Cara", role, review="mentoring")
    for act in (
        lambda: accept_change(by=other, change=turned.pk),
        lambda: decline_change(by=other, change=turned.pk, reason="No"),
        lambda: undo_change(by=other, change=turned.pk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    turned.refresh_from_db()
    assert turned.state == ChangeState.PROPOSED


def test_a_change_is_decided_on_once(turned, anna, ben):
    accept_change(by=anna, change=turned.pk)
    with pytest.raises(NotPossible, match="load the page again"):
        decline_change(by=ben, change=turned.pk, reason="No")


def test_each_step_begins_where_the_table_says(turned, anna):
    assert {s.name for s in CHANGE_STEPS} == {"accept", "decline", "override", "undo", "overtake"}
    with pytest.raises(NotPossible):
        undo_change(by=anna, change=turned.pk)


def test_the_record_has_before_and_after(turned, anna):
    override_change(by=anna, change=turned.pk, level="mixed", reason="Two towns, two stories.")
    event = Event.objects.get(action="override_rating_change")
    assert event.changed["before"]["words"] == turned.before["words"]
    assert event.changed["after"]["words"] == turned.after["words"]
    assert event.changed["decided"] == "mixed"


def test_only_changes_that_leave_the_level_open_are_accepted_in_bulk(turned, anna):
    outcome = accept_narrowing(by=anna, changes=[turned.pk])
    assert outcome.done == 0
    assert list(outcome.refused) == [turned.pk]
    RatingChange.objects.filter(pk=turned.pk).update(narrows=True)
    assert accept_narrowing(by=anna, changes=[turned.pk, turned.pk]).done == 1


def test_a_scheme_that_changed_in_the_software_makes_ratings_stale(public, monkeypatch):
    assert ask_for_stale() == 0
    text = scheme_files.shipped_text("centre").replace("words: Helps,", "words: Helps much,")
    monkeypatch.setattr(scheme_files, "shipped_text", lambda name: text)
    assert not standing(Review.objects.get(key="mentoring")).is_current
    assert ask_for_stale() == 1
    assert ask_for_stale() == 1
    assert asked().count() == 1


def test_scheme_files_are_kept_so_that_an_old_rating_can_be_computed_again(turned):
    kept = KeptScheme.objects.filter(scheme="centre")
    assert [k.text for k in kept] == [scheme_files.shipped_text("centre")]
    assert scheme_files.scheme_of_version("centre", "1").id == "centre"


def test_a_change_of_the_records_asks_for_the_ratings_once(
    public, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        turn(-0.9)
    job = asked().get()
    assert (job.kind, job.state, job.asked_by) == ("assess-review", JobState.WAITING, None)
    with django_capture_on_commit_callbacks(execute=True):
        turn(0.1)
    assert asked().count() == 1


def test_what_no_rating_rests_on_asks_for_nothing(public, django_capture_on_commit_callbacks):
    review = Review.objects.get(key="mentoring")
    with django_capture_on_commit_callbacks(execute=True):
        put(review, PageRow, next(iter(records().pages)))
        touch(review)
    assert not asked().exists()


def test_a_review_that_was_never_computed_is_left_alone(db, folder, django_capture_on_commit_callbacks):
    from whatworks_site.evidence.actions import import_review

    with django_capture_on_commit_callbacks(execute=True):
        import_review(folder=folder, by=None)
    assert not asked().exists()


def test_a_change_during_a_computation_is_computed_after_it(public):
    first = ask_again("mentoring")
    Job.objects.filter(pk=first.pk).update(state=JobState.RUNNING)
    second, third = ask_again("mentoring"), ask_again("mentoring")
    assert second.pk != first.pk
    assert third.pk == second.pk


@pytest.mark.parametrize("table", [OutcomeRow, StudyRow, ResultRow])
def test_taking_a_record_out_asks_too(public, django_capture_on_commit_callbacks, table):
    review = Review.objects.get(key="mentoring")
    with django_capture_on_commit_callbacks(execute=True):
        assert drop(review, table, table.objects.filter(review=review).first().key)
    assert asked().count() == 1
