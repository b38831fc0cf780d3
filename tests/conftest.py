"""Before any test: the site's data folder is a new one, so that no test touches a real one."""

# ruff: noqa: E402 - the order is the point
import atexit
import os
import shutil
import tempfile
from pathlib import Path

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

import pytest


def pytest_collection_modifyitems(items):
    """On several processors: a file's tests stay together, and one browser does all journeys.

    What opens a browser is marked, so that it need not be opened again for every engine.
    """
    for item in items:
        folder = Path(str(item.path)).parent.name
        item.add_marker(pytest.mark.xdist_group("journeys" if folder == "system" else str(item.path)))
        if "live_server" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
