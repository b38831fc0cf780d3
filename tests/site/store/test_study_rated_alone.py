"""A study's page says what schemes that judge studies one by one say of it; nothing where none does."""

import re
from dataclasses import replace

import pytest

from site_store_example import put_in_force
from unit.review.tiny import make_review
from whatworks.publish import snapshot_of
from whatworks.review import travel
from whatworks.review.words import scheme_words
from whatworks_site.store import index


def _store(folder, *schemes):
    records = make_review(folder)
    records = replace(records, review=replace(records.review, schemes=schemes))
    findings = travel(records, folder)
    put_in_force(snapshot_of(records, findings, scheme_words(records, folder), "mentoring"))
    index.rebuild_all()
    return findings


@pytest.mark.django_db
def test_the_rating_of_a_single_study_stands_on_its_page_with_its_scheme(client, tmp_path):
    findings = _store(tmp_path, "centre", "maryland-sms")
    own = [r for r in findings.ratings if r.object.study == "study-1"]
    assert own
    shown = client.get("/studies/study-1").content.decode()
    part = shown.split("Rated by itself")[1].split("</section>")[0]
    for rating in own:
        assert rating.scheme_name in part
        assert rating.because[1:40] in part
    link = re.search(r'href="(/ratings/[^"]+)"', part)[1]
    assert client.get(link).status_code == 200
    assert part.count("<li>") == len({(r.scheme, r.scale, r.words, r.because) for r in own})
    assert [r["id"] for r in client.get("/studies/study-1/data.json").json()["ratings"]] == [
        r.id for r in own
    ]


@pytest.mark.django_db
def test_nothing_is_said_where_no_scheme_judges_studies_alone(client, tmp_path):
    _store(tmp_path, "centre")
    assert "Rated by itself" not in client.get("/studies/study-1").content.decode()
