"""What leaves with a review's folder, what stays, and that it arrives as it was."""

import hashlib
import io
import subprocess
import zipfile

import pytest

from site_people import person, signed_in
from whatworks.terms import Stage, Verdict

HANDOVER, EXPORT = "/desk/reviews/kin/handover", "/desk/reviews/kin/export"


def text(who, address):
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, (address, answer)
    return answer.content.decode()


def decide(team, who, work, verdict):
    from whatworks_site.reviews.actions.deciding import Said, decide

    said = Said(verdict=Verdict(verdict), note="a word of mine")
    decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("key").values_list("pk", flat=True))


def taken(team, where, review="kin"):
    """The folder as a person downloads it, unpacked."""
    answer = signed_in(team.lead).post(f"/desk/reviews/{review}/export")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        packed.extractall(where)
    return where / review


def rebuilt(folder):
    from whatworks.review import load_folder, travel

    return travel(load_folder(folder), folder)


def test_the_folder_rebuilds_to_the_flow_that_the_page_shows(team, tmp_path):
    from whatworks_site.reviews.queries.flow import flow_of

    first, second, third, *_ = works(team)
    for work, one, two in ((first, "include", "include"), (second, "exclude", "exclude")):
        decide(team, team.one, work, one)
        decide(team, team.two, work, two)
    decide(team, team.one, third, "include")
    assert rebuilt(taken(team, tmp_path)).prisma == flow_of(team.review)


def test_what_is_blind_stays_until_the_second_verdict_is_in(team, tmp_path):
    work = works(team)[0]
    decide(team, team.one, work, "include")
    first = taken(team, tmp_path / "first")
    assert not (first / "tables" / "decisions.csv").exists()
    assert b"a word of mine" not in b"".join(p.read_bytes() for p in first.rglob("*") if p.is_file())
    decide(team, team.two, work, "include")
    second = taken(team, tmp_path / "second")
    assert (second / "tables" / "decisions.csv").read_text().count("a word of mine") == 2


def test_the_digest_on_the_page_is_that_of_the_folder(team, tmp_path):
    page = text(team.lead, HANDOVER)
    folder = taken(team, tmp_path)
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = "".join(f"{hashlib.sha256((folder / f).read_bytes()).hexdigest()}  ./{f}\n" for f in files)
    found = hashlib.sha256(lines.encode()).hexdigest()
    assert found in page
    command = "find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    assert command.replace("'", "&#39;") in page or command in page
    said = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    assert said.stdout.split()[0] == found


def test_a_blind_verdict_moves_nothing_on_the_page_of_others(team):
    import re

    def shown(who):
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(who, HANDOVER))

    others = (team.two, team.arbiter, team.lead)
    before = [shown(who) for who in others]
    decide(team, team.one, works(team)[0], "include")
    assert [shown(who) for who in others] == before
    assert "12 records are still being read" in before[0]
    assert "1 of them has a verdict of yours" in shown(team.one)


@pytest.fixture
def mentoring(db, folder):
    from types import SimpleNamespace

    from whatworks_site.evidence import actions
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out

    actions.import_review(folder=folder, by=None)
    lay_out(review="mentoring")
    actions.assess_review(review="mentoring", by=None)
    review = Review.objects.get(key="mentoring")
    return SimpleNamespace(review=review, lead=person("Lea", "lead", review="mentoring"))


def test_the_pools_come_out_to_the_same_digits(mentoring, tmp_path):
    page = text(mentoring.lead, "/desk/reviews/mentoring/handover")
    pools = rebuilt(taken(mentoring, tmp_path, "mentoring")).pools
    assert pools
    for pool in pools:
        assert repr(pool.b) in page


def _standings(review):
    from whatworks_site.reviews.models import Standing

    columns = ("work__key", "stage", "state", "verdict", "criterion", "votes", "needed", "is_open")
    return sorted(Standing.objects.filter(review=review).values_list(*columns))


def test_read_in_elsewhere_every_record_stands_where_it_stood(mentoring, tmp_path):
    from whatworks_site.evidence import actions
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.queries.flow import flow_of
    from whatworks_site.reviews.queries.handover import folder_digest

    before, flow = _standings(mentoring.review), flow_of(mentoring.review)
    stamp = folder_digest(mentoring.review)
    folder = taken(mentoring, tmp_path, "mentoring")
    mentoring.review.delete()
    actions.import_review(folder=folder, by=None)
    lay_out(review="mentoring")
    again = Review.objects.get(key="mentoring")
    assert (_standings(again), flow_of(again), folder_digest(again)) == (before, flow, stamp)


def test_only_the_team_takes_the_folder(team):
    assert signed_in(team.outsider).get(HANDOVER).status_code == 403
    assert signed_in(team.outsider).post(EXPORT).status_code == 403
