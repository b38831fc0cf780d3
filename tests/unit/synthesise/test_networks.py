"""A network's result: rows that add up, words that say what the numbers say, nothing left out in silence."""

import json
import math

import pytest

from whatworks.synthesise import pool_network

ROWS = {
    "study": ["s1", "s2", "s3", "s4", "s5", "s6"],
    "t1": ["tutoring", "tutoring", "tutoring", "mentoring", "mentoring", "tutoring"],
    "t2": ["mentoring", "mentoring", "usual care", "usual care", "usual care", "usual care"],
    "yi": [0.5, 0.9, 1.6, 0.4, 0.1, 1.1],
    "vi": [0.04, 0.09, 0.05, 0.06, 0.1, 0.03],
}
ARMS = {
    "study": ["x", "x", "x", "y", "y", "z", "z"],
    "treatment": ["A", "B", "C", "A", "B", "B", "C"],
    "events": [10, 20, 15, 12, 18, 9, 11],
    "n": [50, 60, 55, 40, 45, 50, 52],
}


@pytest.fixture(scope="module")
def found():
    return pool_network(ROWS, reference="usual care", small_values="bad")


def test_tidy_has_a_row_for_each_treatment_against_the_reference(found):
    rows = found.tidy()
    assert [r["term"] for r in rows] == ["mentoring", "tutoring"]
    assert {r["reference"] for r in rows} == {"usual care"}
    assert rows[1]["estimate"] == found.fit.b[1]
    assert rows[1]["conf_low"] < rows[1]["estimate"] < rows[1]["conf_high"]
    assert list(found.tidy(frame=True).columns) == list(rows[0])


def test_glance_is_the_model_in_one_row(found):
    (row,) = found.glance()
    assert (row["k"], row["n_studies"], row["n_treatments"], row["model"]) == (6, 6, 3, "random")
    assert row["tau2"] == found.fit.tau2


def test_the_league_has_every_pair_once(found):
    rows = found.league()
    assert [(r["t1"], r["t2"]) for r in rows] == [
        ("mentoring", "tutoring"), ("mentoring", "usual care"), ("tutoring", "usual care"),
    ]  # fmt: skip
    assert rows[2]["estimate"] == pytest.approx(found.fit.b[1])


def test_the_printed_league_has_the_network_below_and_the_direct_above(found):
    table = found.league_table()
    assert [table[i][i] for i in range(3)] == ["tutoring", "mentoring", "usual care"]
    pair = next(c for c in found.comparisons if (c.t1, c.t2) == ("tutoring", "usual care"))
    z = 1.959963984540054
    direct = (pair.direct - z * pair.direct_se, pair.direct + z * pair.direct_se)
    assert table[0][2] == f"{pair.direct:.2f} ({direct[0]:.2f} to {direct[1]:.2f})"
    assert table[2][0] == f"{-pair.estimate:.2f} ({-pair.ci_ub:.2f} to {-pair.ci_lb:.2f})"


def test_a_pair_without_studies_of_its_own_is_a_dot_in_the_printed_league():
    chain = pool_network({name: [v[0], v[3]] for name, v in ROWS.items()}, small_values="bad")
    assert chain.league_table()[0][2] == "."


def test_ranks_are_best_first(found):
    rows = found.ranks()
    assert [r["treatment"] for r in rows] == ["tutoring", "mentoring", "usual care"]
    assert rows[0]["p_score"] > 0.95
    turned = pool_network(ROWS, reference="usual care", small_values="good").ranks()
    assert [r["treatment"] for r in turned] == ["usual care", "mentoring", "tutoring"]


def test_the_sentence_says_the_comparisons_the_best_and_the_agreement(found):
    words = found.sentence()
    assert words.startswith("6 studies compare 3 treatments. Against usual care, the effect with its 95%")
    assert "tutoring has the highest P-score" in words
    assert "Design-by-treatment interaction: p = " in words
    assert "random effects, REML" in words
    assert "Common-effect model" in pool_network(ROWS, model="common").sentence()


def test_ratios_are_told_as_ratios():
    result = pool_network(ARMS, measure="OR", reference="A")
    assert result.scale == "OR"
    low, high = math.exp(result.fit.ci_lb[0]), math.exp(result.fit.ci_ub[0])
    assert f"the odds ratio with its 95% interval is: B {math.exp(result.fit.b[0]):.2f}" in result.sentence()
    assert f"({low:.2f} to {high:.2f})" in result.sentence()


