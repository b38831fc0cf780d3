"""Effect sizes of a table: columns found or told, every row kept or said, numbers at odds refused."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from whatworks.stats import InconsistentNumbers, standardised_mean_difference
from whatworks.stats.sizes import clustered, means
from whatworks.stats.sizes.medians import mean_and_sd
from whatworks.synthesise import pool
from whatworks.synthesise.measures import MEASURES, QUANTITIES, Cluster, effect_sizes, measure_named

COUNTS = {"ai": [4, 6, None, 0], "n1i": [123, 306, 20, 10], "ci": [11, 29, 3, 2], "n2i": [139, 303, 21, 11]}
MEANS = {
    "mean_t": [10.0, 12.0, ""], "sd_t": [2.0, 3.0, 2], "n_t": [20, 30, 25], "mean_c": [9.0, 12.5, 8],
    "sd_c": [2.5, 2.5, 2], "n_c": [21, 29, 24],
}  # fmt: skip


def test_every_measure_says_what_it_needs_and_rests_on():
    for name, measure in MEASURES.items():
        assert measure.id == name
        for words in (measure.words, measure.formula, measure.paper, measure.assumptions, measure.scale):
            assert words.strip()
        assert measure.ways and all(q in QUANTITIES for way in measure.ways for q in way.columns)
        assert set(measure.options) <= {"add", "to", "drop00", "vtype", "correction"}
        assert bool(measure.vtypes) == ("vtype" in measure.options)
        assert (measure.add is not None) == ("add" in measure.options)
        assert json.loads(json.dumps(measure.to_json()))["id"] == name


def test_the_registry_cannot_be_changed_and_knows_small_letters():
    with pytest.raises(TypeError):
        MEASURES["XX"] = MEASURES["RR"]
    assert measure_named("rr") is measure_named(MEASURES["RR"])
    with pytest.raises(ValueError, match="measure 'XX' is not known; use one of RR, OR, RD, AS, PETO"):
        effect_sizes(COUNTS, "XX")


def test_rows_in_are_rows_out_and_the_ones_left_out_are_said():
    found = effect_sizes(COUNTS, "RR", labels=["A", "B", "C", "D"])
    assert len(found.rows) == 4 and found.k == 3
    assert found.yi[2] is None and found.vi[2] is None
    assert found.left_out == ("Row 3 is left out: no ai.",)
    assert found.diagnostics == (*found.left_out, "Row 4: 0.5 was added to its counts (only0).")
    assert [row.label for row in found.rows] == ["A", "B", "C", "D"]
    assert found.yi[0] == pytest.approx(math.log((4 / 123) / (11 / 139)))


@pytest.mark.parametrize(
    "columns",
    [
        {"ai": "a", "bi": "b", "ci": "c", "di": "d"},
        {"events_t": "a", "rest_t": "b", "events_c": "c", "rest_c": "d"},
        {"tpos": "a", "tneg": "b", "cpos": "c", "cneg": "d"},
    ],
)
def test_columns_may_be_told_by_any_of_their_names(columns):
    table = {"a": [4, 6], "b": [119, 300], "c": [11, 29], "d": [128, 274]}
    assert effect_sizes(table, "RR", columns).yi[0] == pytest.approx(-0.8893113339)


def test_columns_may_be_told_in_order_and_are_then_taken_for_nothing_else():
    table = {"tpos": [4], "tneg": [123], "cpos": [11], "cneg": [139]}
    found = effect_sizes(table, "RR", ["tpos", "tneg", "cpos", "cneg"])
    assert found.yi[0] == pytest.approx(-0.8893113339)
    assert found.rows[0].way == "events and totals"


def test_capitals_do_not_matter_and_a_columns_own_name_comes_first():
    table = {name.upper(): values for name, values in COUNTS.items()}
    assert effect_sizes(table, "OR").yi == effect_sizes(COUNTS, "OR").yi
    assert effect_sizes({**COUNTS, "events_t": [5, 6, 7, 0]}, "RD").yi[0] == pytest.approx(5 / 123 - 11 / 139)


def test_the_fourth_cell_of_a_table_is_not_taken_for_a_d():
    table = {"ai": [5], "bi": [5], "ci": [4], "di": [6], "n1i": [10], "n2i": [10]}
    with pytest.raises(ValueError, match="SMD needs the columns"):
        effect_sizes(table, "SMD")
    alone = {"di": [0.3], "n1i": [10], "n2i": [10]}
    assert effect_sizes(alone, "SMD").yi[0] == pytest.approx(0.3 * float(means.hedges_correction(18)))


@pytest.mark.parametrize(
    ("table", "measure", "columns", "words"),
    [
        ({"a": [1]}, "RR", None, r"RR needs the columns events_t \(ai\), total_t \(n1i\).*; or events_t"),
        ({"a": [1]}, "RR", {"ai": "x"}, "column 'x' is not in the table; its columns are a"),
        ({"a": [1]}, "RR", {"m1i": "a"}, r"RR takes no 'm1i'; it takes events_t \(ai\)"),
        ({"a": [1]}, "RR", ["a"], "columns names 1; RR needs 4"),
        ({"a": [1], "b": [1, 2]}, "RR", None, "the columns differ in length: a 1, b 2"),
        ([1, 2], "RR", None, "give a data frame"),
        ({name: [] for name in COUNTS}, "RR", None, "the table has no rows"),
        ({**COUNTS, "ai": [None] * 4}, "RR", None, r"no row gives a RR \(row 1: no ai; row 2"),
        ({**COUNTS, "ai": [1, "two", 3, 4]}, "RR", None, "row 2, column ai: 'two' is not a number; write it"),
        ({**COUNTS, "ai": [1, 2, 3, math.inf]}, "RR", None, "row 4, column ai: inf is no finite number"),
        ({**COUNTS, "ai": [1, 400, 3, 4]}, "RR", None,
         r"row 2: events of the intervention arm are more than its total \(ai 400, n1i 306, ci 29"),
        ({**MEANS, "sd_t": [2, 0, 2], "sd_c": [2, 0, 2]}, "SMD", None,
         r"row 2, column sd_t: a standard deviation of 0 says that all had the same value"),
        ({"sd_t": [0], "n_t": [5], "sd_c": [1], "n_c": [5]}, "VR", None, "a standard deviation of 0"),
        ({**MEANS, "sd_t": [0, 1, 1], "sd_c": [0, 1, 1]}, "MD", None, "row 1, column sd_t"),
        ({"ri": [0.2, 1.2], "ni": [10, 10]}, "ZCOR", None, r"row 2: a correlation is not .* \(ri 1.2"),
        ({"estimate": [0.5], "ci_low": [0.6], "ci_high": [0.8]}, "GENR", None, "does not hold its estimate"),
        ({"yi": [0.5], "vi": [0]}, "GEN", None, "the variance is not above zero"),
        ({"t": [2.1], "p": [0.2], "n_t": [20], "n_c": [20]}, "SMD", None, r"row 1: t = 2.1 .* p = 0.0424"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_row_column_and_value(table, measure, columns, words):
    with pytest.raises(ValueError, match=words):
        effect_sizes(table, measure, columns)


def test_lines_and_source_name_the_places_of_a_file():
    with pytest.raises(
        InconsistentNumbers, match=r"trials\.csv, line 9: events of the intervention arm"
    ) as caught:
        effect_sizes({**COUNTS, "ai": [None, 400, 3, 4]}, "RR", lines=[5, 9, 11, 12], source="trials.csv")
    assert caught.value.rows == (1,)
    found = effect_sizes(COUNTS, "RR", lines=[5, 9, 11, 12], source="trials.csv")
    assert found.left_out == ("Line 11 is left out: no ai.",)


def test_totals_must_be_the_sums_of_their_parts():
    table = {**COUNTS, "bi": [119, 301, 3, 10], "di": [128, 274, 18, 9]}
    with pytest.raises(InconsistentNumbers, match=r"row 2: ai and bi .* n1i \(6 \+ 301, not 306\)"):
        effect_sizes(table, "RR")
    table["bi"][1] = 300
    assert effect_sizes(table, "RR").k == 3


def test_settings_are_checked_and_shown():
    with pytest.raises(ValueError, match="to 'some' is not known; use one of only0, all, if0all, none"):
        effect_sizes(COUNTS, "RR", to="some")
    with pytest.raises(ValueError, match="vtype of SMD 'HO' is not known; use one of LS, LS2, UB, AV"):
        effect_sizes(MEANS, "SMD", vtype="HO")
    with pytest.raises(ValueError, match="RR has one variance only; leave vtype out"):
        effect_sizes(COUNTS, "RR", vtype="UB")
    with pytest.raises(ValueError, match="correction 'x' is not known"):
        effect_sizes(MEANS, "SMD", correction="x")
    assert effect_sizes(COUNTS, "RR", vtype="LS").glance() == [
        {"measure": "RR", "rows": 4, "k": 3, "add": 0.5, "to": "only0", "drop00": False}
    ]
    assert effect_sizes(COUNTS, "AS").settings["add"] == 0
    assert dict(effect_sizes(MEANS, "SMD").settings) == {"vtype": "LS", "correction": "exact"}


def test_empty_cells_without_help_leave_their_row_out():
    found = effect_sizes(COUNTS, "RR", to="none")
    assert "Row 4 is left out: ai 0, n1i 10, ci 2, n2i 11 give no RR." in found.left_out
    assert effect_sizes(COUNTS, "RR", add=0).k == 2
    nothing = effect_sizes({"ai": [0, 1], "n1i": [5, 5], "ci": [0, 2], "n2i": [5, 5]}, "RD", to="none")
    assert (nothing.yi[0], nothing.vi[0]) == (0, 0)
    assert nothing.diagnostics == ("Row 1: the variance is 0, so it cannot be pooled.",)


def test_rows_that_report_in_other_forms_come_in_one_table():
    table = {
        "m1i": [10, None, None, None, None, None], "sd1i": [2] + [None] * 5, "m2i": [9] + [None] * 5,
        "sd2i": [2.5] + [None] * 5, "n1i": [20] * 6, "n2i": [22] * 6, "d": [None, 0.3] + [None] * 4,
        "g": [None, None, 0.4, None, None, None], "t": [None, None, None, 2.0, None, None],
        "f": [None] * 4 + [4.0, None], "direction": [None] * 4 + [-1, 1],
        "p": [None] * 5 + [2 * student.sf(2, 40)],
    }  # fmt: skip
    found = effect_sizes(table, "SMD")
    factor = float(means.hedges_correction(40))
    half = math.sqrt(1 / 20 + 1 / 22)
    assert found.yi[0] == pytest.approx(float(standardised_mean_difference(10, 2, 20, 9, 2.5, 22).yi))
    assert found.yi[1:5] == pytest.approx((factor * 0.3, 0.4, factor * 2 * half, -factor * 2 * half))
    assert found.yi[5] == pytest.approx(factor * 2 * half)
    assert "Row 2: taken from a printed Cohen's d." in found.diagnostics
    assert "Row 6: taken from an exact p value and the direction." in found.diagnostics


def test_printed_estimates_come_with_variance_error_interval_or_p():
    table = {"yi": [0.1, 0.2, None, None], "vi": [0.04, None, None, None], "sei": [None, 0.3, None, None],
             "estimate": [None, None, 2.0, 2.0], "ci_low": [None, None, 1.0, None],
             "ci_high": [None, None, 4.0, None], "p": [None, None, None, 0.05]}  # fmt: skip
    found = effect_sizes(table, "GENR")
    reach = 1.959963984540054
    expected = (0.04, 0.09, (math.log(4) / 2 / reach) ** 2, (math.log(2) / reach) ** 2)
    assert found.vi == pytest.approx(expected)
    assert found.yi[2:] == pytest.approx((math.log(2), math.log(2)))
    plain = effect_sizes({"estimate": [2.0], "ci_low": [1.0], "ci_high": [3.0]}, "GEN", level=90)
    assert plain.vi[0] == pytest.approx((1 / 1.6448536269514722) ** 2)
    assert plain.yi[0] == 2
    assert effect_sizes({"estimate": [2.0], "p": [0.05]}, "GEN").vi[0] == pytest.approx((2 / reach) ** 2)


def test_rows_with_a_printed_ratio_or_difference_stand_beside_those_with_counts():
    ends = {"ci_low": [8, None, 1.0, None], "ci_high": [10, None, 4.0, None]}
    table = {**COUNTS, "estimate": [9, None, 2.0, None], **ends}
    reach = 1.959963984540054
    for measure in ("RR", "OR"):
        found = effect_sizes(table, measure)
        assert found.yi[0] == effect_sizes(COUNTS, measure).yi[0]
        assert (found.yi[2], found.vi[2]) == pytest.approx((math.log(2), (math.log(4) / 2 / reach) ** 2))
        assert "Row 3: taken from a printed estimate and its interval." in found.diagnostics
        assert found.diagnostics[-1] == "Row 4: 0.5 was added to its counts (only0)."
    times = {"x1i": [3], "t1i": [9], "x2i": [None], "t2i": [9]}
    printed = {"estimate": [2.0], "ci_low": [1.0], "ci_high": [4.0]}
    assert effect_sizes(times | printed, "IRR").yi[0] == pytest.approx(math.log(2))
    middle = {"estimate": [2.0], "ci_low": [1.0], "ci_high": [3.0]}
    for measure in ("RD", "MD", "SMD", "IRD"):
        found = effect_sizes(middle, measure)
        assert (found.yi[0], found.vi[0]) == pytest.approx((2.0, (1 / reach) ** 2))
    put_right = effect_sizes(table, "RR", cluster=Cluster(20, 0.05, source="x"))
    assert put_right.rows[2].notes == ("as printed, so not put right for groups",)
    assert put_right.vi[2] == effect_sizes(table, "RR").vi[2]


def test_correlations_come_from_t_too_and_shares_from_either_count():
    assert effect_sizes({"t": [2.0], "n": [14]}, "COR").yi[0] == pytest.approx(0.5)
    assert effect_sizes({"xi": [3], "mi": [7]}, "PR").yi[0] == pytest.approx(0.3)
    with pytest.raises(InconsistentNumbers, match="people without the event are fewer than none"):
        effect_sizes({"xi": [3], "mi": [-7]}, "PR")
    with pytest.raises(InconsistentNumbers, match="without the event in the comparison arm"):
        effect_sizes({"ai": [3], "bi": [7], "ci": [1], "di": [-1]}, "RR")


def test_change_may_come_with_its_own_standard_deviation():
    full = {"m1i": [5.0], "m2i": [4.0], "sd1i": [2.0], "sd2i": [3.0], "ni": [20], "ri": [0.5]}
    change = math.sqrt(4 + 9 - 6)
    alone = {"m1i": [5.0], "m2i": [4.0], "sd_change": [change], "ni": [20]}
    three = {name: full[name] for name in ("m1i", "m2i", "sd1i", "sd2i", "ni")} | {"sd_change": [change]}
    for measure in ("MC", "SMCC"):
        known = effect_sizes(full, measure)
        for table in (alone, three):
            found = effect_sizes(table, measure)
            assert (found.yi[0], found.vi[0]) == pytest.approx((known.yi[0], known.vi[0]))
    assert effect_sizes(three, "SMCRH").vi[0] == pytest.approx(effect_sizes(full, "SMCRH").vi[0])


def test_two_groups_changes_take_morris_correction_unless_told():
    table = {"pre_t": [30.6], "post_t": [38.5], "sd_pre_t": [15.0], "n_t": [20], "pre_c": [23.1],
             "post_c": [19.7], "sd_pre_c": [13.8], "n_c": [20], "r": [0.47]}  # fmt: skip
    found = effect_sizes(table, "PPC")
    assert found.settings["correction"] == "approximate"
    assert round(found.yi[0], 2) == 0.77
    exact = effect_sizes(table, "PPC", correction="exact")
    assert exact.yi[0] != found.yi[0] and exact.yi[0] == pytest.approx(found.yi[0], abs=1e-3)


def test_groups_allotted_whole_are_put_right_with_their_source():
    told = Cluster(20, 0.05, source="median of schools, Hedges and Hedberg 2007")
    plain, found = effect_sizes(COUNTS, "OR"), effect_sizes(COUNTS, "OR", cluster=told)
    assert found.yi[0] == pytest.approx(plain.yi[0])
    assert found.vi[0] == pytest.approx(plain.vi[0] * 1.95)
    assert found.settings["icc_source"] == told.source
    note = f"Rows 1, 2, 4: put right for groups of 20, ICC 0.05 ({told.source}): design effect 1.95."
    assert note in found.diagnostics
    by_column = effect_sizes(
        {**MEANS, "m": [5, 10, 1], "icc": [0.1, 0.2, 0]}, "SMD", cluster=Cluster("m", "icc", "x")
    )
    d, n1, n2 = means.cohens_d(12, 3, 30, 12.5, 2.5, 29)
    expected = clustered.clustered_smd(d, n1, n2, 10, 0.2)
    assert (by_column.yi[1], by_column.vi[1]) == pytest.approx((float(expected.yi), float(expected.vi)))
    assert by_column.settings["correction"] == "approximate"
    md = effect_sizes(MEANS, "MD", cluster=told)
    assert md.vi[0] == pytest.approx(effect_sizes(MEANS, "MD").vi[0] * 1.95)


@pytest.mark.parametrize(
    ("cluster", "measure", "words"),
    [
        (lambda: Cluster(20, 0.05, source=" "), "OR", "where the intra-class correlation comes from"),
        (lambda: Cluster("m", 0.05, source="x"), "OR", "column 'm' is not in the table"),
        (lambda: Cluster("gap", 0.05, source="x"), "OR", "row 2: no gap; give it"),
        (
            lambda: Cluster(20, 5, source="x"),
            "OR",
            "row 1: the intra-class correlation is not",
        ),
        (lambda: Cluster(20, 0.1, source="x"), "PR", "PR cannot be put right for groups"),
    ],
)
def test_what_is_wrong_with_groups_is_said(cluster, measure, words):
    table = {**COUNTS, "gap": [5, None, 5, 5], "xi": [1, 1, 1, 1], "ni": [5, 5, 5, 5]}
    with pytest.raises(ValueError, match=words):
        effect_sizes(table, measure, cluster=cluster())


def test_the_result_tells_itself_in_rows_words_and_json():
    found = effect_sizes(pd.DataFrame(COUNTS), "RR", labels="ai")
    row = found.tidy()[0]
    assert row["sei"] == pytest.approx(math.sqrt(row["vi"]))
    assert row["estimate"] == pytest.approx(math.exp(row["yi"]))
    assert row["conf_low"] == pytest.approx(math.exp(row["yi"] - 1.959963984540054 * row["sei"]))
    assert found.tidy(level=80)[0]["conf_high"] == pytest.approx(
        math.exp(row["yi"] + 1.2815515655446004 * row["sei"])
    )
    assert found.tidy()[2]["estimate"] is None and found.tidy()[2]["left_out"] == "no ai"
    assert found.tidy()[3]["note"] == "0.5 was added to its counts (only0)"
    frame = found.tidy(frame=True)
    assert list(frame["row"]) == [1, 2, 3, 4]
    sentence = found.sentence()
    for words in ("Log risk ratio (RR) from 3 of 4 rows", "Katz", "0.5 is added (only0)"):
        assert words in sentence
    hedges = effect_sizes(MEANS, "SMD", vtype="UB").sentence()
    assert "Variances: UB." in hedges and "correction: exact." in hedges and "is added" not in hedges
    record = json.loads(json.dumps(found.to_json()))
    assert (record["rows"], record["k"], len(record["effects"]), len(record["left_out"])) == (4, 3, 3, 1)
    assert record["effects"][2]["notes"] and "notes" not in record["effects"][0]
    assert record["effects"][0]["label"] == "4.0"


def test_measures_without_a_readers_scale_show_the_estimate_itself():
    row = effect_sizes(MEANS, "MD").tidy()[0]
    assert row["estimate"] == row["yi"] == 1.0
    huge = effect_sizes({"yi": [800.0], "vi": [1.0]}, "GENR").tidy()[0]
    assert huge["estimate"] == math.inf


@pytest.mark.parametrize(
    ("measure", "at", "expected"),
    [("ZCOR", 0.5, math.tanh(0.5)), ("PLO", 0.5, 1 / (1 + math.exp(-0.5))), ("PLO", -800, 0.0), ("IRS", 3, 9),
     ("PAS", 0.7, math.sin(0.7) ** 2), ("PAS", 2.0, 1.0), ("PAS", -0.1, 0.0), ("IRR", 1, math.e)],
)  # fmt: skip
def test_the_way_back_to_the_readers_scale(measure, at, expected):
    assert MEASURES[measure].back(at) == pytest.approx(expected)


def test_labels_must_be_one_for_each_row_and_nothing_given_is_changed():
    with pytest.raises(ValueError, match="2 labels for 4 rows"):
        effect_sizes(COUNTS, "RR", labels=["A", "B"])
    frame = pd.DataFrame(COUNTS)
    before = frame.copy()
    found = effect_sizes(frame, "RR")
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.rows = ()
    with pytest.raises(TypeError):
        found.settings["add"] = 1
    missing = pd.DataFrame({"ri": pd.array([0.1, None], dtype="Float64"), "ni": [10, 20]})
    assert effect_sizes(missing, "COR").left_out == ("Row 2 is left out: no ri.",)


def test_effects_go_straight_into_a_pool():
    found = effect_sizes(COUNTS, "RR")
    pooled = pool(found.yi, found.vi)
    assert pooled.pool.k == 3


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_no_digit(order):
    table = {
        "m1i": [5, 3, 10, 2, 8, 1.5], "sd1i": [2, 1.5, 4, 3, 2.5, 0.4], "n1i": [10, 4, 55, 30, 9, 120],
        "m2i": [4, 3.5, 7, 3, 9, 1.6], "sd2i": [2.2, 1, 5, 2, 3, 0.5], "n2i": [12, 5, 45, 25, 3, 110],
    }  # fmt: skip
    moved = {name: [values[i] for i in order] for name, values in table.items()}
    for measure, vtype in (("SMD", "AV"), ("ROM", "AVHO"), ("ROM", "AV"), ("SMD1", "AV")):
        here, there = effect_sizes(table, measure, vtype=vtype), effect_sizes(moved, measure, vtype=vtype)
        assert [here.yi[i] for i in order] == list(there.yi)
        assert [here.vi[i] for i in order] == list(there.vi)


def test_medians_lead_to_means_that_lead_to_an_effect():
    t, c = mean_and_sd([10], 50, q1=[7], q3=[14]), mean_and_sd([8], 48, q1=[6], q3=[11])
    table = {"mean_t": t.mean, "sd_t": t.sd, "n_t": [50], "mean_c": c.mean, "sd_c": c.sd, "n_c": [48]}
    assert np.isfinite(effect_sizes(table, "SMD").yi[0])


def test_of_many_rows_that_share_a_note_ten_are_named():
    table = {"xi": [0] * 12 + [3], "ni": [9] * 13}
    notes = effect_sizes(table, "PLN").diagnostics
    assert notes == ("Rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ...: 0.5 was added to its counts (only0).",)
    ten = effect_sizes({"xi": [0] * 10 + [3], "ni": [9] * 11}, "PLN").diagnostics
    assert ten == ("Rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10: 0.5 was added to its counts (only0).",)


def test_a_row_says_what_it_lacks_of_the_form_it_comes_nearest_to():
    table = {"ai": [5, 5], "n1i": [9, None], "ci": [3, None], "n2i": [9, 9], "bi": [4, 4], "di": [6, None]}
    found = effect_sizes(table, "RR")
    assert found.left_out == ("Row 2 is left out: no n1i and no ci.",)
