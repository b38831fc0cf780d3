"""Deciding, blind; undoing; settling."""

import pytest

from whatworks.terms import Stage, Verdict

TITLE = Stage.TITLE


def _decide(team, who, work, verdict, **more):
    from whatworks_site.reviews.actions.deciding import Said, decide

    token = more.pop("token", "")
    said = Said(verdict=Verdict(verdict), **more)
    return decide(by=who, review=team.key, stage=TITLE, work=work, said=said, token=token)


def _works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).values_list("pk", flat=True))


def _standing(work):
    from whatworks_site.reviews.models import Standing

    return Standing.objects.get(work_id=work, stage=TITLE)


def test_twelve_records_await_two_people(team):
    from whatworks_site.reviews.models import Standing

    found = Standing.objects.filter(review=team.review, stage=TITLE)
    assert {(s.state, s.needed, s.is_open) for s in found} == {("awaiting", 2, False)}
    assert found.count() == 12


def test_a_verdict_stays_blind_until_both_are_in(team):
    from whatworks_site.evidence.rows import records_of

    work = _works(team)[0]
    _decide(team, team.one, work, "include")
    assert records_of(team.review).decisions == ()
    _decide(team, team.two, work, "exclude", criterion="who")
    assert [d.by for d in records_of(team.review).decisions] == ["Sam", "Tess"]
    assert _standing(work).state == "conflict"


def test_undo_leaves_everything_as_it_was(team):
    from whatworks_site.evidence.rows import records_of
    from whatworks_site.reviews.actions.deciding import undo
    from whatworks_site.reviews.models import Standing, Vote

    work = _works(team)[0]
    _decide(team, team.one, work, "include")
    before = list(Standing.objects.order_by("pk").values()), list(Vote.objects.order_by("pk").values())
    _decide(team, team.two, work, "include")
    assert _standing(work).verdict == "include"
    assert Standing.objects.filter(work_id=work, stage=Stage.FULL_TEXT).exists()
    undo(by=team.two, review=team.key, stage=TITLE)
    assert (
        list(Standing.objects.order_by("pk").values()),
        list(Vote.objects.order_by("pk").values()),
    ) == before
    assert records_of(team.review).decisions == ()


def test_a_form_sent_twice_counts_once(team):
    work = _works(team)[0]
    form = {"token": "as-sent"}
    first = _decide(team, team.one, work, "include", **form)
    assert _decide(team, team.one, work, "include", **form).pk == first.pk


def test_only_a_third_settles_unless_the_team_says_otherwise(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.deciding import Said, settle
    from whatworks_site.reviews.models import Ways

    work = _works(team)[0]
    _decide(team, team.one, work, "include")
    _decide(team, team.two, work, "exclude", criterion="who")
    said = Said(verdict=Verdict.INCLUDE)
    with pytest.raises(NotPossible, match="third"):
        settle(by=team.one, review=team.key, stage=TITLE, work=work, said=said)
    settle(by=team.arbiter, review=team.key, stage=TITLE, work=work, said=said)
    assert (_standing(work).state, _standing(work).verdict) == ("resolved", "include")
    Ways.objects.create(review=team.review, settled_by="together")
    again = Said(verdict=Verdict.EXCLUDE, criterion="who")
    settle(by=team.one, review=team.key, stage=TITLE, work=work, said=again)
    assert _standing(work).verdict == "exclude"


def test_next_is_what_this_person_has_not_read(team):
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.queue import next_work, progress

    seat = Seat.objects.get(review=team.review, name="Sam")
    read = []
    while (work := next_work(team.review, TITLE, seat)) is not None:
        _decide(team, team.one, work, "include" if len(read) % 3 else "exclude")
        read.append(work)
    assert sorted(read) == sorted(_works(team))
    assert (progress(team.review, TITLE, seat).read, progress(team.review, TITLE, seat).left) == (12, 0)
