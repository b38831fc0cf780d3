"""Finding full texts: what is said, attached, removed and taken back, and what that does to screening."""

import errno
import os
import random
import time
from pathlib import Path

import pytest

from small_pdf import small_pdf
from whatworks.terms import RetrievalState, Stage, Verdict

FULL = Stage.FULL_TEXT


@pytest.fixture
def work(team):
    """A record that both screeners included on title and abstract."""
    return included(team)[0]


def included(team, count=1):
    """The first records, included by both."""
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import WorkRow

    works = list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))[
        :count
    ]
    for work in works:
        for who in (team.one, team.two):
            said = Said(verdict=Verdict.INCLUDE)
            decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)
    return works


def say(team, work, state, where="", by=None):
    from whatworks_site.reviews.actions.fulltexts import say as act

    return act(by=by or team.one, review=team.key, work=work, state=RetrievalState(state), where=where)


def attach(team, work, content=None, name="trial.pdf", **more):
    from whatworks_site.reviews.actions.fulltexts import attach as act

    content = small_pdf() if content is None else content
    pieces = [content[at : at + 100] for at in range(0, len(content), 100)]
    return act(by=team.one, review=team.key, work=work, name=name, pieces=pieces, **more)


def undo(team, work):
    from whatworks_site.reviews.actions.fulltexts import undo as act

    return act(by=team.one, review=team.key, work=work)


def state(work):
    """Whether it can be decided on, and the retrieval that it rests on."""
    from whatworks_site.reviews.models import Standing

    found = Standing.objects.select_related("work").get(work_id=work, stage=FULL)
    return found.is_ready, found.work.retrieval


def everything(team):
    """All that finding full texts may change."""
    from whatworks_site.evidence.models import RetrievalRow
    from whatworks_site.reviews.models import FullText, Standing, Vote, WorkRow

    tables = (RetrievalRow, FullText, Standing, Vote, WorkRow)
    return [list(table.objects.filter(review=team.review).order_by("pk").values()) for table in tables]


def files(settings):
    """The names of the files that are kept."""
    root = Path(settings.FULLTEXTS_ROOT)
    return sorted(p.name for p in root.rglob("*") if p.is_file() and p.name != ".tidied")


def impossible(words):
    from whatworks_site.evidence.states import NotPossible

    return pytest.raises(NotPossible, match=words)


def test_a_record_can_be_decided_on_only_once_its_text_is_found(team, work):
    from whatworks_site.reviews.actions.deciding import Said, decide

    said = Said(verdict=Verdict.INCLUDE)
    for word, where in (("asked for", "The library, 3 March"), ("not found", "Publisher, author, library")):
        say(team, work, word, where)
        assert state(work) == (False, word)
        with impossible("no full text"):
            decide(by=team.one, review=team.key, stage=FULL, work=work, said=said)
    say(team, work, "found", "A repository")
    assert state(work) == (True, "found")
    decide(by=team.one, review=team.key, stage=FULL, work=work, said=said)


def test_what_is_said_becomes_a_record_that_leaves_with_the_review(team, work):
    from whatworks_site.evidence.rows import records_of

    revision = team.review.revision
    say(team, work, "asked for", "The British Library")
    say(team, work, "found", "https://example.org/paper")
    said = [(r.state, r.where) for r in records_of(team.review).retrievals]
    assert said == [("asked for", "The British Library"), ("found", "https://example.org/paper")]
    team.review.refresh_from_db()
    assert team.review.revision == revision + 2


def test_the_same_said_twice_is_said_once(team, work):
    from whatworks_site.evidence.models import RetrievalRow

    assert say(team, work, "asked for", "The library")
    assert not say(team, work, "asked for", "The library")
    assert RetrievalRow.objects.count() == 1


def test_attaching_finds_the_text(team, work, settings):
    text = attach(team, work, where="The author’s page")
    assert state(work) == (True, "found")
    (name,) = files(settings)
    assert name == text.digest
    kept = Path(settings.FULLTEXTS_ROOT) / name[:2] / name
    assert kept.read_bytes() == small_pdf()
    assert kept.stat().st_mode & 0o077 == 0, "nobody but the site may read it"


