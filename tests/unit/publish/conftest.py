import pytest

from unit.publish import made_up_review as made_up
from unit.publish.page_reader import Site
from whatworks.publish import write_report


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The made-up review as a report. Read only."""
    folder = tmp_path_factory.mktemp("report")
    write_report(made_up.records(), made_up.findings(), folder, schemes=made_up.SCHEMES)
    return Site(folder)


@pytest.fixture
def publish(tmp_path):
    """Write a report from changed records and findings, and read it."""

    def written(records=None, findings=None):
        write_report(
            records or made_up.records(), findings or made_up.findings(), tmp_path, schemes=made_up.SCHEMES
        )
        return Site(tmp_path)

    return written
