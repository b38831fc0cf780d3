"""What every answer carries, what is refused, and that nothing comes back unescaped."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from site_people import person
from site_routes import patterns
from whatworks_site.config import middleware
from whatworks_site.config.security import Window, address_of, kind_of

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "


@pytest.fixture
def browser(db):
    middleware.window.clear()
    yield Client(raise_request_exception=False)
    middleware.window.clear()


def _is_guarded(response):
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src" not in policy
    for part in POLICY.strip("; ").split("; "):
        assert part in policy, part
    for name, value in ALWAYS.items():
        assert response[name] == value, name
    assert "camera=()" in response["Permissions-Policy"]
    if response["Content-Type"].startswith("text/html"):
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "<script" not in response.text.replace('<script type="application/ld+json">', "")
        assert " style=" not in response.text
        assert "<style" not in response.text


@pytest.mark.parametrize(
    "path", ["/", "/search?q=care", "/accounts/login/", "/robots.txt", "/api/v1/reviews"]
)
def test_every_answer_carries_the_security_headers(browser, path):
    response = browser.get(path)
    assert response.status_code == 200
    _is_guarded(response)


def test_pages_for_faults_carry_them_too(browser, settings, monkeypatch):
    settings.RATE_LIMITS = {"search": 1}
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr("whatworks_site.store.views.home.listing", lambda _: 1 / 0)
    answers = {
        404: browser.get("/nothing/here"),
        405: browser.post("/map"),
        400: browser.get("/map", headers={"host": "elsewhere.example"}),
        413: browser.post("/accounts/login/", {"login": "x" * 300_000}),
        403: Client(enforce_csrf_checks=True).post("/accounts/login/"),
        500: browser.get("/"),
    }
    browser.get("/studies?page=1")
    answers[429] = browser.get("/studies?page=1")
    for status, response in answers.items():
        assert response.status_code == status
        if status != 405:
            _is_guarded(response)


def test_the_deployment_check_finds_nothing_with_production_settings(tmp_path):
    # Tests with a browser allow themselves what no deployment may.
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    surroundings = own | {
        "WHATWORKS_DATA": str(tmp_path), "WHATWORKS_HTTPS": "1", "WHATWORKS_BEHIND_PROXY": "1",
        "WHATWORKS_HOSTS": "evidence.example.org", "WHATWORKS_ADDRESS": "https://evidence.example.org",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "whatworks_site.manage", "check", "--deploy", "--fail-level", "WARNING"],
        env=surroundings, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_too_many_searches_wait_and_pages_do_not(browser, settings):
    settings.RATE_LIMITS = {"search": 3, "data": 3}
    answers = [browser.get("/search?q=care") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 121
    assert "Too many tries" in answers[-1].text
    assert browser.get("/").status_code == 200
    assert browser.get("/api/v1/reviews").status_code == 200
    assert browser.get("/search?q=care", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_who_asks_behind_our_proxy_is_who_the_proxy_says(browser, settings):
    settings.RATE_LIMITS = {"form": 1}

    def sends(passed):
        return browser.post("/map", headers={"x-forwarded-for": passed}).status_code

    assert [sends("192.0.2.1"), sends("192.0.2.2")] == [405, 429]
    middleware.window.clear()
    settings.BEHIND_PROXY = True
    assert [sends("192.0.2.1"), sends("192.0.2.2")] == [405, 405]
    assert sends("192.0.2.99, 192.0.2.1") == 429


@pytest.mark.parametrize(
    ("given_as", "is_read_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_read_as_one_reader(given_as, is_read_as):
    assert address_of({"REMOTE_ADDR": given_as}, behind_proxy=False) == is_read_as


def test_plain_pages_are_not_counted():
    assert [kind_of("GET", "/", ""), kind_of("GET", "/interventions/x", "")] == ["", ""]
    assert kind_of("GET", "/", "q=x") == kind_of("GET", "/map", "need=x") == "search"
    assert (
        kind_of("GET", "/api/v1/studies", "") == kind_of("HEAD", "/interventions/x/data.json", "") == "data"
    )
    assert kind_of("POST", "/", "") == kind_of("PUT", "/", "") == "form"


@given(
    st.lists(st.floats(min_value=0, max_value=70), min_size=1, max_size=60),
    st.integers(min_value=1, max_value=9),
)
@example([0.0, 6.0], 1)
def test_who_waits_as_told_may_pass_and_nobody_gets_twice_the_limit_in_a_minute(pauses, limit):
    now = [1000.0]
    window, passed = Window(clock=lambda: now[0]), []
    for pause in pauses:
        now[0] += pause
        wait = window.wait("a", limit)
        if wait:
            assert 1 <= wait <= 121
            now[0] += wait
            assert window.wait("a", limit) == 0
        passed.append(now[0])
        assert sum(1 for t in passed if now[0] - 60 < t <= now[0]) <= 2 * limit


def test_the_window_forgets_those_who_came_first_when_there_are_too_many():
    window = Window(most=10)
    for number in range(50):
        window.wait(str(number), 1)
    assert len(window._kept) == 10


def test_a_body_has_bounds_and_who_signed_in_may_send_a_file(browser, settings):
    settings.MAX_BODY = {"stranger": 1000, "signed in": 5000}
    assert browser.post("/accounts/login/", {"login": "x" * 2000}).status_code == 413
    assert browser.post("/", CONTENT_LENGTH="nonsense").status_code == 413
    browser.force_login(person("Pat", "practitioner"))
    assert browser.post("/map", {"a": "x" * 2000}).status_code == 405
    assert browser.post("/map", {"a": "x" * 9000}).status_code == 413


EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("route", sorted(r for r in patterns() if "number" not in r and "_id" not in r))
def test_nothing_that_is_asked_for_comes_back_unescaped(browser, route):
    import re

    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    address = re.sub(r"<[^>]+>", quote(EVIL, safe=""), plain)
    names = (
        "q",
        "next",
        "i",
        "need",
        "outcome",
        "order",
        "page",
        "state",
        "level",
        "scheme",
        "row",
        "column",
    )
    asked = "&".join(f"{name}={quote(EVIL)}" for name in names)
    for path in (f"{address}?{asked}", f"{address}/{quote(EVIL)}"):
        response = browser.get(path)
        assert response.status_code < 500, path
        if response.get("Content-Type", "").startswith(("text/html", "application/xml", "application/atom")):
            assert "<script>alert" not in response.text, path
            assert "<img src=x" not in response.text, path
        assert "\n" not in response.get("Location", "")


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_signing_in(browser, to):
    browser.force_login(person("Pat", "practitioner"))
    response = browser.get(f"/accounts/login/?next={quote(to)}")
    assert response.status_code == 302
    assert "elsewhere" not in response["Location"]
    assert not response["Location"].startswith("javascript")


def test_a_strangers_page_may_be_kept_by_all_and_a_persons_by_nobody_else(browser):
    assert browser.get("/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not browser.get("/").cookies
    browser.force_login(person("Pat", "practitioner"))
    assert browser.get("/").headers["Cache-Control"] == "private, no-cache"
    assert "no-store" in browser.get("/accounts/").headers["Cache-Control"]
