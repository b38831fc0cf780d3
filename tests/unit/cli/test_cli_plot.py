"""`synthesise plot` writes every figure as SVG or PNG and says it in words."""

import xml.etree.ElementTree as ET

import pytest

SHEET = """study,yi,se,vi,year,dose,setting,D1,overall
Amin 2001,-0.5,0.2,0.04,2001,1,Urban,Low,Low
Bose 1999,-0.2,0.1,0.01,1999,2,Urban,High,High
Cole 2005,0.1,0.3,0.09,2005,3,Rural,Some concerns,High
Diaz 2003,-0.7,0.25,0.0625,2003,4,Rural,,Low
Eze 2010,,0.2,0.04,2010,5,Rural,Low,Low
Fox 2012,-0.3,0.15,0.0225,2012,6,Urban,No information,Some concerns
"""
KINDS = (
    "forest",
    "cumulative",
    "leave-one-out",
    "funnel",
    "baujat",
    "drapery",
    "gosh",
    "likelihood",
    "p-curve",
)


@pytest.fixture
def draw(run, table, tmp_path):
    def command(kind, *options, ending="svg"):
        path = table(SHEET, "effects.csv")
        out = tmp_path / f"figure.{ending}"
        return out, run("synthesise", "plot", kind, path, "--label", "study", "--out", out, *options)

    return command


def words_in(path):
    return ["".join(e.itertext()) for e in ET.parse(path).iter() if e.tag.endswith("}text")]  # noqa: S314


@pytest.mark.parametrize("kind", KINDS)
def test_each_figure_is_written_and_told(kind, draw):
    out, said = draw(kind)
    assert said.code == 0, said.err
    assert f"Wrote {out}" in said.out and len(said.out.splitlines()) >= 4
    assert "1 of 6 rows left out: no estimate (row 5)" in said.out
    assert ET.parse(out).getroot().tag.endswith("svg")  # noqa: S314


def test_a_png_is_drawn_at_the_zoom_asked_for(draw):
    out, said = draw("forest", "--zoom", "1", "--narrow", ending="png")
    assert said.code == 0, said.err
    assert int.from_bytes(out.read_bytes()[16:20]) == 340 + 32


def test_a_figure_for_a_phone_is_340_wide(draw):
    out, _ = draw("funnel", "--narrow")
    assert ET.parse(out).getroot().attrib["width"] == "372"  # noqa: S314


def test_a_forest_has_groups_risk_and_sides(draw):
    out, said = draw("forest", "--group", "setting", "--risk", "D1,overall", "--scale", "RR",
                     "--better", "lower", "--left", "more harm", "--right", "less harm", "--title", "Harm",
                     "--method", "DL", "--test", "z", "--json")  # fmt: skip
    assert said.code == 0, said.err
    found = said.json
    assert found["header"][0] == "Group" and found["header"][-2:] == [
        "Risk of bias: D1",
        "Risk of bias, overall",
    ]
    rows = {row[1]: row for row in found["rows"]}
    assert rows["Diaz 2003"][0] == "setting: Rural" and rows["Diaz 2003"][-2:] == ["Not judged yet", "Low"]
    assert rows["Bose 1999"][3] == "0.82" and rows["Bose 1999"][6] == "Favours it"
    assert {"← more harm", "less harm →", "setting: Urban"} <= set(words_in(out))
    assert found["out"] == str(out) and found["alt"].startswith("Harm.")


def test_standard_errors_may_stand_for_variances(draw):
    by_variance = draw("funnel", "--json")[1].json
    by_error = draw("funnel", "--se", "se", "--json")[1].json
    assert by_variance["rows"] == by_error["rows"] and by_error["rows"][0][3] == "0.200"


def test_a_cumulative_forest_is_sorted_by_a_column(draw):
    found = draw("cumulative", "--order", "year", "--json")[1].json
    assert [row[0] for row in found["rows"][:3]] == ["Bose 1999", "+ Amin 2001", "+ Diaz 2003"]


def test_a_bubble_plot_is_drawn_along_a_column(draw):
    found = draw("bubble", "--along", "dose", "--json")[1].json
    assert found["header"][1] == "dose" and found["rows"][0][:2] == ["Amin 2001", "1"]
    held = draw("bubble", "--formula", "~ dose + year", "--json")[1].json
    assert held["header"][1] == "dose" and "The line holds year at 2004." in held["caption"]
    assert found["rows"][-1][0] == "Fitted line"


def test_a_funnel_may_be_filled_and_stand_on_precision(draw):
    out, said = draw("funnel", "--fill", "--precision")
    assert said.code == 0 and "Precision, 1 / standard error" in words_in(out)


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("bubble", (), "--along year"),
        ("bubble", ("--along", "setting"), "setting has levels"),
        ("forest", ("--group", "place"), "no column 'place'"),
        ("cumulative", ("--order", "setting"), "holds words"),
        ("forest", ("--risk", "D1", "--risk-levels", "Low,High"), "'Some concerns' is none of"),
        ("forest", ("--vi", "dose", "--yi", "study"), "'Amin 2001' is not a number"),
        ("forest", ("--zoom", "0"), "not above 0"),
    ],
)
def test_what_cannot_be_drawn_is_said(kind, options, words, draw):
    _, said = draw(kind, *options, ending="png")
    assert said.code == 1 and words in said.err and "Traceback" not in said.err


def test_another_ending_is_refused(draw):
    _, said = draw("forest", ending="jpg")
    assert said.code == 1 and ".svg or .png" in said.err


def test_studies_of_one_name_cannot_be_judged_by_it(run, table, tmp_path):
    path = table("study,yi,vi,overall\nA,0.1,0.1,Low\nA,0.2,0.1,High\n")
    said = run(
        "synthesise",
        "plot",
        "forest",
        path,
        "--label",
        "study",
        "--risk",
        "overall",
        "--out",
        tmp_path / "f.svg",
    )
    assert said.code == 1 and "share a name" in said.err


def test_a_variance_that_is_none_is_named_by_its_line(run, table, tmp_path):
    said = run("synthesise", "plot", "forest", table("yi,vi\n0.1,0.1\n0.2,-1\n"), "--out", tmp_path / "f.svg")
    assert said.code == 1 and "line 3, column vi: '-1' is not above 0" in said.err
