"""Facts that no other record holds: entered, changed, withdrawn, taken back, and by whom."""

import pytest

from site_judged import make_studied
from whatworks.rate import CATALOGUE, enterable
from whatworks.rules import FactType

KEY = "mentoring-stability"
WHY = "Said on the first page."


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def entry(**given):
    from whatworks.terms import FactEntry

    return FactEntry(**{"id": "", "of": "study-1", "name": "in_english", "value": "yes", "why": WHY, **given})


def held():
    from whatworks_site.evidence.models import Review
    from whatworks_site.evidence.rows import records_of

    return records_of(Review.objects.get(key="mentoring"))


def enter(who, **given):
    from whatworks_site.reviews.actions.facts import enter_fact

    return enter_fact(by=who, review="mentoring", entry=entry(**given))


def refused(who, **given):
    from whatworks_site.evidence.states import NotPossible

    with pytest.raises(NotPossible) as said:
        enter(who, **given)
    return str(said.value)


def test_an_entry_keeps_who_and_source_and_reaches_the_rating_as_a_fact(studied):
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.queries.evidence_records import evidence_of
    from whatworks_site.reviews.queries.ratings import live_ratings

    made = enter(studied.one, name="causal_study", source_url="https://example.org/a", page="2", quote="So.")
    assert (made.by, made.source_url) == ("Ada", "https://example.org/a")
    review = Review.objects.get(key="mentoring")
    review.document = {**review.document, "schemes": ["essa", "centre"]}
    review.save()
    ratings = live_ratings(review, evidence_of(review), KEY)
    told = {f.subject: f.value for r in ratings for f in r.facts if f.name == "causal_study" and f.is_known}
    assert told == {"study-1": True}


@pytest.mark.parametrize("act", ["enter_fact", "change_fact", "withdraw_fact", "undo_fact"])
def test_only_the_lead_and_extractors_may(studied, act):
    from django.core.exceptions import PermissionDenied

    from whatworks_site.reviews.actions import facts

    made = enter(studied.lead)
    given = {
        "enter_fact": {"entry": entry(of="study-2")},
        "change_fact": {"entry": entry(id=made.id, value="no")},
        "withdraw_fact": {"key": made.id, "reason": "Wrong."},
        "undo_fact": {"key": made.id},
    }[act]
    before = held()
    for who in (studied.arbiter, studied.screener, studied.outsider):
        with pytest.raises(PermissionDenied):
            getattr(facts, act)(by=who, review="mentoring", **given)
    assert held() == before
    getattr(facts, act)(by=studied.two, review="mentoring", **given)
    assert held() != before


def test_entering_and_withdrawing_leaves_the_records_as_they_were(studied):
    from whatworks_site.reviews.actions.facts import withdraw_fact

    before = held()
    for definition in enterable():
        of = "study-1" if definition.of == "study" else KEY
        made = enter(studied.one, of=of, name=definition.name, value=a_value(definition))
        assert held() != before
        withdraw_fact(by=studied.two, review="mentoring", key=made.id, reason="It was a try.")
        assert held() == before


def a_value(definition):
    if definition.type is FactType.YES_NO:
        return "yes"
    if definition.type is FactType.CHOICE:
        return str(definition.options[0])
    least = definition.low if definition.low is not None else definition.high
    return f"{least or 0:g}"


def test_each_step_is_taken_back_to_the_letter(studied):
    from whatworks_site.reviews.actions.facts import change_fact, undo_fact, withdraw_fact

    states = [held()]
    other = enter(studied.two, of="study-2")
    states.append(held())
    made = enter(studied.one)
    states.append(held())
    change_fact(by=studied.two, review="mentoring", entry=entry(id=made.id, value="no"))
    states.append(held())
    withdraw_fact(by=studied.lead, review="mentoring", key=made.id, reason="Wrong study.")
    states.append(held())
    for key in (made.id, made.id, made.id, other.id):
        assert held() == states.pop()
        undo_fact(by=studied.two, review="mentoring", key=key)
    assert held() == states[0]


def test_undo_puts_an_entry_back_in_its_place_and_under_its_name(studied):
    from whatworks_site.reviews.actions.facts import undo_fact, withdraw_fact

    first = enter(studied.one)
    enter(studied.two, of="study-2")
    before = held()
    withdraw_fact(by=studied.two, review="mentoring", key=first.id, reason="Wrong.")
    undo_fact(by=studied.lead, review="mentoring", key=first.id)
    assert held() == before
    assert held().fact_entries[0].by == "Ada"


