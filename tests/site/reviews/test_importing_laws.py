"""Laws of importing, undoing, merging and taking apart, over random sequences of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_searching import export, read_in, state_of
from whatworks.collate import deduplicate
from whatworks.terms import Stage, Verdict

FILES = [range(0, 5), range(3, 8), range(6, 10), [0, 0, 9, 11]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("import"), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 3)),
        st.tuples(st.just("again"), st.integers(0, 3)),
        st.tuples(st.just("merge"), st.integers(0, 40), st.integers(0, 40)),
        st.tuples(st.just("apart"), st.integers(0, 40), st.integers(0, 40)),
        st.tuples(st.just("split"), st.integers(0, 40)),
        st.tuples(st.just("take back"), st.just(0)),
        st.tuples(st.just("decide"), st.integers(0, 40), st.sampled_from(["include", "exclude", "maybe"])),
    ),
    max_size=9,
)
LOOKS = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fresh_team():
    from site_searching import small_team

    return small_team()


def do(team, step):
    """Take one step, where it can be taken."""
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions import duplicates, importing, importing_search, undoing
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import ReferenceRow, SearchImport, WorkRow

    what, *which = step
    rows = SearchImport.objects.filter(review=team.review, name=f"{which[0]}.ris").order_by("-pk")
    keys = list(ReferenceRow.objects.filter(review=team.review).order_by("key").values_list("key", flat=True))
    works = list(WorkRow.objects.filter(review=team.review).order_by("key").values_list("pk", flat=True))
    try:
        if what == "import":
            if not rows.filter(state="in").exists():
                read_in(team, export(FILES[which[0]]), name=f"{which[0]}.ris", source=f"S{which[0]}")
        elif what == "undo":
            if row := rows.filter(state="in").first():
                undoing.undo_import(by=team.lead, review=team.key, number=row.pk, why="a law")
        elif what == "again":
            row = rows.filter(state="undone").first()
            if row and not rows.filter(state="in").exists():
                new = importing.read_again(by=team.lead, review=team.key, number=row.pk)
                importing_search.import_search(by=team.lead, review=team.key, number=new.pk)
        elif what in ("merge", "apart") and keys:
            act = duplicates.merge if what == "merge" else duplicates.keep_apart
            a, b = keys[which[0] % len(keys)], keys[which[1] % len(keys)]
            if a != b:
                act(by=team.lead, review=team.key, a=a, b=b)
        elif what == "split" and works:
            duplicates.split(by=team.lead, review=team.key, work=works[which[0] % len(works)])
        elif what == "decide" and works:
            said = Said(verdict=Verdict(which[1]))
            work = works[which[0] % len(works)]
            decide(by=team.lead, review=team.key, stage=Stage.TITLE, work=work, said=said)
        elif what == "take back":
            duplicates.undo_last(by=team.lead, review=team.key)
    except NotPossible:
        pass


def grouped(team):
    from whatworks_site.reviews.models import ReferenceRow

    found = {}
    for key, work, search in ReferenceRow.objects.filter(review=team.review).values_list(
        "key", "work__key", "work__search"
    ):
        found.setdefault((work, search), set()).add(key)
    return found


def as_the_library_says(team):
    from whatworks_site.reviews.clustering import decided, read_as, searches

    works, _ = deduplicate(read_as(team.review), decided=decided(team.review), searches=searches(team.review))
    return {(w.id, w.search): set(w.references) for w in works}


@pytest.mark.django_db
@LOOKS
@given(steps=STEPS)
def test_works_are_what_the_library_says_of_all_records_at_once(steps):
    from django.db import transaction

    from whatworks_site.reviews.models import Standing, WorkRow

    with transaction.atomic():
        team = fresh_team()
        for step in steps:
            do(team, step)
            assert grouped(team) == as_the_library_says(team), step
        works = WorkRow.objects.filter(review=team.review)
        assert not works.filter(references=None).exists()
        assert (
            Standing.objects.filter(review=team.review, stage="title and abstract").count() == works.count()
        )
        transaction.set_rollback(True)


def plain(team):
    """The state without the numbers of rows, each work named by its reference."""
    from whatworks_site.reviews.models import WorkRow

    names = dict(WorkRow.objects.filter(review=team.review).values_list("pk", "key"))
    found = state_of(team.review, but=("id", "place"))
    for rows in found.values():
        for row in rows:
            if "work_id" in row:
                row["work_id"] = names[row["work_id"]]
    return {table: sorted(map(str, rows)) for table, rows in found.items()}


@pytest.mark.django_db
@LOOKS
@given(steps=STEPS, file=st.integers(0, 3))
def test_undo_is_exact_whatever_came_before(steps, file):
    from django.db import transaction

    from whatworks_site.reviews.actions.undoing import undo_import
    from whatworks_site.reviews.models import SearchImport

    with transaction.atomic():
        team = fresh_team()
        for step in steps:
            do(team, step)
        if not SearchImport.objects.filter(name=f"{file}.ris", state="in", review=team.review).exists():
            before = plain(team)
            row = read_in(team, export(FILES[file]), name=f"{file}.ris", source="New")
            undo_import(by=team.lead, review=team.key, number=row.pk, why="a law")
            assert plain(team) == before
        transaction.set_rollback(True)
