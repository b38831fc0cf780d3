"""Shares of judgements: they add up, and a weight nobody knows is never made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import TrafficRow, TrafficScale, judgement_bars

SCALE = TrafficScale(levels=("Low", "Some concerns", "High"))
DOMAINS = (("1", "Randomisation"), ("2", "Missing data"))


def _row(one, two, overall=None, weight=None):
    return TrafficRow(label="A trial", judgements={"1": one, "2": two}, overall=overall, weight=weight)


def _plot(rows, **more):
    return judgement_bars(rows, domains=DOMAINS, scale=SCALE, title="Risk of bias", **more)


def test_each_study_counts_the_same_unless_said_otherwise():
    figure = _plot([_row("Low", "High", weight=900), _row("High", "High", weight=100)])
    assert figure.table.rows == (
        ("Randomisation", "50% (1)", "50% (1)"),
        ("Missing data", "0% (0)", "100% (2)"),
    )
    assert figure.caption == "Each study counts the same."


def test_weights_move_the_shares_and_are_named():
    figure = _plot(
        [_row("Low", "High", weight=900), _row("High", "High", weight=100)], weight_words="children analysed"
    )
    assert figure.table.rows[0] == ("Randomisation", "90% (1)", "10% (1)")
    assert "children analysed" in figure.caption and "children analysed" in figure.alt
    assert "Randomisation: Low 90% and High 10%." in figure.alt


def test_a_study_of_unknown_weight_is_left_out_and_said():
    figure = _plot([_row("Low", "Low", weight=10), _row("High", "High")], weight_words="children")
    assert figure.table.rows[0] == ("Randomisation", "100% (1)")
    assert "not known for 1 study, left out here" in figure.caption


def test_what_is_not_judged_is_a_dashed_part_not_a_share_left_out():
    figure = _plot([_row("Low", None), _row("Low", "Low")])
    assert figure.table.rows[1] == ("Missing data", "50% (1)", "50% (1)")
    assert figure.table.header[-1] == "Not judged yet"
    assert "t-open" in classes(figure.svg)


def test_a_share_below_one_percent_is_not_called_nought():
    rows = [_row("Low", "Low", weight=9990), _row("High", "High", weight=10)]
    assert _plot(rows, weight_words="children").table.rows[0][2] == "under 1% (1)"


def test_overall_comes_last_where_there_is_one():
    figure = _plot([_row("Low", "Low", "Low")])
    assert [row[0] for row in figure.table.rows] == ["Randomisation", "Missing data", "Overall"]


def test_nothing_to_count_is_said():
    for rows in ([], [_row("Low", "Low")]):
        figure = _plot(rows, weight_words="children")
        assert "No study to count yet" in texts(figure.svg)


def test_a_judgement_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="'Grave' is none of"):
        _plot([_row("Grave", "Low")])


JUDGEMENTS = st.sampled_from([*SCALE.all, None])


@given(
    st.lists(st.builds(_row, JUDGEMENTS, JUDGEMENTS, JUDGEMENTS, st.none() | st.floats(0, 1e6)), max_size=8)
)
@settings(max_examples=40, deadline=None)
def test_the_parts_of_every_bar_fill_it_and_no_more(rows):
    for weight_words in (None, "children"):
        figure = _plot(rows, weight_words=weight_words)
        for svg in both(figure):
            stays_inside(svg)
            is_safe(svg)
            bars: dict[str, float] = {}
            for e in parse(svg).iter():
                if tag(e) == "rect" and e.attrib["height"] == "34":
                    bars[e.attrib["y"]] = bars.get(e.attrib["y"], 0) + float(e.attrib["width"])
            full = 338 if "ww-only-narrow" in classes(svg) else 538
            assert all(total == pytest.approx(full, abs=0.5) for total in bars.values())
