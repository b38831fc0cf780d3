from pathlib import Path

import pytest

from unit.review.tiny import make_review


@pytest.fixture
def root():
    return Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path):
    """A small made-up review folder, to be broken at will."""
    place = tmp_path / "mentoring"
    place.mkdir()
    make_review(place)
    return place
