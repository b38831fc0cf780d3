"""Pages of odd records: nothing breaks, nothing runs, nothing leads to an address that is none."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_snapshots import bare, family_conferences, shelf
from whatworks.terms import (
    Design,
    EvidenceSet,
    Good,
    Member,
    Outcome,
    Page,
    PublishedRating,
    Report,
    Result,
    ReviewFinding,
    Study,
)  # fmt: skip
from whatworks_site.store.links import part
from whatworks_site.store.pages.edition import Edition
from whatworks_site.store.pages.intervention import intervention_shown
from whatworks_site.store.pages.outcome import outcome_shown
from whatworks_site.store.pages.study import study_shown

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x00\x0b'
LINK = "javascript:alert(1)"
VOID = {"meta", "link", "br", "img", "input", "path", "circle", "rect", "line", "hr"}


class Reader(HTMLParser):
    """Reads a page: its elements, and what would run or lead astray."""

    def __init__(self):
        super().__init__()
        self.bad, self.open = [], []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if (
                name.startswith("on")
                or name == "style"
                or (value or "").strip().lower().startswith("javascript")
            ):
                self.bad.append((tag, name, value))
        if tag == "script" and ("type", "application/ld+json") not in attrs:
            self.bad.append((tag, attrs))
        if tag == "img":
            self.bad.append((tag, attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


def _read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.bad == []
    assert reader.open == []
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", page)
    return page


def _page(name, shown):
    return _read(render_to_string(f"store/{name}.html", shown, RequestFactory().get("/")))


def _edition(snapshot):
    own = snapshot.records.interventions[0]
    return Edition(kind="intervention", key=own.id, title=own.name)


def _full(words, link, number):
    """A snapshot with a record of every kind, each text and address as given."""
    own = bare(id=words or "x", name=words, description=words, why=words, source_url=link)
    report = Report(
        id=words or "r", citation=words, short=words, doi=words, url=link, studies=(words or "s",)
    )
    study = Study(
        id=words or "s", name=words, intervention=words or "x", reports=(report.id,), design=Design.RCT,
        country=words, n_analysed=number, unit=words, note=words, counts_note=words, source_url=link,
        unknown_because={"year": words},
    )  # fmt: skip
    outcome = Outcome(id=words or "o", name=words, domain=words, good=Good.LOWER, people=words, event=words)
    result = Result(
        id=words or "res", study=study.id, outcome=outcome.id, measure=words, subgroup=words,
        percent_t=12.0, percent_c=20.0, printed=words, source_url=link, page=words, note=words,
    )  # fmt: skip
    set_ = EvidenceSet(
        id=words or "set", intervention=study.intervention, outcome=outcome.id, population=words
    )
    finding = ReviewFinding(
        id=words or "f", report=report.id, intervention=study.intervention, outcome=outcome.id, measure=words,
        conclusion=words, source_url=link, note=words,
    )  # fmt: skip
    rated = PublishedRating(
        id=words or "p", intervention=study.intervention, intervention_name=words, body=words, rating=words,
        date=words, source_url=link,
    )  # fmt: skip
    page = Page(
        intervention=study.intervention, answer=words, answer_sources=(report.id,), frequency=result.id,
        mechanism=words, section_sources={"mechanism": (report.id,)},
    )  # fmt: skip
    records = replace(
        own.records, reports=(report,), studies=(study,), outcomes=(outcome,), results=(result,),
        evidence_sets=(set_,), review_findings=(finding,), published_ratings=(rated,), pages=(page,),
    )  # fmt: skip
    member = Member(evidence_set=set_.id, study=study.id, result=result.id, why=words)
    return replace(
        own, records=records, findings=replace(own.findings, members=(member,), questions=(words,))
    )


def _every_page(snapshot):
    held = shelf(snapshot)
    pages = [_page("intervention", intervention_shown(held, _edition(snapshot)))]
    pages += [_page("study", study_shown(held, _edition(snapshot), s)) for s in snapshot.records.studies]
    pages += [_page("outcome", outcome_shown(o, [held])) for o in snapshot.records.outcomes]
    return pages


def test_hostile_words_are_shown_and_never_run():
    for page in _every_page(_full(HOSTILE, LINK, 10)):
        assert "&lt;script&gt;" in page
        assert "alert(1)" in page


def test_a_very_long_word_and_an_empty_one_are_no_trouble():
    for words in ("Wort" * 2_000, "", " ", "\u202eright to left", "\U0001f46a family"):
        assert _every_page(_full(words, "", 0))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=40),
    st.sampled_from(
        [LINK, "", "http://", "https://example.org/a b", "//example.org", "data:text/html,x", "ftp://x"]
    ),
    st.integers(0, 10**9),
)
def test_any_words_make_a_page_that_reads(words, link, number):
    for page in _every_page(_full(words, link, number)):
        assert not re.search(r'href="(data|ftp|javascript|//)', page)


@given(st.text(max_size=60))
def test_an_address_holds_plain_letters_only_and_tells_names_apart(id_):
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]*", part(id_))
    assert part(id_) == id_ or part(id_) != part(id_ + "!")


def test_every_piece_of_a_page_may_be_missing():
    snapshot = family_conferences()
    records = snapshot.records
    for empty in ("pages", "studies", "reports", "published_ratings", "review_findings"):
        kept = replace(records, **{empty: ()})
        findings = snapshot.findings
        if empty == "studies":
            kept = replace(kept, results=(), evidence_sets=())
            findings = bare().findings
        page = _page(
            "intervention",
            intervention_shown(shelf(replace(snapshot, records=kept, findings=findings)), _edition(snapshot)),
        )
        assert "The short answer" in page


@pytest.mark.parametrize("words", ["", None])
def test_no_answer_is_said_to_be_none(words):
    snapshot = family_conferences()
    page = replace(snapshot.records.pages[0], answer=words)
    told = replace(snapshot, records=replace(snapshot.records, pages=(page,)))
    shown = _page("intervention", intervention_shown(shelf(told), _edition(snapshot)))
    assert "No editor has written this answer yet." in shown
