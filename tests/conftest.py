"""Before any test: the site's data folder is a new one, so that no test touches a real one."""

# ruff: noqa: E402 - the order is the point
import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

# What is imported and collected stays to the end: looking through it for garbage, again and again, costs a
# tenth of the time.
gc.disable()

_folder = tempfile.mkdtemp(prefix="whatworks-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("WHATWORKS_")]:
    del os.environ[_name]
os.environ["WHATWORKS_DATA"] = _folder
Path(_folder, "static").mkdir()
# Each processor has a worker of its own: threads beside it only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["DJANGO_SETTINGS_MODULE"] = "whatworks_site.config.settings"

# Here and not by pytest-django, which would read the settings before this file.
import django

django.setup()

import hypothesis
import pytest
from django.conf import settings

# Also for what is made once for a module, before a test's own settings: a password that is slow to check
# shows nothing.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Without a limit on how long an example may take, which a busy machine passes; continuous integration has a
# profile of its own.
if hypothesis.settings.get_current_profile_name() == "default":
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")

DEAREST = (
    "tests/system/test_site_everywhere.py",
    "tests/system/test_site_journeys.py",
    "tests/system/test_team_journey.py",
    "tests/site/config/test_kill_screening.py",
    "tests/site/test_routes.py",
    "tests/site/config/test_serve.py",
    "tests/site/test_blindness.py",
    "tests/site/config/test_kill.py",
    "tests/system/test_tutorial.py",
    "tests/system/test_report_in_browser.py",
    "tests/site/reviews/test_adversary_forms.py",
    "tests/unit/review/test_build.py",
    "tests/site/jobs/test_jobs_workers.py",
)
"""The files that take longest. They are begun first, so that no processor waits at the end for another."""
ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items):
    """On several processors: a file's tests stay together, and what needs the demonstration shares one.

    What opens a browser is marked, so that it need not be opened again for every engine.
    """
    for item in items:
        path = Path(str(item.path))
        demonstration = path.parent.name == "system" and "site" in item.fixturenames
        item.add_marker(pytest.mark.xdist_group("demonstration" if demonstration else str(path)))
        if "live_server" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
    items.sort(key=_turn)


def _turn(item):
    path = Path(str(item.path)).relative_to(ROOT).as_posix()
    return DEAREST.index(path) if path in DEAREST else len(DEAREST)


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
