"""A site of its own for tests that start processes: its folder, its database, and its commands."""

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection


@dataclass
class Site:
    """A data folder, and what its commands are told of it."""

    data: Path
    surroundings: dict

    def run(self, *words, seconds=180):
        """Run one of its commands to the end."""
        return subprocess.run(
            [sys.executable, "-m", "whatworks.cli", *words],
            env=self.surroundings, cwd=self.data.parent, capture_output=True, text=True, timeout=seconds,
            check=False,
        )  # fmt: skip

    def start(self, *words):
        """Start one of its commands."""
        return subprocess.Popen(
            [sys.executable, "-m", "whatworks.cli", *words],
            env=self.surroundings, cwd=self.data.parent, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip


@pytest.fixture
def site(tmp_path):
    """A site that nobody has used; on PostgreSQL it has a database of its own."""
    surroundings = os.environ | {"WHATWORKS_DATA": str(tmp_path / "data")}
    if connection.vendor == "sqlite":
        yield Site(tmp_path / "data", surroundings)
        return
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as held:
        held.execute(f"CREATE DATABASE {name}")
        surroundings["DATABASE_URL"] = url.rsplit("/", 1)[0] + f"/{name}"
        yield Site(tmp_path / "data", surroundings)
        held.execute(f"DROP DATABASE {name} WITH (FORCE)")
