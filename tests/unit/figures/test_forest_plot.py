import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import ForestPool, ForestRow, forest
from whatworks.terms import Direction, Effect, Pool, PoolSource, Scale

FAMILY_GROUP_CONFERENCES = (
    ForestRow(label="England, 2024", second="1,471 families", estimate=-0.086, text="8.6 points fewer"),
    ForestRow(label="United States, 2017", second="542 families", direction=Direction.NULL),
    ForestRow(label="Netherlands, 2019", second="328 families", estimate=0.077),
)
# Raudenbush 1985 as in metadat 1.2-0: yi and vi of 19 studies; pooled by metafor 3.8.1 (REML, knha).
YI = (0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.8, 0.54, 0.18, -0.02, 0.23, -0.18, -0.06,
      0.3, 0.07, -0.07)  # fmt: skip
VI = (0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.063, 0.0912, 0.0497, 0.0835,
      0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303)  # fmt: skip
POOLED = ForestPool(
    estimate=0.0837,
    ci=(-0.0457, 0.2131),
    pi=(-0.2322, 0.3996),
    k=19,
    i2=41.85,
    tau2=0.0188,
    q=35.83,
    q_p=0.0074,
)


def conferences(rows=FAMILY_GROUP_CONFERENCES, **more):
    return forest(
        rows, title="Children placed in care", left_words="more in care", right_words="fewer in care",
        scale_words="percentage points", scale=Scale.RD, flip=True, points=True, **more,
    )  # fmt: skip


def ratios(rows, pool=None, **more):
    return forest(
        rows, pool, title="Placement", left_words="more placed", right_words="fewer placed",
        scale_words="risk ratio", scale=Scale.RR, flip=True, **more,
    )  # fmt: skip


def teachers():
    rows = [
        ForestRow.from_effect(
            Effect(id=str(i), study="s", result="r", scale=Scale.SMD, yi=y, vi=v, formula="f", better=1),
            f"Author & Author {i}, 1970", f"{100 + i} pupils", weight=1 / v,
        )
        for i, (y, v) in enumerate(zip(YI, VI, strict=True))
    ]  # fmt: skip
    return forest(
        rows, POOLED, title="Teacher expectancy", left_words="lower scores", right_words="higher scores",
        scale_words="standardised mean difference", scale=Scale.SMD,
    )  # fmt: skip


def only(svg, kind, shape):
    return [e for e in parse(svg).iter() if tag(e) == shape and kind in e.get("class", "").split()]


def test_a_study_whose_interval_is_not_known_has_a_hollow_mark_and_no_bar():
    figure = conferences()
    for svg in both(figure):
        assert classes(svg).count("p-hollow") == 2
        assert "p-ci" not in classes(svg)
        assert any("interval not known" in words for words in texts(svg))


def test_a_study_whose_interval_is_known_has_a_bar_and_a_filled_mark():
    figure = ratios([ForestRow(label="A", estimate=0.5, ci=(0.3, 0.8))])
    for svg in both(figure):
        assert classes(svg).count("p-ci") == 1
        assert "p-mark-help" in classes(svg) and "p-hollow" not in classes(svg)


def test_a_study_with_no_number_has_words_and_no_mark():
    for svg in both(conferences(FAMILY_GROUP_CONFERENCES[1:2])):
        assert "no number printed" in texts(svg)
        assert not {"p-hollow", "p-ci", "p-mark-none"} & set(classes(svg))


def test_favours_is_a_square_on_the_right_and_against_a_diamond_on_the_left():
    svg = conferences().svg
    zero = float(only(svg, "p-zero", "path")[0].attrib["d"].split()[1])
    square = only(svg, "p-help", "rect")[0]
    diamond = only(svg, "p-harm", "path")[0]
    assert float(square.attrib["x"]) > zero
    assert float(diamond.attrib["d"].split()[1]) < zero


