"""`synthesise effects` gives metafor's digits by any measure, keeps every row, and writes a safe table."""

import csv
import io
import json
from pathlib import Path

import pytest

BCG = json.loads((Path(__file__).resolve().parents[2] / "reference/metafor/bcg.json").read_text("utf-8"))
CELLS = BCG["input"]["table"]


def sheet(names=("tpos", "tneg", "cpos", "cneg")):
    rows = zip(*(CELLS[c] for c in "abcd"), strict=True)
    return "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]) + "\n"


@pytest.mark.parametrize("measure", [m for m in BCG["results"]["escalc"] if m != "RTET"])
def test_every_measure_of_a_two_by_two_table_has_metafors_digits(measure, run, table):
    said = run("synthesise", "effects", table(sheet()), "--measure", measure, "--json")
    assert said.code == 0, said.err
    expected = BCG["results"]["escalc"][measure]
    assert [e["yi"] for e in said.json["effects"]] == pytest.approx(expected["yi"], rel=1e-6, abs=1e-6)
    assert [e["vi"] for e in said.json["effects"]] == pytest.approx(expected["vi"], rel=1e-6, abs=1e-6)


def test_columns_are_named_together_or_one_by_one(run, table):
    path = table(sheet(("w", "x", "y", "z")))
    start = ("synthesise", "effects", path, "--measure", "rr", "--json")
    together = run(*start, "--columns", "ai=w,bi=x, ci=y,di=z")
    apart = run(*start, "--ai", "w", "--bi=x", "--ci", "y", "--di", "z")
    assert together.code == 0, together.err
    assert apart.code == 0, apart.err
    assert together.out == apart.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--wrong", "3"), 2, "there is no option --wrong"),
        (("--ai",), 2, "--ai needs the name of a column"),
        (("stray",), 2, "an argument too many: stray"),
        (("--columns", "ai=tpos,tneg"), 1, "name all columns"),
        (("--columns", "tpos,tneg,cpos,cneg", "--ai", "tpos"), 1, "name all columns"),
        (("--columns", "ai=nothing"), 1, "column 'nothing' is not in the table"),
        (("--to", "some"), 1, "use one of only0, all, if0all, none"),
        (("--vtype", "UB"), 1, "RR has one variance only"),
        (("--cluster-size", "20"), 1, "go together; missing: --icc, --icc-source"),
        (("--label", "author"), 1, "no column 'author'"),
    ],
)
def test_what_is_wrong_is_said(arguments, code, words, run, table):
    said = run("synthesise", "effects", table(sheet()), "--measure", "RR", *arguments)
    assert said.code == code
    assert words in said.err.replace("\n", " ").replace("│", "").replace("  ", " ")


def test_an_unknown_measure_is_answered_with_those_there_are(run, table):
    said = run("synthesise", "effects", table(sheet()), "--measure", "XX")
    assert said.code == 1
    assert "use one of RR, OR, RD, AS, PETO" in said.err


def test_every_row_is_told_in_the_table_that_is_written(run, table, tmp_path):
    text = (
        "study,note here,=cmd(),ai,n1i,ci,n2i,yi\n"
        '"=HYPERLINK(1)",plain,-2.5,4,123,11,139,old\n'
        "@B,+3,+x,,10,1,10,old\nC,,-,0,10,1,10,old\n"
    )
    out = tmp_path / "effects.csv"
    said = run("synthesise", "effects", table(text), "--measure", "RR", "--label", "study", "--out", out)
    assert said.code == 0, said.err
    for words in ("=HYPERLINK(1)", "Log risk ratio (RR) from 2 of 3 rows", "Line 3 is left out: no ai.",
                  "Line 4: 0.5 was added to its counts (only0).", "Written to"):  # fmt: skip
        assert words in said.out
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert list(rows[0]) == [
        "study",
        "note here",
        "'=cmd()",
        "ai",
        "n1i",
        "ci",
        "n2i",
        "yi",
        "vi",
        "sei",
        "from",
        "note",
    ]
    assert [row["study"] for row in rows] == ["'=HYPERLINK(1)", "'@B", "C"]
    assert [row["'=cmd()"] for row in rows] == ["-2.5", "'+x", "'-"]
    assert rows[1]["note here"] == "+3"
    assert (rows[1]["yi"], rows[1]["vi"], rows[1]["note"]) == ("", "", "no ai")
    assert float(rows[0]["yi"]) == pytest.approx(-0.8893113339)
    assert rows[0]["from"] == "events and totals"
    assert rows[2]["note"] == "0.5 was added to its counts (only0)"
    pooled = run("synthesise", "pool", out, "--json")
    assert pooled.json["k"] == 2


def test_rows_in_are_rows_out_and_rows_left_out(run, table):
    text = "ri,ni\n0.2,20\nNA,30\n.,40\n0.4,\n0.9,50\n"
    record = run("synthesise", "effects", table(text), "--measure", "ZCOR", "--json").json
    assert (record["rows"], record["k"]) == (5, 2)
    assert record["rows"] == len(record["effects"]) + len(record["left_out"])
    assert [e["row"] for e in record["effects"]] == [2, 6]
    assert record["left_out"][0] == "Line 3 is left out: no ri."


def test_settings_reach_the_formula(run, table):
    counts, means = table("ai,n1i,ci,n2i\n0,10,3,10\n0,9,0,8\n"), "m1i,sd1i,n1i,m2i,sd2i,n2i\n5,2,10,4,2,12\n"
    start = ("synthesise", "effects", counts, "--measure", "OR", "--json")
    plain = run(*start).json
    assert (plain["settings"], plain["k"]) == ({"add": 0.5, "to": "only0", "drop00": False}, 2)
    assert run(*start, "--add", "0.1").json["effects"] != plain["effects"]
    assert run(*start, "--drop00").json["k"] == 1
    assert run(*start, "--to", "none").code == 1
    smd = ("synthesise", "effects", table(means, "means.csv"), "--measure", "SMD", "--json")
    sizes = {options: run(*smd, *options).json["effects"][0] for options in (
        (), ("--vtype", "UB"), ("--correction", "none"))}  # fmt: skip
    assert sizes[()]["vi"] != sizes["--vtype", "UB"]["vi"]
    assert sizes["--correction", "none"]["yi"] == pytest.approx(0.5)
    printed = table("estimate,ci_low,ci_high\n2,1,3\n", "printed.csv")
    start = ("synthesise", "effects", printed, "--measure", "GEN", "--json", "--level")
    wide, narrow = (run(*start, level).json["effects"][0]["vi"] for level in ("95", "90"))
    assert wide < narrow


def test_groups_allotted_whole_are_put_right(run, table):
    path = table("ai,n1i,ci,n2i,m\n10,100,20,100,20\n8,90,9,80,1\n")
    said = run("synthesise", "effects", path, "--measure", "RR", "--cluster-size", "m", "--icc", "0.05",
               "--icc-source", "a pilot trial", "--json")  # fmt: skip
    plain = run("synthesise", "effects", path, "--measure", "RR", "--json").json["effects"]
    found = said.json["effects"]
    assert found[0]["vi"] == pytest.approx(plain[0]["vi"] * 1.95)
    assert found[1]["vi"] == pytest.approx(plain[1]["vi"])
    assert "a pilot trial" in found[0]["notes"][0]
    assert said.json["settings"]["icc_source"] == "a pilot trial"
