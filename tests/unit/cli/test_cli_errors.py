"""What is wrong with the data is said with file, line, column, value and remedy; never with a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

TABLES = {
    "an empty file": (b"", ["table.csv", "empty", "yi, vi"]),
    "a blank file": (b"\n\n \n", ["table.csv", "empty"]),
    "a header and no rows": (b"yi,vi\n", ["table.csv", "no rows"]),
    "a missing column": (b"yi,v\n1,2\n", ["'vi'", "yi, v"]),
    "semicolons": (b"yi;vi\n1;2\n", ["semicolons", "commas"]),
    "tabs": (b"yi\tvi\n1\t2\n", ["tabs", "commas"]),
    "a doubled header": (b"yi,vi,yi\n1,2,3\n", ["'yi'", "twice"]),
    "text for a number": (b"yi,vi\n1,2\n3,many\n", ["line 3", "column vi", "'many'", "not a number"]),
    "a comma for a point": (b'yi,vi\n"0,5",2\n', ["line 2", "'0,5'", "with a point"]),
    "a negative variance": (b"yi,vi\n1,2\n3,-0.5\n", ["line 3", "column vi", "'-0.5'", "not above 0"]),
    "a variance of nought": (b"yi,vi\n1,0\n", ["line 2", "column vi", "not above 0"]),
    "an infinite number": (b"yi,vi\ninf,1\n", ["line 2", "column yi", "'inf'"]),
    "not a number": (b"yi,vi\n1,nan\n", ["line 2", "column vi", "'nan'"]),
    "a cell too many": (b"yi,vi\n1,2,3\n", ["line 2", "3 cells", "2"]),
    "a cell too few": (b"yi,vi\n1,2\n3\n", ["line 3", "1 cells", "2"]),
    "an open quotation mark": (b'yi,vi\n1,"2\n', ["line", "quotation mark"]),
    "Latin-1": ("yi,vi,é\n1,2,ü\n".encode("latin-1"), ["UTF-8"]),
    "UTF-16": ("yi,vi\n1,2\n".encode("utf-16"), ["UTF-8"]),
    "binary": (bytes(range(256)) * 8, ["UTF-8"]),
    "only empty cells": (b"yi,vi\n,\nNA,NA\n", ["table.csv", "nothing to pool"]),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_that_cannot_be_used(kind, run, table):
    content, wanted = TABLES[kind]
    said = run("synthesise", "pool", table(content))
    assert said.code == 1
    assert said.out == ""
    for words in wanted:
        assert words in said.err, said.err


@pytest.mark.parametrize("command", [["synthesise", "pool"], ["collate", "read"], ["appraise", "judge"]])
def test_a_missing_file_is_named(command, run, tmp_path):
    said = run(*command, tmp_path / "not-there.ris")
    assert said.code == 1
    assert "not-there.ris" in said.err


@pytest.mark.parametrize("command", [["synthesise", "pool"], ["collate", "read"], ["appraise", "judge"]])
def test_a_folder_where_a_file_is_needed(command, run, tmp_path):
    said = run(*command, tmp_path)
    assert said.code == 1
    assert tmp_path.name in said.err


@pytest.mark.parametrize(
    "command", [["review", "check"], ["review", "build"], ["rate", "judge"], ["collate", "prisma"]]
)
@pytest.mark.parametrize("what", ["nothing", "a file", "an empty folder"])
def test_no_review_there(command, what, run, tmp_path):
    place = tmp_path / "review"
    if what == "a file":
        place.write_text("x")
    elif what == "an empty folder":
        place.mkdir()
    said = run(*command, place)
    assert said.code == 1
    assert "review.yaml" in said.out + said.err


def test_a_file_one_may_not_read(run, table, monkeypatch):
    path = table("yi,vi\n1,2\n")

    def forbidden(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    for way in ("open", "read_bytes", "read_text"):
        monkeypatch.setattr(Path, way, forbidden)
    said = run("synthesise", "pool", path)
    assert said.code == 1
    assert "table.csv" in said.err
    assert "rights" in said.err


def test_effects_name_line_and_column(run, table):
    path = table("events_t,total_t,events_c,total_c\n4,123,11,139\n400,306,29,303\n")
    said = run("synthesise", "effects", path, "--measure", "RR")
    assert said.code == 1
    assert "table.csv, line 3" in said.err


def test_effects_want_the_right_number_of_columns(run, table):
    said = run("synthesise", "effects", table("a,b\n1,2\n"), "--measure", "RR", "--columns", "a,b")
    assert said.code == 1
    assert "--columns names 2; RR needs 4" in said.err


def test_a_mapping_without_a_sign_is_explained(run, tiny):
    said = run("collate", "read", tiny / "searches/first.ris", "--column", "title")
    assert said.code == 1
    assert "title=" in said.err


def test_an_unknown_set_or_scheme_is_answered_with_those_there_are(run, tiny):
    said = run("rate", "judge", tiny, "--set", "nothing")
    assert (said.code, "mentoring-stability" in said.err) == (1, True)
    for command in (["rate", "judge", tiny, "--scheme", "nothing"], ["rate", "schemes", "nothing"]):
        said = run(*command)
        assert said.code == 1
        assert all(name in said.err for name in ("centre", "eif", "nesta"))


def test_a_scheme_file_that_is_not_yaml_is_named(run, tiny, table):
    said = run("rate", "schemes", table("id: [", "mine.yaml"))
    assert said.code == 1
    assert "mine.yaml" in said.err


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("answers: [", ["line", "YAML"]),
        ("", ["map"]),
        ("instrument: robx\nversion: 1\nobject: a\nrater: b\nanswers: {}\n", ["robx", "rob2"]),
        ("instrument: rob2\nversion: x\nobject: a\nrater: b\nanswers: {}\n", ["version"]),
    ],
)
def test_an_appraisal_that_cannot_be_read(text, wanted, run, table):
    said = run("appraise", "judge", table(text, "mine.yaml"))
    assert said.code == 1
    for words in ("mine.yaml", *wanted):
        assert words in said.err, said.err


def test_a_wrong_decision_is_named_by_line_and_column(run, tiny, table):
    path = table("reference,stage,by,verdict,at\nr1,title and abstract,Ada,perhaps,2026-01-01T00:00:00Z\n")
    said = run("collate", "rank", tiny / "searches/first.ris", "--decisions", path)
    assert said.code == 1
    for words in ("line 2", "column verdict", "'perhaps'", "include, exclude, maybe"):
        assert words in said.err


def test_decisions_of_other_records_are_counted(run, tiny, table):
    path = table("reference,stage,by,verdict,at\nr1,title and abstract,Ada,include,2026-01-01T00:00:00Z\n")
    said = run("collate", "rank", tiny / "searches/first.ris", "--decisions", path)
    assert said.code == 0
    assert "1 of 1 decisions" in said.err


@pytest.mark.parametrize("part", ["", "tables", "searches", ".."])
def test_a_build_never_stands_in_the_reviews_place(part, run, tiny):
    before = {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()}
    said = run("review", "build", tiny, "--out", tiny / part)
    assert said.code == 1
    assert "choose" in said.err
    assert {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()} == before


def test_a_build_leaves_a_folder_of_other_things_alone(run, tiny, tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    said = run("review", "build", tiny, "--out", tmp_path)
    assert said.code == 1
    assert "not an earlier build" in said.err
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_a_build_that_cannot_be_written(run, tiny, tmp_path):
    (tmp_path / "file").write_text("x")
    said = run("review", "build", tiny, "--out", tmp_path / "file" / "build")
    assert said.code == 1
    assert "Traceback" not in said.err
    assert "file" in said.err


def test_a_diagram_that_cannot_be_written(run, tiny, tmp_path):
    said = run("collate", "prisma", tiny, "--svg", tmp_path / "no" / "flow.svg")
    assert said.code == 1
    assert "flow.svg" in said.err


def test_a_new_review_writes_over_nothing(run, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    said = run("review", "new", tmp_path, "--question", "Does it help?")
    assert said.code == 1
    assert "not empty" in said.err


def test_the_installed_command_ends_the_same_way(tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "whatworks.cli", "synthesise", "pool", str(tmp_path / "none.csv")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert "none.csv" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_reader_that_stops_early_does_no_harm(root):
    command = f"{sys.executable} -m whatworks.cli rate facts --json | head -1"
    said = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=root, check=False)
    assert said.stdout.strip() == "{"
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("row", ["1,0,10,2,0,10", "1,2,1,2,2,1"])
def test_numbers_that_give_no_effect_name_their_line(run, table, row):
    path = table(f"mean_t,sd_t,n_t,mean_c,sd_c,n_c\n{row}\n")
    said = run("synthesise", "effects", path, "--measure", "SMD")
    assert said.code == 1
    assert "table.csv, line 2" in said.err