def test_the_same_file_twice_is_one_file(team, settings):
    from whatworks_site.reviews.models import FullText

    one, two = included(team, 2)
    first = attach(team, one)
    assert attach(team, one, name="again.pdf").pk == first.pk
    attach(team, two)
    assert FullText.objects.count() == 2
    assert len(files(settings)) == 1


def test_each_step_is_undone_exactly(team, work):
    from whatworks_site.reviews.models import FullText

    steps = (
        lambda: say(team, work, "asked for", "The library"),
        lambda: attach(team, work),
        lambda: attach(team, work, small_pdf("An appendix"), name="appendix.pdf"),
        lambda: remove(team, work, FullText.objects.get(name="trial.pdf").pk),
        lambda: attach(team, work, small_pdf("A correction"), where="The journal"),
    )
    states = []
    for step in steps:
        states.append(everything(team))
        step()
    for before in reversed(states):
        undo(team, work)
        assert everything(team) == before
    with impossible("nothing to undo"):
        undo(team, work)


@pytest.mark.parametrize("seed", range(4))
def test_any_steps_in_any_order_are_undone_exactly(team, work, seed):
    from whatworks_site.evidence.states import NotPossible

    chance, states = random.Random(seed), []  # noqa: S311 - steps, not secrets
    for _ in range(14):
        before = everything(team)
        try:
            if not any_step(team, work, chance):
                continue
        except NotPossible:
            assert everything(team) == before, "what is refused changes nothing"
        else:
            states.append(before)
        if states and chance.random() < 0.3:
            undo(team, work)
            assert everything(team) == states.pop()
    for before in reversed(states):
        undo(team, work)
        assert everything(team) == before


def any_step(team, work, chance):
    """Do something that a person may try; whether it changed anything."""
    from whatworks_site.reviews.models import FullText

    before = everything(team)
    kind = chance.choice(["say", "attach", "attach", "remove"])
    if kind == "say":
        say(team, work, chance.choice(["found", "asked for", "not found"]), chance.choice(["A", "B"]))
    elif kind == "attach":
        attach(team, work, small_pdf(chance.choice("abc")), where=chance.choice(["", "The journal"]))
    else:
        texts = list(FullText.objects.values_list("pk", flat=True))
        remove(team, work, chance.choice([*texts, 0]))
    return everything(team) != before


def remove(team, work, text):
    from whatworks_site.reviews.actions.fulltexts import remove as act

    return act(by=team.one, review=team.key, work=work, text=text)


def test_taking_back_what_was_attached_closes_screening_again(team, work):
    say(team, work, "asked for", "The library")
    attach(team, work)
    assert state(work) == (True, "found")
    undo(team, work)
    assert state(work) == (False, "asked for")


def test_a_text_that_was_decided_on_cannot_be_said_to_be_missing(team, work):
    from whatworks_site.reviews.actions.deciding import Said, decide

    text = attach(team, work)
    for who in (team.one, team.two):
        decide(by=who, review=team.key, stage=FULL, work=work, said=Said(verdict=Verdict.INCLUDE))
    before = everything(team)
    with impossible("decided on at full text"):
        undo(team, work)
    assert everything(team) == before
    remove(team, work, text.pk)
    with impossible("decided on at full text"):
        say(team, work, "not found", "Everywhere")


def test_nothing_is_said_to_be_missing_while_it_is_attached(team, work):
    attach(team, work)
    with impossible("attached to this record"):
        say(team, work, "not found", "Everywhere")


