"""Frozen pages: the same answer as Django's, never an old one, never half of one, never a personal one."""

import gzip
import json
import threading

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from site_people import person
from unit.review.tiny import make_review
from whatworks_site.config.frozen import FrozenPages
from whatworks_site.evidence import actions
from whatworks_site.jobs.models import Job
from whatworks_site.store import freezing, generations

PAGE = "/interventions/mentoring"


@pytest.fixture
def published(db, tmp_path):
    """A small review of one intervention, both pages in force; the version of the intervention's."""
    folder = tmp_path / "mentoring"
    folder.mkdir()
    make_review(folder)
    actions.import_review(folder=folder, by=None)
    actions.assess_review(review="mentoring", by=None)
    author, second = person("Anna", "editor"), person("Ben", "editor")
    shown = actions.propose(by=author, review="mentoring", intervention="mentoring", reason="First")
    actions.approve(by=second, publication=shown.pk, reason="Agreed")
    shown.second = second
    return shown


class Site:
    """The site as a web server sees it, which notes who answered."""

    def __init__(self):
        self.rendered = 0
        self.django = WSGIHandler()
        self.frozen = FrozenPages(self._django)

    def _django(self, environ, start):
        self.rendered += 1
        return self.django(environ, start)

    def get(self, path, *, through=None, method="GET", **meta):
        request = RequestFactory().generic(method, path, HTTP_HOST=meta.pop("host", "localhost"), **meta)
        told = {}

        def start(status, headers, *_):
            told.update(status=int(status.split()[0]), headers=headers)

        body = b"".join((through or self.frozen)(request.environ, start))
        return told["status"], sorted((k.title(), v) for k, v in told["headers"]), body


