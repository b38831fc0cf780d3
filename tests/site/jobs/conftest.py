"""Kinds of work for the tests, and people who may steer it."""

import pytest

from whatworks_site.people.models import Membership, User
from whatworks_site.people.permissions import Role


def person_with(role):
    person = User.objects.create_user(f"{role}@example.org", "a long enough password", name=role.title())
    Membership.objects.create(user=person, role=role)
    return person


@pytest.fixture
def editor(db):
    return person_with(Role.EDITOR)


@pytest.fixture
def practitioner(db):
    return person_with(Role.PRACTITIONER)


@pytest.fixture
def kind(monkeypatch):
    """Declare a kind of work for one test: kind(run) gives its name."""
    from whatworks_site.jobs import registry

    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))

    def declare(run, name="test-work", words="Testing"):
        registry.job_kind(name, words=words)(run)
        return name

    return declare
