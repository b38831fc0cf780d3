"""What a journey in a browser needs: Debian's Chromium, and a built example to walk through."""

from pathlib import Path

import pytest

from browser import chromium
from system.demo_site import DemoSite

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="session")
def browser():
    """Chromium, once for all tests."""
    return chromium()


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


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demonstration, running for all journeys: real commands, web and worker processes, and data."""
    made = DemoSite(tmp_path_factory.mktemp("site") / "data").start()
    yield made
    assert made.stop() == 0, "\n".join(made.lines[-20:])
