"""Killed at any moment while two people screen and searches come and go: what was promised is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

KILLS = 201 if connection.vendor == "sqlite" else 60


@pytest.fixture
def survived(site, tmp_path):
    """What is found after two screeners and an importer were killed again and again."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "killed_screening.py"), str(tmp_path), str(KILLS)],
        env=site.surroundings, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_killing_screeners_and_imports_at_any_moment_loses_nothing(survived):
    assert survived["kills"] >= KILLS
    promised = [line.split() for line in survived["acknowledged"]]
    decided = {token: verdict for what, token, verdict in promised if what == "decided"}
    undone = {token for what, token, _ in promised if what == "undone"}
    assert len(decided) >= KILLS / 2, "the test decides something to lose"
    rows = survived["decisions"]
    assert {t: rows[t][0] for t in decided if t in rows} == decided
    assert [t for t in undone if not rows[t][1]] == []
    unsaid = [t for t in decided if rows[t][1] and t not in undone]
    assert len(unsaid) <= KILLS, "at most one undone and not yet said for each kill"
    imports = {number: what for what, number, _ in promised if what in ("in", "out")}
    may_be = {"in": ("in", "undone"), "out": ("undone",)}
    assert [n for n, what in imports.items() if survived["imports"][n] not in may_be[what]] == []
    assert any(what == "in" for what, _, _ in promised), "the test imports something to lose"
    assert survived["wrong"] == [], "an import is whole or not there"
    assert survived["consistent"], "where works stand follows from the decisions"
    assert survived["works"], "works are what the comparison says"
    assert survived["audit"][0], survived["audit"][1]
