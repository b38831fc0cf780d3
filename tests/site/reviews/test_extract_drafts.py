"""Gathering, extracting blind, handing in, reconciling: through the actions."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from whatworks.terms import Arm, Design, Good, Intervention, Outcome, Result, Scale, Stage

KEY = "kin"


@pytest.fixture
def desk(team):
    return make_desk(team)


def make_desk(team):
    """The team with a vocabulary, and one included work to gather."""
    from whatworks_site.reviews.actions.vocabulary import keep_intervention, keep_outcome
    from whatworks_site.reviews.models import WorkRow

    keep_intervention(by=team.one, review=KEY, intervention=Intervention(id="", name="Kinship support"))
    care = Outcome(id="", name="Enters care", domain="Safety", good=Good.LOWER)
    keep_outcome(by=team.one, review=KEY, outcome=care)
    work = WorkRow.objects.filter(review=team.review).order_by("pk").first()
    include(team, work)
    return SimpleNamespace(work=work, **vars(team))


def include(team, work):
    from whatworks_site.reviews.models import Standing

    values = {"review": team.review, "state": "agreed", "verdict": "include", "is_open": True}
    Standing.objects.update_or_create(work=work, stage=Stage.FULL_TEXT, defaults=values)


def gather(desk, by=None, **more):
    from whatworks_site.reviews.actions.studies import make_study

    given = {
        "name": "Kinship trial",
        "intervention": "kinship-support",
        "design": Design.RCT,
        "work": desk.work.pk,
    }
    return make_study(by=by or desk.one, review=KEY, **{**given, **more})


def draft(desk, who, study, **numbers):
    """A whole draft by one person, with one result."""
    from whatworks_site.reviews.actions.extracting import begin_extraction, save_result

    begin_extraction(by=who, review=KEY, study=study)
    save_result(by=who, review=KEY, study=study, result=result(**numbers))


def result(**numbers):
    given = {"id": "", "study": "", "outcome": "enters-care", "measure": "Entered care", "months": 12.0}
    return Result(**{**given, **numbers})


def rows(table, **more):
    from whatworks_site.evidence import models

    return [
        row.to_record()
        for row in getattr(models, table).objects.filter(review__key=KEY, **more).order_by("place")
    ]


def test_a_work_becomes_a_report_of_a_study(desk):
    from whatworks_site.reviews.queries.studies import studies_page

    assert [w.work for w in studies_page(desk.review, None).waiting] == [desk.work.pk]
    made = gather(desk)
    (report,), (study,) = rows("ReportRow"), rows("StudyRow")
    assert study == made and study.reports == (report.id,) and report.studies == (study.id,)
    assert report.reference == desk.work.key and "10.1234/made" in report.citation
    page = studies_page(desk.review, None)
    assert page.waiting == () and page.lines[0].standing.words == "to be extracted"


def test_every_step_of_gathering_is_undone_exactly(desk):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.studies import add_report, make_main, take_out, undo_step
    from whatworks_site.reviews.models import WorkRow

    def now():
        return rows("StudyRow"), rows("ReportRow")

    other = WorkRow.objects.filter(review=desk.review).order_by("pk")[1]
    states = [now()]
    study = gather(desk)
    states.append(now())
    add_report(by=desk.one, review=KEY, study=study.id, work=other.pk)
    states.append(now())
    second = gather(desk, name="A second study", work=other.pk)
    states.append(now())
    assert len(rows("ReportRow")) == 2 and len(rows("ReportRow")[1].studies) == 2
    make_main(by=desk.one, review=KEY, study=study.id, report=rows("ReportRow")[1].id)
    states.append(now())
    assert take_out(by=desk.one, review=KEY, study=second.id, report=second.reports[0]) is None
    for state in reversed(states):
        undo_step(by=desk.two, review=KEY)
        assert now() == state
    with pytest.raises(NotPossible, match="no step left"):
        undo_step(by=desk.one, review=KEY)


def test_reports_and_studies_stay_in_step(desk):
    from whatworks_site.reviews.actions.studies import add_report, take_out
    from whatworks_site.reviews.models import WorkRow

    study = gather(desk)
    for work in WorkRow.objects.filter(review=desk.review).order_by("pk")[1:4]:
        add_report(by=desk.one, review=KEY, study=study.id, work=work.pk)
    take_out(by=desk.one, review=KEY, study=study.id, report=rows("StudyRow")[0].reports[1])
    (study,) = rows("StudyRow")
    told = {report.id for report in rows("ReportRow") if study.id in report.studies}
    assert set(study.reports) == told and len(told) == 3


def test_the_vocabulary_that_is_used_stays(desk):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.vocabulary import (
        keep_intervention,
        remove_intervention,
        remove_outcome,
    )

    study = gather(desk)
    draft(desk, desk.one, study.id)
    with pytest.raises(NotPossible, match="is used"):
        remove_intervention(by=desk.one, review=KEY, key="kinship-support")
    with pytest.raises(NotPossible, match="is used"):
        remove_outcome(by=desk.two, review=KEY, key="enters-care")
    with pytest.raises(NotPossible, match="already"):
        keep_intervention(by=desk.two, review=KEY, intervention=Intervention(id="", name="KINSHIP support"))


def test_no_more_extract_than_the_team_has_chosen(desk):
    from site_people import person
    from whatworks_site.evidence.models import Review
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.extracting import begin_extraction
    from whatworks_site.reviews.models import Seat

    study = gather(desk)
    third = person("Theo", "extractor", review=KEY)
    Seat.objects.create(review=Review.objects.get(key=KEY), name="Theo", user=third)
    for who in (desk.one, desk.two):
        begin_extraction(by=who, review=KEY, study=study.id)
    with pytest.raises(NotPossible, match="as many as"):
        begin_extraction(by=third, review=KEY, study=study.id)


def test_what_is_taken_out_is_put_back_where_it_was(desk):
    from whatworks_site.reviews.actions.extracting import put_back, remove_result, save_result

    study = gather(desk)
    draft(desk, desk.one, study.id)
    save_result(by=desk.one, review=KEY, study=study.id, result=result(months=24.0))
    before = my_draft(desk, desk.one, study.id).document
    remove_result(by=desk.one, review=KEY, study=study.id, key=before["results"][0]["id"])
    assert len(my_draft(desk, desk.one, study.id).document["results"]) == 1
    put_back(by=desk.one, review=KEY, study=study.id)
    assert my_draft(desk, desk.one, study.id).document == before


def my_draft(desk, who, study):
    from whatworks_site.reviews.models import Extraction

    return Extraction.objects.get(review=desk.review, study=study, seat__user=who)


def test_nothing_of_a_draft_is_kept_until_it_is_agreed(desk):
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.extracting import hand_in, save_result, take_back
    from whatworks_site.reviews.actions.reconciling import keep
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    before = records_of(desk.review)
    draft(desk, desk.one, study.id, percent_t=11.0)
    hand_in(by=desk.one, review=KEY, study=study.id)
    with pytest.raises(NotPossible, match="handed this study in"):
        save_result(by=desk.one, review=KEY, study=study.id, result=result(months=24.0))
    assert records_of(desk.review) == before and reconcile_page(desk.review, study.id) is None
    with pytest.raises(NotPossible, match="Not everyone"):
        keep(by=desk.lead, review=KEY, study=study.id)
    take_back(by=desk.one, review=KEY, study=study.id)
    hand_in(by=desk.one, review=KEY, study=study.id)
    draft(desk, desk.two, study.id, percent_t=12.0)
    hand_in(by=desk.two, review=KEY, study=study.id)
    with pytest.raises(NotPossible, match="others have handed in"):
        take_back(by=desk.one, review=KEY, study=study.id)
    assert reconcile_page(desk.review, study.id).names == ("Sam", "Tess")


def both(desk, study, one, two):
    from whatworks_site.reviews.actions.extracting import hand_in

    for who, results in ((desk.one, one), (desk.two, two)):
        for numbers in results:
            draft(desk, who, study, **numbers)
        hand_in(by=who, review=KEY, study=study)


def names_of_lines(desk, study, **fields):
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    page = reconcile_page(desk.review, study)
    return {
        line.field: line.name for group in page.groups if group.kind == "result" for line in group.differing
    }


def test_keeping_writes_exactly_what_was_chosen(desk):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.reconciling import choose, keep
    from whatworks_site.reviews.models import Reconciliation
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    shared = {"scale": Scale.RR, "page": "7"}
    both(
        desk, study.id,
        [{**shared, "percent_t": 11.0, "percent_c": 19.0, "estimate": 0.91, "quote": "One"}],
        [{**shared, "percent_t": 12.0, "percent_c": 19.0, "estimate": 0.58, "quote": "Two"}],
    )  # fmt: skip
    lines = names_of_lines(desk, study.id)
    assert set(lines) == {"percent_t", "estimate", "quote"}
    picks = {
        lines["percent_t"]: {"pick": "0"},
        lines["estimate"]: {"pick": "third", "value": 0.6, "why": None, "note": "page 8"},
    }
    choose(by=desk.lead, review=KEY, study=study.id, choices=picks)
    with pytest.raises(NotPossible, match="still differs"):
        keep(by=desk.lead, review=KEY, study=study.id)
    choose(by=desk.arbiter, review=KEY, study=study.id, choices={lines["quote"]: {"pick": "1"}})
    keep(by=desk.arbiter, review=KEY, study=study.id)
    (kept,) = rows("ResultRow")
    wanted = result(**shared, percent_t=11.0, percent_c=19.0, estimate=0.6, quote="Two")
    assert kept == replace(wanted, id=kept.id, study=study.id)
    held = Reconciliation.objects.get()
    assert [d["document"]["results"][0]["quote"] for d in held.drafts] == ["One", "Two"]
    assert reconcile_page(desk.review, study.id).standing.words == "agreed"


def test_what_only_one_has_is_kept_or_left(desk):
    from whatworks_site.reviews.actions.reconciling import choose, keep, reopen
    from whatworks_site.reviews.models import Reconciliation
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    both(desk, study.id, [{}, {"months": 24.0}], [{}, {"months": 36.0}])
    page = reconcile_page(desk.review, study.id)
    lonely = [group for group in page.groups if not group.is_in_all]
    assert page.tally.to_settle == 2 and len(lonely) == 2
    picks = dict(zip([g.presence_name for g in lonely], ({"pick": "keep"}, {"pick": "leave"}), strict=True))
    choose(by=desk.one, review=KEY, study=study.id, choices=picks)
    keep(by=desk.one, review=KEY, study=study.id)
    assert [r.months for r in rows("ResultRow")] == [12.0, 24.0]
    assert len({r.id for r in rows("ResultRow")}) == 2
    reopen(by=desk.two, review=KEY, study=study.id)
    again = {lonely[0].presence_name: {"pick": "leave"}}
    page = reconcile_page(desk.review, study.id)
    choose(by=desk.two, review=KEY, study=study.id, choices=again)
    keep(by=desk.two, review=KEY, study=study.id)
    assert [r.months for r in rows("ResultRow")] == [12.0]
    assert Reconciliation.objects.count() == 2


def test_a_name_of_a_result_never_goes_to_another(desk):
    from whatworks_site.reviews.actions.reconciling import choose, keep, reopen
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    both(desk, study.id, [{}, {"months": 24.0}], [{}, {"months": 36.0}])
    lonely = [g for g in reconcile_page(desk.review, study.id).groups if not g.is_in_all]
    names = {}
    for first, second in (("keep", "leave"), ("leave", "keep"), ("keep", "keep")):
        picks = {lonely[0].presence_name: {"pick": first}, lonely[1].presence_name: {"pick": second}}
        choose(by=desk.one, review=KEY, study=study.id, choices=picks)
        keep(by=desk.one, review=KEY, study=study.id)
        for kept in rows("ResultRow"):
            assert names.setdefault(kept.id, kept.months) == kept.months
        reopen(by=desk.two, review=KEY, study=study.id)
    assert len(names) == 3


def test_results_are_matched_by_hand_and_parted_again(desk):
    from whatworks_site.reviews.actions.reconciling import match, part
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    both(desk, study.id, [{"measure": "Entry"}], [{"measure": "Entry into care, official record"}])
    (_, mine), (_, theirs) = reconcile_page(desk.review, study.id).lonely()
    pair = {"one": mine[0][0], "other": theirs[0][0]}
    match(by=desk.lead, review=KEY, study=study.id, **pair)
    page = reconcile_page(desk.review, study.id)
    assert page.lonely() == [] and [line.field for line in page.groups[1].differing] == ["measure"]
    part(by=desk.lead, review=KEY, study=study.id, **pair)
    assert len(reconcile_page(desk.review, study.id).lonely()) == 2


def test_arms_of_one_name_are_one_and_results_follow_them(desk):
    from whatworks_site.reviews.actions.extracting import begin_extraction, hand_in, save_arm, save_result
    from whatworks_site.reviews.actions.reconciling import choose, keep
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    study = gather(desk)
    for who, names in ((desk.one, ("Support", "Usual care")), (desk.two, ("Support", "Care as usual"))):
        begin_extraction(by=who, review=KEY, study=study.id)
        t, c = (
            save_arm(
                by=who, review=KEY, study=study.id, arm=Arm(id="", study="", name=name, comparison=n == 1)
            )
            for n, name in enumerate(names)
        )
        save_result(by=who, review=KEY, study=study.id, result=result(arm_t=t, arm_c=c))
        hand_in(by=who, review=KEY, study=study.id)
    page = reconcile_page(desk.review, study.id)
    assert [group.kind for group in page.groups] == ["study", "arm", "arm", "result"]
    (line,) = [line for group in page.groups for line in group.differing]
    assert line.field == "name"
    choose(by=desk.one, review=KEY, study=study.id, choices={line.name: {"pick": "1"}})
    keep(by=desk.one, review=KEY, study=study.id)
    (kept,), arms = rows("ResultRow"), rows("ArmRow")
    assert [arm.name for arm in arms] == ["Support", "Care as usual"]
    assert (kept.arm_t, kept.arm_c) == tuple(arm.id for arm in arms)


def test_where_one_extractor_is_enough_handing_in_makes_it_the_record(desk):
    from whatworks_site.reviews.actions.extracting import hand_in, save_result, take_back
    from whatworks_site.reviews.extract_state import standing_of
    from whatworks_site.reviews.models import Reconciliation, Ways

    Ways.objects.update_or_create(review=desk.review, defaults={"extractors_needed": 1})
    study = gather(desk)
    draft(desk, desk.one, study.id, percent_t=11.0)
    hand_in(by=desk.one, review=KEY, study=study.id)
    assert [r.percent_t for r in rows("ResultRow")] == [11.0]
    assert standing_of(desk.review, study.id).words == "agreed"
    take_back(by=desk.one, review=KEY, study=study.id)
    save_result(by=desk.one, review=KEY, study=study.id, result=result(months=24.0))
    hand_in(by=desk.one, review=KEY, study=study.id)
    assert [r.months for r in rows("ResultRow")] == [12.0, 24.0]
    assert Reconciliation.objects.count() == 2
