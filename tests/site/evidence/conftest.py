import pytest

from site_people import person, signed_in
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


@pytest.fixture
def at_desk(db):
    """A browser in which a person has signed in, with a code as staff have one."""
    return signed_in


@pytest.fixture
def two_pages(db, folder):
    """The small review with a second intervention and scheme, read in and rated; its id."""
    from dataclasses import replace

    from whatworks.review import load_folder, write_folder
    from whatworks.terms import Intervention
    from whatworks_site.evidence.actions import assess_review, import_review

    records = load_folder(folder)
    more = Intervention(id="befriending", name="Befriending", description="A visitor, now and then.")
    wider = replace(records.review, schemes=("centre", "eif"))
    write_folder(replace(records, review=wider, interventions=(*records.interventions, more)), folder)
    import_review(folder=folder, by=None)
    assess_review(review="mentoring", by=None)
    return "mentoring"
