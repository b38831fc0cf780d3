import pytest

from site_people import person
from unit.review.tiny import make_review


@pytest.fixture
def anna(db):
    return person("Anna", "editor")


@pytest.fixture
def ben(db):
    return person("Ben", "editor")


@pytest.fixture
def folder(tmp_path):
    """A small made-up review folder."""
    place = tmp_path / "mentoring"
    place.mkdir()
    make_review(place)
    return place


@pytest.fixture
def small_review(db, folder):
    """The small review, read in and rated; its id."""
    from whatworks_site.evidence.actions import assess_review, import_review

    import_review(folder=folder, by=None)
    assess_review(review="mentoring", by=None)
    return "mentoring"
