"""Whoever is killed, and whenever: what was promised is there, and no reader sees what is not in force."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from unit.review.tiny import make_review

KILLS = 10


@pytest.fixture
def survived(site, tmp_path):
    """What is found after the publishing process and the worker were killed again and again."""
    (tmp_path / "mentoring").mkdir()
    make_review(tmp_path / "mentoring")
    surroundings = site.surroundings | {"WHATWORKS_JOB_LOST_AFTER": "0.6"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "killed.py"), str(tmp_path), str(KILLS)],
        env=surroundings, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_killing_web_and_worker_at_any_moment_loses_nothing(survived):
    versions = {number: (digest, state) for number, digest, state in survived["versions"]}
    assert list(versions) == list(range(1, len(versions) + 1)), "versions without gaps"
    promised = [line.split() for line in survived["acknowledged"]]
    assert len(promised) >= KILLS // 2, "the test publishes something to lose"
    for what, number, digest in promised:
        kept, state = versions[int(number)]
        assert kept == digest
        assert (
            state == "withdrawn" if what == "withdrawn" else state in ("published", "replaced", "withdrawn")
        )
    assert len(versions) - len({number for _, number, _ in promised}) <= KILLS, "one unsaid for each kill"
    assert sum(state == "published" for _, state in versions.values()) <= 1
    assert survived["audit"][0], survived["audit"][1]
    assert survived["recorded"] == len(versions), "a version and its event come together or not at all"
    assert survived["wrong"] == []
    assert survived["frozen"], "after a new start the copies are of the content in force"
    assert survived["pages"] > 10
