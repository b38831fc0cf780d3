"""Starting a review: the question, the criteria, and who leads."""

import pytest
from django.core.exceptions import PermissionDenied

from site_people import person
from whatworks.terms import Stage, Verdict

ASKED = {
    "question": "Do mentors help children in care to read?",
    "title": "Mentors and reading",
    "field": "education",
    "population": "Children in care",
    "intervention": "",
    "comparison": "",
    "outcomes": "",
}


@pytest.fixture
def reviewer(db):
    return person("Rita", "reviewer")


def _start(by, **more):
    from whatworks_site.reviews.actions.starting import Question, start_review

    asked = Question(**ASKED | more.pop("asked", {}))
    return start_review(by=by, asked=asked, **{"name": "R1", **more})


def test_whoever_starts_a_review_leads_it_under_the_name_they_chose(reviewer):
    from whatworks_site.people.permissions import may
    from whatworks_site.reviews.models import Seat

    held = _start(reviewer, parts=["screener"], others=["R2", "R3"])
    assert (held.key, held.imported_by) == ("mentors-and-reading", reviewer)
    assert may(reviewer, "reviews.lead", review=held.key)
    assert Seat.objects.get(review=held, user=reviewer).name == "R1"
    assert sorted(held.document["screeners"]) == ["R1", "R2", "R3"]
    assert held.document["population"] == "Children in care"
    assert held.document.get("intervention") is None


def test_a_started_review_reads_as_a_record(reviewer):
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.evidence.storable import refuse_unstorable

    refuse_unstorable(records_of(_start(reviewer)))


def test_two_reviews_of_one_title_have_two_names(reviewer):
    found = [_start(reviewer).key, _start(reviewer, asked={"question": "Do mentors help all to read?"}).key]
    assert found == ["mentors-and-reading", "mentors-and-reading-2"]


def test_a_title_never_makes_an_address_that_means_something_else(reviewer):
    assert _start(reviewer, asked={"title": "Start review"}).key == "review-start-review"
    assert _start(reviewer, asked={"title": "审查"}).key == "review-untitled"


@pytest.mark.parametrize("name", ["", "  ", "=cmd", "x" * 61, "a\u200bb\u0007"])
def test_a_name_that_cannot_stand_in_a_table_is_refused_and_nothing_is_left(reviewer, name):
    from whatworks_site.evidence.models import Review
    from whatworks_site.evidence.states import NotPossible

    with pytest.raises(NotPossible):
        _start(reviewer, name=name)
    assert not Review.objects.exists()


@pytest.mark.parametrize("role", ["practitioner", "evaluator", "administrator"])
def test_only_editors_and_reviewers_start_reviews(db, role):
    with pytest.raises(PermissionDenied):
        _start(person("Pam", role))


def test_a_part_elsewhere_starts_nothing(team):
    with pytest.raises(PermissionDenied):
        _start(team.lead)


def test_from_question_to_criteria_through_the_pages(reviewer, at_desk):
    client = at_desk(reviewer)
    page = client.get("/desk/start-review").content.decode()
    assert "Start a review" in page and "Read a review folder in" not in page
    sent = client.post(
        "/desk/start-review", ASKED | {"name": "R1", "parts": ["screener"], "others": "R2\nR3"}
    )
    assert sent["Location"] == "/desk/reviews/mentors-and-reading/question"
    at = sent["Location"]
    for text, name in (("Not in care", "Population"), ("No comparison", "design")):
        assert client.post(f"{at}/criteria", {"text": text, "name": name, "stage": ""}).status_code == 302
    client.post(f"{at}/criteria/design/move", {"to": "up"})
    shown = client.get(at).content.decode()
    assert shown.index("No comparison") < shown.index("Not in care")
    client.post(f"{at}/criteria/population/remove")
    assert "Not in care" not in client.get(at).content.decode()
    client.post(f"{at}/edit", ASKED | {"outcomes": "Reading age"})
    assert "Reading age" in client.get(at).content.decode()


def test_a_wrong_form_says_what_to_do_and_keeps_what_was_written(reviewer, at_desk):
    sent = at_desk(reviewer).post("/desk/start-review", ASKED | {"name": "R1", "others": "r1"})
    shown = sent.content.decode()
    assert "There is a seat called r1 in this review already" in shown
    assert "Do mentors help children" in shown


