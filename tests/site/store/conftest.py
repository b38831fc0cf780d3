"""A store with the example review published, loaded once a module and rolled back after it."""

import pytest
from django.db import transaction

from site_store_example import example_snapshots, put_in_force
from whatworks_site.store import index


@pytest.fixture(scope="module")
def full_store(django_db_setup, django_db_blocker):
    """The whole example in force. Each test runs in a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        for snapshot in example_snapshots():
            put_in_force(snapshot)
        index.rebuild_all()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def store(full_store, db):
    """The example in force, for one test."""
