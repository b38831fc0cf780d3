"""People who act on the same record in the same moment wait for each other, and nothing is lost."""

import threading

import pytest

from site_reviews import make_team
from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.states import NotPossible

TITLE = Stage.TITLE


@pytest.fixture
def desk(transactional_db):
    return make_team(24)


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("key"))


def at_once(*acts):
    """Do these at the same moment, each in its own connection; what went wrong, but for a no in words."""
    from django.db import connection

    gate, wrong = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except NotPossible:
            pass
        except Exception as error:
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def decides(team, who, some, verdict=Verdict.INCLUDE):
    from whatworks_site.reviews.actions.deciding import Said, decide

    def act():
        for work in some:
            try:
                decide(by=who, review=team.key, stage=TITLE, work=work.pk, said=Said(verdict=verdict))
            except NotPossible:
                continue

    return act


def merges(team, some):
    from whatworks_site.reviews.actions.duplicates import merge, undo_last

    def act():
        for a, b in zip(some[::2], some[1::2], strict=True):
            try:
                merge(by=team.arbiter, review=team.key, a=a.key, b=b.key)
                undo_last(by=team.arbiter, review=team.key)
            except NotPossible:
                continue

    return act


def changes_ways(team):
    from whatworks_site.reviews.actions.team_ways import Chosen, set_ways

    def act():
        for needed in (1, 2, 1, 2):
            set_ways(by=team.lead, review=team.key, chosen=Chosen(screeners_needed=needed))

    return act


@pytest.mark.parametrize("what", ["merge", "ways"])
def test_deciding_meanwhile_ends_in_no_fault_and_loses_no_verdict(desk, engine, what):
    from whatworks_site.reviews.models import Standing, Vote
    from whatworks_site.reviews.restating import restate_all

    some = works(desk)
    other = {"merge": merges(desk, some), "ways": changes_ways(desk)}[what]
    wrong = at_once(decides(desk, desk.one, some), decides(desk, desk.two, some[::-1]), other)
    assert wrong == []
    columns = ("work_id", "stage", "state", "votes", "needed", "is_open")
    before = sorted(Standing.objects.values_list(*columns)), sorted(Vote.objects.values_list("work_id", "by"))
    restate_all(desk.review)
    after = sorted(Standing.objects.values_list(*columns)), sorted(Vote.objects.values_list("work_id", "by"))
    assert before == after


def test_two_who_settle_at_once_leave_one_settlement_after_the_other(desk):
    from site_reviews import seated
    from whatworks_site.reviews.actions.deciding import Said, settle
    from whatworks_site.reviews.models import Standing

    work, second = works(desk)[0], seated("Abe", desk.key, "arbiter")
    decides(desk, desk.one, [work])()
    decides(desk, desk.two, [work], Verdict.EXCLUDE)()

    def settles(who, verdict):
        at = {"review": desk.key, "stage": TITLE, "work": work.pk}
        return lambda: settle(by=who, said=Said(verdict=verdict), **at)

    assert at_once(settles(desk.arbiter, Verdict.INCLUDE), settles(second, Verdict.EXCLUDE)) == []
    assert Standing.objects.get(work=work, stage=TITLE).state == "resolved"
