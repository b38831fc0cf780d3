import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from unit.review.tiny import make_review
from whatworks.cli.app import app

ROOT = Path(__file__).resolve().parents[3]


class Said:
    """What a command printed and how it ended."""

    def __init__(self, result):
        self.result = result
        self.code, self.out, self.err = result.exit_code, result.stdout, result.stderr

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run():
    """Run a command through the real entry point; anything but a clean end fails the test."""

    def command(*arguments):
        result = CliRunner().invoke(app, [str(a) for a in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result)

    return command


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A small made-up review folder. Read only."""
    folder = tmp_path_factory.mktemp("tiny") / "mentoring"
    folder.mkdir()
    make_review(folder)
    return folder


@pytest.fixture
def root():
    return ROOT


@pytest.fixture
def table(tmp_path):
    """Write a CSV file and return its path."""

    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
