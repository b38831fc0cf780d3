"""The record of who did what: added to, never changed, and every meddling found out."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from whatworks_site.audit import actions, chain, commands, queries, triggers
from whatworks_site.audit.models import AppendOnly, Event, Head, PersonalValue

pytestmark = pytest.mark.django_db
COUNT = 6
COLUMNS = [
    "at",
    "actor",
    "action",
    "object_kind",
    "object_id",
    "changed",
    "reason",
    "personal",
    "previous",
    "digest",
]
laws = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def by(number):
    return SimpleNamespace(pk=number)


def write(count=COUNT):
    for number in range(1, count + 1):
        actions.record(
            by=by(number % 3 + 1),
            action="edit",
            object_kind="page" if number % 2 else "person",
            object_id=str(number),
            changed={"weight": 1.1 * number, "was": None},
            personal={"name": f"Jo {number}", "email": f"jo{number}@example.org"},
            reason=f"because {number}",
        )


@contextmanager
def meddling():
    """Past the triggers, as somebody with the database's own tools could; undone afterwards."""
    with transaction.atomic():
        triggers.lift(connection)
        with connection.cursor() as cursor:
            yield cursor
        transaction.set_rollback(True)


@pytest.fixture
def written():
    write()


def test_a_record_left_alone_is_whole(written):
    found = queries.verify()
    assert (found.whole, found.count) == (True, COUNT)
    assert queries.verify(noted=queries.head()).whole


def test_an_empty_record_is_whole():
    assert queries.verify().whole


@laws
@given(at=st.integers(1, COUNT), column=st.sampled_from(COLUMNS), data=st.data())
def test_a_changed_value_is_found_where_it_was_changed(written, at, column, data):
    old = Event.objects.values_list(column, flat=True).get(pk=at)
    new = {
        "at": "2020-01-01 00:00:00+00:00",
        "actor": data.draw(st.integers(10, 10_000)),
        "changed": data.draw(st.sampled_from(['{"weight":2}', "{}", "no json at all"])),
        "personal": "{}",
    }.get(column, data.draw(st.text("abcdef0123", min_size=1, max_size=60)))
    assume(str(old) != str(new))
    with meddling() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE sequence = %s", [new, at])  # noqa: S608
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, at)


@laws
@given(at=st.integers(1, COUNT))
def test_a_removed_event_is_found(written, at):
    with meddling() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = %s", [at])
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, at)


@laws
@given(at=st.integers(1, COUNT))
def test_a_record_cut_short_is_found(written, at):
    with meddling() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence >= %s", [at])
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, at)


@laws
@given(at=st.integers(1, COUNT - 1))
def test_a_removed_event_is_found_even_when_the_rest_moves_up(written, at):
    with meddling() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = %s", [at])
        for later in range(at + 1, COUNT + 1):
            cursor.execute("UPDATE audit_event SET sequence = %s WHERE sequence = %s", [later - 1, later])
        cursor.execute("UPDATE audit_head SET count = count - 1")
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, at)


@laws
@given(pair=st.lists(st.integers(1, COUNT), min_size=2, max_size=2, unique=True))
def test_events_that_changed_places_are_found(written, pair):
    first, second = sorted(pair)
    with meddling() as cursor:
        for old, new in ((first, 99), (second, first), (99, second)):
            cursor.execute("UPDATE audit_event SET sequence = %s WHERE sequence = %s", [new, old])
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, first)


def test_an_event_slipped_in_at_the_end_is_found(written):
    with meddling() as cursor:
        last = Event.objects.get(pk=COUNT)
        extra = Event(sequence=COUNT + 1, at=last.at, action="edit", object_kind="page", object_id="1")
        extra.previous = last.digest
        extra.digest = chain.digest_of(extra)
        extra.save()
        found = queries.verify()
        del cursor
    assert (found.whole, found.broken_at) == (False, COUNT + 1)


def test_a_removed_end_mark_is_found(written):
    with meddling() as cursor:
        cursor.execute("DELETE FROM audit_head")
        assert not queries.verify().whole