def test_what_cannot_be_undone_is_said(studied):
    from whatworks_site.evidence.models import FactEntryRow, Review
    from whatworks_site.evidence.rows import put
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.facts import undo_fact

    with pytest.raises(NotPossible, match="nothing of this entry"):
        undo_fact(by=studied.one, review="mentoring", key="none")
    made = enter(studied.one)
    put(Review.objects.get(key="mentoring"), FactEntryRow, entry(id=made.id, value="no"))
    with pytest.raises(NotPossible, match="changed this entry"):
        undo_fact(by=studied.one, review="mentoring", key=made.id)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "design", "value": "RCT"}, "taken from the records"),
        ({"name": "no_such"}, "is no fact"),
        ({"value": "perhaps"}, "write yes or no"),
        ({"of": "nobody"}, "no study of that name"),
        ({"of": KEY}, "no study of that name"),
        ({"value": None}, "Say what is known"),
        ({"why": None}, "Say what it rests on"),
        ({"why": None, "quote": "It is."}, "on which page"),
        ({"source_url": "javascript:alert(1)"}, "must begin with https://"),
        ({"low": 1.0, "value": None}, "for a number"),
        ({"name": "sites", "value": "inf"}, "cannot be sites"),
        ({"name": "sites", "value": "2.5"}, "whole number"),
        ({"name": "sites", "value": None, "low": 9.0, "high": 3.0}, "cannot both be so"),
        ({"name": "sites", "value": None, "low": 0.0}, "cannot be a bound"),
        ({"name": "sites", "value": "3", "low": 1.0}, "not known exactly"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(studied, given, says):
    before = held()
    assert says in refused(studied.one, **given)
    assert held() == before


def test_the_same_is_not_entered_twice_but_another_source_may_say_the_same(studied):
    enter(studied.one)
    assert "entered already" in refused(studied.two)
    enter(studied.two, source_url="https://example.org/b")
    assert len(held().fact_entries) == 2


def test_every_step_is_in_the_audit_with_before_and_after_and_no_name(studied):
    from whatworks_site.audit.queries import events, verify
    from whatworks_site.reviews.actions.facts import change_fact, undo_fact

    made = enter(studied.one)
    change_fact(by=studied.two, review="mentoring", entry=entry(id=made.id, value="no"))
    undo_fact(by=studied.two, review="mentoring", key=made.id)
    told = [(e.action, e.changed) for e in events(object_kind="fact-entry")]
    assert [action for action, _ in told] == [f"reviews.{a}_fact" for a in ("undo", "change", "enter")]
    sides = [tuple((c[s] or {}).get("value") for s in ("before", "after")) for _, c in told]
    assert sides == [("no", "yes"), ("yes", "no"), (None, "yes")]
    assert "Ada" not in str(told)
    assert verify().whole


def test_an_entry_asks_for_the_ratings_anew_once_they_were_computed(
    studied, django_capture_on_commit_callbacks
):
    from whatworks_site.evidence.actions import assess_review
    from whatworks_site.jobs.models import Job

    with django_capture_on_commit_callbacks(execute=True):
        enter(studied.one)
    assert not Job.objects.filter(kind="assess-review").exists()
    assess_review(review="mentoring", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        enter(studied.one, of="study-2")
    assert Job.objects.filter(kind="assess-review").count() == 1


def test_what_facts_are_entered_of_cannot_go_before_them(studied):
    from whatworks_site.reviews.queries.vocabulary import uses

    before = uses(studied.review, "intervention")["mentoring"]
    enter(studied.one, of="mentoring", name="dissemination_ready")
    assert uses(studied.review, "intervention")["mentoring"] == before + 1


def test_a_folder_with_entries_leaves_and_is_read_as_it_was(studied, tmp_path):
    from whatworks.review import read_folder
    from whatworks_site.evidence.actions import export_review

    enter(studied.one)
    enter(studied.two, of=KEY, name="grade_imprecision", value=None, low=1.0)
    export_review(review="mentoring", out=tmp_path / "out", by=None)
    assert read_folder(tmp_path / "out").records.fact_entries == held().fact_entries


def test_every_enterable_fact_is_a_question():
    from whatworks_site.reviews.facts_questions import QUESTIONS, question_of

    assert [d.name for d in enterable() if not question_of(d.name).endswith("?")] == []
    assert set(QUESTIONS) <= set(CATALOGUE), "a question for a fact that is no more"
