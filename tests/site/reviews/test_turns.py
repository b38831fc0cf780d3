"""With more people than must read each record, everyone is first shown their own."""

from collections import Counter

from site_reviews import seated
from whatworks.terms import Stage


def _next(team, who):
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.queue import next_work

    return next_work(team.review, Stage.TITLE, Seat.objects.get(review=team.review, user=who))


def _exclude(team, who, work):
    from whatworks.terms import Verdict
    from whatworks_site.reviews.actions.deciding import Said, decide

    said = Said(verdict=Verdict.EXCLUDE, criterion="who")
    decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)


def test_five_who_read_in_step_are_not_shown_what_two_of_them_decide(team_of):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.models import Vote

    team = team_of(40)
    people = [team.one, team.two, *(seated(n, team.key, "screener") for n in ("Uma", "Vic", "Wes"))]
    refused = 0
    for turn in range(40):
        shown = [(who, _next(team, who)) for who in people]
        for who, work in shown:
            try:
                if work is not None:
                    _exclude(team, who, work)
            except NotPossible:
                refused += 1
                assert turn > 10, "only once the first have read their own and help with what is left"
    votes = Counter(Vote.objects.values_list("work_id", flat=True))
    assert len(votes) == 40
    assert set(votes.values()) == {2}
    assert refused < 40


def test_whoever_has_read_their_own_helps_with_the_others(team_of):
    team = team_of(12)
    for name in ("Uma", "Vic"):
        seated(name, team.key, "screener")
    read = 0
    while (work := _next(team, team.one)) is not None:
        _exclude(team, team.one, work)
        read += 1
    assert read == 12


def test_two_of_two_read_everything_in_the_teams_order(team):
    assert _next(team, team.one) == _next(team, team.two)
