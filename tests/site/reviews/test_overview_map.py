"""The gap map of a review: what has been studied, which way it points, and where nobody looked."""

import csv
import io
import re

import pytest

from site_people import person, signed_in

MAP = "/desk/reviews/mentoring/map"


@pytest.fixture
def mentoring(db, folder):
    """The small review read in and laid out, and somebody of its team."""
    from whatworks_site.evidence import actions
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out

    actions.import_review(folder=folder, by=None)
    lay_out(review="mentoring")
    return Review.objects.get(key="mentoring")


@pytest.fixture
def reader(mentoring):
    return signed_in(person("Eve", "extractor", review="mentoring"))


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer)
    return answer.content.decode()


def _outcome(key, domain="Placement"):
    from whatworks.terms import Good, Outcome

    return Outcome(id=key, name=f"Outcome {key}", domain=domain, good=Good.HIGHER)


def test_a_cell_says_how_many_studies_of_which_design_and_which_way_they_point(mentoring, reader):
    page = text(reader, MAP)
    assert "Mentoring, Placements that last: 3 studies: 3 randomised; 3 in favour" in page
    assert "3 studies; 0 of 1 boxes are gaps" in page
    behind = text(reader, f"{MAP}/studies?row=mentoring&amp;column=stability".replace("&amp;", "&"))
    assert "Town 1" in behind
    assert "In favour" in behind
    assert reader.get(f"{MAP}/studies?row=none&column=stability").status_code == 404


def test_an_outcome_nobody_measured_is_a_gap(mentoring, reader):
    from whatworks_site.evidence.models import OutcomeRow
    from whatworks_site.evidence.rows import put

    put(mentoring, OutcomeRow, _outcome("school"))
    page = text(reader, MAP)
    assert "1 of 2 boxes are gaps" in page
    assert "Mentoring, Outcome school: no study" in page
    assert "A gap" in text(reader, f"{MAP}/studies?row=mentoring&column=school")


def test_many_outcomes_stand_under_their_headings_first(mentoring, reader):
    from whatworks_site.evidence.models import OutcomeRow
    from whatworks_site.evidence.rows import put

    for n in range(9):
        put(mentoring, OutcomeRow, _outcome(f"o{n}", "School"))
    page = text(reader, MAP)
    assert "Outcome o1" not in page
    assert "?heading=school" in page
    assert "Outcome o1" in text(reader, f"{MAP}?heading=school")
    assert "Placements that last: in favour" in text(reader, f"{MAP}/studies?row=mentoring&column=placement")


def test_what_is_included_and_not_described_is_said(mentoring, reader):
    from whatworks.terms import Design, Study
    from whatworks_site.evidence.models import ReportRow, StudyRow
    from whatworks_site.evidence.rows import drop, put
    from whatworks_site.reviews.queries.flow import flow_of

    assert "Not yet described" not in text(reader, MAP)
    drop(mentoring, ReportRow, "report-3")
    drop(mentoring, StudyRow, "study-3")
    put(mentoring, StudyRow, Study(id="later", name="Later", intervention="mentoring", design=Design.RCT))
    page = text(reader, MAP)
    assert flow_of(mentoring).reports_without_study == 1
    assert "1 included report of which no study tells yet" in page
    assert "Mentoring, Later: no result yet" in re.sub(r"</?a[^>]*>", "", page)


def test_the_map_as_a_table_holds_the_gaps_too(mentoring, reader):
    from whatworks_site.evidence.models import OutcomeRow
    from whatworks_site.evidence.rows import put

    put(mentoring, OutcomeRow, _outcome("school"))
    rows = list(csv.DictReader(io.StringIO(text(reader, f"{MAP}.csv").lstrip("\ufeff"))))
    assert [(r["outcome"], r["studies"], r["randomised"], r["in_favour"]) for r in rows] == [
        ("stability", "3", "3", "3"),
        ("school", "0", "0", "0"),
    ]


def test_a_review_with_nothing_described_says_so(team):
    assert "Nothing to map yet" in text(signed_in(team.lead), "/desk/reviews/kin/map")
    assert signed_in(team.outsider).get("/desk/reviews/kin/map").status_code == 403


def test_a_study_whose_results_differ_points_different_ways_and_not_nowhere():
    from collections import Counter

    from whatworks_site.reviews.queries.gapmap_marks import Way, way_of_all, ways_words

    assert way_of_all([Way.FAVOURS, Way.AGAINST]) is Way.MIXED
    assert way_of_all([Way.FAVOURS, Way.UNKNOWN]) is Way.FAVOURS
    assert way_of_all([Way.UNKNOWN]) is Way.UNKNOWN
    assert ways_words(Counter({Way.UNKNOWN: 1, Way.FAVOURS: 2})) == "2 in favour, 1 not known which way"