def test_only_records_that_came_through_have_a_full_text(team):
    from whatworks_site.reviews.models import WorkRow

    work = WorkRow.objects.filter(review=team.review).first().pk
    with impossible("not come through titles"):
        say(team, work, "found")
    with impossible("not come through titles"):
        attach(team, work)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>Sign in to read this</html>", "no PDF"),
        (b"", "no PDF"),
        (b"%PDF", "no PDF"),
        (b"\n" + b"%PDF-1.4 %%EOF", "no PDF"),
        (small_pdf()[:-8], "cut off"),
        (small_pdf() + b"x" * 4000, "cut off"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(team, work, settings, content, words):
    before = everything(team)
    with impossible(words):
        attach(team, work, content)
    assert everything(team) == before
    assert files(settings) == []


def test_a_file_that_is_too_large_is_refused(team, work, settings, monkeypatch):
    monkeypatch.setattr("whatworks_site.reviews.fulltext_store.MOST_BYTES", 300)
    with impossible("larger than"):
        attach(team, work)
    assert files(settings) == []


def test_a_full_disk_changes_nothing_and_says_so(team, work, settings, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = everything(team)
    monkeypatch.setattr(os, "fsync", full)
    with impossible("no room on the site’s disk"):
        attach(team, work)
    monkeypatch.undo()
    assert everything(team) == before
    assert files(settings) == []


def test_a_crash_between_file_and_row_leaves_a_file_that_is_tidied_and_no_row(
    team, work, settings, monkeypatch
):
    from whatworks_site.reviews.actions import fulltexts
    from whatworks_site.reviews.actions.fulltext_tidying import tidy

    before = everything(team)

    def dies(*args):
        raise SystemExit

    with monkeypatch.context() as broken, pytest.raises(SystemExit):
        broken.setattr(fulltexts, "_attached", dies)
        attach(team, work)
    assert everything(team) == before
    (left,) = files(settings)
    assert tidy() == 0, "a file of today may still get its row"
    age(settings, left)
    assert tidy() == 1
    assert files(settings) == []
    attach(team, work)
    assert state(work) == (True, "found")


def age(settings, *names, days=2):
    """Make files as old as that."""
    then = time.time() - days * 24 * 3600
    for path in Path(settings.FULLTEXTS_ROOT).rglob("*"):
        if path.name in names:
            os.utime(path, (then, then))


def test_tidying_leaves_what_is_spoken_of_and_what_was_removed_this_month(team, settings):
    import datetime as dt

    from whatworks_site.reviews.actions.fulltext_tidying import tidy
    from whatworks_site.reviews.models import FullText

    one, two, three = included(team, 3)
    kept = attach(team, one)
    aside, gone = attach(team, two, small_pdf("Two")), attach(team, three, small_pdf("Three"))
    for work, text in ((two, aside), (three, gone)):
        remove(team, work, text.pk)
    FullText.objects.filter(pk=gone.pk).update(removed_at=gone.at - dt.timedelta(days=40))
    age(settings, kept.digest, aside.digest, gone.digest)
    (Path(settings.FULLTEXTS_ROOT) / ".coming-broken").write_bytes(b"x")
    age(settings, ".coming-broken")
    assert tidy() == 1
    assert files(settings) == sorted([kept.digest, aside.digest])
    undo(team, two)
    assert FullText.objects.get(pk=aside.pk).removed_at is None


def test_a_file_that_comes_again_while_it_is_tidied_stays():
    from whatworks_site.reviews import fulltext_store as store

    kept = store.keep([small_pdf()])
    assert not store.drop(kept.digest)
    assert store.path_of(kept.digest).read_bytes() == small_pdf()


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\Smith 2010.PDF", "Smith 2010.pdf"),
        ("a\r\nContent-Type: text/html\x00.pdf", "html.pdf"),
        ("fdp\u202etxt.pdf", "fdp txt.pdf"),
        ("..pdf", "full text.pdf"),
        ("", "full text.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("Étude “première”.pdf", "Étude “première”.pdf"),
    ],
)
def test_a_name_is_shown_plain(came, kept):
    from whatworks_site.reviews.actions.fulltexts import plain_name

    assert plain_name(came) == kept


@pytest.mark.parametrize("name", ["", "..", "../../secret.key", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_only_a_digest_names_a_file(name):
    from whatworks_site.reviews.fulltext_store import path_of

    with pytest.raises(ValueError, match="no digest"):
        path_of(name)


@pytest.mark.parametrize("who", ["arbiter", "outsider"])
def test_who_does_not_find_texts_changes_nothing(team, work, who):
    from django.core.exceptions import PermissionDenied

    before = everything(team)
    with pytest.raises(PermissionDenied):
        say(team, work, "found", by=getattr(team, who))
    assert everything(team) == before


def test_the_record_of_who_did_what_holds_no_words_of_theirs(team, work):
    from whatworks_site.audit.models import Event

    say(team, work, "asked for", "Dr Smith, smith@example.org")
    attach(team, work, name="Smith private.pdf")
    undo(team, work)
    events = Event.objects.filter(object_kind="work").order_by("sequence")
    assert [e.action for e in events] == ["reviews.retrieve", "reviews.attach", "reviews.undo_retrieve"]
    assert "Smith" not in str(list(events.values()))
