"""Whatever people do, in whatever order: the flow balances, and an undo leaves everything as it was."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_reviews import export
from whatworks.collate import check_prisma, deduplicate, prisma
from whatworks.terms import Search, SearchKind, Stage, Verdict

PLACES = st.integers(0, 30)
VERDICTS = st.sampled_from(list(Verdict))
WHO = st.sampled_from(["one", "two"])
STAGES = st.sampled_from([Stage.TITLE, Stage.TITLE, Stage.FULL_TEXT])
STEPS = st.one_of(
    st.tuples(st.just("decide"), WHO, PLACES, VERDICTS, STAGES),
    st.tuples(st.just("decide"), WHO, PLACES, st.just(Verdict.INCLUDE), STAGES),
    st.tuples(st.just("undo"), WHO, STAGES),
    st.tuples(st.just("settle"), PLACES, VERDICTS, STAGES),
    st.tuples(st.just("find"), PLACES),
    st.tuples(st.just("import"), st.integers(0, 4)),
    st.tuples(st.just("out"), PLACES),
    st.tuples(st.just("merge"), PLACES, PLACES),
    st.tuples(st.just("split"), PLACES),
    st.tuples(st.just("unmerge")),
)
EXAMPLES = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Desk:
    """A review at which people do one thing after the other; what is not possible is refused, and no more."""

    def __init__(self, team):
        self.team, self.files = team, 0

    def do(self, step):
        """Do a step; whether it was possible."""
        from whatworks_site.evidence.states import NotPossible

        name, *rest = step
        with suppress(NotPossible):
            getattr(self, name)(*rest)
            return True
        return False

    def _work(self, place):
        from whatworks_site.reviews.models import WorkRow

        works = list(WorkRow.objects.filter(review=self.team.review).order_by("key"))
        return works[place % len(works)]

    def decide(self, who, place, verdict, stage=Stage.TITLE):
        from whatworks_site.reviews.actions.deciding import Said, decide

        criterion = "who" if verdict is Verdict.EXCLUDE else None
        said = Said(verdict=verdict, criterion=criterion)
        by, work = getattr(self.team, who), self._work(place).pk
        decide(by=by, review=self.team.key, stage=stage, work=work, said=said)

    def undo(self, who, stage=Stage.TITLE):
        from whatworks_site.reviews.actions.deciding import undo

        undo(by=getattr(self.team, who), review=self.team.key, stage=stage)

    def settle(self, place, verdict, stage=Stage.TITLE):
        from whatworks_site.reviews.actions.deciding import Said, settle

        said = Said(verdict=verdict, criterion="who" if verdict is Verdict.EXCLUDE else None)
        work = self._work(place).pk
        settle(by=self.team.arbiter, review=self.team.key, stage=stage, work=work, said=said)

    def find(self, place):
        from whatworks.terms import RetrievalState
        from whatworks_site.reviews.actions.fulltexts import say

        work = self._work(place).pk
        say(by=self.team.lead, review=self.team.key, work=work, state=RetrievalState.FOUND, where="Here")

    def bring_in(self, number):
        from whatworks_site.reviews.actions.importing import answer, ask_import
        from whatworks_site.reviews.actions.importing_search import import_search
        from whatworks_site.reviews.uploads import keep

        self.files += 1
        look = keep([export(range(number * 4, number * 4 + 9))], "more.ris")
        search = Search(id="", kind=SearchKind.CITATION, source=f"Chase {self.files}", file="")
        row = ask_import(by=self.team.lead, review=self.team.key, search=search, look=look)
        if row.state == "asked":
            answer(by=self.team.lead, review=self.team.key, number=row.pk)
        return import_search(by=self.team.lead, review=self.team.key, number=row.pk)

    def out(self, place):
        from whatworks_site.reviews.actions.undoing import undo_import
        from whatworks_site.reviews.models import SearchImport

        rows = list(SearchImport.objects.filter(review=self.team.review, state="in").order_by("pk")[1:])
        if rows:
            number = rows[place % len(rows)].pk
            undo_import(by=self.team.lead, review=self.team.key, number=number, why="Wrong file")

    def merge(self, one, other):
        from whatworks_site.reviews.actions.duplicates import merge

        a, b = self._work(one).key, self._work(other).key
        merge(by=self.team.one, review=self.team.key, a=a, b=b)

    def split(self, place):
        from whatworks_site.reviews.actions.duplicates import split

        split(by=self.team.one, review=self.team.key, work=self._work(place).pk)

    def unmerge(self):
        from whatworks_site.reviews.actions.duplicates import undo_last

        undo_last(by=self.team.one, review=self.team.key)


setattr(Desk, "import", Desk.bring_in)


def seen(review):
    """Everything that follows from what people did, without the numbers of rows."""
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.reviews.models import ReferenceRow, Standing, Vote, WorkRow
    from whatworks_site.reviews.queries.flow import flow_of

    names = dict(WorkRow.objects.filter(review=review).values_list("pk", "key"))
    standing_fields = ("state", "verdict", "criterion", "votes", "needed", "is_open", "is_ready")
    return {
        "records": records_of(review).to_json(),
        "flow": flow_of(review).to_json(),
        "works": sorted(
            (key, names.get(work)) for key, work in ReferenceRow.objects.values_list("key", "work_id")
        ),
        "standings": sorted(
            (names[s.work_id], s.stage, *(getattr(s, f) for f in standing_fields))
            for s in Standing.objects.filter(review=review)
        ),
        "votes": sorted((names[v.work_id], v.stage, v.by, v.verdict) for v in Vote.objects.all()),
    }


def balanced(review):
    """The flow balances, and is the library's own count of what may leave the site."""
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.reviews.clustering import read_as
    from whatworks_site.reviews.models import RejectedRow
    from whatworks_site.reviews.queries.flow import flow_of

    found, records = flow_of(review), records_of(review)
    assert check_prisma(found) == ()
    references = read_as(review)
    works, _ = deduplicate(references, decided=records.duplicate_decisions, searches=records.searches)
    rejected = [row.to_record() for row in RejectedRow.objects.filter(review=review)]
    counted = prisma(
        records.searches, references, rejected, works, records.decisions, records.retrievals,
        records.reports, records.studies, assignments=records.assignments,
    )  # fmt: skip
    assert found == counted


