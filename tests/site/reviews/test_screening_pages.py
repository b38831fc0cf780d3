"""The screening pages: a journey, and what they show to whom."""

import re

import pytest

from site_blindness import same_page
from site_people import person
from whatworks.terms import Stage, Verdict

HOME = "/desk/reviews/kin/screening"
SCREEN = "/desk/reviews/kin/screen/titles"
DECISIONS = "/desk/reviews/kin/decisions/titles"
CONFLICTS = "/desk/reviews/kin/conflicts/titles"
AGREEMENT = "/desk/reviews/kin/agreement/titles"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode()).group(1)


def press(browser, page, url=SCREEN, **said):
    form = {"work": hidden(page, "work"), "token": hidden(page, "token"), **said}
    return browser.post(url, form)


def say(team, who, work, verdict, stage=Stage.TITLE, **more):
    from whatworks_site.reviews.actions.deciding import Said, decide

    decide(by=who, review=team.key, stage=stage, work=work, said=Said(verdict=Verdict(verdict), **more))


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))


def test_a_person_reads_all_records_one_after_the_other(team, at_desk):
    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    seen = []
    while b'name="verdict"' in page.content:
        seen.append(int(hidden(page, "work")))
        answer = press(browser, page, verdict="include" if len(seen) % 2 else "exclude")
        assert answer.status_code == 303
        page = browser.get(answer.headers["Location"])
    assert sorted(seen) == works(team)
    assert "You have read them all" in page.content.decode()
    assert "12 wait for others" in page.content.decode()


def test_a_reason_excludes_and_a_note_is_kept(team, at_desk):
    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    answer = press(browser, page, criterion="design", note="No control group")
    after = browser.get(answer.headers["Location"]).content.decode()
    assert "Saved" in after and "Exclude: Design" in after
    own = browser.get(DECISIONS).content.decode()
    assert "Exclude: Design" in own and "No control group" in own


def test_a_form_sent_twice_counts_once_and_a_second_thought_counts(team, at_desk):
    from whatworks_site.evidence.models import DecisionRow

    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    for _ in range(2):
        assert press(browser, page, verdict="include").status_code == 303
    assert DecisionRow.objects.count() == 1
    press(browser, page, verdict="exclude")
    assert list(DecisionRow.objects.order_by("at").values_list("verdict", flat=True)) == [
        "include",
        "exclude",
    ]


def test_undo_gives_the_record_back(team, at_desk):
    from whatworks_site.reviews.models import Vote

    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    press(browser, page, verdict="include")
    answer = browser.post(f"{SCREEN}/undo")
    assert not Vote.objects.exists()
    again = browser.get(answer.headers["Location"])
    assert hidden(again, "work") == hidden(page, "work") and "Taken back" in again.content.decode()
    refused = browser.get(browser.post(f"{SCREEN}/undo").headers["Location"]).content.decode()
    assert "nothing of today left to undo" in refused


def test_a_decision_can_be_changed_and_what_was_said_is_kept(team, at_desk):
    work = works(team)[0]
    say(team, team.one, work, "exclude", criterion="who", note="At first sight")
    browser = at_desk(team.one)
    page = browser.get(f"{SCREEN}?work={work}")
    assert "You said: <strong>Exclude: Who" in page.content.decode()
    press(browser, page, verdict="include")
    after = browser.get(f"{SCREEN}?work={work}").content.decode()
    assert "You said: <strong>Include" in after and "changed later" in after and "At first sight" in after


def test_a_record_that_is_gone_gives_a_sentence_and_the_next(team, at_desk):
    from whatworks_site.reviews.models import WorkRow

    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    WorkRow.objects.filter(pk=hidden(page, "work")).delete()
    answer = press(browser, page, verdict="include")
    while answer.status_code in (302, 303):
        answer = browser.get(answer.headers["Location"])
    assert "no longer there" in answer.content.decode()
    assert hidden(answer, "work") != hidden(page, "work")