@given(st.floats(0.05, 20).filter(lambda v: abs(math.log(v)) > 0.01), st.booleans())
def test_the_better_side_is_on_the_right_whatever_the_scale(estimate, flip):
    figure = forest(
        [ForestRow(label="A", estimate=estimate)], title="T", left_words="worse", right_words="better",
        scale=Scale.OR, flip=flip,
    )  # fmt: skip
    better = (estimate < 1) == flip
    for svg in both(figure):
        zero = float(only(svg, "p-zero", "path")[0].attrib["d"].split()[1])
        if better:
            assert float(only(svg, "p-hollow", "rect")[0].attrib["x"]) + 8 >= zero
        else:
            assert float(only(svg, "p-hollow", "path")[0].attrib["d"].split()[1]) + 12 <= zero + 0.5


def test_the_direction_words_stand_on_their_sides():
    words = texts(conferences().svg)
    assert "← more in care" in words and "fewer in care →" in words


def test_a_ratio_axis_is_logarithmic_with_round_ticks():
    svg = ratios([ForestRow(label="A", estimate=0.6, ci=(0.48, 1.9))]).svg
    assert {"0.5", "0.7", "1", "1.5", "2"} <= set(texts(svg))


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow():
    rows = [ForestRow(label=c, estimate=e, ci=ci) for c, e, ci in
            (("A", 0.7, (0.6, 0.8)), ("B", 0.8, (0.7, 0.9)), ("C", 0.9, (0.002, 400.0)))]  # fmt: skip
    svg = ratios(rows).svg
    wide = max(only(svg, "p-ci", "path"), key=lambda e: len(e.attrib["d"]))
    assert wide.attrib["d"].count("L") == 4
    assert "0.00 to 400.00" in texts(svg)


def test_our_pool_is_a_filled_diamond_and_a_published_one_open_and_named():
    figure = ratios([], [ForestPool(estimate=0.7, ci=(0.5, 0.9), k=2),
                         ForestPool(estimate=0.6, ci=(0.48, 0.76), source=PoolSource.REVIEW)])  # fmt: skip
    for svg in both(figure):
        assert classes(svg).count("p-pool") == 1 and classes(svg).count("p-pool-open") == 1
        assert "Published review’s pooled estimate" in " ".join(texts(svg))
    assert "Published review’s pooled estimate" in figure.alt and "not ours" in (figure.caption or "")


def test_a_published_pool_without_interval_is_dashed():
    svg = ratios([], ForestPool(estimate=0.6, source=PoolSource.REVIEW)).svg
    assert "p-pool-dash" in classes(svg) and "p-pool-open" not in classes(svg)


def test_heterogeneity_is_said_in_words_with_its_figures():
    figure = teachers()
    said = " ".join(texts(figure.svg)).replace("\xa0", " ")
    for part in ("42% of the spread", "I² 42%", "τ² 0.019", "Q 35.8 on 18 df", "p = 0.007"):
        assert part in said and part in figure.alt


def test_nineteen_studies_take_one_line_each():
    figure = teachers()
    height = float(parse(figure.svg).attrib["viewBox"].split()[3])
    assert height < 850
    assert classes(figure.svg).count("p-ci") == 19


def test_the_table_has_the_numbers_of_the_drawing():
    figure = teachers()
    cells = {cell for row in figure.table.rows for cell in row}
    assert {"0.03", "−0.14", "0.08", "−0.05 to 0.21", "−0.23 to 0.40"} <= cells
    assert len(figure.table.rows) == 21
    said = " ".join(texts(figure.svg))
    assert all(row[2] in said and row[3] in said for row in figure.table.rows)


def test_what_is_not_known_is_said_in_table_and_words():
    figure = conferences()
    assert [row[2:4] for row in figure.table.rows] == [
        ("−8.6", "not known"), ("not known", "not known"), ("7.7", "not known"),
    ]  # fmt: skip
    assert figure.alt.count("interval not known") == 3


