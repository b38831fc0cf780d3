"""`whatworks user`, as typed."""

import pytest
from typer.testing import CliRunner

from whatworks_site.people import queries
from whatworks_site.people.commands import app

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed():
    def run(*words, said=None):
        return CliRunner().invoke(app, list(words), input=said)

    return run


def test_an_account_is_added_listed_changed_reset_and_closed(typed, make):
    make("administrator")
    added = typed("add", "Bo@example.org", "--name", "Bo Example", "--role", "editor", "--role", "reviewer")
    assert added.exit_code == 0
    password = added.stdout.split()[-1]
    assert queries.by_email("bo@example.org").check_password(password)
    assert "bo@example.org  Bo Example  editor, reviewer" in typed("list").stdout
    assert "evaluator" in typed("role", "bo@example.org", "+evaluator", "-reviewer").stdout
    assert "reviewer" not in typed("list").stdout
    assert typed("reset", "bo@example.org").exit_code == 0
    assert not queries.by_email("bo@example.org").check_password(password)
    assert typed("deactivate", "bo@example.org").exit_code == 0
    assert "(closed)" in typed("list").stdout
    assert typed("activate", "bo@example.org").exit_code == 0


def test_a_password_can_be_given_and_is_held_to_the_rules(typed):
    arguments = ["add", "bo@example.org", "--name", "Bo", "--role", "editor", "--password-stdin"]
    assert "too short" in typed(*arguments, said="short\n").output
    assert typed(*arguments, said=PASSWORD + "\n").exit_code == 0
    person = queries.by_email("bo@example.org")
    assert person.check_password(PASSWORD)
    assert not person.must_change_password


def test_the_present_code_is_printed(typed, make, code_of):
    editor = make("editor")
    assert typed("code", editor.email).stdout[:6] in {code_of(editor), code_of(editor, ahead=-1)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["code", "nobody@example.org"], "Nobody has an account"),
        (["role", "person1@example.org", "+king"], "no role"),
        (["role", "person1@example.org", "editor"], "write + or -"),
        (["deactivate", "person1@example.org"], "only administrator"),
        (["add", "person1@example.org", "--name", "X", "--role", "editor"], "already"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(typed, make, words, said):
    make("administrator")
    refused = typed(*words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output
