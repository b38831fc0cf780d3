"""Searches in: all of a file or nothing, counted so that it balances."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_searching import asked, export, look, read_in, small_team, state_of
from whatworks.collate import CollateError, count_records
from whatworks.terms import Stage, Verdict


def imported(team, row):
    from whatworks_site.reviews.actions.importing_search import import_search

    return import_search(by=team.lead, review=team.key, number=row.pk)


def test_what_is_known_already_is_counted_and_makes_no_new_work(team):
    from whatworks_site.reviews.models import ReferenceRow, Standing, WorkRow

    row = read_in(team, export(range(8, 18)))
    assert (row.state, row.read, row.rejected, row.known, row.fresh) == ("in", 10, 0, 4, 6)
    assert WorkRow.objects.filter(review=team.review).count() == 18
    assert ReferenceRow.objects.filter(review=team.review).count() == 22
    assert Standing.objects.filter(review=team.review, state="awaiting").count() == 18


def test_new_works_come_after_those_that_are_there(team):
    from whatworks_site.reviews.models import WorkRow

    WorkRow.objects.filter(review=team.review).update(place=7)
    row = read_in(team, export(range(8, 18)))
    new = WorkRow.objects.filter(review=team.review, search=row.search)
    assert set(new.values_list("place", flat=True)) == {8}


def test_what_cannot_be_read_is_kept_with_line_and_reason(team):
    from whatworks_site.reviews.models import RejectedRow

    row = read_in(team, export(range(20, 23)) + b"\nTY  - JOUR\nAU  - Nobody, N.\nPY  - 2001\nER  - \n")
    assert (row.read, row.rejected) == (3, 1)
    kept = RejectedRow.objects.get(review=team.review, search=row.search)
    assert "no title, no DOI and no PMID" in kept.reason


PIECES = st.lists(
    st.sampled_from(
        [
            b"TY  - JOUR\n", b"TI  - Kinship care\n", b"ER  - \n", b"\n", b"AU  - Smith, J.\n", b"\x00",
            b"DO  - 10.1234/x\n", b"PY  - 2001\n", b"\xff\xfe", b"junk\n",
            b"TI  - =1+1\n", b"TI  - \xdcber\n",
        ]
    ),
    max_size=25,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=PIECES)
def test_every_record_of_a_file_is_read_or_rejected(pieces, tmp_path_factory):
    from django.db import transaction

    content = b"".join(pieces)
    path = Path(tmp_path_factory.mktemp("f")) / "x.ris"
    path.write_bytes(content)
    with transaction.atomic():
        team = small_team()
        row = read_in(team, content, name="x.ris")
        held = count_records(path)
        assert row.state == "in" or held == 1
        assert row.read + row.rejected == (held if row.state == "in" else 0)
        assert row.read >= row.known + row.fresh
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_file_that_is_no_export_changes_nothing():
    team = small_team()
    before = state_of(team.review)
    row = read_in(team, b"just some words\n")
    assert row.state == "refused"
    assert "No record was found" in row.why
    assert state_of(team.review) == before


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7", "x.ris", "PDF"),
        (b"<html><body>Please sign in", "x.csv", "web page"),
        (b"PK\x03\x04", "x.csv", "spreadsheet"),
        (b"TY  - JOUR", "x.exe", "RIS"),
        (b"TY  - JOUR", "no ending", "RIS"),
    ],
)
def test_a_file_of_another_kind_is_told_at_once(content, name, said):
    with pytest.raises(CollateError, match=said):
        look(content, name)


def test_a_nul_byte_is_no_trouble(team):
    row = read_in(team, b"TY  - JOUR\nTI  - Kinship\x00 care and\x00 homes\nAU  - A\x00, B.\nER  - \n")
    assert (row.state, row.read) == ("in", 1)


def test_a_table_whose_columns_nobody_knows_waits_for_an_answer(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.importing import answer
    from whatworks_site.reviews.models import ReferenceRow

    table = b"Titel;Verfasser;Jahr\nHeime und Familien;Meier, A.;2001\nGrosseltern;Huber, B.;2004\n"
    row = asked(team, table, name="tabelle.csv")
    assert row.state == "asked"
    assert imported(team, row).state == "asked"
    with pytest.raises(NotPossible):
        answer(by=team.lead, review=team.key, number=row.pk, columns={"colour": "Titel"})
    columns = {"title": "Titel", "authors": "Verfasser", "year": "Jahr"}
    answer(by=team.lead, review=team.key, number=row.pk, columns=columns)
    row = imported(team, row)
    assert (row.state, row.read) == ("in", 2)
    titles = set(ReferenceRow.objects.filter(search=row.search).values_list("title", flat=True))
    assert titles == {"Heime und Familien", "Grosseltern"}


def test_the_same_file_twice_is_asked_about_first(team):
    first = read_in(team, export(range(30, 33)))
    again = asked(team, export(range(30, 33)), source="Embase")
    assert (first.state, again.state) == ("in", "asked")
    from whatworks_site.reviews.actions.importing import answer

    answer(by=team.lead, review=team.key, number=again.pk)
    row = imported(team, again)
    assert (row.state, row.read, row.known, row.fresh) == ("in", 3, 3, 0)


def test_a_search_is_named_after_its_source_and_day(team):
    row = asked(team, export([40]), source="PsycINFO (Ovid)", date=dt.date(2026, 3, 1))
    other = asked(team, export([41]), source="PsycINFO (Ovid)", date=dt.date(2026, 3, 1))
    assert (row.search, other.search) == ("psycinfo-ovid-2026-03-01", "psycinfo-ovid-2026-03-01-2")


def test_reading_in_twice_is_reading_in_once(team):
    row = read_in(team, export(range(8, 18)))
    before = state_of(team.review)
    assert imported(team, row).state == "in"
    assert state_of(team.review) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["_write", "keep_links", "recluster_around", "known_and_fresh", "record"])
def test_a_kill_on_the_way_leaves_nothing_and_the_next_run_all(team, monkeypatch, step):
    from whatworks_site.reviews.actions import importing_search

    row = asked(team, export(range(8, 18)))
    before = state_of(team.review)
    whole = getattr(importing_search, step)

    def killed(*args, **kwargs):
        whole(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(importing_search, step, killed)
    with pytest.raises(KeyboardInterrupt):
        imported(team, row)
    assert state_of(team.review) == before
    monkeypatch.setattr(importing_search, step, whole)
    row = imported(team, row)
    assert (row.state, row.read, row.known) == ("in", 10, 4)


def test_two_imports_at_once_are_compared_with_each_other(team, monkeypatch):
    from whatworks_site.reviews.actions import importing_search
    from whatworks_site.reviews.models import WorkRow

    one, other = asked(team, export(range(50, 60))), asked(team, export(range(55, 65)), source="Embase")
    compare, waiting = importing_search._compare, [other]

    def meanwhile(*args):
        made = compare(*args)
        if waiting:
            imported(team, waiting.pop())
        return made

    monkeypatch.setattr(importing_search, "_compare", meanwhile)
    row = imported(team, one)
    assert (row.read, row.known, row.fresh) == (10, 5, 5)
    assert WorkRow.objects.filter(review=team.review).count() == 12 + 15


def test_decisions_go_with_their_search_and_come_back_with_it(team):
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.actions.importing import read_again
    from whatworks_site.reviews.actions.undoing import undo_import
    from whatworks_site.reviews.models import Standing, WorkRow

    row = read_in(team, export(range(70, 73)))
    work = WorkRow.objects.filter(search=row.search).order_by("key").first()
    for who in (team.one, team.two):
        decide(by=who, review=team.key, stage=Stage.TITLE, work=work.pk, said=Said(verdict=Verdict.INCLUDE))
    undo_import(by=team.lead, review=team.key, number=row.pk, why="the wrong file")
    assert not Standing.objects.filter(review=team.review, state="agreed").exists()
    from whatworks_site.evidence.rows import records_of

    assert records_of(team.review).decisions == ()
    new = imported(team, read_again(by=team.lead, review=team.key, number=row.pk))
    assert new.search == row.search
    stands = Standing.objects.get(review=team.review, stage=Stage.TITLE, state="agreed")
    assert (stands.work.key, stands.verdict) == (work.key, "include")
    assert len(records_of(team.review).decisions) == 2


def test_the_same_file_added_by_hand_after_an_undo_takes_its_old_name(team):
    from whatworks_site.reviews.actions.undoing import undo_import

    row = read_in(team, export(range(70, 73)))
    undo_import(by=team.lead, review=team.key, number=row.pk, why="the wrong file")
    assert read_in(team, export(range(70, 73))).search == row.search


def test_what_hung_on_records_goes_and_comes_back_with_them(team):
    from whatworks import terms
    from whatworks_site.evidence.models import ReportRow, RetrievalRow
    from whatworks_site.evidence.rows import put
    from whatworks_site.reviews.actions.importing import read_again
    from whatworks_site.reviews.actions.undoing import undo_import
    from whatworks_site.reviews.models import WorkRow

    row = read_in(team, export(range(70, 73)))
    key = WorkRow.objects.filter(search=row.search).order_by("key").first().key
    put(team.review, RetrievalRow, terms.Retrieval(reference=key, state=terms.RetrievalState.FOUND))
    put(team.review, ReportRow, terms.Report(id="rep", reference=key, citation="A (2001)", short="A 2001"))
    undo_import(by=team.lead, review=team.key, number=row.pk, why="the wrong file")
    assert not RetrievalRow.objects.filter(review=team.review).exists()
    assert ReportRow.objects.get(review=team.review).reference is None
    imported(team, read_again(by=team.lead, review=team.key, number=row.pk))
    assert RetrievalRow.objects.get(review=team.review).reference == key
    assert ReportRow.objects.get(review=team.review).reference == key
    assert WorkRow.objects.get(key=key).retrieval == "found"


@pytest.mark.parametrize("who", ["one", "arbiter", "outsider"])
def test_only_the_lead_brings_searches_in_and_out(team, who):
    from django.core.exceptions import PermissionDenied

    from whatworks import terms
    from whatworks_site.reviews.actions import importing, importing_search, undoing

    user, row = getattr(team, who), read_in(team, export([80]))
    search = terms.Search(id="", kind=terms.SearchKind.DATABASE, source="X", file="")
    named = {"by": user, "review": team.key}
    seen = look(export([81]))
    for act in (
        lambda: importing.ask_import(**named, search=search, look=seen),
        lambda: importing.answer(**named, number=row.pk),
        lambda: importing.try_again(**named, number=row.pk),
        lambda: importing.read_again(**named, number=row.pk),
        lambda: importing.give_up(**named, number=row.pk),
        lambda: importing_search.import_search(**named, number=row.pk),
        lambda: undoing.undo_import(**named, number=row.pk, why="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
