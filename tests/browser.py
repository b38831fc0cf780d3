"""A browser for tests of pages, shared by every test folder.

    from browser import assert_accessible, page_at

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("width", WIDTHS)
    def test_the_page_is_for_everyone(live_server, width):
        with page_at(live_server, width) as page:
            page.goto("/accessibility")
            assert_accessible(page)

For pages that need no database `page_of(client, width)` is quicker: Django's test client answers each
request, and no server is started. Where the database is needed use `page_at`, with `transaction=True`: once
the browser runs, Django opens its connection anew.

A click returns before the page that it leads to is there. What leads to another page goes through
`follow(link_or_button)`, or for keys and thumbs `with turning(page): ...`; what appears on a page is
looked for with Playwright's `expect`, which waits as long as `PATIENCE` says.

Chromium is started once for the whole run: two would not live side by side in one process.
"""

import atexit
import os
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = (1280, 375)
PATIENCE = 30_000
"""Milliseconds to wait for a page or a part of one, on a machine that has much else to do."""

expect.set_options(timeout=PATIENCE)

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def missing(what):
    """Fail where a machine must have everything; on a person's machine skip, and say what for."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(
        f"{what} is missing, so NO page was opened in a browser. Install it: apt-get install chromium"
    )


@cache
def chromium():
    """Chromium, started at the first call and closed when the tests end."""
    if not CHROMIUM.exists():
        missing(str(CHROMIUM))
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))


@contextmanager
def turning(page):
    """What is done inside leads to another page, or to another place on it: go on once it is there."""
    with page.expect_navigation(timeout=PATIENCE):
        yield


def follow(found):
    """Click a link or a button that leads to another page, and wait for that page."""
    with turning(found.page):
        found.click()


_faults = {}


@contextmanager
def page_at(live_server, width, *, height=900, **options):
    """A new reader's page, `width` pixels wide; addresses begin at the site. Options go to the browser.

    `cookies=client.cookies` makes the reader the one whom Django's test client signed in.
    """
    base = str(getattr(live_server, "url", live_server))
    cookies = options.pop("cookies", None) or {}
    context = chromium().new_context(
        base_url=base, viewport={"width": width, "height": height}, reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": name, "value": held.value, "url": base} for name, held in cookies.items()])
    page = context.new_page()
    faults = _faults[page] = []
    page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"page: {error}"))
    page.on("request", lambda request: _note_stranger(request.url, base, faults))
    try:
        yield page
    finally:
        del _faults[page]
        context.close()


@contextmanager
def page_of(client, width, **options):
    """A page whose every request Django's test client answers; for pages that need no database."""
    base = "http://localhost"

    def answer(route, request):
        found = client.generic(
            request.method,
            request.url.removeprefix(base) or "/",
            data=request.post_data_buffer or b"",
            content_type=request.headers.get("content-type", "application/octet-stream"),
            SERVER_NAME="localhost",
        )
        body = b"".join(found.streaming_content) if found.streaming else found.content
        headers = {name: value for name, value in found.headers.items() if name != "Content-Length"}
        route.fulfill(status=found.status_code, headers=headers, body=body)

    with page_at(base, width, **options) as page:
        page.route(f"{base}/**", answer)
        yield page


def _note_stranger(url, base, faults):
    # The last two are parts of the browser: its viewer of PDFs.
    if not url.startswith((base, "data:", "about:", "chrome://", "chrome-extension://")):
        faults.append(f"asked another host: {url}")


def assert_accessible(page, *, status=200):
    """No axe violation, nothing wrong in the console, no other host asked, and nothing scrolls sideways.

    A page that answers with another status (404 ...) is noted in Chromium's console: name the status.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    noted = [fault for fault in _faults[page] if not (status != 200 and f"status of {status}" in fault)]
    assert not noted, noted
    assert_fits(page)


def assert_fits(page):
    """Nothing makes the page itself scroll sideways."""
    wide, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= shown, f"the page is {wide} px wide in a window of {shown} px"