def test_designs_that_contradict_one_another_are_called_that():
    rows = ROWS | {"yi": [0.5, 0.6, 5.6, 0.4, 0.1, 5.1]}
    assert "contradict one another more than chance would" in pool_network(rows, model="common").sentence()
    assert "no sign that the designs" in pool_network(ROWS).sentence()


def test_where_agreement_cannot_be_tested_the_sentence_says_so():
    star = {name: v[:2] + v[3:5] for name, v in ROWS.items()}
    assert "their agreement cannot be tested" in pool_network(star).sentence()


def test_the_json_is_plain_and_whole(found):
    record = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert record["zval"] == list(found.fit.stat)
    assert record["pval"] == list(found.fit.p)
    assert record["p_scores"]["tutoring"] == max(record["p_scores"].values())
    assert record["inconsistency"]["df_between"] == 1
    assert len(record["node_split"]) == 3
    assert len(record["vcov"]) == 3


def test_what_was_assumed_is_told():
    rows = {name: [*v, *extra] for (name, v), extra in zip(
        ROWS.items(), (["m", "m"], ["tutoring"] * 2, ["mentoring", "usual care"], [0.5, 1.0], [0.2, 0.3]),
        strict=True)}  # fmt: skip
    notes = pool_network(rows).diagnostics
    assert any("contrasts of m are not known" in n and "correlate by 0.5" in n for n in notes)
    assert any("mentoring, in most studies, is taken" in n for n in notes)
    assert any("small is taken as good" in n for n in notes)
    with pytest.raises(ValueError, match="covariance is not known"):
        pool_network(rows, rho=None)
    told = pool_network(
        rows | {"shared_vi": [None] * 6 + [0.1, 0.1]}, reference="tutoring", small_values="good"
    )
    assert not told.diagnostics


def test_missing_numbers_are_left_out_and_told():
    rows = ROWS | {"yi": ["NA", 0.9, 1.6, 0.4, 0.1, 1.1]}
    assert any("1 contrasts left out" in n and "s1" in n for n in pool_network(rows).diagnostics)


def test_other_names_of_columns_are_taken_and_unknown_ones_named():
    rows = {f"my {name}": v for name, v in ROWS.items()}
    names = {name: f"my {name}" for name in ROWS}
    assert pool_network(rows, columns=names).fit == pool_network(ROWS).fit
    with pytest.raises(ValueError, match=r"'study' is not in .* \(say columns=.*its columns are my study"):
        pool_network(rows)
    with pytest.raises(ValueError, match="column 'st' is not in the data; its columns"):
        pool_network(rows, columns={"study": "st"})


def test_frames_and_mappings_give_the_same():
    import pandas as pd

    assert pool_network(pd.DataFrame(ROWS)).fit == pool_network(ROWS).fit


@pytest.mark.parametrize(
    ("given", "settings", "word"),
    [
        (ROWS, {"small_values": "low"}, "use one of good, bad"),
        (ROWS, {"scale": "ratio"}, "scale 'ratio' is not known; use one of RR"),
        (ROWS, {"measure": "HR"}, "measure 'HR' is not known; use one of OR"),
        ([1, 2], {}, "give a frame"),
        (ROWS | {"yi": ["x", 0.9, 1.6, 0.4, 0.1, 1.1]}, {}, "row 1: yi 'x' is not a number"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(given, settings, word):
    with pytest.raises(ValueError, match=word):
        pool_network(given, **settings)


def test_the_graph_counts_studies_and_people():
    graph = pool_network(ARMS, measure="OR").graph()
    assert ("A", "B", "2", "1") in graph.table.rows
    assert "B: 3 studies, 155 people" in graph.svg_narrow
    assert "the more people" in graph.caption
    assert "the more studies" in pool_network(ROWS).graph().caption


def test_the_rankogram_has_every_treatment(found):
    figure = found.rankogram()
    assert [row[0] for row in figure.table.rows] == ["tutoring", "mentoring", "usual care"]
    assert figure.table.rows[0][1] == f"{found.ranks()[0]['p_score']:.3f}"