def test_the_record_says_what_was_changed_from_what_to_what(reviewer):
    from whatworks_site.audit.models import Event
    from whatworks_site.reviews.actions.starting import Question
    from whatworks_site.reviews.actions.starting_question import change_question

    held = _start(reviewer)
    change_question(by=reviewer, review=held.key, asked=Question(**ASKED | {"title": "Other"}))
    last = Event.objects.order_by("-sequence").first()
    assert last.changed == {"title": {"before": "Mentors and reading", "after": "Other"}}
    held.refresh_from_db()
    assert (held.title, held.key) == ("Other", "mentors-and-reading")


def _decide(team, who, work, verdict, criterion=None):
    from whatworks_site.reviews.actions.deciding import Said, decide

    said = Said(verdict=Verdict(verdict), criterion=criterion)
    decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)


def _removable(team):
    from whatworks_site.reviews.queries.starting_question import criterion_lines

    return {line.id: line.may_remove for line in criterion_lines(team.review)}


def test_a_criterion_that_a_decision_uses_is_reworded_not_removed(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.starting_question import (
        add_criterion,
        criteria_of,
        remove_criterion,
        reword_criterion,
    )
    from whatworks_site.reviews.models import WorkRow

    work = WorkRow.objects.filter(review=team.review).first().pk
    _decide(team, team.one, work, "exclude", "who")
    _decide(team, team.two, work, "exclude", "who")
    add_criterion(by=team.lead, review=team.key, name="Place", stage=None, text="Elsewhere")
    team.review.refresh_from_db()
    assert _removable(team) == {"who": False, "design": True, "results": True, "place": True}
    with pytest.raises(NotPossible, match="reworded"):
        remove_criterion(by=team.lead, review=team.key, key="who")
    with pytest.raises(NotPossible, match="stage"):
        reword_criterion(by=team.lead, review=team.key, key="who", stage=Stage.FULL_TEXT, text="Others")
    reword_criterion(by=team.lead, review=team.key, key="who", stage=None, text="Others")
    team.review.refresh_from_db()
    assert criteria_of(team.review)[0].text == "Others"


def test_what_may_be_removed_tells_nothing_of_a_blind_verdict(team):
    from whatworks_site.reviews.models import WorkRow

    works = WorkRow.objects.filter(review=team.review).values_list("pk", flat=True)
    _decide(team, team.one, works[0], "include")
    after_include = _removable(team)
    _decide(team, team.one, works[1], "exclude", "who")
    assert _removable(team) == after_include


def test_an_editor_says_who_leads_a_review_that_was_read_in(db, at_desk, folder):
    from whatworks_site.evidence.actions import import_review
    from whatworks_site.evidence.models import Review
    from whatworks_site.people.permissions import may
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.models import Seat

    key = "mentoring"
    import_review(folder=folder, by=None)
    lay_out(review=key)
    editor, future, reviewer = person("Ed", "editor"), person("Fay", "reviewer"), person("Rex", "reviewer")
    asked = {"email": "fay@example.org", "name": "Sam"}
    assert at_desk(reviewer).post(f"/desk/reviews/{key}/team/lead", asked).status_code == 403
    assert at_desk(editor).post(f"/desk/reviews/{key}/team/lead", asked).status_code == 302
    assert may(future, "reviews.lead", review=key)
    assert Seat.objects.get(review=Review.objects.get(key=key), user=future).name == "Sam"


def test_a_review_just_started_leaves_as_a_folder_and_comes_in_again(reviewer, tmp_path):
    from whatworks_site.evidence.actions import export_review, import_review
    from whatworks_site.evidence.models import Review

    held = _start(reviewer, parts=["screener"])
    before = held.document
    export_review(review=held.key, out=tmp_path / "folder", by=reviewer)
    Review.objects.all().delete()
    import_review(folder=tmp_path / "folder", by=None)
    assert Review.objects.get(key=held.key).document == before


def test_outcomes_written_one_below_the_other_stay_apart():
    from whatworks_site.reviews.forms.starting import QuestionForm

    form = QuestionForm(
        {
            "question": "Does it\nhelp?", "title": "T", "field": "F", "population": "Children\nin care",
            "outcomes": "Homes last;\r\n\r\n  Entry to care ",
        }
    )  # fmt: skip
    assert form.is_valid()
    assert form.asked().outcomes == "Homes last; Entry to care"
    assert form.asked().question == "Does it help?"
    assert form.asked().population == "Children in care"
