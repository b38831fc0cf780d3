"""A person's word on what is a copy of what."""

import pytest

from site_searching import export, read_in
from whatworks.terms import Stage, Verdict

TOKEN = rb'name="csrfmiddlewaretoken" value="[^"]*"'


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("key"))


def clustered(team):
    """The works as sets of references."""
    from whatworks_site.reviews.models import ReferenceRow

    found = {}
    for key, work in ReferenceRow.objects.filter(review=team.review).values_list("key", "work_id"):
        found.setdefault(work, set()).add(key)
    return sorted(map(sorted, found.values()))


def test_two_works_are_put_together_and_apart_again(team):
    from whatworks_site.evidence.models import DuplicateLinkRow
    from whatworks_site.reviews.actions.duplicates import merge, undo_last

    before, (a, b, *_) = clustered(team), works(team)
    merge(by=team.one, review=team.key, a=a.key, b=b.key)
    assert len(works(team)) == 11
    assert DuplicateLinkRow.objects.get(review=team.review).decided_by == "Sam"
    undo_last(by=team.one, review=team.key, around=a.key)
    assert clustered(team) == before
    assert not DuplicateLinkRow.objects.filter(review=team.review).exists()


def test_taking_one_copy_out_leaves_the_others_together(team):
    from whatworks_site.reviews.actions.duplicates import split, undo_last
    from whatworks_site.reviews.models import ReferenceRow

    read_in(team, export([0], more=" Again."), source="Embase")
    read_in(team, export([0], more=" And again."), source="ERIC")
    held = ReferenceRow.objects.filter(review=team.review, doi="10.1234/made.0")
    keys, before = set(held.values_list("key", flat=True)), clustered(team)
    assert sorted(keys) in before
    out = min(keys)
    split(by=team.two, review=team.key, work=held[0].work_id, out=out)
    assert [out] in clustered(team)
    assert sorted(keys - {out}) in clustered(team)
    undo_last(by=team.two, review=team.key, around=out)
    assert clustered(team) == before
    split(by=team.two, review=team.key, work=held[0].work_id)
    assert all([key] in clustered(team) for key in keys)


def test_a_persons_word_outlives_another_import(team):
    from whatworks_site.reviews.actions.duplicates import split
    from whatworks_site.reviews.models import ReferenceRow

    read_in(team, export([0], more=" Again."), source="Embase")
    held = ReferenceRow.objects.filter(review=team.review, doi="10.1234/made.0")
    apart = sorted(held.values_list("key", flat=True))
    split(by=team.one, review=team.key, work=held[0].work_id)
    read_in(team, export([0], more=" And again."), source="ERIC")
    groups = [group for group in clustered(team) if set(group) & set(apart)]
    assert not any(set(apart) <= set(group) for group in groups)


def test_undo_takes_back_ones_own_word_only(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.duplicates import merge, undo_last

    a, b, *_ = works(team)
    merge(by=team.one, review=team.key, a=a.key, b=b.key)
    with pytest.raises(NotPossible):
        undo_last(by=team.two, review=team.key)
    assert len(works(team)) == 11


def test_decisions_on_both_works_count_for_the_one(team):
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.actions.duplicates import merge, undo_last
    from whatworks_site.reviews.models import Standing

    a, b, *_ = works(team)
    said, out = Said(verdict=Verdict.INCLUDE), Said(verdict=Verdict.EXCLUDE)
    for who in (team.one, team.two):
        decide(by=who, review=team.key, stage=Stage.TITLE, work=a.pk, said=said)
    decide(by=team.one, review=team.key, stage=Stage.TITLE, work=b.pk, said=out)
    made = merge(by=team.one, review=team.key, a=a.key, b=b.key)
    assert Standing.objects.get(work=made, stage=Stage.TITLE).state == "conflict"
    undo_last(by=team.one, review=team.key)
    found = Standing.objects.filter(review=team.review, stage=Stage.TITLE).order_by("work__key")
    states = list(found.values_list("state", flat=True))
    assert states == ["agreed", *["awaiting"] * 11]


def doubtful_pair(team):
    """Two records that are alike but for a number in the title."""
    text = (
        "TY  - JOUR\nTI  - Outcomes of kinship care placements in large cities: part {n}\nAU  - Miller, A.\n"
        "PY  - 2004\nJO  - Child Welfare\nVL  - 12\nSP  - 3{n}\nER  - \n"
    )
    read_in(team, "".join(text.format(n=n) for n in (1, 2)).encode(), source="Parts")


@pytest.mark.parametrize("said", ["same", "different"])
def test_a_pair_in_doubt_is_asked_about_until_somebody_decides(team, at_desk, said):
    from django.urls import reverse

    from whatworks_site.reviews.queries.doubts import doubts

    doubtful_pair(team)
    count = len(works(team))
    [doubt] = doubts(team.review)
    browser, here = at_desk(team.one), reverse("review-doubtful", args=[team.key])
    page = browser.get(here).content.decode()
    assert "1 pair left" in page
    assert '<mark class="ww-differing">1</mark>' in page
    after = browser.post(here, {"pair": doubt.number, "said": said}, follow=True).content.decode()
    assert "No pair in doubt" in after
    assert len(works(team)) == count - (said == "same")
    back = browser.post(reverse("review-duplicates-undo", args=[team.key]), follow=True).content.decode()
    assert "1 pair left" in back
    assert len(works(team)) == count


def test_merging_says_nothing_of_what_a_colleague_decided_blind(team, at_desk):
    from django.urls import reverse

    from whatworks_site.reviews.actions.deciding import Said, decide

    a, b, *_ = works(team)
    page = reverse("review-duplicate-merge", args=[team.key, a.pk, b.pk])
    browser = at_desk(team.two)
    before = browser.get(page).content
    said = Said(verdict=Verdict.INCLUDE)
    for work in (a, b):
        decide(by=team.one, review=team.key, stage=Stage.TITLE, work=work.pk, said=said)
    import re

    plain = [
        re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", x)
        for x in (before, browser.get(page).content)
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("who", ["outsider"])
def test_strangers_say_nothing_on_copies(team, who):
    from django.core.exceptions import PermissionDenied

    from whatworks_site.reviews.actions import duplicates

    a, b, *_ = works(team)
    named = {"by": getattr(team, who), "review": team.key}
    for act in (
        lambda: duplicates.merge(**named, a=a.key, b=b.key),
        lambda: duplicates.keep_apart(**named, a=a.key, b=b.key),
        lambda: duplicates.split(**named, work=a.pk),
        lambda: duplicates.undo_last(**named),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_putting_works_together_outdoes_an_earlier_word_on_their_copies(team):
    from whatworks_site.reviews.actions.duplicates import keep_apart, merge

    a, b, c, *_ = [work.key for work in works(team)]
    keep_apart(by=team.one, review=team.key, a=a, b=c)
    merge(by=team.two, review=team.key, a=a, b=b)
    merge(by=team.two, review=team.key, a=b, b=c)
    assert sorted([a, b, c]) in clustered(team)
