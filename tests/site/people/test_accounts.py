"""Accounts and roles: who changes them, and what is left in the record."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from whatworks_site.audit import queries as audit
from whatworks_site.audit.models import Event, PersonalValue
from whatworks_site.people import actions, passwords, queries, samples
from whatworks_site.people.errors import Refused
from whatworks_site.people.models import User
from whatworks_site.people.roles import Role

pytestmark = pytest.mark.django_db
EVERY_ACTION = [
    lambda by, person: actions.add_person(by=by, email="x@example.org", name="X"),
    lambda by, person: actions.close_account(by=by, person=person),
    lambda by, person: actions.open_account(by=by, person=person),
    lambda by, person: actions.reset_sign_in(by=by, person=person),
    lambda by, person: actions.erase(by=by, person=person, reason="asked"),
    lambda by, person: actions.give_role(by=by, person=person, role=Role.EDITOR),
    lambda by, person: actions.take_role(by=by, person=person, role=Role.PRACTITIONER),
]


@pytest.mark.parametrize("act", EVERY_ACTION)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_change_accounts(make, act, role):
    person = make("practitioner")
    before = Event.objects.count()
    with pytest.raises(PermissionDenied):
        act(make(role, code=False), person)
    assert Event.objects.filter(object_id=str(person.pk)).count() <= before


@pytest.mark.parametrize("act", EVERY_ACTION)
def test_what_an_administrator_changes_stands_in_the_record(make, act):
    administrator, person = make("administrator"), make("practitioner")
    before = audit.head()[0]
    act(administrator, person)
    added = Event.objects.filter(sequence__gt=before)
    assert added
    assert {event.actor for event in added} == {administrator.pk}
    assert audit.verify().whole


def test_the_record_of_an_account_names_nobody(make):
    make("editor", name="Zebedee Quillfeather")
    for row in Event.objects.values():
        assert "Zebedee" not in str(row)
        assert "example.org" not in str(row)


def test_an_address_has_one_account_however_it_is_written(make):
    make("editor")
    with pytest.raises(Refused, match="already"):
        actions.add_person(by=None, email=" Person1@Example.ORG ", name="X")


@pytest.mark.parametrize(("email", "name"), [("nonsense", "X"), ("", "X"), ("x@example.org", "  ")])
def test_an_account_needs_an_address_and_a_name(email, name):
    with pytest.raises(Refused):
        actions.add_person(by=None, email=email, name=name)


def test_an_administrator_cannot_lock_themselves_out(make):
    ada = make("administrator")
    make("administrator")
    with pytest.raises(Refused, match="yourself"):
        actions.take_role(by=ada, person=ada, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="yourself"):
        actions.close_account(by=ada, person=ada)
    with pytest.raises(Refused, match="yourself"):
        actions.erase(by=ada, person=ada, reason="asked")


def test_the_last_administrator_stays(make):
    ada = make("administrator")
    for act in (
        lambda: actions.take_role(by=None, person=ada, role=Role.ADMINISTRATOR),
        lambda: actions.close_account(by=None, person=ada),
        lambda: actions.erase(by=None, person=ada, reason="asked"),
    ):
        with pytest.raises(Refused, match="only administrator"):
            act()


def test_a_closed_administrator_does_not_count(make):
    ada, bo = make("administrator"), make("administrator")
    actions.close_account(by=ada, person=bo)
    with pytest.raises(Refused, match="only administrator"):
        actions.take_role(by=None, person=ada, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRACTITIONER])
def test_some_roles_are_for_the_whole_site(make, role):
    with pytest.raises(Refused, match="whole site"):
        actions.give_role(by=None, person=make(), role=role, review="vip")


def test_a_role_given_twice_is_held_once(make):
    person = make("editor")
    actions.give_role(by=None, person=person, role=Role.EDITOR)
    assert [str(held) for held in queries.roles_of(person)] == ["Editor"]


def test_a_reset_takes_the_codes_and_the_password_away(make):
    editor = make("editor")
    temporary = actions.reset_sign_in(by=make("administrator"), person=editor)
    now = User.objects.get(pk=editor.pk)
    assert now.check_password(temporary)
    assert now.must_change_password
    assert not queries.has_code(now)


def test_temporary_passwords_pass_our_own_rules():
    person = User(email="a@example.org", name="A")
    made = {passwords.temporary() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check(password, person)


def test_an_erased_person_is_nowhere_to_be_found(make):
    ada, person = make("administrator"), make("editor", name="Zebedee Quillfeather")
    actions.close_account(by=ada, person=person, reason="Zebedee moved away")
    actions.erase(by=ada, person=person, reason="They asked for it")
    everything = str(list(User.objects.values())) + str(list(PersonalValue.objects.values()))
    everything += str(list(Event.objects.values()))
    assert "Zebedee" not in everything
    assert person.email not in everything
    assert queries.person(person.pk) is None
    assert audit.verify().whole
    assert queries.names_of({person.pk}) == {person.pk: "Somebody who was erased"}
    with pytest.raises(Refused, match="erased"):
        actions.open_account(by=ada, person=person)


def test_a_code_is_shown_only_at_the_machine_and_the_record_says_so(make, code_of):
    ada, editor = make("administrator"), make("editor")
    assert actions.show_code(by=None, person=editor) in {code_of(editor), code_of(editor, ahead=-1)}
    assert audit.events_of("person", str(editor.pk))[0].action == "people.show-code"
    with pytest.raises(Refused, match="machine"):
        actions.show_code(by=ada, person=editor)


def test_what_is_kept_about_a_person_is_all_of_it_and_only_theirs(make):
    make("administrator")
    person = make("editor", review="vip")
    kept = json.loads(json.dumps(queries.kept_about(person)))
    assert kept["account"]["email"] == person.email
    assert [held["review"] for held in kept["roles"]] == ["vip"]
    assert {one["value"] for one in kept["record_personal_values"]} == {person.name, person.email}


def test_sample_accounts_are_the_same_at_the_second_run(settings, tmp_path, client):
    settings.DATA = tmp_path
    first = samples.make_sample_accounts()
    events = Event.objects.count()
    assert samples.make_sample_accounts() == first
    assert Event.objects.count() == events
    assert (tmp_path / samples.FILE).stat().st_mode & 0o777 == 0o600
    roles = ["Administrator", *["Editor"] * 2, *["Reviewer"] * 3, "Practitioner"]
    assert [one.role for one in first] == roles
    for one in first:
        person = queries.by_email(one.email)
        assert person.check_password(one.password)
        assert person.has_code == one.needs_code


def test_sample_accounts_get_new_passwords_where_the_file_is_lost(settings, tmp_path):
    settings.DATA = tmp_path
    first = samples.make_sample_accounts()
    (tmp_path / samples.FILE).unlink()
    second = samples.make_sample_accounts()
    assert {one.password for one in first}.isdisjoint(one.password for one in second)
    assert queries.by_email(second[0].email).check_password(second[0].password)
