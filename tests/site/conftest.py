"""What every test of the site stands on. DATABASE_URL chooses the engine: tools/with_postgres.py."""

import pytest
from django.conf import settings as django_settings
from django.db import connection

from whatworks_site.audit import triggers


def pytest_report_header(config):
    """Say on which engine the tests run."""
    return f"database: {django_settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"


@pytest.fixture(autouse=True)
def _folders_of_its_own(settings, tmp_path):
    """Files that a test makes are its own, and nobody asks too often."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FULLTEXTS_ROOT = tmp_path / "fulltexts"
    settings.FROZEN_ROOT = tmp_path / "frozen"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    settings.RATE_LIMITS = {}


@pytest.fixture(autouse=True, scope="session")
def _a_test_may_empty_the_audit():
    """Tests with transactions of their own empty every table afterwards, which the audit's refuse."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def lifted(self, sql_list):
        triggers.lift(self.connection)
        flush(self, sql_list)
        triggers.lay(self.connection)

    operations.execute_sql_flush = lifted
    yield
    operations.execute_sql_flush = flush


@pytest.fixture
def engine():
    """The database's engine: sqlite or postgresql."""
    return connection.vendor
