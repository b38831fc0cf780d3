"""Who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from whatworks_site.people import actions, permissions
from whatworks_site.people.errors import Refused
from whatworks_site.people.models import Membership
from whatworks_site.people.permissions import Role, matrix, may, may_anywhere, require, reviews_where
from whatworks_site.people.roles import PARTS, STAFF

pytestmark = pytest.mark.django_db
OWN = {
    "audit.see": {"administrator"},
    "people.add": {"administrator"},
    "people.deactivate": {"administrator"},
    "people.erase": {"administrator"},
    "people.reset": {"administrator"},
    "people.roles": {"administrator"},
    "people.see": {"administrator"},
}


@pytest.fixture
def rows(monkeypatch):
    """A matrix of the test's own."""
    monkeypatch.setattr(permissions, "_rows", {})
    permissions.register("write", Role.EDITOR, Role.REVIEWER, words="Write a page", per_review=True)
    permissions.register("switch", Role.ADMINISTRATOR, words="Turn the site off")


def test_the_matrix_of_accounts_and_the_record_is_as_agreed():
    own = {row.action: {*row.roles} for row in matrix() if row.action in OWN}
    assert own == OWN


def test_every_action_has_words_and_a_role():
    for row in matrix():
        assert row.words
        assert row.roles, row.action


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(OWN))
def test_each_role_may_do_what_the_matrix_says_and_no_more(make, action, role):
    assert may(make(role), action) == (role in OWN[action])


@pytest.mark.parametrize("nobody", [AnonymousUser(), None])
def test_nobody_in_particular_may_nothing(nobody):
    for row in matrix():
        assert not may(nobody, row.action, review="a")
        assert not may_anywhere(nobody, row.action)


def test_a_role_everywhere_counts_in_every_review(rows, make):
    editor = make("editor")
    assert may(editor, "write")
    assert may(editor, "write", review="vip")
    assert reviews_where(editor, "write") is None


def test_a_role_in_one_review_counts_there_alone(rows, make):
    editor = make("editor", review="vip")
    assert may(editor, "write", review="vip")
    assert not may(editor, "write", review="other")
    assert not may(editor, "write")
    assert may_anywhere(editor, "write")
    assert reviews_where(editor, "write") == {"vip"}


def test_a_role_in_one_review_is_not_enough_for_what_concerns_the_site(rows, make):
    permissions.register("plan", Role.EDITOR, words="Plan the year")
    editor = make("editor", review="vip")
    assert not may(editor, "plan")
    assert not may(editor, "plan", review="vip")
    assert not may_anywhere(editor, "plan")


def test_a_closed_account_may_nothing(rows, make):
    make("administrator")
    editor = make("editor")
    actions.close_account(by=None, person=editor)
    assert not may(editor, "write")


def test_a_role_taken_away_counts_no_more_at_once(rows, make):
    editor = make("editor")
    actions.take_role(by=None, person=editor, role=Role.EDITOR)
    assert not may(editor, "write")


def test_a_refusal_says_what_and_who(rows, make):
    with pytest.raises(PermissionDenied) as refused:
        require(make("practitioner"), "write", review="vip")
    assert str(refused.value) == (
        "You may not do this: write a page. It takes the role of editor or reviewer of this review. "
        "Ask an administrator for it."
    )


def test_an_action_nobody_registered_is_a_mistake_in_the_program(rows, make):
    with pytest.raises(LookupError, match="fly"):
        may(make("editor"), "fly")


def test_one_action_cannot_mean_two_things(rows):
    permissions.register("switch", Role.ADMINISTRATOR, words="Turn the site off")
    with pytest.raises(ValueError, match="twice"):
        permissions.register("switch", Role.EDITOR, words="Turn the site off")


def test_everybody_but_practitioners_is_staff():
    assert {*Role} - {*STAFF} == {Role.PRACTITIONER}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_held_in_one_review_and_never_everywhere(make, part):
    one = make()
    with pytest.raises(Refused, match="in which"):
        actions.give_role(by=None, person=one, role=part)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=one, role=part)
    actions.give_role(by=None, person=one, role=part, review="vip")
    assert may(one, "see_desk", review="vip")
    assert not may(one, "see_desk", review="other")
