"""The cost-effectiveness plane and the acceptability curve put each number where it belongs."""

import math
import re

import pytest

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import css
from whatworks.figures.acceptability import acceptability_curve
from whatworks.figures.cost_plane import CostPlane, cost_plane, shares

PLANE = CostPlane(
    effects=(1.0, 2.0, -1.0, -2.0, 3.0), costs=(10.0, -5.0, 20.0, -10.0, 40.0), effect=0.6, cost=11.0,
    money="GBP at 2023 prices", outcome="places avoided", threshold=12.0,
)  # fmt: skip
CURVE = [(0.0, 0.1), (100.0, 0.4), (200.0, 0.55), (300.0, 0.8)]


def circles(svg, kind):
    found = [e for e in parse(svg).iter() if tag(e) == "circle" and e.get("class") == kind]
    return [(float(e.get("cx")), float(e.get("cy"))) for e in found]


def without_key(points):
    return points[1:]


def test_points_stand_right_for_better_and_up_for_dearer():
    for svg in both(cost_plane(PLANE)):
        points = without_key(circles(svg, "g-none"))
        assert len(points) == 5
        xs, ys = zip(*points, strict=True)
        assert (xs[2] - xs[3]) == pytest.approx(xs[1] - xs[0], abs=0.2)
        assert xs[3] < xs[2] < xs[0] < xs[1] < xs[4]
        assert ys[4] < ys[2] < ys[0] < ys[1] < ys[3]
        (mean,) = without_key(circles(svg, "c-peak"))
        assert mean[0] - xs[2] == pytest.approx(1.6 * (xs[1] - xs[0]), abs=0.3)
        stays_inside(svg)
        is_safe(svg)


def test_the_line_of_the_threshold_goes_through_the_origin():
    svg = cost_plane(PLANE).svg
    zeros = re.findall(r'<path class="p-zero" d="M (\S+) (\S+) L (\S+) (\S+)"', svg)
    x0, y0 = float(zeros[0][0]), float(zeros[1][1])
    (line,) = [
        m for m in re.findall(r'<path class="c-centre" d="M (\S+) (\S+) L (\S+) (\S+)"', svg) if m[1] != m[3]
    ]
    x1, y1, x2, y2 = (float(v) for v in line)
    assert (y2 - y1) * (x0 - x1) == pytest.approx((y0 - y1) * (x2 - x1), rel=0.01)
    points = without_key(circles(svg, "g-none"))
    up = (points[0][1] - y0) / (points[0][0] - x0)
    assert (y2 - y1) / (x2 - x1) == pytest.approx(1.2 * up, rel=0.02)


def test_the_quarters_are_counted_and_add_up():
    found = shares(PLANE)
    assert found == {
        "works better and costs more": 0.4, "works better and costs no more": 0.2,
        "works worse and costs less": 0.2, "works worse and costs more": 0.2,
    }  # fmt: skip
    border = CostPlane(effects=(0.0, 1.0), costs=(1.0, 0.0), effect=0, cost=0, money="GBP", outcome="x")
    assert shares(border)["works better and costs more"] == 0.5
    assert shares(border)["works better and costs no more"] == 0.5


def test_words_and_table_count_what_is_worth_its_cost():
    figure = cost_plane(PLANE)
    assert "40 of 100 draws are worth their cost at 12 for each." in figure.alt
    assert "on average 0.6000 places avoided for 11.00 GBP at 2023 prices." in figure.alt
    assert figure.table.rows[0] == ("works better and costs more", "40.0%")
    assert figure.table.rows[-1] == ("worth its cost at 12", "40.0%")
    assert "Worth 12 for each" in texts(figure.svg)


def test_without_a_threshold_there_is_no_line():
    figure = cost_plane(CostPlane(effects=(1.0,), costs=(1.0,), effect=1, cost=1, money="GBP", outcome="x"))
    assert "c-centre" not in classes(figure.svg)
    assert len(figure.table.rows) == 4


