import pytest
from django.core.exceptions import PermissionDenied

from site_people import person
from whatworks.terms import Page, Snapshot
from whatworks_site.audit.models import Event
from whatworks_site.evidence import queries
from whatworks_site.evidence.actions import (
    approve,
    assess_review,
    decline,
    edit_page,
    import_review,
    propose,
    propose_many,
    propose_review,
    take_back,
    withdraw,
)
from whatworks_site.evidence.models import Publication, State
from whatworks_site.evidence.signals import content_changed
from whatworks_site.evidence.states import STEPS, NotPossible, after
from whatworks_site.people.permissions import Role


def _proposed(by, why="First version"):
    return propose(by=by, review="mentoring", intervention="mentoring", reason=why)


def _published(by, other):
    return approve(by=other, publication=_proposed(by).pk, reason="Read and agreed")


def _write(by, answer):
    old = next((p for p in queries.review_records("mentoring").pages), None)
    edit_page(
        by=by, review="mentoring", seen=queries.words_digest(old),
        words=Page(intervention="mentoring", answer=answer),
    )  # fmt: skip


def test_a_page_is_published_by_a_second_editor_with_a_reason(small_review, anna, ben):
    made = _published(anna, ben)
    assert (made.state, made.version) == (State.PUBLISHED, 1)
    assert queries.published_one("intervention", "mentoring") == made
    steps = Event.objects.filter(object_kind="intervention").order_by("sequence")
    assert [e.action for e in steps] == ["propose", "publish"]


def test_nobody_publishes_what_they_proposed(small_review, anna):
    made = _proposed(anna)
    with pytest.raises(NotPossible, match="another editor"):
        approve(by=anna, publication=made.pk, reason="Fine")
    assert queries.published_one("intervention", "mentoring") is None


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EDITOR])
def test_only_editors_propose_and_decide(small_review, anna, role):
    other = person("Cara", role)
    made = _proposed(anna)
    for act in (approve, decline):
        with pytest.raises(PermissionDenied):
            act(by=other, publication=made.pk, reason="Because")
    with pytest.raises(PermissionDenied):
        propose_review(by=other, review="mentoring", reason="Because")
    assert Publication.objects.get().state == State.PROPOSED


def test_an_editor_of_another_review_may_not_decide_here(small_review, anna):
    made = _proposed(anna)
    with pytest.raises(PermissionDenied):
        approve(by=person("Cara", Role.EDITOR, review="another"), publication=made.pk, reason="Fine")


def test_an_editor_of_this_review_may(small_review, anna):
    made = _proposed(anna)
    approve(by=person("Cara", Role.EDITOR, review="mentoring"), publication=made.pk, reason="Fine")
    assert queries.published_one("intervention", "mentoring") == made


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_each_step_needs_a_reason_of_a_sensible_length(small_review, anna, ben, reason):
    with pytest.raises(NotPossible):
        _proposed(anna, reason)
    made = _proposed(anna)
    for act in (approve, decline):
        with pytest.raises(NotPossible):
            act(by=ben, publication=made.pk, reason=reason)


def test_a_snapshot_stays_as_it_was_when_the_records_move_on(small_review, anna, ben):
    made = _published(anna, ben)
    before = queries.snapshot(made)
    _write(anna, "New words")
    assert queries.snapshot(queries.published_one("intervention", "mentoring")) == before
    assert "New words" not in str(queries.published_one("intervention", "mentoring").document)
    assert Snapshot.from_json(made.document) == before


def test_a_later_version_replaces_the_one_before_and_both_stay_on_record(small_review, anna, ben):
    first = _published(anna, ben)
    _write(anna, "Mentors may help.")
    second = approve(by=anna, publication=_proposed(ben, "Said plainly").pk, reason="Better")
    assert second.version == 2
    first.refresh_from_db()
    assert first.state == State.REPLACED
    assert [p.version for p in queries.history_of("intervention", "mentoring")] == [2, 1]


def test_nothing_new_is_nothing_to_propose(small_review, anna, ben):
    _published(anna, ben)
    with pytest.raises(NotPossible, match="Nothing has changed"):
        _proposed(anna)


def test_one_version_waits_at_a_time(small_review, anna, ben):
    _proposed(anna)
    with pytest.raises(NotPossible, match="waits"):
        _proposed(ben)


