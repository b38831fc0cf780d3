"""Somebody who would like to know early what a colleague said finds no way to."""

import contextlib

import pytest

from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.states import NotPossible

TITLE = Stage.TITLE


def decide(team, who, work, verdict="include", **more):
    from whatworks_site.reviews.actions.deciding import Said
    from whatworks_site.reviews.actions.deciding import decide as act

    said = Said(verdict=Verdict(verdict), **more)
    return act(by=who, review=team.key, stage=TITLE, work=work.pk, said=said)


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("key"))


def openness(row):
    row.refresh_from_db()
    return str(row.openness)


def ways(team, **chosen):
    from whatworks_site.reviews.actions.team_ways import Chosen, set_ways

    set_ways(by=team.lead, review=team.key, chosen=Chosen(**chosen))


@pytest.mark.parametrize("who", ["one", "lead", "arbiter"])
def test_nobody_opens_a_verdict_by_merging_two_records(team, who):
    from whatworks_site.reviews.actions.duplicates import merge
    from whatworks_site.reviews.models import Seat

    a, b, *_ = works(team)
    Seat.objects.get_or_create(review=team.review, user=getattr(team, who), defaults={"name": who})
    decide(team, team.one, a)
    theirs = decide(team, team.two, b, "exclude", criterion="who")
    with pytest.raises(NotPossible, match="may not be seen yet"):
        merge(by=getattr(team, who), review=team.key, a=a.key, b=b.key)
    assert openness(theirs) == "blind"
    assert len(works(team)) == 12, "nothing is left half done"


def test_nobody_opens_a_verdict_by_merging_with_what_was_settled(team):
    from whatworks_site.reviews.actions.duplicates import merge

    a, b, *_ = works(team)
    for who in (team.one, team.two):
        decide(team, who, a)
    theirs = decide(team, team.two, b)
    with pytest.raises(NotPossible):
        merge(by=team.one, review=team.key, a=a.key, b=b.key)
    assert openness(theirs) == "blind"
    decide(team, team.one, b)
    merge(by=team.one, review=team.key, a=a.key, b=b.key)


def test_nobody_opens_a_verdict_by_taking_copies_apart_and_undoing_it(team):
    from whatworks_site.reviews.actions.duplicates import merge, split, undo_last
    from whatworks_site.reviews.models import ReferenceRow

    a, b, *_ = works(team)
    made = merge(by=team.one, review=team.key, a=a.key, b=b.key)
    split(by=team.one, review=team.key, work=made)
    at = dict(ReferenceRow.objects.values_list("key", "work_id"))
    by_key = {w.pk: w for w in works(team)}
    decide(team, team.one, by_key[at[a.key]])
    theirs = decide(team, team.two, by_key[at[b.key]])
    with pytest.raises(NotPossible, match="may not be seen yet"):
        undo_last(by=team.one, review=team.key)
    assert openness(theirs) == "blind"


def test_a_merge_that_opens_nothing_of_others_is_as_ever(team):
    from whatworks_site.reviews.actions.duplicates import merge, undo_last

    a, b, c, *_ = works(team)
    theirs = decide(team, team.two, b)
    merge(by=team.one, review=team.key, a=a.key, b=b.key)
    assert openness(theirs) == "blind"
    undo_last(by=team.one, review=team.key)
    for who in (team.one, team.two):
        decide(team, who, a)
    decide(team, team.one, c)
    merge(by=team.one, review=team.key, a=a.key, b=c.key)


def test_what_was_open_before_copies_came_apart_is_open_again_when_that_is_undone(team):
    from whatworks_site.reviews.actions.duplicates import merge, split, undo_last
    from whatworks_site.reviews.models import WorkRow

    a, b, *_ = works(team)
    decide(team, team.one, a)
    made = merge(by=team.one, review=team.key, a=a.key, b=b.key)
    theirs = decide(team, team.two, WorkRow.objects.get(pk=made))
    split(by=team.one, review=team.key, work=made)
    undo_last(by=team.one, review=team.key)
    assert openness(theirs) == "open"


def test_nobody_adds_a_verdict_to_what_they_could_already_see(team):
    from site_reviews import seated
    from whatworks_site.reviews.models import Standing

    late = seated("Uma", team.key, "screener")
    work = works(team)[0]
    for who in (team.one, team.two):
        decide(team, who, work)
    with pytest.raises(NotPossible, match="has been read"):
        decide(team, late, work, "exclude")
    assert Standing.objects.get(work=work, stage=TITLE).state == "agreed"
    decide(team, team.one, work, "exclude")
    assert Standing.objects.get(work=work, stage=TITLE).state == "conflict", "ones own may be changed"


def test_taking_a_verdict_back_after_seeing_the_others_does_not_make_them_agree(team):
    from whatworks_site.reviews.actions.deciding import undo
    from whatworks_site.reviews.queries.agreement import Agreements

    work, other, *_ = works(team)
    decide(team, team.one, work, "include")
    decide(team, team.two, work, "exclude")
    undo(by=team.one, review=team.key, stage=TITLE)
    decide(team, team.one, work, "exclude")
    [pair] = Agreements(team.review, TITLE).pairs
    assert (pair.held.n, pair.held.agreed) == (1, 0), "what was said blind stays the measure"
    decide(team, team.one, other, "include")
    undo(by=team.one, review=team.key, stage=TITLE)
    for who in (team.one, team.two):
        decide(team, who, other, "exclude")
    [pair] = Agreements(team.review, TITLE).pairs
    assert (pair.held.n, pair.held.agreed) == (2, 1), "a slip mended while blind is none"


def test_a_folder_that_asks_for_fewer_readers_opens_nothing(team):
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.models import Standing

    read, unread, *_ = works(team)
    row = decide(team, team.one, read)
    team.review.refresh_from_db()
    team.review.document = {**team.review.document, "screeners_needed": 1}
    team.review.save()
    lay_out(review=team.key)
    assert openness(row) == "blind"
    assert Standing.objects.get(work=unread, stage=TITLE).needed == 1


def test_taking_copies_apart_after_fewer_are_to_read_opens_nothing(team):
    from whatworks_site.evidence.models import DecisionRow
    from whatworks_site.reviews.actions.duplicates import merge, split
    from whatworks_site.reviews.models import WorkRow

    a, b, *_ = works(team)
    row = decide(team, team.one, b)
    made = merge(by=team.one, review=team.key, a=a.key, b=b.key)
    key = WorkRow.objects.get(pk=made).key
    other = ({a.key, b.key} - {key}).pop()
    DecisionRow.objects.filter(pk=row.pk).update(reference=other)
    ways(team, screeners_needed=1)
    assert openness(row) == "blind"
    with contextlib.suppress(NotPossible):
        split(by=team.two, review=team.key, work=made)
    assert openness(row) == "blind"