def one_example():
    """What an example did is gone before the next."""
    return transaction.atomic()


@EXAMPLES
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_the_flow_balances_after_every_step(team, steps):
    desk = Desk(team)
    with one_example():
        for step in steps:
            desk.do(step)
            balanced(team.review)
        transaction.set_rollback(True)


@EXAMPLES
@given(
    before=st.lists(STEPS, max_size=8),
    step=st.one_of(
        st.tuples(st.just("decide"), WHO, PLACES, VERDICTS, STAGES),
        st.tuples(st.just("merge"), PLACES, PLACES),
        st.tuples(st.just("split"), PLACES),
    ),
)
def test_a_step_and_its_undo_leave_everything_as_it_was(team, before, step):
    desk = Desk(team)
    with one_example():
        for each in before:
            desk.do(each)
        was = seen(team.review)
        if desk.do(step):
            back = ("undo", step[1], step[4]) if step[0] == "decide" else ("unmerge",)
            assert desk.do(back)
        assert seen(team.review) == was
        transaction.set_rollback(True)


@EXAMPLES
@given(before=st.lists(STEPS, max_size=6), number=st.integers(0, 4))
def test_an_import_and_its_undo_leave_everything_as_it_was(team, before, number):
    from whatworks_site.reviews.actions.undoing import undo_import

    desk = Desk(team)
    with one_example():
        for each in before:
            desk.do(each)
        was = seen(team.review)
        row = desk.bring_in(number)
        undo_import(by=team.lead, review=team.key, number=row.pk, why="Wrong file")
        assert seen(team.review) == was
        transaction.set_rollback(True)


@EXAMPLES
@given(before=st.lists(STEPS, max_size=10))
def test_an_import_undone_and_read_in_again_brings_its_decisions_back(team, before):
    from whatworks_site.reviews.actions.importing import read_again
    from whatworks_site.reviews.actions.importing_search import import_search
    from whatworks_site.reviews.actions.undoing import undo_import

    desk = Desk(team)
    with one_example():
        row = desk.bring_in(2)
        for each in before:
            if each[0] not in ("out", "import"):
                desk.do(each)
        was = seen(team.review)
        undo_import(by=team.lead, review=team.key, number=row.pk, why="Wrong file")
        again = read_again(by=team.lead, review=team.key, number=row.pk)
        import_search(by=team.lead, review=team.key, number=again.pk)
        assert seen(team.review) == was
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["one", "two"])
def test_what_one_undoes_is_never_what_the_other_decided(team, who):
    desk = Desk(team)
    desk.decide("one", 0, Verdict.INCLUDE)
    desk.decide("two", 0, Verdict.INCLUDE)
    desk.undo(who)
    votes = [v[2] for v in seen(team.review)["votes"]]
    assert votes == [{"one": "Tess", "two": "Sam"}[who]]
