"""What a journey in a browser needs: Debian's Chromium, and a built example to walk through."""

import os
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def missing(what):
    """Fail where a machine must have everything; on a person's machine skip, and say what for."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(
        f"{what} is missing, so the report was NOT opened in a browser. Install it: apt-get install chromium"
    )


@pytest.fixture(scope="session")
def browser():
    """Chromium, once for all tests."""
    if not CHROMIUM.exists():
        missing(str(CHROMIUM))
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The report of an example, built once: a function of the example's name."""
    from whatworks.review import build_review

    folder = tmp_path_factory.mktemp("built")
    done = {}

    def report(name):
        if name not in done:
            done[name] = build_review(EXAMPLES / name, folder / name).report.parent
        return done[name]

    return report