def test_many_draws_are_thinned_in_the_drawing_and_counted_whole():
    n = 1200
    many = CostPlane(
        effects=tuple(math.sin(i) for i in range(n)), costs=tuple(float(i) - 599.5 for i in range(n)),
        effect=0, cost=0, money="GBP", outcome="x",
    )  # fmt: skip
    figure = cost_plane(many)
    assert len(without_key(circles(figure.svg, "g-none"))) == 500
    assert "500 of 1,200 draws are shown." in figure.caption
    assert sum(shares(many).values()) == pytest.approx(1)
    assert "are shown" not in cost_plane(PLANE).caption


@pytest.mark.parametrize(
    "change",
    [
        {"effects": (1.0,)},
        {"effects": (), "costs": ()},
        {"cost": math.nan},
        {"costs": (1, 2, 3, 4, math.inf)},
    ],
)
def test_a_plane_that_cannot_be_drawn_is_refused(change):
    with pytest.raises(ValueError, match="cost_plane"):
        cost_plane(CostPlane(**(PLANE.__dict__ | change)))


def curve(**change):
    return acceptability_curve(**({"curve": CURVE, "money": "GBP", "outcome": "place avoided"} | change))


def test_the_curve_rises_with_its_chances():
    for svg in both(curve(marks=[(200.0, 0.55)])):
        (d,) = re.findall(r'<path class="p-line" d="([^"]*)"', svg)
        n = [float(v) for v in re.findall(r"-?\d+\.?\d*", d)]
        xs, ys = n[::2], n[1::2]
        assert len(xs) == 4
        assert xs[1] - xs[0] == pytest.approx(xs[3] - xs[2], abs=0.2)
        assert (ys[0] - ys[1]) / (ys[0] - ys[3]) == pytest.approx(0.3 / 0.7, abs=0.01)
        (dot,) = circles(svg, "c-dot")
        assert dot == pytest.approx((xs[2], ys[2]), abs=0.1)
        assert {"55%", "0%", "100%"} <= set(texts(svg))
        stays_inside(svg)
        is_safe(svg)


def test_a_mark_near_the_axis_has_its_number_on_the_other_side():
    svg = curve(marks=[(0.0, 0.1), (300.0, 0.8)]).svg
    places = {e.text: e.get("text-anchor") for e in parse(svg).iter() if tag(e) == "text"}
    assert places["10%"] is None
    assert places["80%"] == "end"
    assert "90%" not in texts(curve(marks=[(400.0, 0.9)]).svg)


def test_the_words_say_both_ends_the_marks_and_where_it_is_as_likely_as_not():
    figure = curve(marks=[(200.0, 0.55)])
    assert "10 of 100 at 0, 80 of 100 at 300." in figure.alt
    assert "55 of 100 at 200." in figure.alt
    assert "As likely as not at about 167." in figure.alt
    assert "Never as likely as not." in curve(curve=CURVE[:2]).alt
    assert "as not" not in curve(curve=CURVE[2:]).alt.lower()


def test_the_table_has_ends_marks_and_about_ten_between():
    long = [(float(i), i / 100) for i in range(101)]
    rows = curve(curve=long, marks=[(33.0, 0.33)]).table.rows
    assert rows[0] == ("0", "0.0%")
    assert rows[-1] == ("100", "100.0%")
    assert ("33", "33.0%") in rows
    assert len(rows) == 12


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"curve": CURVE[:1]}, "two thresholds"), ({"curve": CURVE[::-1]}, "not rising"),
        ({"curve": [(0, 0.1), (0, 0.2)]}, "not rising"), ({"curve": [(0, 0.1), (1, 1.2)]}, "1.2 at 1"),
        ({"marks": [(1, -0.1)]}, "-0.1 at 1"),
    ],
)  # fmt: skip
def test_a_curve_that_cannot_be_drawn_is_refused(change, word):
    with pytest.raises(ValueError, match=word):
        curve(**change)


def test_every_class_drawn_has_its_style():
    for figure in (cost_plane(PLANE), curve(marks=[(200.0, 0.55)])):
        sheet = css() + figure.standalone()
        for name in {c for svg in both(figure) for c in classes(svg)}:
            assert f".{name} " in sheet, name
