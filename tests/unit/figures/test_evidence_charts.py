"""Funnel, Baujat, bubble, drapery, GOSH, profile likelihood and p-curve."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import (
    BaujatPoint,
    Bubble,
    Fitted,
    PCurve,
    StudyPoint,
    baujat,
    bubble,
    drapery,
    funnel,
    gosh,
    p_curve,
    profile_likelihood,
)
from whatworks.terms import Scale

POINTS = [
    StudyPoint(label=f"Study {i}", estimate=e, se=s)
    for i, (e, s) in enumerate([(0.1, 0.2), (0.5, 0.1), (-0.3, 0.35), (0.9, 0.5), (0.42, 0.25)])
]
SUPPOSED = StudyPoint(label="Study 3", estimate=-0.2, se=0.5, imputed=True)


def drawn_at(svg, kind):
    return [
        (float(e.attrib["cx"]), float(e.attrib["cy"])) for e in parse(svg).iter()
        if tag(e) == "circle" and e.get("class") == kind
    ]  # fmt: skip


def paths(svg, kind):
    return [e.attrib["d"] for e in parse(svg).iter() if tag(e) == "path" and e.get("class") == kind]


def corners(path):
    numbers = [float(v) for v in path.split() if v not in "MLZVH"]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def is_sound(figure):
    for svg in both(figure):
        stays_inside(svg)
        is_safe(svg)
    assert figure.svg_narrow and figure.alt and figure.caption and figure.table.rows
    is_safe(figure.standalone(narrow=True))


def made(**more):
    return funnel(POINTS, 0.4, title="Funnel", scale_words="difference", **more)


def test_in_a_funnel_exact_studies_stand_high_and_large_effects_right():
    figure = made()
    is_sound(figure)
    spots = drawn_at(figure.svg, "c-dot")[1:]
    assert len(spots) == 5
    by_se = sorted(zip(POINTS, spots, strict=True), key=lambda pair: pair[0].se)
    assert [y for _, (_, y) in by_se] == sorted(y for _, y in spots)
    by_size = sorted(zip(POINTS, spots, strict=True), key=lambda pair: pair[0].estimate)
    assert [x for _, (x, _) in by_size] == sorted(x for x, _ in spots)


def test_a_study_lies_in_the_region_of_its_p_value():
    # Study 1 at z = 5, Study 3 at z = 1.8, Study 4 at z = 1.68, the others within 1.645 of none.
    figure = made()
    assert "3 with p above 0.10" not in figure.alt
    assert (
        "2 with p above 0.10, 2 with p 0.05 to 0.10, 0 with p 0.01 to 0.05 and 1 with p below 0.01"
        in figure.alt
    )
    assert {"p above 0.10", "p 0.05 to 0.10", "p 0.01 to 0.05", "p below 0.01"} <= set(texts(figure.svg))


def test_the_contours_meet_at_no_effect_and_spread_with_the_error():
    figure = made(contours=(0.05,))
    (inner,) = paths(figure.svg, "c-p0")
    box = corners(inner)
    (zero,) = [float(d.split()[1]) for d in paths(figure.svg, "p-zero")]
    assert box[0][0] == pytest.approx(zero, abs=0.1)
    spots = dict(zip([p.label for p in POINTS], drawn_at(figure.svg, "c-dot")[1:], strict=True))
    across = (spots["Study 1"][0] - spots["Study 0"][0]) / 0.4
    down = (spots["Study 3"][1] - spots["Study 1"][1]) / 0.4
    top = spots["Study 1"][1] - 0.1 * down
    left, height = min((x, y) for x, y in box)
    assert box[0][1] == pytest.approx(top, abs=0.2)
    assert (zero - left) / across == pytest.approx(1.959964 * (height - top) / down, rel=0.01)


def test_the_funnel_stands_about_the_pooled_estimate():
    figure = made()
    lines = [corners(d) for d in paths(figure.svg, "c-limit")][1:]
    centre = float(paths(figure.svg, "c-centre")[1].split()[1])
    assert all(line[0][0] == pytest.approx(centre, abs=0.1) for line in lines)
    assert "1 lie outside the funnel of 95%" in figure.alt and "The pooled estimate is 0.40" in figure.alt
    assert "2 of 5 studies lie to its left" in figure.alt


def test_supposed_studies_are_hollow_and_said_not_to_be_real():
    figure = funnel([*POINTS, SUPPOSED], 0.4, filled=0.3, title="Funnel")
    for svg in both(figure):
        assert classes(svg).count("c-dot-open") == 2 and classes(svg).count("c-dot") == 6
        assert "Supposed by trim and fill" in texts(svg) and "c-filled" in classes(svg)
    assert "supposes 1 study more" in figure.alt and "Funnel plot of 5 studies" in figure.alt
    assert ("Study 3 (supposed, not real)") in [row[0] for row in figure.table.rows]
    assert figure.table.rows[-1][:2] == ("Pooled with the supposed studies", "0.30")


def test_a_funnel_on_precision_turns_the_order_round():
    figure = made(upright="precision")
    is_sound(figure)
    spots = drawn_at(figure.svg, "c-dot")[1:]
    order = sorted(range(5), key=lambda i: POINTS[i].se)
    assert [spots[i][1] for i in order] == sorted(y for _, y in spots)
    assert "Precision, 1 / standard error" in texts(figure.svg)


def test_a_funnel_of_ratios_prints_ratios():
    figure = funnel(POINTS, 0.4, title="F", scale_words="risk ratio", scale=Scale.RR)
    assert figure.table.rows[1][1] == "1.65" and figure.table.rows[-1][1] == "1.49"
    assert {"1", "2"} <= set(texts(figure.svg))


@pytest.mark.parametrize(
    ("points", "more", "words"),
    [
        ([], {}, "no study is given"),
        ([StudyPoint(label="A", estimate=math.nan, se=1)], {}, "'A'.*no number"),
        ([StudyPoint(label="A", estimate=1, se=0)], {}, "'A'.*above 0"),
        (POINTS, {"upright": "up"}, "none of se, precision"),
        (POINTS, {"contours": (0.01, 0.05)}, "from 1 down"),
        (POINTS, {"contours": (0.2, 0.1, 0.05, 0.01)}, "give 3"),
        (POINTS, {"centre": math.inf}, "no number"),
        (POINTS, {"centre": 0.1, "level": 100}, "between 0 and 100"),
    ],
)
def test_a_funnel_that_cannot_be_drawn_is_refused(points, more, words):
    with pytest.raises(ValueError, match=words):
        funnel(points, title="F", **more)


ANY = st.lists(
    st.builds(StudyPoint, label=st.text(max_size=40), estimate=st.floats(-20, 20), se=st.floats(1e-3, 50),
              imputed=st.booleans()), min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(ANY, st.none() | st.floats(-20, 20), st.sampled_from(["se", "precision"]), st.booleans())
def test_any_studies_make_a_sound_funnel_and_drapery(points, centre, upright, ratio):
    scale = Scale.RR if ratio else None
    is_sound(funnel(points, centre, title="F", upright=upright, scale=scale))
    curve = PCurve(estimate=centre, se=0.5, df=4) if centre is not None else None
    is_sound(drapery(points, curve, title="D", scale=scale))


BAUJAT = [BaujatPoint(label=f"Author {i}, 19{60 + i}", x=x, y=y) for i, (x, y) in enumerate(
    [(5.0, 0.1), (0.2, 0.9), (0.1, 0.1), (0.12, 0.11), (4.9, 0.12), (2.0, 0.4)])]  # fmt: skip


def test_a_baujat_plot_names_the_studies_that_matter_most():
    figure = baujat(BAUJAT, title="Baujat")
    is_sound(figure)
    for svg in both(figure):
        assert {"Author 0, 1960", "Author 1, 1961"} <= set(texts(svg))
    assert len(drawn_at(figure.svg, "c-dot")) == 6
    assert "Author 0, 1960 (41%), Author 4, 1964 (40%) and Author 5, 1965 (16%)" in figure.alt
    assert "leans most on Author 1, 1961, Author 5, 1965 and Author 4, 1964" in figure.alt
    assert ("Author 0, 1960", "5.00", "0.100") in figure.table.rows


def test_a_baujat_plot_of_nothing_or_of_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="no study"):
        baujat([], title="B")
    with pytest.raises(ValueError, match=r"'A'.*from 0 up"):
        baujat([BaujatPoint(label="A", x=-1, y=0)], title="B")
    is_sound(baujat([BaujatPoint(label="A", x=0, y=0)], title="B"))


BUBBLES = [
    Bubble(label=f"Study {i}", x=10.0 * i, estimate=0.2 * i - 0.3, weight=float(i or 0.5)) for i in range(5)
]
LINE = [Fitted(x=x, estimate=0.02 * x - 0.3, ci=(0.02 * x - 0.5, 0.02 * x - 0.1),
               pi=(0.02 * x - 0.7, 0.02 * x + 0.1)) for x in (0.0, 10.0, 20.0, 30.0, 40.0)]  # fmt: skip


def test_in_a_bubble_plot_area_is_weight_and_the_line_runs_through():
    figure = bubble(BUBBLES, LINE, title="B", x_words="Latitude", scale_words="log risk ratio")
    is_sound(figure)
    radii = [float(e.attrib["r"]) for e in parse(figure.svg).iter() if e.get("class") == "c-bubble"][1:]
    assert radii[0] == pytest.approx(17) and radii[1] == pytest.approx(17 * math.sqrt(3 / 4), abs=0.06)
    (line,) = [d for d in paths(figure.svg, "p-line") if d.count(" ") > 5]
    spots = drawn_at(figure.svg, "c-bubble")[1:]
    first = min(spots)
    assert corners(line)[0] == pytest.approx(first, abs=0.2)
    assert len(paths(figure.svg, "c-wash")) == 1 and len(paths(figure.svg, "c-outer")) == 1
    assert "At 0 the line gives −0.30 (95% interval −0.50 to −0.10)" in figure.alt
    assert "At 40 the line gives 0.50" in figure.alt
    assert ("Fitted line", "40", "0.50", "", "0.30 to 0.70") in figure.table.rows
    assert ("Study 4", "40", "0.50", "38.1%", "") in figure.table.rows


def test_a_bubble_plot_without_line_or_names_or_weights_is_drawn():
    bare = [Bubble(label="Study 0", x=1, estimate=0.2), Bubble(label="Study 1", x=2, estimate=0.1)]
    figure = bubble(bare, title="B", x_words="Year", names=False)
    is_sound(figure)
    assert "Study 0" not in texts(figure.svg) and "p-line" not in classes(figure.svg)
    assert not figure.caption.startswith("A larger")


@pytest.mark.parametrize(
    ("bubbles", "line", "words"),
    [
        ([], [], "no study"),
        ([Bubble(label="A", x=math.nan, estimate=1)], [], "'A'.*must be numbers"),
        ([Bubble(label="A", x=1, estimate=1, weight=-1)], [], "'A': weight"),
        (BUBBLES, LINE[::-1], "rising order"),
        (BUBBLES, [Fitted(x=1, estimate=math.inf)], "no number"),
    ],
)
def test_a_bubble_plot_that_cannot_be_drawn_is_refused(bubbles, line, words):
    with pytest.raises(ValueError, match=words):
        bubble(bubbles, line, title="B", x_words="Year")


def test_a_p_curve_of_a_pooled_estimate_is_one_at_its_peak_and_a_twentieth_at_its_interval():
    # t on 5 df: 2.5706; z: 1.95996.
    student, normal = PCurve(estimate=1.0, se=0.5, df=5), PCurve(estimate=1.0, se=0.5)
    assert student.p(1.0) == 1 and normal.p(1.0) == 1
    assert student.ends(0.05) == pytest.approx((1 - 0.5 * 2.570582, 1 + 0.5 * 2.570582))
    assert normal.ends(0.05) == pytest.approx((1 - 0.5 * 1.959964, 1 + 0.5 * 1.959964))
    for curve in (student, normal):
        low, high = curve.ends(0.05)
        assert curve.p(low) == pytest.approx(0.05) and curve.p(high) == pytest.approx(0.05)


def test_a_drapery_has_a_curve_for_each_study_and_a_heavy_one_for_all():
    figure = drapery(
        POINTS, PCurve(estimate=0.4, se=0.1, df=4), PCurve(estimate=0.4, se=0.3, df=3), title="D",
        scale_words="difference", left_words="worse", right_words="better",
    )  # fmt: skip
    is_sound(figure)
    for svg in both(figure):
        assert classes(svg).count("c-study") == 5 + 1 and classes(svg).count("c-strong") == 1 + 1
        assert {"0.05", "0.1", "0.01", "← worse", "better →"} <= set(texts(svg))
    tops = [min(y for _, y in corners(d)) for d in paths(figure.svg, "c-study")[1:]]
    strong = corners(paths(figure.svg, "c-strong")[1])
    assert all(top == pytest.approx(min(y for _, y in strong), abs=0.2) for top in tops)
    assert "All together: the curve peaks at 0.40 and is 0.12 to 0.68 wide at p = 0.05" in figure.alt
    pooled = figure.table.rows[5]
    assert pooled[0] == "All together" and pooled[3] == "0.12 to 0.68" and pooled[5] == "0.016"


def test_a_drapery_whose_pooled_estimate_has_no_error_is_refused():
    with pytest.raises(ValueError, match=r"standard error above 0"):
        drapery(POINTS, PCurve(estimate=0.4, se=0.0), title="D")


def test_a_gosh_plot_stays_small_however_many_subsets():
    n = 20_000
    estimates = [math.sin(i) + 0.3 * math.cos(7 * i) for i in range(n)]
    spreads = [50 + 40 * math.cos(3 * i) for i in range(n)]
    figure = gosh(estimates, spreads, title="G", whole=(0.1, 60.0), scale_words="difference")
    is_sound(figure)
    assert len(figure.svg) < 120_000
    assert "20,000 subsets" in figure.alt


def test_a_gosh_plot_counts_every_subset_once_and_darkens_with_their_number():
    figure = gosh([0.0] * 50 + [1.0] * 2 + [0.5], [10.0] * 50 + [80.0] * 2 + [80.0], title="G")
    svg = figure.svg
    (dark,) = [corners_of_cells(d) for d in paths(svg, "c-h5")]
    assert dark == 1
    assert len(paths(svg, "c-h2")) == 1 and corners_of_cells(paths(svg, "c-h2")[0]) == 1
    (sides,) = paths(svg, "c-h3")
    assert corners_of_cells(sides) == 3 + 2
    assert ("50% of subsets are below", "0.00", "10.0") in figure.table.rows


def corners_of_cells(path):
    return path.count("M")


def test_subsets_side_by_side_are_drawn_as_one_stretch():
    import re

    estimates = [i / 500 for i in range(501)]
    figure = gosh([*estimates, 0.5], [50.0] * 501 + [10.0], title="G")
    lengths = [float(v) for kind in ("c-h3", "c-h4", "c-h5") for d in paths(figure.svg, kind)
               for v in re.findall(r"h ([\d.]+)", d)]  # fmt: skip
    assert max(lengths) > 100


@pytest.mark.parametrize(
    ("estimates", "spreads", "words"),
    [
        ([], [], "0 estimates"),
        ([1.0], [1.0, 2.0], "1 estimates, 2 spreads"),
        ([math.nan], [1.0], "no number"),
    ],
)
def test_a_gosh_plot_that_cannot_be_drawn_is_refused(estimates, spreads, words):
    with pytest.raises(ValueError, match=words):
        gosh(estimates, spreads, title="G")


def test_two_peaks_of_a_likelihood_are_marked_and_said():
    figure = profile_likelihood([0, 1, 2, 3, 4, 5, 6], [-11, -13, -14, -12, -10, -11, -13], title="P")
    is_sound(figure)
    assert "highest at tau² 4.00. It has 2 peaks: another at 0, lower by 1.00" in figure.alt
    for svg in both(figure):
        assert classes(svg).count("c-peak") == 2 + 1 and classes(svg).count("c-wash") == 2 + 1
        assert {"τ² 4.00", "τ² 0"} <= set(texts(svg))
    assert "2 peaks" in figure.caption


def test_the_profile_interval_ends_where_the_curve_falls_by_half_the_quantile():
    # -(t - 2)^2 falls by 1.920729 at 2 ± 1.385904.
    grid = [i / 400 for i in range(2001)]
    figure = profile_likelihood(grid, [-((t - 2) ** 2) for t in grid], title="P")
    assert "95% interval from 0.614 to 3.39" in figure.alt
    assert figure.table.rows[0] == ("Highest peak", "2.00", "0.000")
    ninety = profile_likelihood(grid, [-((t - 2) ** 2) for t in grid], title="P", level=90)
    assert "90% interval from 0.837 to 3.16" in ninety.alt


def test_a_profile_that_ends_before_its_interval_says_so():
    figure = profile_likelihood([0, 1, 2], [-1, 0, -0.5], title="P")
    assert "from 0 to at least 2.00, the end of the curve" in figure.alt


@pytest.mark.parametrize(
    ("tau2", "loglik", "words"),
    [([0, 1], [0, 1], "three or more"), ([0, 0, 1], [0, 1, 2], "must rise"),
     ([-1, 0, 1], [0, 1, 2], "0 or above"), ([0, 1, 2], [0, math.nan, 1], "finite")],
)  # fmt: skip
def test_a_profile_that_cannot_be_drawn_is_refused(tau2, loglik, words):
    with pytest.raises(ValueError, match=words):
        profile_likelihood(tau2, loglik, title="P")


def test_a_p_curve_counts_results_in_five_bins():
    values = [0.001, 0.0099, 0.01, 0.025, 0.0499, 0.05, 0.7]
    figure = p_curve(values, title="P", expected=[40, 22, 15, 12, 11], expected_words="33% power")
    is_sound(figure)
    assert [row[1] for row in figure.table.rows] == ["2", "1", "1", "0", "1"]
    assert figure.table.rows[0] == ("0 to 0.01", "2", "40%", "20%", "40%")
    assert "5 results below 0.05, of 7 given" in figure.alt and "2 below 0.01 and 1 from 0.04" in figure.alt
    assert "33% power" in texts(figure.svg) and "40%" in texts(figure.svg)


@pytest.mark.parametrize(
    ("values", "expected", "words"),
    [([1.2], None, "1.2 is no p value"), ([0.5], None, "nothing to draw"), ([0.01], [1, 2], "five|5 bins")],
)
def test_a_p_curve_that_cannot_be_drawn_is_refused(values, expected, words):
    with pytest.raises(ValueError, match=words):
        p_curve(values, title="P", expected=expected)


def test_the_same_input_gives_the_same_bytes():
    assert made() == made()
    assert baujat(BAUJAT, title="B") == baujat(BAUJAT, title="B")