@pytest.fixture(autouse=True)
def _one_connection():
    """A request's end does not close the connection that the test's transaction is in."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def site(published):
    freezing.freeze()
    return Site()


def _header(answer, name):
    return dict(answer[1]).get(name.title())


def test_every_frozen_page_is_the_page_that_django_renders(site):
    pages = generations.read(generations.read_pointer()).pages
    assert {"/", PAGE, f"{PAGE}/history", f"{PAGE}/data.json", "/map", "/ratings"} <= set(pages)
    for path in pages:
        frozen = site.get(path)
        assert site.rendered == 0, path
        assert frozen == site.get(path, through=site.django), path


def test_a_frozen_page_carries_every_header_of_the_security_policy(site):
    answer = site.get(PAGE)
    assert "default-src 'none'" in _header(answer, "Content-Security-Policy").split("; ")
    assert _header(answer, "X-Content-Type-Options") == "nosniff"
    assert _header(answer, "Referrer-Policy") == "same-origin"
    assert _header(answer, "X-Frame-Options") == "DENY"
    assert _header(answer, "Cross-Origin-Opener-Policy") == "same-origin"
    assert _header(answer, "Permissions-Policy")
    assert _header(answer, "Cache-Control") == "public, max-age=0, must-revalidate"
    assert _header(answer, "Vary") == "Accept-Encoding"


def test_by_https_a_frozen_page_tells_browsers_to_stay_there_and_http_is_sent_on(published, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    freezing.freeze()
    site = Site()
    answer = site.get(PAGE, **{"wsgi.url_scheme": "https"})
    assert (answer[0], site.rendered) == (200, 0)
    assert _header(answer, "Strict-Transport-Security").startswith("max-age=60")
    answer = site.get(PAGE)
    assert (answer[0], _header(answer, "Location")) == (301, f"https://localhost{PAGE}")


def test_a_page_is_packed_for_those_who_take_it_packed(site):
    plain, packed = site.get(PAGE), site.get(PAGE, HTTP_ACCEPT_ENCODING="br, gzip;q=0.5")
    assert _header(packed, "Content-Encoding") == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]
    assert int(_header(packed, "Content-Length")) == len(packed[2]) < len(plain[2]) / 2
    assert _header(site.get(PAGE, HTTP_ACCEPT_ENCODING="gzip;q=0"), "Content-Encoding") is None
    assert site.rendered == 0


def test_who_has_the_page_already_is_told_so_without_it(site):
    etag = _header(site.get(PAGE), "ETag")
    for given in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        status, headers, body = site.get(PAGE, HTTP_IF_NONE_MATCH=given)
        assert (status, body, dict(headers)["Etag"]) == (304, b"", etag)
        assert "Content-Length" not in dict(headers)
    assert site.get(PAGE, HTTP_IF_NONE_MATCH='"other"')[0] == 200
    assert site.rendered == 0


def test_head_sends_the_length_and_no_body(site):
    answer = site.get(PAGE, method="HEAD")
    assert (answer[0], answer[2], site.rendered) == (200, b"", 0)
    assert int(_header(answer, "Content-Length")) == len(site.get(PAGE)[2])


@pytest.mark.parametrize(
    "asked",
    [
        {"QUERY_STRING": "print=1"},
        {"HTTP_COOKIE": "whatworks-session=anything"},
        {"method": "POST"},
        {"host": "elsewhere.example"},
        {"host": "localhost:port"},
        {"SCRIPT_NAME": "/below"},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_whatever_is_not_plain_goes_to_django(site, asked):
    site.get(PAGE, **asked)
    assert site.rendered == 1


def test_a_wrong_host_is_refused_as_ever(site):
    assert site.get(PAGE, host="elsewhere.example")[0] == 400


def test_a_page_that_is_withdrawn_is_gone_for_the_next_reader(site, published):
    assert site.get(PAGE)[0] == 200
    actions.withdraw(by=published.second, publication=published.pk, reason="A study was retracted.")
    assert site.get(PAGE)[0] == 410
    assert b"mentoring" not in site.get("/sitemap.xml")[2]
    freezing.freeze()
    assert site.get(PAGE)[0] == 410
    site.rendered = 0
    assert site.get("/")[0] == 200
    assert site.rendered == 0


def test_a_change_asks_for_new_copies_once_and_a_job_at_work_does_not_count(site):
    assert Job.objects.filter(kind="freeze").count() == 1
    freezing.thaw()
    freezing.thaw()
    assert Job.objects.filter(kind="freeze").count() == 1
    Job.objects.filter(kind="freeze").update(state="running", key="freeze:earlier")
    freezing.thaw()
    assert Job.objects.filter(kind="freeze", state="waiting").count() == 1


def test_content_that_changes_while_it_is_rendered_is_rendered_again(published, monkeypatch):
    from whatworks_site.store import index

    seal, times = generations.seal, []

    def seal_late(new):
        seal(new)
        times.append(1)
        if len(times) == 1:
            index.bump()

    monkeypatch.setattr(generations, "seal", seal_late)
    freezing.freeze()
    assert len(times) == 2
    assert generations.read_pointer().version == freezing.version()
    assert [p.name for p in generations.root().iterdir() if p.is_dir()] == ["1"]


def test_copies_of_other_content_or_software_are_not_served(site, monkeypatch):
    from whatworks_site.store import index

    index.bump()  # as a restored backup would, which tells nobody
    fresh = Site()
    assert fresh.get(PAGE)[0] == 200
    assert fresh.rendered == 1
    freezing.freeze()
    assert (fresh.get(PAGE)[0], fresh.rendered) == (200, 1)
    monkeypatch.setattr(generations, "build", lambda: "newer software")
    newer = Site()
    newer.get(PAGE)
    assert newer.rendered == 1
    assert freezing.settle() is True
    assert generations.read_pointer() is None


def test_at_a_start_good_copies_stay(site):
    assert freezing.settle() is False
    assert generations.read_pointer() is not None


def test_frozen_twice_is_frozen_once(site):
    before = generations.pointer_file().stat().st_mtime_ns
    assert freezing.freeze()["pages"] == 0
    assert generations.pointer_file().stat().st_mtime_ns == before


def test_unchanged_pages_are_the_same_bytes_on_disk_and_old_generations_go(site):
    from whatworks_site.store import index

    first = generations.read(generations.read_pointer())
    for _ in range(3):
        index.bump()
        freezing.thaw()
        freezing.freeze()
    last = generations.read(generations.read_pointer())
    file = last.pages[PAGE].file
    assert file == first.pages[PAGE].file
    assert (last.folder / file).stat().st_nlink == 2
    assert sorted(p.name for p in generations.root().iterdir() if p.is_dir()) == ["3", "4"]


def test_a_killed_freeze_leaves_nothing_that_is_taken_up(site):
    from whatworks_site.store import index

    half = generations.begin()
    page = generations.read(generations.read_pointer()).pages[PAGE]
    (half.folder / page.file).write_bytes(b"half a pa")
    (generations.root() / ".CURRENT.9").write_text("{")
    assert site.get(PAGE)[0] == 200
    index.bump()
    freezing.thaw()
    freezing.freeze()
    assert site.get(PAGE) == site.get(PAGE, through=site.django)
    assert not list(generations.root().glob(".CURRENT*"))


def test_a_pointer_or_index_that_cannot_be_read_means_rendering(site):
    folder = generations.read(generations.read_pointer()).folder
    (folder / "index.json").write_text("[1")
    fresh = Site()
    assert (fresh.get(PAGE)[0], fresh.rendered) == (200, 1)
    generations.pointer_file().write_text("nonsense")
    assert fresh.get(PAGE)[0] == 200
    generations.pointer_file().write_text(json.dumps({"generation": "../../etc", "version": "", "build": ""}))
    assert fresh.get(PAGE)[0] == 200
    assert fresh.rendered == 3


def test_a_file_that_is_gone_means_rendering(site):
    generation = generations.read(generations.read_pointer())
    (generation.folder / generation.pages[PAGE].file).unlink()
    assert site.get(PAGE)[0] == 200
    assert site.rendered == 1


def test_memory_is_bounded(site):
    small = FrozenPages(site.django, memory=100_000)
    for path in generations.read(generations.read_pointer()).pages:
        site.get(path, through=small)
        assert small.shelf._size <= 100_000
        assert small.shelf._size == sum(map(len, small.shelf._bodies.values()))


def test_readers_in_many_threads_get_whole_pages(site):
    wanted, wrong = site.get(PAGE), []

    def read():
        wrong.extend(1 for _ in range(50) if site.get(PAGE) != wanted)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda r: r.set_cookie("seen", "1"), "sets a cookie"),
        (lambda r: r.headers.__setitem__("Vary", "Accept, Cookie"), "cookies"),
        (lambda r: r.headers.__setitem__("Cache-Control", "private"), "not to be kept"),
        (lambda r: r.headers.__setitem__("Cache-Control", "max-age=0, no-store"), "not to be kept"),
        (lambda r: r.headers.__setitem__("Content-Security-Policy", "script-src 'nonce-abc'"), "anew"),
        (lambda r: r.write(" href=http://localhost:9/"), "address"),
    ],
)
def test_what_is_made_for_one_reader_or_one_moment_is_not_frozen(db, spoil, words):
    response = HttpResponse("page")
    freezing.check(response)
    spoil(response)
    with pytest.raises(freezing.NotFreezable, match=words):
        freezing.check(response)


def test_nothing_personal_and_nothing_of_the_desk_is_frozen(site):
    for path in generations.read(generations.read_pointer()).pages:
        assert not path.startswith(("/desk", "/accounts", "/search", "/compare"))


def test_frozen_pages_do_not_depend_on_the_day(site, published, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=400))
    for path in generations.read(generations.read_pointer()).pages:
        assert site.get(path)[2] == site.get(path, through=site.django)[2], path


def test_the_pointer_moves_only_while_the_content_stands_still(published, monkeypatch):
    """Between its last look and the swap, the freeze holds the row that every change takes first."""
    held = []
    point = generations.point_to
    monkeypatch.setattr(
        generations, "point_to",
        lambda *a: (held.append(transaction.get_connection().in_atomic_block), point(*a)),
    )  # fmt: skip
    freezing.freeze()
    assert held == [True]
