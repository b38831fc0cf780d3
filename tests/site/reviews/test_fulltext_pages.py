"""The pages of full texts: who may come, what they say, and how a document is sent."""

import re

import pytest

from site_people import person, signed_in
from small_pdf import small_pdf
from whatworks.terms import Stage, Verdict

TITLE = Stage.TITLE


@pytest.fixture
def works(team):
    """Four records that came through titles and abstracts."""
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import WorkRow

    found = list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))[:4]
    for work in found:
        for who in (team.one, team.two):
            decide(by=who, review=team.key, stage=TITLE, work=work, said=Said(verdict=Verdict.INCLUDE))
    return found


def at(team, work=None, rest=""):
    """An address below this review's full texts."""
    return (
        f"/desk/reviews/{team.key}/full-texts" + (f"/{work}" if work else "") + (f"/{rest}" if rest else "")
    )


def upload(content=None, name="trial.pdf"):
    """A file as a browser sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, small_pdf() if content is None else content, "application/pdf")


@pytest.fixture
def screener(team):
    return signed_in(team.one)


@pytest.fixture
def attached(team, works, screener):
    """The address of a document that is attached to the first record."""
    answer = screener.post(at(team, works[0], "attach"), {"file": upload()})
    assert answer.status_code == 302, answer.content.decode()
    return at(team, works[0], f"file/{text_of(works[0]).pk}")


def text_of(work):
    from whatworks_site.reviews.models import FullText

    return FullText.objects.get(work_id=work)


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


ROUTES = ("", "to-find.csv", "to-find.ris")


def test_who_may_look_and_who_may_change(team, works, attached):
    read = [at(team, rest=rest) for rest in ROUTES] + [at(team, works[0]), attached]
    write = {
        at(team, works[1], "state"): {"state": "found"},
        at(team, works[1], "attach"): {"file": None},
        at(team, works[1], "undo"): {},
        f"{attached}/remove": {},
    }
    expected = {
        "lead": (200, 302), "one": (200, 302), "arbiter": (200, 403), "outsider": (403, 403),
    }  # fmt: skip
    others = {
        "Edda": ("editor", (200, 403)), "Rolf": ("reviewer", (200, 403)),
        "Paula": ("practitioner", (403, 403)),
    }  # fmt: skip
    people = {getattr(team, name): codes for name, codes in expected.items()}
    people |= {person(name, role): codes for name, (role, codes) in others.items()}
    for who, (looks, changes) in people.items():
        client = signed_in(who)
        assert {path: client.get(path).status_code for path in read} == dict.fromkeys(read, looks), who
        for path, form in write.items():
            if changes == 403:
                assert client.post(path, filled(form)).status_code == 403, (who, path)
    for path, form in write.items():
        assert signed_in(team.lead).post(path, filled(form)).status_code == 302, path


def filled(form):
    """A form with a file of its own each time it is sent."""
    return {"file": upload(small_pdf("Another"))} if "file" in form else form


def test_a_stranger_is_sent_to_sign_in(team, works, attached, client):
    for path in (at(team), at(team, works[0]), attached, at(team, rest="to-find.csv")):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
    assert client.post(at(team, works[0], "attach"), {"file": upload()}).status_code == 302


def test_reading_a_page_writes_nothing(team, works, screener, attached):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path in (at(team), at(team, works[0]), attached):
        with CaptureQueriesContext(connection) as asked:
            body(screener.get(path))
        written = [q["sql"] for q in asked if re.match(r"INSERT|UPDATE|DELETE", q["sql"])]
        assert not [sql for sql in written if "session" not in sql]


def test_the_list_says_what_is_to_find(team, works, screener, attached):
    page = screener.get(at(team)).content.decode()
    assert "3 to find, 0 asked for, 1 found, 0 not to be had" in page
    screener.post(at(team, works[1], "state"), {"state": "asked for", "where": "The library, 3 March"})
    screener.post(at(team, works[2], "state"), {"state": "not found", "where": "Author and publisher"})
    page = screener.get(at(team)).content.decode()
    assert "1 to find, 1 asked for, 1 found, 1 not to be had" in page
    assert f'{at(team, works[3])}" role="button"' in page, "the next one to find"
    asked = screener.get(at(team), {"state": "asked-for"}).content.decode()
    assert "The library, 3 March" in asked
    assert "Author and publisher" not in asked


def test_the_list_is_searched_by_title_author_and_doi(team, works, screener):
    from whatworks_site.reviews.models import ReferenceRow

    row = ReferenceRow.objects.get(work_id=works[2])
    for words in (row.title.upper(), row.authors[0].split(",")[0], row.doi):
        page = screener.get(at(team), {"q": words}).content.decode()
        assert at(team, works[2]) in page
    assert "No record holds these words" in screener.get(at(team), {"q": "zebra"}).content.decode()


def test_a_text_that_is_not_to_be_had_needs_a_word_on_where_one_looked(team, works, screener):
    page = screener.post(at(team, works[0], "state"), {"state": "not found", "where": "  "}).content.decode()
    assert "Say where you looked" in page
    assert "<title>Error: " in page


def test_links_lead_elsewhere_without_telling_whence(team, works, screener):
    from whatworks_site.reviews.models import ReferenceRow

    ReferenceRow.objects.filter(work_id=works[0]).update(
        pmid="12345",
        urls=["javascript:alert(1)", "ftp://example.org/x", "https://example.org/paper?a=1&b=<i>"],
    )
    page = screener.get(at(team, works[0])).content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    links = re.findall(r'<a class="govuk-link" href="(http[^"]+)" ([^>]*)>', page)
    assert {href.split("/")[2] for href, _ in links} == {"doi.org", "pubmed.ncbi.nlm.nih.gov", "example.org"}
    assert all('rel="noreferrer nofollow"' in how for _, how in links)
    assert "javascript:" not in page
    assert "ftp:" not in page
    assert "<i>" not in page


def test_a_document_is_sent_as_nothing_but_a_pdf_to_be_seen(team, screener, attached):
    answer = screener.get(attached)
    assert body(answer) == small_pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == 'inline; filename="trial.pdf"'
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ('a"; filename="evil.html', 'inline; filename="a\\"; filename=\\"evil.html.pdf"'),
        ("../../../etc/passwd", 'inline; filename="passwd.pdf"'),
        ("Étude.pdf", "inline; filename*=utf-8''%C3%89tude.pdf"),
    ],
)
def test_an_odd_name_stays_a_name(team, works, screener, name, sent):
    from whatworks_site.reviews.actions.fulltexts import attach

    text = attach(by=team.one, review=team.key, work=works[0], name=name, pieces=[small_pdf()])
    assert screener.get(at(team, works[0], f"file/{text.pk}"))["Content-Disposition"] == sent


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-3", 0, 4), ("bytes=10-", 10, None), ("bytes=-6", -6, None), ("bytes=5-99999999", 5, None)],
)
def test_a_part_of_a_document_can_be_asked_for(screener, attached, asked, start, end):
    answer = screener.get(attached, headers={"range": asked})
    assert answer.status_code == 206
    assert body(answer) == small_pdf()[start:end]
    first = start % len(small_pdf())
    assert (
        answer["Content-Range"]
        == f"bytes {first}-{first + len(small_pdf()[start:end]) - 1}/{len(small_pdf())}"
    )
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("bytes=99999999-", 416), ("bytes=5-4", 416), ("bytes=-0", 416), ("bytes=-", 200), ("lines=1-2", 200),
     ("bytes=0-1,4-5", 200)],
)  # fmt: skip
def test_a_part_that_cannot_be_is_not_sent(screener, attached, asked, status):
    answer = screener.get(attached, headers={"range": asked})
    assert answer.status_code == status
    assert body(answer) in (b"", small_pdf())


def test_a_document_is_found_only_under_its_own_record_and_review(team, works, screener, attached):
    pk = attached.rsplit("/", 1)[-1]
    assert screener.get(at(team, works[1], f"file/{pk}")).status_code == 404
    assert screener.get(at(team, works[0], "file/999999")).status_code == 404
    elsewhere = attached.replace(f"/{team.key}/", "/another/")
    assert signed_in(team.outsider).get(elsewhere).status_code == 404
    assert screener.get(elsewhere).status_code == 403


def test_only_pages_of_this_site_are_framed_and_only_where_a_text_is(team, works, screener, attached):
    one = screener.get(at(team, works[0]))
    assert "frame-src 'self'" in one["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in one["Content-Security-Policy"]
    assert one["X-Frame-Options"] == "DENY"
    assert f'<iframe class="ww-text__frame" src="{attached}#' in one.content.decode()
    assert "frame-src" not in screener.get(at(team))["Content-Security-Policy"]


def test_a_page_saved_with_the_wrong_name_is_refused_in_words(team, works, screener):
    answer = screener.post(at(team, works[0], "attach"), {"file": upload(b"<!doctype html>", "paper.pdf")})
    assert answer.status_code == 200
    assert "This is no PDF" in answer.content.decode()


def test_a_file_is_stopped_while_it_comes_once_it_is_too_large(team, works, screener, monkeypatch):
    monkeypatch.setattr("whatworks_site.reviews.fulltext_intake.MOST_BYTES", 1000)
    answer = screener.post(at(team, works[0], "attach"), {"file": upload(small_pdf() + b" " * 2000)})
    assert "larger than 40 MB" in answer.content.decode()


def test_a_form_that_is_not_ours_attaches_nothing(team, works):
    from whatworks_site.reviews.models import FullText

    client = signed_in(team.one, enforce_csrf_checks=True)
    assert client.post(at(team, works[0], "attach"), {"file": upload()}).status_code == 403
    assert not FullText.objects.exists()


def test_a_disk_that_fills_while_a_file_comes_is_told(team, works, screener, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not-there"
    answer = screener.post(at(team, works[0], "attach"), {"file": upload()}, follow=True)
    assert "could not be written to the site’s disk" in answer.content.decode()


def test_a_document_whose_file_is_lost_says_so(screener, attached, settings):
    import shutil

    shutil.rmtree(settings.FULLTEXTS_ROOT)
    answer = screener.get(attached)
    assert answer.status_code == 404
    assert "not on the site’s disk" in answer.content.decode()


def test_removing_is_undone_by_a_button(team, works, screener, attached):
    assert screener.post(f"{attached}/remove").status_code == 302
    assert screener.get(attached).status_code == 404
    screener.post(at(team, works[0], "undo"))
    assert body(screener.get(attached)) == small_pdf()


def test_the_list_for_a_librarian_runs_no_formula_and_breaks_no_line(team, works, screener):
    import csv
    import io

    from whatworks_site.reviews.models import ReferenceRow

    ReferenceRow.objects.filter(work_id=works[0]).update(
        title='=HYPERLINK("http://evil.example","x")', container="A\nER  - \nTY  - HACK"
    )
    screener.post(at(team, works[1], "state"), {"state": "found"})
    screener.post(at(team, works[2], "state"), {"state": "asked for", "where": "The library"})
    text = screener.get(at(team, rest="to-find.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["state"] for row in rows].count("To find") == 2
    assert [row["state"] for row in rows].count("Asked for") == 1
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    ris = screener.get(at(team, rest="to-find.ris")).content.decode()
    assert ris.count("\r\nER  - ") == 3
    assert len(re.findall("^TY  - ", ris, re.M)) == 3


def test_the_list_reads_back_as_the_records_it_was_made_of(team, works, screener, tmp_path):
    from whatworks.collate import read
    from whatworks.terms import Reference, Search, SearchKind

    (tmp_path / "back.ris").write_bytes(screener.get(at(team, rest="to-find.ris")).content)
    search = Search(id="s", kind=SearchKind.DATABASE, source="x", file="back.ris")
    found = [r for r in read(search, tmp_path) if isinstance(r, Reference)]
    from whatworks_site.reviews.models import ReferenceRow

    rows = ReferenceRow.objects.filter(work_id__in=works)
    assert {(r.doi, r.title, r.year, r.authors, r.container) for r in found} == {
        (r.doi, r.title, r.year, tuple(r.authors), r.container) for r in rows
    }


def test_the_slot_for_screening_says_the_same(team, works, attached):
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.queries.fulltexts import slot_of

    slot = slot_of(team.review, works[0])
    assert (slot.words, [f.href for f in slot.files]) == ("Found", [attached])
    assert slot_of(team.review, works[1]).words == "To find"
    other = WorkRow.objects.filter(review=team.review).exclude(pk__in=works).first()
    assert slot_of(team.review, other.pk) is None