def test_text_of_a_record_is_never_markup(team, at_desk):
    from whatworks_site.reviews.models import ReferenceRow, Ways, WorkRow

    Ways.objects.create(review=team.review, terms_in=["grandparent"], terms_out=["<b>", "script", "protocol"])
    bad = '<script>alert("grandparents")</script> <b>PROTOCOL</b> & grandparents’ <img src=x onerror=1>'
    row = WorkRow.objects.order_by("pk").first()
    ReferenceRow.objects.filter(key=row.key).update(
        title=bad, abstract=bad, urls=["javascript:alert(1)"], doi=None
    )
    text = at_desk(team.one).get(f"{SCREEN}?work={row.pk}").content.decode()
    body = text[text.index('class="ww-reading"') : text.index('id="verdict"')]
    assert "<script" not in body and "<b>" not in body and "<img" not in body and "javascript:" not in body
    assert '&lt;<mark class="is-ex">script</mark>&gt;' in body
    assert "<mark>grandparents</mark>" in body or "<mark>grandparents’</mark>" in body


def both_ways(team, at_desk, viewer, urls):
    """The pages that a viewer sees where the first screener included, and where they excluded."""
    from whatworks_site.reviews.actions.deciding import undo

    found = []
    for verdict in ("include", "exclude"):
        say(team, team.one, works(team)[0], verdict)
        browser = at_desk(viewer)
        found.append([browser.get(url) for url in urls])
        undo(by=team.one, review=team.key, stage=Stage.TITLE)
    return found


@pytest.mark.parametrize("role", ["two", "arbiter", "lead"])
def test_nobody_can_tell_what_a_colleague_said(team, at_desk, role):
    urls = [HOME, CONFLICTS, f"{CONFLICTS}/{works(team)[0]}", AGREEMENT]
    if role == "two":
        urls += [SCREEN, f"{SCREEN}?work={works(team)[0]}", f"{SCREEN}?after={works(team)[0]}", DECISIONS]
    included, excluded = both_ways(team, at_desk, getattr(team, role), urls)
    for url, a, b in zip(urls, included, excluded, strict=True):
        assert same_page(a, b), url


def test_two_of_three_who_differ_tell_the_third_nothing(team, at_desk):
    from whatworks_site.reviews.actions.deciding import undo
    from whatworks_site.reviews.models import Seat

    team.review.document["screeners_needed"] = 3
    team.review.save()
    third = person("Tim", "screener", review=team.key)
    Seat.objects.create(review=team.review, name="Tim", user=third)
    work = works(team)[0]
    say(team, team.one, work, "include")
    urls, seen = (HOME, SCREEN, f"{SCREEN}?work={work}", CONFLICTS, f"{CONFLICTS}/{work}", AGREEMENT), []
    for verdict in ("include", "exclude"):
        say(team, team.two, work, verdict)
        seen.append([at_desk(third).get(url) for url in urls])
        undo(by=team.two, review=team.key, stage=Stage.TITLE)
    assert all(same_page(a, b) for a, b in zip(*seen, strict=True))


@pytest.mark.parametrize("role", ["arbiter", "lead", "outsider"])
def test_only_screeners_read(team, at_desk, role):
    browser = at_desk(getattr(team, role))
    assert browser.get(SCREEN).status_code == 403
    assert browser.get(DECISIONS).status_code == 403
    assert browser.post(f"{SCREEN}/undo").status_code == 403


def test_a_stage_that_is_none_is_not_found(team, at_desk):
    browser = at_desk(team.one)
    for place in ("screen", "decisions", "conflicts", "agreement"):
        assert browser.get(f"/desk/reviews/kin/{place}/abstracts").status_code == 404


def test_one_page_runs_a_script_of_the_site_and_no_other_does(team, at_desk):
    browser = at_desk(team.one)
    page = browser.get(SCREEN)
    assert "script-src 'self';" in page.headers["Content-Security-Policy"] + ";"
    assert page.content.count(b"<script") == 1
    for url in (HOME, DECISIONS, CONFLICTS, AGREEMENT, "/desk/keys"):
        answer = browser.get(url)
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert b"<script" not in answer.content


