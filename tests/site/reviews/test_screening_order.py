"""The order of reading: what a person may see teaches it, and nothing else."""

import pytest

from whatworks.terms import Stage, Verdict

TITLE = Stage.TITLE


def _decide(team, who, work, verdict):
    from whatworks_site.reviews.actions.deciding import Said, decide

    decide(by=who, review=team.key, stage=TITLE, work=work, said=Said(verdict=Verdict(verdict)))


def _works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))


def _heads(name):
    from whatworks_site.reviews.models import QueueHead

    rows = QueueHead.objects.filter(seat__name=name, stage=TITLE).order_by("place")
    return list(rows.values_list("work_id", "score", "taught_by"))


def _teach(team):
    from whatworks_site.reviews.actions.ranking import teach

    teach(review=team.key)


def test_likeness_to_the_question_gives_every_work_a_place_of_its_own(team):
    from whatworks_site.reviews.models import Standing, WorkRow

    _teach(team)
    places = dict(WorkRow.objects.values_list("pk", "place"))
    assert sorted(places.values()) == list(range(1, 13))
    first = WorkRow.objects.order_by("place").first()
    assert "kinship" in first.title.lower()
    assert dict(Standing.objects.filter(stage=TITLE).values_list("work_id", "place")) == places


def test_what_a_person_said_comes_first_in_their_own_order(team):
    works = _works(team)
    _decide(team, team.one, works[0], "include")
    _decide(team, team.one, works[1], "exclude")
    _teach(team)
    heads = _heads("Sam")
    assert [w for w, _, _ in heads] and works[0] not in [w for w, _, _ in heads]
    assert {taught for _, _, taught in heads} == {2}
    assert _heads("Tess") == []


@pytest.mark.parametrize("verdict", ["include", "exclude"])
def test_a_colleagues_blind_verdict_teaches_nobody_else(team, verdict):
    works = _works(team)
    for work in works[:2]:
        _decide(team, team.two, work, "include" if work == works[0] else "exclude")
    _teach(team)
    before = _heads("Tess")
    _decide(team, team.one, works[5], verdict)
    _decide(team, team.one, works[6], "exclude" if verdict == "include" else "include")
    _teach(team)
    assert _heads("Tess") == before


def test_an_open_verdict_teaches_everyone(team):
    works = _works(team)
    for who in (team.one, team.two):
        _decide(team, who, works[0], "include")
    _decide(team, team.one, works[1], "exclude")
    _decide(team, team.two, works[2], "exclude")
    _teach(team)
    assert {taught for _, _, taught in _heads("Sam")} == {2}
    assert {taught for _, _, taught in _heads("Tess")} == {2}


def test_every_tenth_verdict_asks_for_the_order_anew(team, django_capture_on_commit_callbacks):
    from whatworks_site.jobs.models import Job

    with django_capture_on_commit_callbacks(execute=True):
        for work in _works(team)[:9]:
            _decide(team, team.one, work, "exclude")
    assert not Job.objects.filter(kind="teach-ranker").exists()
    with django_capture_on_commit_callbacks(execute=True):
        _decide(team, team.one, _works(team)[9], "include")
    assert Job.objects.filter(kind="teach-ranker").count() == 1


def test_next_and_back_walk_every_record_once_in_any_order(team):
    from whatworks_site.reviews.models import Seat, Ways
    from whatworks_site.reviews.queries.queue import beside, next_work

    seat = Seat.objects.get(review=team.review, name="Sam")
    works = _works(team)
    _decide(team, team.one, works[3], "include")
    _decide(team, team.one, works[4], "exclude")
    _teach(team)
    for order in ("ranked", "newest", "random"):
        Ways.objects.update_or_create(review=team.review, defaults={"order": order})
        here = next_work(team.review, TITLE, seat)
        seen = [here]
        while (here := beside(team.review, TITLE, seat, here, back=False)) != seen[0]:
            seen.append(here)
        assert sorted(seen) == sorted(set(works) - {works[3], works[4]})
        way_back = [here := seen[-1]]
        while (here := beside(team.review, TITLE, seat, here, back=True)) is not None:
            way_back.append(here)
        assert way_back == [*reversed(seen), works[4], works[3]]
