"""A build repeats byte for byte, and whatever stops it leaves the last good one."""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from whatworks.review import FolderError, atomic, build, build_review, check_folder, new_review, read_folder


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def plain_report(monkeypatch):
    """A report of one line, where the test is of the folder and not of its pages."""

    def write_report(records, findings, out, *, schemes):
        out.mkdir(parents=True)
        (out / "index.html").write_text(f"<p>{len(findings.ratings)} ratings</p>")

    monkeypatch.setattr(build, "write_report", write_report)


def change(folder):
    path = folder / "tables" / "results.csv"
    path.write_text(path.read_text("utf-8").replace("0.3", "0.9", 1), "utf-8")


def test_two_builds_are_the_same_byte_for_byte(folder, tmp_path):
    build_review(folder, tmp_path / "one")
    shutil.copytree(folder, tmp_path / "elsewhere" / "copy")
    build_review(tmp_path / "elsewhere" / "copy", tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_build_leaves_the_review_as_it_was(folder, tmp_path):
    before = tree(folder)
    build_review(folder, tmp_path / "out")
    assert tree(folder) == before


def test_the_order_of_rows_and_searches_changes_no_rating_and_no_digit(folder, tmp_path, plain_report):
    first = build_review(folder, tmp_path / "one").summary
    for path in (folder / "tables").glob("*.csv"):
        if path.stem == "decisions":
            continue
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", "utf-8")
    second = build_review(folder, tmp_path / "two").summary
    for key in ("prisma", "pooled", "ratings"):
        assert second[key] == first[key], key


def test_an_unchanged_review_is_not_built_again(folder, tmp_path, plain_report, monkeypatch):
    first = build_review(folder, tmp_path / "out")
    before = tree(tmp_path / "out")
    monkeypatch.setattr(build, "travel", None)
    start = time.perf_counter()
    again = build_review(folder, tmp_path / "out")
    assert time.perf_counter() - start < 1
    assert (first.reused, again.reused) == (False, True)
    assert again.summary == json.loads(json.dumps(first.summary))
    assert tree(tmp_path / "out") == before


def test_a_changed_review_is_built_again(folder, tmp_path, plain_report):
    out = tmp_path / "out"
    first = build_review(folder, out).summary
    for alter in (change, lambda f: (f / "pages/mentoring.yaml").write_text("intervention: mentoring\n")):
        alter(folder)
        assert not build_review(folder, out).reused
    assert build_review(folder, out).reused
    assert build_review(folder, out).summary["pooled"] != first["pooled"]


def test_a_build_can_be_asked_for_again(folder, tmp_path, plain_report):
    build_review(folder, tmp_path / "out")
    assert not build_review(folder, tmp_path / "out", force=True).reused


@pytest.mark.parametrize(
    "damage",
    [
        lambda out: (out / "report" / "index.html").write_text("broken"),
        lambda out: (out / "tables" / "works.csv").unlink(),
        lambda out: (out / "manifest.json").write_text("{"),
        lambda out: (out / "manifest.json").write_text('{"input": 1, "files": {}}'),
        lambda out: (out / "build.json").write_text("[]"),
    ],
)
def test_a_damaged_build_is_built_again(damage, folder, tmp_path, plain_report):
    out = tmp_path / "out"
    build_review(folder, out)
    whole = tree(out)
    damage(out)
    assert not build_review(folder, out).reused
    assert tree(out) == whole


def test_a_folder_in_which_something_is_wrong_is_not_built(folder, tmp_path, plain_report):
    out = tmp_path / "out"
    build_review(folder, out)
    before = tree(out)
    path = folder / "tables" / "studies.csv"
    path.write_text(path.read_text("utf-8").replace("RCT", "trial"), "utf-8")
    with pytest.raises(FolderError, match="design"):
        build_review(folder, out)
    assert tree(out) == before


STEPS = [
    "travel",
    "summarise",
    "write_report",
    "package_text",
    "_write_manifest",
    "prisma_flow",
    "table_text",
]


@pytest.mark.usefixtures("plain_report")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "error", [RuntimeError("stop"), KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left")]
)
def test_whatever_stops_a_build_leaves_the_last_good_one(step, error, folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    build_review(folder, out)
    before = tree(out)
    change(folder)

    def stop(*args, **more):
        raise error

    monkeypatch.setattr(build, step, stop)
    with pytest.raises(type(error)):
        build_review(folder, out)
    assert tree(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mentoring", "out"]


@pytest.mark.parametrize("after", range(0, 13, 3))
def test_a_full_disk_leaves_the_last_good_build(after, folder, tmp_path, plain_report, monkeypatch):
    out = tmp_path / "out"
    build_review(folder, out)
    before, written = tree(out), []
    change(folder)
    real = Path.write_text

    def full(self, *args, **more):
        if len(written) >= after:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(self)
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        build_review(folder, out)
    monkeypatch.undo()
    assert tree(out) == before


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_build_takes_the_place_of_the_old_in_one_step_or_two(exchange, tmp_path, monkeypatch):
    if not exchange:
        monkeypatch.setattr(atomic, "_exchange", lambda a, b: False)
    target = tmp_path / "out"
    for text in ("one", "two", "three"):
        with atomic.replaced_whole(target) as fresh:
            (fresh / "a").write_text(text)
    assert tree(target) == {"a": b"three"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_swap_in_two_steps_that_was_cut_between_them_is_mended(tmp_path):
    (tmp_path / ".out.old").mkdir()
    (tmp_path / ".out.old" / "a").write_text("good")
    (tmp_path / ".out.new-x").mkdir()
    with pytest.raises(RuntimeError), atomic.replaced_whole(tmp_path / "out"):
        raise RuntimeError
    assert tree(tmp_path / "out") == {"a": b"good"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


KILLED = """
    import sys
    from pathlib import Path
    from whatworks.review import build
    def write_report(records, findings, out, *, schemes):
        out.mkdir(parents=True)
        for n in range(40):
            (out / f"{n}.html").write_text("x" * 50_000)
        (out / "index.html").write_text("done")
    build.write_report = write_report
    while True:
        build.build_review(Path(sys.argv[1]), Path(sys.argv[2]), force=True)
        print("built", flush=True)
"""


def test_a_build_killed_at_any_moment_leaves_a_whole_one(folder, tmp_path):
    out, rng = tmp_path / "out", random.Random(2)  # noqa: S311
    for _ in range(3):
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(out)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert running.stdout.readline() == "built\n"
        time.sleep(rng.random() * 0.2)
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
        files = json.loads((out / "manifest.json").read_text())["files"]
        found = {name: hashlib.sha256(data).hexdigest() for name, data in tree(out).items()}
        assert {**found, "manifest.json": None} == {**files, "manifest.json": None}
    build_review(folder, out, force=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mentoring", "out"]


def test_other_software_reads_the_derived_tables_as_a_data_package(folder, tmp_path, plain_report):
    from frictionless import Package

    build_review(folder, tmp_path / "out")
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


def test_a_new_review_has_nothing_wrong_with_it_and_can_be_built(tmp_path, plain_report):
    files = new_review(
        tmp_path / "new", "Does mentoring help?", field="children's social care", date="2026-03-01"
    )
    assert check_folder(tmp_path / "new") == ()
    assert set(files) == set(tree(tmp_path / "new"))
    done = build_review(tmp_path / "new", tmp_path / "out")
    assert done.summary["records"]["in"] == 0
    assert done.summary["ratings"] == []
    assert not any(done.summary["prisma"].values())


def test_a_new_review_can_be_told_from_its_question(tmp_path):
    new_review(tmp_path / "A: strange “name”", "Why?", field="f", date="2026-03-01")
    review = read_folder(tmp_path / "A: strange “name”").records.review
    assert (review.id, review.question, review.title) == ("a-strange-name", "Why?", "Why")


def test_a_build_inside_the_review_does_not_change_the_next(folder, plain_report):
    first = build_review(folder, folder / "build")
    assert build_review(folder, folder / "build").reused
    assert os.fspath(first.out).startswith(os.fspath(folder))