def test_a_conflict_shows_both_and_leads_to_the_next(team, at_desk):
    for work in works(team)[:2]:
        say(team, team.one, work, "include", note="Looks right")
        say(team, team.two, work, "exclude", criterion="who")
    browser = at_desk(team.arbiter)
    listed = browser.get(CONFLICTS).content.decode()
    assert "2 to settle" in listed and "Include v exclude" in listed
    first, second = (f"{CONFLICTS}/{work}" for work in works(team)[:2])
    text = browser.get(first).content.decode()
    assert "Sam" in text and "Looks right" in text and "Exclude: Who" in text
    wrong = browser.post(first, {"note": "?"})
    assert "Select include, exclude or not sure" in wrong.content.decode()
    answer = browser.post(first, {"verdict": "include", "note": "It is about them"})
    assert answer.headers["Location"] == second
    settled = browser.get(first).content.decode()
    assert "Ari settled it" in settled and "It is about them" in settled
    assert browser.post(second, {"verdict": "exclude", "criterion": "who"}).headers["Location"] == CONFLICTS


def test_agreed_doubt_is_to_settle_too(team, at_desk):
    work = works(team)[0]
    for who in (team.one, team.two):
        say(team, who, work, "maybe")
    assert "Both not sure" in at_desk(team.arbiter).get(CONFLICTS).content.decode()


def test_who_may_not_settle_is_told_so_and_refused(team, at_desk):
    work = works(team)[0]
    say(team, team.one, work, "include")
    say(team, team.two, work, "exclude", criterion="who")
    browser = at_desk(team.one)
    assert "someone else settles" in browser.get(f"{CONFLICTS}/{work}").content.decode()
    refused = browser.post(f"{CONFLICTS}/{work}", {"verdict": "include"})
    assert "a third person settles" in refused.content.decode()


def test_agreement_is_told_in_words(team, at_desk):
    for number, work in enumerate(works(team)):
        first = "include" if number < 5 else "exclude"
        say(team, team.one, work, first)
        if number < 11:
            say(team, team.two, work, first if number != 4 else "exclude")
    text = at_desk(team.lead).get(AGREEMENT).content.decode()
    assert "agree on 10 of 11" in text
    assert re.search(r"Beyond chance: 0\.\d\d, between 0\.\d\d and 1\.00", text)


def test_how_much_is_left_comes_from_ones_own_reading(team, at_desk):
    for number, work in enumerate(works(team)[:11]):
        say(team, team.one, work, "include" if number < 3 else "exclude")
    text = at_desk(team.one).get(SCREEN).content.decode()
    assert "How much is probably left" in text and "of the 1 record you have not read" in text
    assert "How much is probably left" not in at_desk(team.two).get(SCREEN).content.decode()


def test_at_full_text_every_exclusion_has_a_reason(team, at_desk):
    from whatworks.terms import Retrieval
    from whatworks_site.evidence.models import RetrievalRow
    from whatworks_site.evidence.rows import put
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.restating import restate

    work = works(team)[0]
    for who in (team.one, team.two):
        say(team, who, work, "include")
    url = "/desk/reviews/kin/screen/full-texts"
    browser = at_desk(team.one)
    assert "wait for a full text" in browser.get(url).content.decode().replace("waits for", "wait for")
    key = WorkRow.objects.get(pk=work).key
    put(team.review, RetrievalRow, Retrieval(reference=key, state="found", where="https://example.org/a.pdf"))
    restate(team.review, [work])
    page = browser.get(url)
    assert "Results" in page.content.decode() and 'href="#reasons"' in page.content.decode()
    refused = press(browser, page, url, verdict="exclude")
    assert "Say why it is excluded" in browser.get(refused.headers["Location"]).content.decode()
    done = press(browser, browser.get(url), url, criterion="results")
    assert "Exclude: Results" in browser.get(done.headers["Location"]).content.decode()


def test_the_next_record_takes_few_questions_to_the_database(team, at_desk, django_assert_max_num_queries):
    browser = at_desk(team.one)
    for work in works(team)[:6]:
        say(team, team.one, work, "exclude")
    browser.get(SCREEN)
    with django_assert_max_num_queries(45):
        browser.get(SCREEN)
