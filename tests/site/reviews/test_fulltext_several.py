"""Many full texts at once: matched by their names, confirmed by a person, never attached by a guess."""

import re

import pytest

from site_people import signed_in
from small_pdf import small_pdf
from whatworks.terms import Stage, Verdict


@pytest.fixture
def works(team):
    """Three records that came through, with titles, authors, years and DOIs of their own."""
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import ReferenceRow, WorkRow

    found = list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))[:3]
    told = (
        ("Family group conferencing: a randomised trial", ["Dijkstra, S."], 2019, "10.1016/j.cyp.2019.1"),
        ("Respite care for grandparents who are carers", ["Müller, K."], 2012, "10.1016/j.cyp.2019.12"),
        ("Mentoring of young people in foster homes", ["Taussig, H."], 2010, "10.1001/archped.2010.124"),
    )
    for work, (title, authors, year, doi) in zip(found, told, strict=True):
        WorkRow.objects.filter(pk=work).update(title=title)
        ReferenceRow.objects.filter(work_id=work).update(title=title, authors=authors, year=year, doi=doi)
        for who in (team.one, team.two):
            said = Said(verdict=Verdict.INCLUDE)
            decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)
    return found


@pytest.fixture
def screener(team):
    return signed_in(team.one)


def address(team, rest=""):
    return f"/desk/reviews/{team.key}/full-texts/several{rest}"


def sent(**files):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return [SimpleUploadedFile(name, content, "application/pdf") for name, content in files.items()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("10.1016_j.cyp.2019.1.pdf", 0),
        ("10.1016%2Fj.cyp.2019.12.pdf", 1),
        ("1-s2.0-10-1001-archped-2010-124-main.pdf", 2),
        ("10.1016_j.cyp.2019.123.pdf", None),
        ("Family group conferencing - a randomised trial.pdf", 0),
        ("respite_care_for_grandparents_who_are_carers.pdf", 1),
        ("Muller 2012.pdf", 1),
        ("TAUSSIG-et-al-2010.pdf", 2),
        ("Taussig 2011.pdf", None),
        ("1-s2.0-S0190740919-main.pdf", None),
        ("full text.pdf", None),
    ],
)
def test_a_file_is_matched_by_doi_title_or_author_and_year(team, works, name, expected):
    from whatworks_site.reviews.queries.fulltext_matching import candidates, propose

    proposal = propose(name, candidates(team.review))
    assert proposal.work == (None if expected is None else works[expected]), proposal.why


def test_a_name_that_fits_two_records_is_left_to_the_person(team, works):
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.queries.fulltext_matching import candidates, propose

    WorkRow.objects.filter(pk=works[1]).update(title="Family group conferencing: a randomised trial 2")
    proposal = propose("Family group conferencing a randomised trial.pdf", candidates(team.review))
    assert proposal.work is None
    assert "2 records would fit" in proposal.why


def test_nothing_is_attached_before_it_is_confirmed(team, works, screener):
    from whatworks_site.reviews.models import FullText

    files = sent(**{"Taussig 2010.pdf": small_pdf("a"), "Unknown.pdf": small_pdf("b"), "page.pdf": b"<html>"})
    page = screener.post(address(team), {"documents": files}).content.decode()
    assert not FullText.objects.exists()
    assert "1 file is refused" in page
    assert "This is no PDF" in page
    marks = re.findall(r'name="mark" value="([^"]+)"', page)
    chosen = re.findall(r'<option value="(\d+)" selected>', page)
    assert (len(marks), chosen) == (2, [str(works[2])])
    answer = screener.post(
        address(team, "/attach"), {"mark": marks, "work": [str(works[2]), ""]}, follow=True
    )
    assert "1 PDF is attached." in answer.content.decode()
    (text,) = FullText.objects.all()
    assert (text.work_id, text.name) == (works[2], "Taussig 2010.pdf")


def test_a_mark_is_of_one_person_in_one_review(team, works, screener):
    from whatworks_site.reviews.models import FullText

    page = screener.post(address(team), {"documents": sent(**{"a.pdf": small_pdf()})}).content.decode()
    (mark,) = re.findall(r'name="mark" value="([^"]+)"', page)
    form = {"mark": mark, "work": works[0]}
    theirs = signed_in(team.two).post(address(team, "/attach"), form, follow=True)
    assert "brought by somebody else" in theirs.content.decode()
    changed = screener.post(address(team, "/attach"), {**form, "mark": mark[:-2] + "xx"}, follow=True)
    assert "its mark was changed" in changed.content.decode()
    assert not FullText.objects.exists()


def test_a_file_that_was_tidied_away_meanwhile_is_asked_for_again(team, works, screener, settings):
    import shutil

    page = screener.post(address(team), {"documents": sent(**{"a.pdf": small_pdf()})}).content.decode()
    (mark,) = re.findall(r'name="mark" value="([^"]+)"', page)
    shutil.rmtree(settings.FULLTEXTS_ROOT)
    answer = screener.post(address(team, "/attach"), {"mark": mark, "work": works[0]}, follow=True)
    assert "Choose it again" in answer.content.decode()


def test_who_does_not_attach_one_attaches_none(team, works):
    for who in (team.arbiter, team.outsider):
        client = signed_in(who)
        assert client.get(address(team)).status_code == 403
        assert client.post(address(team), {"documents": sent(**{"a.pdf": small_pdf()})}).status_code == 403
        assert client.post(address(team, "/attach"), {"mark": "x", "work": "1"}).status_code == 403


def test_choosing_nothing_says_so(team, works, screener):
    assert "Choose a file" in screener.post(address(team), {}).content.decode()
