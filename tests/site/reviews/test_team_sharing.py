"""Sharing the reading out: everyone gets their due, nothing decided is touched."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_reviews import export
from whatworks.terms import Stage, Verdict

TITLE = Stage.TITLE


@given(
    n=st.integers(0, 120),
    people=st.integers(2, 7),
    overlap=st.floats(0, 1),
    held=st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 9)),
)
def test_a_deal_gives_every_record_its_readers_evenly(n, people, overlap, held):
    from whatworks_site.reviews.sharing import deal, share_of

    readers, twice = list("ABCDEFG"[:people]), share_of(overlap, n)
    dealt = deal(range(n), readers, twice, held)
    assert sorted(dealt) == list(range(n))
    assert all(len(set(names)) == len(names) and set(names) <= set(readers) for names in dealt.values())
    assert Counter(len(names) for names in dealt.values()) == +Counter({1: n - twice, 2: twice})
    assert abs(twice - overlap * n) <= 0.5 + 1e-9
    load = Counter(dict.fromkeys(readers, 0)) + Counter()
    load = [sum(r in names for names in dealt.values()) for r in readers]
    assert max(load) - min(load) <= 1
    assert deal(range(n), readers, twice, held) == dealt


@given(n=st.integers(0, 60), people=st.integers(2, 5))
def test_a_deal_lets_everyone_be_compared_with_everyone(n, people):
    from whatworks_site.reviews.sharing import deal, pairs_of

    readers = list("ABCDE"[:people])
    pairs = pairs_of(deal(range(n), readers, n))
    many = people * (people - 1) // 2
    assert sum(pairs.values()) == n
    assert len(pairs) == min(many, n) or n < 2 * many


def _ways(team, **more):
    from whatworks_site.reviews.actions.team_ways import Chosen, set_ways

    set_ways(by=team.lead, review=team.key, chosen=Chosen(**more))
    team.review.refresh_from_db()


def _readers(team):
    from whatworks_site.reviews.sharing import given_out

    return given_out(team.review)


def _works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))


def _decide(team, who, work, verdict="include"):
    from whatworks_site.reviews.actions.deciding import Said, decide

    decide(by=who, review=team.key, stage=TITLE, work=work, said=Said(verdict=Verdict(verdict)))


def _world(team):
    """Everything that the decisions add up to."""
    from whatworks_site.evidence.models import DecisionRow
    from whatworks_site.reviews.models import Share, Standing

    return (
        list(Standing.objects.filter(review=team.review).order_by("pk").values()),
        list(Share.objects.filter(review=team.review).order_by("work_id", "by").values("work_id", "by")),
        list(DecisionRow.objects.filter(review=team.review).order_by("pk").values("pk", "openness")),
    )


def test_sharing_gives_each_record_to_one_and_a_share_to_two(team):
    from whatworks_site.reviews.models import Seat, Standing
    from whatworks_site.reviews.queries.queue import to_read

    _ways(team, overlap=0.25)
    shared = Standing.objects.filter(review=team.review, stage=TITLE)
    assert sorted(shared.values_list("needed", flat=True)) == [1] * 9 + [2] * 3
    left = [
        to_read(team.review, TITLE, Seat.objects.get(review=team.review, name=n)).count()
        for n in ("Sam", "Tess")
    ]
    assert sorted(left) == [7, 8]


def test_a_single_reading_decides_and_an_overlap_waits_for_both(team):
    from whatworks_site.reviews.models import Standing

    _ways(team, overlap=0.25)
    people = {"Sam": team.one, "Tess": team.two}
    for work, names in _readers(team).items():
        _decide(team, people[sorted(names)[0]], work)
        standing = Standing.objects.get(work_id=work, stage=TITLE)
        assert (standing.state, standing.is_open) == (
            ("agreed", True) if len(names) == 1 else ("awaiting", False)
        )


def test_splitting_and_going_back_leaves_everything_as_it_was(team):
    works = _works(team)
    _decide(team, team.one, works[0])
    _decide(team, team.two, works[0])
    _decide(team, team.one, works[1])
    before = _world(team)
    _ways(team, overlap=0.5)
    assert set(_readers(team)) == set(works[2:])
    _ways(team)
    assert _world(team) == before


def test_going_back_keeps_what_one_person_decided_as_decided(team):
    from whatworks_site.reviews.models import Standing

    _ways(team, overlap=0.0)
    people = {"Sam": team.one, "Tess": team.two}
    work, names = next(iter(_readers(team).items()))
    _decide(team, people[min(names)], work)
    _ways(team)
    assert set(_readers(team)) == {work}
    assert Standing.objects.get(work_id=work, stage=TITLE).state == "agreed"


@pytest.mark.parametrize(("before", "after"), [(2, 1), (2, 3), (1, 2)])
def test_another_number_of_readers_opens_nothing_blind_and_closes_nothing_open(team, before, after):
    from whatworks_site.evidence.models import DecisionRow
    from whatworks_site.reviews.models import Standing

    if before != 2:
        _ways(team, screeners_needed=before)
    works = _works(team)
    for who in (team.one, team.two)[:before]:
        _decide(team, who, works[0])
    if before == 2:
        _decide(team, team.one, works[1])
    opened = dict(DecisionRow.objects.values_list("pk", "openness"))
    _ways(team, screeners_needed=after)
    assert dict(DecisionRow.objects.values_list("pk", "openness")) == opened
    assert Standing.objects.get(work_id=works[0], stage=TITLE).state == "agreed"
    assert Standing.objects.get(work_id=works[5], stage=TITLE).needed == after
    if before == 2:
        assert _readers(team)[works[1]] == {"Sam", "Tess"}


def test_a_person_alone_may_say_that_one_reading_is_enough(team):
    from whatworks_site.reviews.actions.team import free_seat
    from whatworks_site.reviews.models import Seat, Standing

    work = _works(team)[0]
    _decide(team, team.one, work)
    free_seat(by=team.lead, review=team.key, seat=Seat.objects.get(review=team.review, name="Tess").pk)
    _ways(team, screeners_needed=1)
    assert Standing.objects.get(work_id=work, stage=TITLE).state == "agreed"


def test_what_comes_in_later_is_given_out_too_and_nothing_else_moves(team):
    import hashlib

    from whatworks import terms
    from whatworks_site.evidence.models import SearchRow, SourceFile
    from whatworks_site.evidence.rows import put
    from whatworks_site.reviews.actions.laying_out import lay_out

    _ways(team, overlap=0.25)
    before = _readers(team)
    search = terms.Search(
        id="s2", kind=terms.SearchKind.DATABASE, source="ERIC", file="searches/s2.ris", date=None
    )
    put(team.review, SearchRow, search)
    text = export(range(12, 20))
    SourceFile.objects.create(
        review=team.review, path=search.file, content=text, digest=hashlib.sha256(text).hexdigest()
    )
    lay_out(review=team.key)
    after = _readers(team)
    assert {work: after[work] for work in before} == before
    assert sorted(after) == _works(team)
    assert len(after) == 20 and sum(len(names) == 2 for names in after.values()) == 5


def test_sharing_again_gives_a_newcomer_a_part_and_hands_on_what_a_leaver_had(team):
    from whatworks_site.people.models import User
    from whatworks_site.reviews.actions.team import add_seat, free_seat
    from whatworks_site.reviews.actions.team_ways import share_out
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.team_ways import unshared

    _ways(team, overlap=1.0)
    work = _works(team)[0]
    _decide(team, team.one, work)
    User.objects.create_user("nia@example.org", "a long enough password", name="Nia")
    add_seat(by=team.lead, review=team.key, name="Nia", email="nia@example.org", parts=["screener"])
    free_seat(by=team.lead, review=team.key, seat=Seat.objects.get(review=team.review, name="Tess").pk)
    assert "Tess no longer screens" in unshared(team.review) and "Nia screens" in unshared(team.review)
    share_out(by=team.lead, review=team.key)
    assert set(map(frozenset, _readers(team).values())) == {frozenset({"Sam", "Nia"})}
    assert unshared(team.review) == ""


def test_one_person_cannot_split_the_reading(team, at_desk):
    from whatworks_site.reviews.actions.team import free_seat
    from whatworks_site.reviews.models import Seat

    free_seat(by=team.lead, review=team.key, seat=Seat.objects.get(review=team.review, name="Tess").pk)
    shown = at_desk(team.lead).post(f"/desk/reviews/{team.key}/ways", FORM | {"reading": "split"})
    assert "takes two screeners, and only Sam screens" in shown.content.decode()


FORM = {
    "reading": "all", "overlap": "25", "screeners_needed": "2", "order": "random", "settled_by": "together",
    "target": "90", "terms_in": "kin\n kin \ncarer", "terms_out": "", "extractors_needed": "1",
    "appraisers_needed": "2",
}  # fmt: skip


def test_a_preview_says_what_would_change_and_saves_nothing(team, at_desk):
    from whatworks_site.reviews.models import Ways
    from whatworks_site.reviews.seats import ways_of

    client, at = at_desk(team.lead), f"/desk/reviews/{team.key}/ways"
    shown = client.post(at, FORM | {"reading": "split", "do": "preview"}).content.decode()
    assert "Each of 2 screeners reads 7 or 8 of 12 records; 3 are read by two, 9 by one." in shown
    assert not Ways.objects.exists() and not _readers(team)
    assert client.post(at, FORM | {"do": "save"}).status_code == 302
    ways = ways_of(team.review)
    assert (ways.order, ways.settled_by, ways.target, ways.overlap) == ("random", "together", 0.9, None)
    assert (ways.terms_in, ways.extractors_needed) == (["kin", "carer"], 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reading": "split", "overlap": ""}, "Enter the share read by two"),
        ({"target": "20"}, "must be 50 or more"),
        ({"reading": "some"}, "Select one of the answers"),
    ],
)
def test_a_wrong_way_says_what_to_do(team, at_desk, wrong, words):
    shown = at_desk(team.lead).post(f"/desk/reviews/{team.key}/ways", FORM | wrong).content.decode()
    assert words in shown


def test_a_large_review_is_brought_into_line_by_a_job(team, monkeypatch, django_capture_on_commit_callbacks):
    from whatworks_site.jobs.actions import run_now
    from whatworks_site.jobs.models import Job
    from whatworks_site.reviews.actions import team_ways
    from whatworks_site.reviews.models import Share

    monkeypatch.setattr(team_ways, "INLINE", 5)
    with django_capture_on_commit_callbacks(execute=True):
        _ways(team, overlap=0.25)
    job = Job.objects.get(kind="restate-review")
    if not Share.objects.exists():
        run_now(job.pk)
    assert Share.objects.filter(review=team.review).count() == 15
