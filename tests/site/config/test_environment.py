"""What the surroundings say, and the secret that is made at the first run."""

import re
import threading
from pathlib import Path

import pytest

from whatworks_site.config import environment


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("WHATWORKS_SECRET_KEY", raising=False)
    folder = tmp_path / "new"
    first = environment.secret_key(folder)
    assert len(first) > 60
    assert environment.secret_key(folder) == first
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path, monkeypatch):
    monkeypatch.delenv("WHATWORKS_SECRET_KEY", raising=False)
    numbers = iter(range(100))
    monkeypatch.setattr(environment.os, "getpid", lambda: next(numbers))
    found = set()
    threads = [threading.Thread(target=lambda: found.add(environment.secret_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


@pytest.mark.parametrize(
    ("value", "is_on"), [("1", True), ("Yes", True), ("0", False), ("", False), ("no", False)]
)
def test_a_setting_that_is_on_or_off(monkeypatch, value, is_on):
    monkeypatch.setenv("WHATWORKS_TRY", value)
    assert environment.flag("WHATWORKS_TRY") is is_on


def test_every_setting_from_outside_is_in_the_how_to():
    from whatworks_site import config

    root = Path(config.__file__).parent
    read = {name for file in root.glob("*.py") for name in re.findall(r"WHATWORKS_[A-Z_]+", file.read_text())}
    page = (Path(__file__).parents[3] / "docs/how-to/run-the-site.md").read_text("utf-8")
    short = page.replace(
        "`WHATWORKS_MAIL_PORT`, `_USER`, `_PASSWORD`", "WHATWORKS_MAIL_USER WHATWORKS_MAIL_PASSWORD"
    )
    assert {name for name in read if name not in page + short} == set()
