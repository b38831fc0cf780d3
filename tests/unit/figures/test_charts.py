"""Rulers, cutting and naming: what every chart with two axes stands on."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures.chart import NARROW, WIDE, Chart, Plan, Side
from whatworks.figures.clipping import clip_area, clip_line, clip_segment
from whatworks.figures.glyphs import band, dot, patch, stroke
from whatworks.figures.labels import Spot, along, place
from whatworks.figures.ruler import Ruler, extent
from whatworks.figures.svg import SIZE
from whatworks.figures.text import width

BOX = (0.0, 0.0, 10.0, 10.0)


def test_a_ruler_puts_its_ends_at_its_ends_whichever_way_it_runs():
    down = Ruler(0.8, 0.0, 300.0, 20.0)
    assert down.at(0.8) == 300 and down.at(0.0) == 20 and down.at(0.4) == pytest.approx(160)
    assert down.holds(0.0) and down.holds(0.8) and not down.holds(0.81) and not down.holds(-0.01)


def test_ticks_are_round_and_carry_true_minus_signs():
    assert Ruler(-1.1, 1.1, 0, 400).ticks() == [
        (-1.0, "−1.0"), (-0.5, "−0.5"), (0, "0"), (0.5, "0.5"), (1.0, "1.0"),
    ]  # fmt: skip
    assert [words for _, words in Ruler(0, 55, 0, 300).ticks()] == ["0", "10", "20", "30", "40", "50"]


def test_a_ruler_of_ratios_says_ratios_where_their_logarithms_fall():
    ticks = Ruler(math.log(0.2), math.log(2.2), 0, 600, ratio=True).ticks()
    assert (0.0, "1") in ticks and ("0.5" in dict(map(reversed, ticks)))
    assert all(math.exp(value) == pytest.approx(float(words)) for value, words in ticks)


def test_a_ruler_of_ratios_far_from_one_has_ticks_too():
    ticks = Ruler(math.log(3.2), math.log(4.1), 0, 400, ratio=True).ticks()
    assert len(ticks) >= 3
    assert all(math.exp(value) == pytest.approx(float(words)) for value, words in ticks)


def test_a_ruler_of_ratios_beyond_all_numbers_still_has_ticks():
    ticks = Ruler(-5000.0, 5000.0, 0, 640, ratio=True).ticks()
    assert len(ticks) >= 3 and (0.0, "1") in ticks
    assert any(words.startswith("1e+") for _, words in ticks)


@settings(deadline=None)
@given(
    st.floats(-1e4, 1e4), st.floats(1e-3, 1e4), st.sampled_from([250.0, 640.0]), st.booleans(), st.booleans()
)
def test_ticks_lie_on_the_ruler_and_their_words_apart(low, spread, room, upright, ratio):
    if ratio:
        low, spread = low / 2000, max(spread / 1000, 0.05)
    ruler = Ruler(low, low + spread, 0.0, room, ratio=ratio, upright=upright)
    ticks = ruler.ticks()
    assert len(ticks) >= 2
    assert all(ruler.holds(value) for value, _ in ticks)
    if not ratio:
        for (a, words_a), (b, words_b) in itertools.pairwise(ticks):
            needed = 15 if upright else (width(words_a, SIZE) + width(words_b, SIZE)) / 2
            assert abs(ruler.at(b) - ruler.at(a)) >= needed
    for value, words in ticks:
        said = float(words.replace("−", "-").replace(",", ""))
        assert (math.exp(value) if ratio else value) == pytest.approx(said, rel=1e-3, abs=1e-9)


def test_an_extent_holds_all_its_values_with_a_margin():
    assert extent([1.0, 3.0], pad=0.1) == pytest.approx((0.8, 3.2))
    assert extent([2.0, 2.0], pad=0.0) == pytest.approx((1.0, 3.0))
    assert extent([1.0, 2.0], pad=0.0, least=3.0) == pytest.approx((0.0, 3.0))
    assert extent([0.0, 100.0], pad=0.1, within=(0.0, 100.0)) == (0.0, 100.0)
    assert extent([]) == (0.0, 1.0)
    assert extent([0.0, -1e-200], pad=0.0) == pytest.approx((-0.5, 0.5))
    assert extent([math.nan, 4.0, math.inf, 6.0], pad=0.0) == (4.0, 6.0)


def test_a_line_is_cut_where_it_leaves_and_goes_on_where_it_comes_back():
    assert clip_line([(-5.0, 5.0), (15.0, 5.0)], BOX) == [[(0.0, 5.0), (10.0, 5.0)]]
    over = clip_line([(1.0, 9.0), (3.0, 13.0), (5.0, 9.0)], BOX)
    assert over == [[(1.0, 9.0), (1.5, 10.0)], [(4.5, 10.0), (5.0, 9.0)]]
    assert clip_line([(1.0, 1.0), (2.0, 2.0), (3.0, 1.0)], BOX) == [[(1.0, 1.0), (2.0, 2.0), (3.0, 1.0)]]
    assert clip_line([(11.0, 1.0), (12.0, 9.0)], BOX) == []
    assert clip_segment((-1.0, 3.0), (3.0, -1.1), BOX) is not None
    assert clip_segment((-1.0, 0.5), (0.5, -1.0), BOX) is None


def test_an_area_is_cut_at_every_edge():
    assert set(clip_area([(-5.0, -5.0), (20.0, -5.0), (20.0, 20.0), (-5.0, 20.0)], BOX)) == {
        (0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0),
    }  # fmt: skip
    cut = clip_area([(5.0, 0.0), (15.0, 10.0), (-5.0, 10.0)], BOX)
    assert set(cut) == {(5.0, 0.0), (10.0, 5.0), (10.0, 10.0), (0.0, 10.0), (0.0, 5.0)}
    assert clip_area([(11.0, 0.0), (12.0, 0.0), (12.0, 5.0)], BOX) == []


SPOTS = st.lists(
    st.builds(
        Spot,
        st.floats(20, 580),
        st.floats(20, 280),
        st.floats(3, 17),
        st.text("abc de", min_size=1, max_size=18),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(SPOTS)
def test_no_name_touches_another_nor_a_point_nor_leaves(spots):
    named = place(spots, (0.0, 0.0, 600.0, 300.0))
    bounds = [(n.x, n.baseline - 10, n.x + width(n.words, SIZE), n.baseline + 3) for n in named]
    for a, b in itertools.combinations(bounds, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for name, (left, top, right, bottom) in zip(named, bounds, strict=True):
        assert left >= 0 and top >= 0 and right <= 600 and bottom <= 300
        for s in spots:
            if s is not name.spot:
                assert (
                    s.x + s.reach <= left
                    or s.x - s.reach >= right
                    or s.y + s.reach <= top
                    or s.y - s.reach >= bottom
                )
        if name.lead:
            for other, box in zip(named, bounds, strict=True):
                assert other is name or clip_segment(*name.lead, box) is None


def test_a_name_stands_at_its_point_and_further_off_with_a_hairline_where_it_must():
    (near,) = place([Spot(100, 100, 5, "near")], (0, 0, 600, 300))
    assert (near.x, near.baseline, near.lead) == (109, 105, None)
    crowd = [Spot(100 + 12 * i, 100, 5, f"study {i}") for i in range(4)]
    named = place(crowd, (0, 0, 600, 300))
    assert len(named) == 4 and any(n.lead for n in named)
    assert all(n.lead is None for n in place(crowd, (0, 0, 600, 300), reach=0))


def test_names_keep_off_what_is_taken():
    free = place([Spot(100, 100, 5, "name")], (0, 0, 600, 300))[0]
    kept = place(
        [Spot(100, 100, 5, "name")], (0, 0, 600, 300), taken=along([(90, 100), (1e9, 100)], (0, 0, 600, 300))
    )[0]
    assert free.baseline == 105 and kept.baseline != 105


def chart(wide, **more):
    plan = Plan(
        x=Side(low=0.0, high=50.0, title="Latitude"), y=Side(low=0.0, high=1.0, title="Height"), height=200.0,
        **more,
    )  # fmt: skip
    return Chart(plan, wide, "ww-only-wide")


@pytest.mark.parametrize("room", [WIDE, NARROW])
def test_a_chart_names_its_axes_and_sides_and_keeps_its_words_inside(room):
    key = ((dot("c-dot"), "A study " * 9), (stroke("p-line"), "Line"), (patch("c-p1"), "Ground"),
           (band("c-wash", "p-line"), "Line in its band"))  # fmt: skip
    drawn = chart(room, left_words="fewer " * 8, right_words="more " * 8, key=key)
    drawn.grid()
    svg = drawn.finish("Alternative")
    said = texts(svg)
    assert "Latitude" in said and "Height" in said and "0.2" in said and "Ground" in said
    assert any(words.startswith("← fewer") for words in said) and any(words.endswith("→") for words in said)
    assert "p-grid" in classes(svg) and "c-axis" in classes(svg)
    stays_inside(svg)
    is_safe(svg)


def test_marks_are_cut_at_the_edges_of_the_plot():
    drawn = chart(WIDE)
    drawn.line([(-10.0, 0.5), (60.0, 0.5)], "p-line")
    drawn.area([(-10.0, -1.0), (60.0, -1.0), (60.0, 2.0), (-10.0, 2.0)], "c-wash")
    drawn.upright(51.0, "c-centre")
    drawn.level(1.1, "c-limit")
    drawn.upright(25.0, "p-zero")
    svg = drawn.finish("Alternative")
    assert "c-centre" not in classes(svg) and "c-limit" not in classes(svg)
    left, top, right, bottom = drawn.box
    for kind in ("p-line", "c-wash", "p-zero"):
        (element,) = [e for e in parse(svg).iter() if tag(e) == "path" and e.get("class") == kind]
        numbers = [float(v) for v in element.attrib["d"].split() if v not in "MLZVH"]
        assert min(numbers[::2]) >= left - 0.1 and max(numbers[::2]) <= right + 0.1
        assert min(numbers[1::2]) >= top - 0.1 and max(numbers[1::2]) <= bottom + 0.1
