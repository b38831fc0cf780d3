import pytest

from site_people import signed_in
from site_reviews import make_team
from unit.review.tiny import make_review


@pytest.fixture
def at_desk(db):
    """A browser in which a person has signed in, with a code as staff have one."""
    return signed_in


@pytest.fixture
def team(db):
    """A review of twelve made-up records, laid out, and its team: two screeners, an arbiter, a lead."""
    return make_team()


@pytest.fixture
def team_of(db):
    """The same for a number of records that the test chooses."""
    return make_team


@pytest.fixture
def folder(tmp_path):
    """A small made-up review folder."""
    place = tmp_path / "mentoring"
    place.mkdir()
    make_review(place)
    return place
