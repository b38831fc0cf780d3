"""What the commands of `synthesise` say to a table with something wrong in it: file, line, column, value."""

import json

import pytest
from typer.testing import CliRunner

from whatworks.cli.app import app

HEADER = "study,effect,yi,vi,year,design,t1,t2,ai,n1i,ci,n2i"


def table(path, **wrong):
    rows = [HEADER]
    for i in range(6):
        cells = {
            "study": f"S{i // 2}", "effect": f"e{i}", "yi": f"{0.1 * i:g}", "vi": "0.04",
            "year": str(2000 + i), "design": "ab"[i % 2], "t1": "A", "t2": "B",
            "ai": "5", "n1i": "60", "ci": "8", "n2i": "70",
        }  # fmt: skip
        rows.append(",".join((cells | (wrong if i == 3 else {})).values()))
    rows.insert(2, ",,,,,,,,,,,")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def run(*words):
    return CliRunner().invoke(app, ["synthesise", *map(str, words)])


READERS = [
    ("pool",), ("absolute", "--baseline", "20%"), ("regress", "--formula", "~ year"), ("multilevel",),
    ("multilevel", "--robumeta", "CORR"), ("bias",), ("plot", "forest", "--out", "o.svg"),
]  # fmt: skip


def with_file(words, file):
    at = 2 if words[0] == "plot" else 1
    return (*words[:at], file, *words[at:])


@pytest.mark.parametrize("words", READERS, ids=" ".join)
@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("yi", "1e308", "'1e308' is beyond 1e+30, so it is no effect; check it, or leave it empty"),
        ("yi", "1_000", "'1_000' is not a number; write it with a point, or leave it empty"),
        ("vi", "1e300", "'1e300' is no variance between 1e-30 and 1e+30; check it, or leave the cell empty"),
        (
            "vi",
            "1e-300",
            "'1e-300' is no variance between 1e-30 and 1e+30; check it, or leave the cell empty",
        ),
        ("vi", "-0.04", "'-0.04' is not above 0; a variance is the square of a standard error"),
        ("vi", "0", "'0' is not above 0; a variance is the square of a standard error"),
    ],
)
def test_each_command_names_the_line_and_column_of_a_value_that_no_study_has(
    tmp_path, words, column, value, told
):
    file = table(tmp_path / "bad.csv", **{column: value})
    result = run(*with_file(words, file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] == f"bad.csv, line 6, column {column}: {told}"


def test_a_network_names_the_line_of_a_variance_too(tmp_path):
    file = table(tmp_path / "bad.csv", vi="1e300")
    assert "bad.csv, line 6, column vi: '1e300' is no variance" in run("network", file).stderr


@pytest.mark.parametrize("value", ["1e300", "1e-16"])
def test_a_standard_error_is_held_to_the_roots_of_those_limits(tmp_path, value):
    file = table(tmp_path / "bad.csv", vi=value)
    told = f"bad.csv, line 6, column vi: '{value}' is no standard error between 1e-15 and 1e+15"
    assert told in run("pool", file, "--se", "vi").stderr


def test_one_word_among_numbers_is_a_slip_and_not_a_moderator_with_a_level_for_each_number(tmp_path):
    file = table(tmp_path / "bad.csv", year="2003?")
    told = "bad.csv, line 6, column year: '2003?' is not a number, and most of the column is"
    for words in (("regress", file, "--formula", "~ year"), ("multilevel", file, "--mods", "~ year")):
        assert told in run(*words).stderr
    assert told not in run("regress", file, "--formula", "~ C(year)").stderr
    assert run("regress", file, "--formula", "~ design").exit_code == 0


def test_the_table_itself_is_never_written_over(tmp_path):
    file = table(tmp_path / "trials.csv")
    before = file.read_bytes()
    result = run("effects", file, "--measure", "RR", "--out", file)
    assert (result.exit_code, file.read_bytes()) == (1, before)
    assert "give --out another name" in result.stderr


@pytest.mark.parametrize("level", ["0.95", "1", "100", "nan"])
def test_effects_refuse_a_level_that_is_not_in_per_cent(tmp_path, level):
    result = run("effects", table(tmp_path / "t.csv"), "--measure", "RR", "--level", level)
    assert result.exit_code == 1 and "write 95 for a 95% interval" in result.stderr


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ai": "-3"}, "ai is -3; a count is 0 or more"),
        ({"ci": "99"}, "ci is 99 of n2i 70; events are no more than the total"),
        ({"ai": "0", "n1i": "0"}, "n1i come to 0, so no one is in the arm; leave it empty"),
    ],
)
def test_wrong_counts_are_named_by_line_and_totals_are_found_by_themselves(tmp_path, wrong, told):
    file = table(tmp_path / "bad.csv", **wrong)
    assert run("pool", file, "--method", "MH").stderr.strip() == f"bad.csv, line 6: {told}"
    good = run("pool", table(tmp_path / "good.csv"), "--method", "MH", "--json")
    assert json.loads(good.stdout)["k"] == 6


def test_a_mixed_model_of_counts_with_no_event_in_an_arm_has_no_finite_estimate(tmp_path):
    file = tmp_path / "none.csv"
    file.write_text("ai,n1i,ci,n2i\n0,60,5,62\n0,50,7,49\n0,40,3,41\n", encoding="utf-8")
    result = run("pool", file, "--method", "GLMM", "--json")
    assert "the intervention arms have no events in any study" in json.loads(result.stdout)["error"]
    file.write_text("ai,n1i,ci,n2i\n9,60,62,62\n8,50,49,49\n", encoding="utf-8")
    assert "the comparison arms have nothing but events" in run("pool", file, "--method", "GLMM").stderr


def test_a_printed_interval_that_misses_its_estimate_is_told_as_it_was_given():
    given = ("--estimate", "0.8", "--low", "0.9", "--high", "0.7", "--baseline", "0.1")
    told = "the interval 0.9 to 0.7 does not hold the estimate 0.8; check --low and --high"
    assert run("absolute", *given).stderr.strip() == told
    assert "nan is no finite number" in run("absolute", "--estimate", "nan", "--baseline", "0.1").stderr


def test_no_permutations_are_no_test(tmp_path):
    result = run("regress", table(tmp_path / "t.csv"), "--formula", "~ year", "--permute", "0")
    assert result.stderr.strip() == "0 iterations are no test; use 1000"


def test_one_study_compares_and_studies_compare(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("study,t1,t2,yi,vi\nS1,A,B,0.1,0.04\n", encoding="utf-8")
    assert run("network", file).stdout.startswith("1 study compares 2 treatments.")


def test_one_test_goes_by_the_number_of_studies(tmp_path):
    file = tmp_path / "far.csv"
    file.write_text("yi,vi\n0.1,0.04\n0.2,0.05\n0.4,1e9\n", encoding="utf-8")
    assert "the test knha goes by the number of studies, k = 3" in run("pool", file).stdout
    told = run("pool", file, "--method", "DL").stdout
    assert "DL and the test knha go by the number of studies" in told


def test_draws_of_no_usable_size_are_named_by_line(tmp_path):
    file = table(tmp_path / "draws.csv", vi="1e300")
    result = run("economics", file, "--cost", "yi", "--effect", "vi", "--price-year", "2020", "--json")
    assert "draws.csv, line 6, column vi: '1e300' is beyond 1e+30" in json.loads(result.stdout)["error"]
    given = ("--cost", "1e200", "--effect", "1", "--se-effect", "1", "--price-year", "2020")
    assert "cost is 1e+200, beyond 1e+30; check the numbers" in run("economics", *given).stderr