def test_a_kept_pool_leaves_its_logarithm():
    kept = Pool(id="p", source=PoolSource.OURS, scale=Scale.RR, k=3, b=math.log(0.6), ci_lb=math.log(0.48),
                ci_ub=math.log(0.76))  # fmt: skip
    pool = ForestPool.from_pool(kept)
    assert pool is not None and pool.ci is not None
    assert pool.estimate == pytest.approx(0.6) and pool.ci == pytest.approx((0.48, 0.76))
    assert ForestPool.from_pool(Pool(id="p", source=PoolSource.OURS)) is None


def test_an_effect_without_variance_has_no_interval():
    effect = Effect(id="e", study="s", result="r", scale=Scale.RR, yi=math.log(0.5), formula="f", better=-1)
    row = ForestRow.from_effect(effect, "A")
    assert row.estimate == pytest.approx(0.5) and row.ci is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ForestRow(label="A", estimate=-0.2), "logarithm"),
        (ForestRow(label="A", estimate=math.nan), "not known"),
        (ForestRow(label="A", estimate=0.5, ci=(0.8, 0.3)), "lower end"),
    ],
)
def test_a_number_with_no_place_on_the_axis_is_refused_with_its_study(row, words):
    with pytest.raises(ValueError, match=f"'A'.*{words}"):
        ratios([row])


ROWS = st.builds(
    ForestRow,
    label=st.text(max_size=90),
    second=st.text(max_size=60),
    estimate=st.none() | st.floats(0.001, 1000),
    direction=st.none() | st.sampled_from(Direction),
    text=st.none() | st.text(min_size=1, max_size=60),
    words=st.just("no number printed") | st.text(max_size=60),
    weight=st.none() | st.floats(0, 100),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=9), st.text(max_size=80), st.booleans())
def test_any_words_make_a_well_formed_drawing_that_keeps_its_words_inside(rows, words, ratio):
    figure = forest(
        rows, title=words, left_words=words, right_words=words, scale_words=words[:40],
        scale=Scale.RR if ratio else Scale.MD,
    )  # fmt: skip
    for svg in both(figure):
        is_safe(svg)
        stays_inside(svg)
    is_safe(figure.standalone())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.001, 40)), min_size=1, max_size=8), st.booleans())
def test_marks_and_bars_stay_on_the_axis(pairs, flip):
    rows = [ForestRow(label="A", estimate=e, ci=(e - h, e + h)) for e, h in pairs]
    figure = forest(rows, title="T", left_words="l", right_words="r", flip=flip)
    for svg, (left, right) in ((figure.svg, (258, 592)), (figure.svg_narrow, (12, 328))):
        for bar in only(svg, "p-ci", "path"):
            xs = [float(bar.attrib["d"].split()[i]) for i in (1, 4)]
            assert left - 0.1 <= min(xs) <= max(xs) <= right + 0.1
        assert len(only(svg, "p-zero", "path")) == 1


def test_the_same_input_gives_the_same_bytes():
    assert teachers() == teachers()
    stays_inside(teachers().svg)
    stays_inside(teachers().svg_narrow)


def test_a_standalone_drawing_carries_styles_name_and_description():
    alone = teachers().standalone()
    root = parse(alone)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    inner = {tag(e): "".join(e.itertext()) for e in root}
    assert inner["title"] == "Teacher expectancy" and "Author & Author 3" in inner["desc"]
    assert ".p-ci" in inner["style"] and "var(" not in inner["style"]


def test_two_studies_have_no_prediction_interval_to_draw():
    told = {"b": 0.2, "ci_lb": 0.1, "ci_ub": 0.3, "pi_lb": -0.4, "pi_ub": 0.8}
    two, three = (
        ForestPool.from_pool(Pool(id="p", source=PoolSource.OURS, scale=Scale.SMD, k=k, **told))
        for k in (2, 3)
    )
    assert two.pi is None
    assert three.pi == (-0.4, 0.8)
