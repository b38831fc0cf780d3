"""The flow counted by the database is the flow of the folder that would leave, whatever was decided."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whatworks import terms
from whatworks.collate import prisma
from whatworks.terms import RetrievalState, Stage, Verdict

STAGES = st.sampled_from(Stage)
VERDICTS = st.sampled_from(Verdict)
WORKS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("decide"), st.sampled_from(["one", "two"]), WORKS, STAGES, VERDICTS),
    st.tuples(st.just("settle"), st.just("arbiter"), WORKS, STAGES, VERDICTS),
    st.tuples(st.just("undo"), st.sampled_from(["one", "two"]), STAGES),
    st.tuples(st.just("retrieve"), WORKS, st.sampled_from(RetrievalState)),
    st.tuples(st.just("describe"), WORKS),
)


def _folder_says(review):
    """The library's flow, on the records that may leave."""
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.reviews.models import ReferenceRow, RejectedRow, WorkRow

    records = records_of(review)
    rows = ReferenceRow.objects.filter(review=review)
    works = [
        terms.Work(
            id=w.key, references=tuple(rows.filter(work=w).values_list("key", flat=True)), search=w.search
        )
        for w in WorkRow.objects.filter(review=review)
    ]
    return prisma(
        records.searches,
        [r.to_record() for r in rows],
        [r.to_record() for r in RejectedRow.objects.filter(review=review)],
        works,
        records.decisions,
        records.retrievals,
        records.reports,
        records.studies,
        assignments=records.assignments,
    )


def _take(team, works, step):
    from whatworks_site.evidence.models import ReportRow, RetrievalRow, StudyRow
    from whatworks_site.evidence.rows import put
    from whatworks_site.reviews.actions.deciding import Said, decide, settle, undo
    from whatworks_site.reviews.restating import restate

    what, *said = step
    if what in ("decide", "settle"):
        who, number, stage, verdict = said
        full = stage is Stage.FULL_TEXT and verdict is Verdict.EXCLUDE
        words = Said(verdict=verdict, criterion="results" if full else None)
        act = {"decide": decide, "settle": settle}[what]
        act(by=getattr(team, who), review=team.key, stage=stage, work=works[number].pk, said=words)
    elif what == "undo":
        undo(by=getattr(team, said[0]), review=team.key, stage=said[1])
    elif what == "retrieve":
        work = works[said[0]]
        put(team.review, RetrievalRow, terms.Retrieval(reference=work.key, state=said[1]))
        restate(team.review, [work.pk])
    else:
        name = f"study-{said[0]}"
        report = terms.Report(
            id=f"r-{name}", reference=works[said[0]].key, citation="Made up.", short="Made", studies=(name,)
        )
        study = terms.Study(id=name, name=name, intervention="support", design=terms.Design.RCT)
        put(team.review, ReportRow, report)
        put(team.review, StudyRow, study)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
@given(steps=st.lists(STEPS, max_size=25), opening=st.booleans())
def test_whatever_is_decided_the_flow_is_that_of_the_folder_that_would_leave(team, steps, opening):
    from django.db import transaction

    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.queries.flow import flow_of

    works = list(WorkRow.objects.filter(review=team.review).order_by("key"))
    with transaction.atomic():
        if opening:
            for number in range(4):
                for who in ("one", "two"):
                    _take(team, works, ("decide", who, number, Stage.TITLE, Verdict.INCLUDE))
                _take(team, works, ("retrieve", number, RetrievalState.FOUND))
        for step in steps:
            try:
                _take(team, works, step)
            except (NotPossible, PermissionDenied):
                continue
        found = flow_of(team.review)
        assert found == _folder_says(team.review)
        _sums_hold(found)
        transaction.set_rollback(True)


def _sums_hold(p):
    assert p.records_screened == p.records_excluded + p.records_awaiting + p.dbr_sought_reports
    assert p.dbr_sought_reports == p.dbr_notretrieved_reports + p.dbr_awaiting_retrieval + p.dbr_assessed
    assert p.dbr_assessed == sum(p.dbr_excluded.values()) + p.dbr_awaiting + p.dbr_included
    assert p.new_reports == p.dbr_included + p.other_included


def test_one_blind_verdict_moves_no_box(team):
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.queries.flow import flow_of

    works = list(WorkRow.objects.filter(review=team.review).order_by("key"))
    before = flow_of(team.review)
    _take(team, works, ("decide", "one", 0, Stage.TITLE, Verdict.INCLUDE))
    assert flow_of(team.review) == before
    _take(team, works, ("decide", "two", 0, Stage.TITLE, Verdict.INCLUDE))
    assert flow_of(team.review).dbr_sought_reports == 1


@pytest.mark.parametrize("n", [12, 40])
def test_the_flow_asks_the_database_as_often_for_many_works_as_for_few(
    team_of, n, django_assert_max_num_queries
):
    from whatworks_site.reviews.queries.flow import flow_of

    team = team_of(n)
    with django_assert_max_num_queries(9):
        assert flow_of(team.review).records_screened == n
