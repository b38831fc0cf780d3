"""Kinds of work for the tests, and people who may steer it."""

import pytest

from site_people import person, signed_in
from whatworks_site.people.permissions import Role


@pytest.fixture
def editor(db):
    return person("Emeka", Role.EDITOR)


@pytest.fixture
def practitioner(db):
    return person("Parveen", Role.PRACTITIONER)


@pytest.fixture
def desk(editor):
    """A browser in which an editor has signed in."""
    return signed_in(editor)


@pytest.fixture
def kind(monkeypatch):
    """Declare a kind of work for one test: kind(run) gives its name."""
    from whatworks_site.jobs import registry

    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))

    def declare(run, name="test-work", words="Testing"):
        registry.job_kind(name, words=words)(run)
        return name

    return declare
