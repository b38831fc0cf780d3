"""`synthesise economics` takes numbers or draws, never mixes prices, and says what it took as given."""

from pathlib import Path

import pytest

INDEX = Path(__file__).resolve().parents[3] / "examples" / "economics" / "example-price-index.csv"
USUAL = (
    "synthesise", "economics", "--cost", "30", "--se-cost", "8", "--effect", "0.02", "--se-effect", "0.006",
    "--rho", "0.3", "--price-year", "2020",
)  # fmt: skip


def test_numbers_give_the_ratio_and_each_threshold(run):
    said = run(*USUAL, "--threshold", "2000", "--threshold", "5000", "--json")
    assert said.code == 0, said.err
    found = said.json
    assert found["icer"] == pytest.approx(1500)
    assert [t["threshold"] for t in found["thresholds"]] == [2000, 5000]
    assert found["thresholds"][0]["probability"] == pytest.approx(0.79258, abs=1e-5)
    assert (found["currency"], found["price_year"], found["quadrant"]) == ("GBP", 2020, "trade-off")
    assert found["diagnostics"] == []


def test_costs_are_brought_to_the_prices_of_another_year(run):
    options = ("--index", INDEX, "--to-year", "2023", "--threshold", "2400", "--currency", "GBP", "--json")
    found, plain = run(*USUAL, *options).json, run(*USUAL, "--threshold", "2000", "--json").json
    assert found["price_year"] == 2023
    assert found["cost"] == pytest.approx(36)
    assert found["se_cost"] == pytest.approx(9.6)
    assert found["thresholds"][0]["probability"] == pytest.approx(plain["thresholds"][0]["probability"])


def test_draws_are_read_from_their_columns(table, run):
    path = table("c,e\n10,0.01\n20,0.03\nNA,0.02\n30,0.01\n40,0.03\n5,\n")
    said = run("synthesise", "economics", path, "--cost", "c", "--effect", "e", "--price-year", "2020",
               "--index", INDEX, "--to-year", "2023", "--threshold", "1800", "--json")  # fmt: skip
    assert said.code == 0, said.err
    assert said.json["cost"] == pytest.approx(30)
    assert said.json["thresholds"][0]["probability"] == pytest.approx(0.75)
    assert said.json["diagnostics"][:2] == ["Line 4 is left out: no c.", "Line 7 is left out: no e."]


def test_the_plain_answer_is_a_sentence_and_what_was_taken_as_given(run):
    said = run("synthesise", "economics", "--cost", "-5", "--effect", "0.1", "--price-year", "2020",
               "--outcome", "place avoided")  # fmt: skip
    assert "it dominates" in said.out
    assert "place avoided" in said.out
    assert "no standard error of the effect is given" in said.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cost", "1", "--effect", "1"], "--price-year is missing"),
        (["--cost", "x", "--effect", "1", "--price-year", "2020"], "--cost 'x' is not a number"),
        (["--price-year", "2020"], "--cost 'cost' is not a number; a column's name needs a FILE"),
        (["--cost", "1", "--effect", "1", "--price-year", "2020", "--to-year", "2023"], "go together"),
        (["--cost", "1", "--effect", "1", "--price-year", "2020", "--index", "i.csv"], "go together"),
        (
            ["--cost", "1", "--effect", "1", "--price-year", "2020", "--currency", "pound"],
            "three-letter code",
        ),
        (["--cost", "1", "--effect", "1", "--price-year", "2020", "--threshold", "-5"], "threshold -5"),
    ],
)
def test_what_cannot_be_used_is_said(options, words, run):
    said = run("synthesise", "economics", *options)
    assert said.code == 1
    assert words in said.err


@pytest.mark.parametrize("option", ["--se-cost", "--se-effect", "--rho"])
def test_draws_take_no_other_spread(option, table, run):
    path = table("cost,effect\n1,1\n2,2\n")
    said = run("synthesise", "economics", path, "--price-year", "2020", option, "0.5")
    assert said.code == 1
    assert "draws have their own spread" in said.err


def test_an_index_of_other_money_is_not_used_in_silence(run):
    said = run(*USUAL, "--index", INDEX, "--to-year", "2030")
    assert said.code == 1
    assert "no value for 2030" in said.err