def test_a_page_rests_on_ratings_of_the_records_as_they_are(db, folder, anna):
    import_review(folder=folder, by=None)
    with pytest.raises(NotPossible, match="computed"):
        _proposed(anna)
    assess_review(review="mentoring", by=None)
    _proposed(anna)


def test_editors_words_do_not_make_ratings_out_of_date(small_review, anna):
    _write(anna, "Mentors may help.")
    assert _proposed(anna).state == State.PROPOSED


def test_what_was_sent_back_is_never_public_and_can_be_proposed_anew(small_review, anna, ben):
    decline(by=ben, publication=_proposed(anna).pk, reason="Say who was studied")
    assert not queries.history_of("intervention", "mentoring").exists()
    assert _proposed(anna).state == State.PROPOSED


def test_only_its_author_takes_a_proposal_back(small_review, anna, ben):
    made = _proposed(anna)
    with pytest.raises(NotPossible):
        take_back(by=ben, publication=made.pk)
    assert take_back(by=anna, publication=made.pk).state == State.TAKEN_BACK


def test_a_page_is_withdrawn_by_another_editor_and_its_address_remembers(small_review, anna, ben):
    made = _published(anna, ben)
    with pytest.raises(NotPossible, match="another editor"):
        withdraw(by=anna, publication=made.pk, reason="A figure is wrong")
    withdraw(by=ben, publication=made.pk, reason="A figure is wrong")
    assert queries.published_one("intervention", "mentoring") is None
    assert queries.withdrawn_one("intervention", "mentoring").withdrawal_reason == "A figure is wrong"
    again = _published(anna, ben)
    assert again.version == 2
    assert queries.withdrawn_one("intervention", "mentoring") is None


def test_a_decision_is_made_once(small_review, anna, ben):
    made = _proposed(anna)
    approve(by=ben, publication=made.pk, reason="Fine")
    for act in (approve, decline):
        with pytest.raises(NotPossible):
            act(by=ben, publication=made.pk, reason="Again")
    assert queries.published_one("intervention", "mentoring").decision_reason == "Fine"


def test_the_public_is_told_only_when_what_it_sees_changes(small_review, anna, ben):
    told = []

    def listen(sender, kind, key, **more):
        told.append((kind, key))

    content_changed.connect(listen)
    try:
        made = _proposed(anna)
        assert told == []
        approve(by=ben, publication=made.pk, reason="Fine")
        withdraw(by=ben, publication=made.pk, reason="Not fine")
    finally:
        content_changed.disconnect(listen)
    assert told == [("intervention", "mentoring")] * 2


def test_one_page_refused_does_not_stop_the_rest(small_review, anna):
    done = propose_many(by=anna, review="mentoring", interventions=["mentoring", "nothing"], reason="All")
    assert [p.key for p in done.made] == ["mentoring"]
    assert list(done.refused) == ["nothing"]


def test_two_writers_notice_each_other(small_review, anna, ben):
    old = next((p for p in queries.review_records("mentoring").pages), None)
    seen = queries.words_digest(old)
    edit_page(by=anna, review="mentoring", words=Page(intervention="mentoring", answer="A"), seen=seen)
    with pytest.raises(NotPossible, match="Someone else"):
        edit_page(by=ben, review="mentoring", words=Page(intervention="mentoring", answer="B"), seen=seen)
    assert queries.review_records("mentoring").pages[0].answer == "A"


@pytest.mark.parametrize(
    "words",
    [
        {"answer_sources": ("nobody",)},
        {"evidence_set": "none"},
        {"frequency": "none"},
        {"section_sources": {"effect": ("nobody",)}},
    ],
)
def test_words_name_only_what_the_review_has(small_review, anna, words):
    old = next((p for p in queries.review_records("mentoring").pages), None)
    with pytest.raises(NotPossible):
        edit_page(
            by=anna, review="mentoring", seen=queries.words_digest(old),
            words=Page(intervention="mentoring", **words),
        )  # fmt: skip


def test_no_step_leads_out_of_what_is_finished():
    finished = {State.REPLACED, State.WITHDRAWN, State.DECLINED, State.TAKEN_BACK}
    for step in STEPS:
        for state in finished:
            with pytest.raises(NotPossible):
                after(step.name, state)


def test_a_reviews_own_page_is_published_the_same_way(small_review, anna, ben):
    made = approve(
        by=ben, reason="Fine", publication=propose_review(by=anna, review="mentoring", reason="First").pk
    )
    assert queries.snapshot(made).findings.prisma.to_json()
    assert queries.snapshot(made).records.decisions == ()