@laws
@given(at=st.integers(1, COUNT), column=st.sampled_from(["value", "salt"]))
def test_a_changed_personal_value_is_found(written, at, column):
    with meddling() as cursor:
        cursor.execute(f"UPDATE audit_personalvalue SET {column} = 'x' WHERE sequence = %s", [at])  # noqa: S608
        found = queries.verify()
    assert (found.whole, found.broken_at) == (False, at)


@laws
@given(at=st.integers(1, COUNT))
def test_a_record_rewritten_to_the_end_is_found_by_whoever_noted_its_end(written, at):
    noted = queries.head()
    with meddling() as cursor:
        previous = Event.objects.get(pk=at - 1).digest if at > 1 else chain.START
        for event in Event.objects.filter(sequence__gte=at).order_by("sequence"):
            event.previous, event.reason = previous, "rewritten"
            previous = event.digest = chain.digest_of(event)
            cursor.execute(
                "UPDATE audit_event SET previous = %s, digest = %s, reason = %s WHERE sequence = %s",
                [event.previous, event.digest, event.reason, event.sequence],
            )
        cursor.execute("UPDATE audit_head SET digest = %s", [previous])
        assert queries.verify().whole
        assert not queries.verify(noted=noted).whole


@laws
@given(person=st.integers(1, COUNT))
def test_erasing_a_person_leaves_the_record_whole_and_nothing_of_them_in_it(written, person):
    with transaction.atomic():
        removed = actions.erase_person(person)
        found = queries.verify()
        left = list(queries.about_person(person))
        transaction.set_rollback(True)
    assert found.whole
    assert left == []
    assert removed or person > 3


def test_an_event_names_nobody(written):
    for row in Event.objects.values():
        assert "Jo" not in str(row)
        assert "example.org" not in str(row)


def test_equal_personal_values_have_unequal_digests():
    first, second = (
        actions.record(by=None, action="a", object_kind="person", object_id="1", personal={"name": "Jo"})
        for _ in range(2)
    )
    assert first.personal["name"] != second.personal["name"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'x' WHERE sequence = 2",
        "DELETE FROM audit_event WHERE sequence = 2",
        "UPDATE audit_head SET count = 1",
        "UPDATE audit_head SET digest = 'x'",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses(written, statement):
    with pytest.raises(DatabaseError, match="audit record"), transaction.atomic():
        connection.cursor().execute(statement)
    assert queries.verify().whole


def test_postgresql_refuses_to_empty_the_table(written, engine):
    if engine != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="audit record"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_event")


def test_python_refuses_too(written):
    event = Event.objects.get(pk=2)
    event.reason = "other"
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(reason="x"),
        lambda: Event.objects.bulk_update([event], ["reason"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


def test_what_is_undone_leaves_no_event(written):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.record(by=None, action="a", object_kind="b", object_id="c")
        raise ZeroDivisionError
    assert Head.objects.get().count == COUNT
    assert queries.verify().whole


@laws
@given(
    changed=st.dictionaries(
        st.text(max_size=5),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        max_size=4,
    ),
    words=st.text(max_size=40),
)
def test_whatever_is_written_can_be_verified(changed, words):
    with transaction.atomic():
        actions.record(
            by=by(1),
            action="a",
            object_kind="b",
            object_id=words,
            changed=changed,
            personal={"w": words},
            reason=words,
        )
        found = queries.verify()
        transaction.set_rollback(True)
    assert found.whole, found.words


def test_the_command_says_whether_the_record_is_whole_and_where_it_breaks(written):
    lines, code = commands.verify_lines()
    assert code == 0
    assert lines[0] == "The record is whole: 6 events."
    assert commands.verify_lines(lines[1].split()[-1])[1] == 0
    assert commands.verify_lines("nonsense")[1] == 2
    with meddling() as cursor:
        cursor.execute("UPDATE audit_event SET reason = 'x' WHERE sequence = 4")
        lines, code = commands.verify_lines()
    assert code == 1
    assert "event 4" in lines[0]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    from threading import Thread

    from django.db import connections

    def work():
        try:
            for _ in range(5):
                with transaction.atomic():
                    actions.record(by=by(1), action="a", object_kind="b", object_id="c", personal={"n": "Jo"})
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (queries.verify().whole, Event.objects.count(), PersonalValue.objects.count()) == (True, 20, 20)
