"""Agreement drawn period by period, with how exact it is and on how many works."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, stays_inside, texts
from whatworks.figures import AgreementPoint, css, kappa_over_time

MARCH = AgreementPoint(period="March 2026", n=40, raw=0.9, kappa=0.71, low=0.52, high=0.9)
APRIL = AgreementPoint(period="April 2026", n=8, raw=0.5, kappa=-0.1, low=-0.6, high=0.4)
MAY = AgreementPoint(period="May 2026", n=3, raw=1.0)


def test_each_period_has_a_dot_an_interval_and_how_many_works():
    figure = kappa_over_time([MARCH, APRIL])
    for svg in both(figure):
        assert {"March 2026", "40", "April 2026", "8", "works", "kappa", "−1", "0", "1"} <= set(texts(svg))
        assert classes(svg).count("g-ink") == 2
        assert classes(svg).count("p-ci") == 2
        assert classes(svg).count("p-pool-line") == 1


def test_words_and_table_say_the_same():
    figure = kappa_over_time([MARCH, MAY])
    assert "March 2026: 0.71 (0.52 to 0.90), 40 works. May 2026: not known, 3 works." in figure.alt
    assert figure.table.rows == (
        ("March 2026", "40", "90%", "0.71 (0.52 to 0.90)"),
        ("May 2026", "3", "100%", "not known"),
    )
    assert "beyond chance" in figure.caption


def test_an_unknown_kappa_has_no_dot_and_says_so():
    svg = kappa_over_time([MARCH, MAY, APRIL]).svg
    assert "not known" in texts(svg)
    assert classes(svg).count("g-ink") == 2
    assert "p-pool-line" not in classes(svg)


def test_the_axis_starts_at_nought_where_nothing_lies_below():
    assert "−0.5" not in texts(kappa_over_time([MARCH]).svg)


def test_nobody_in_common_is_said():
    figure = kappa_over_time([])
    assert "No work is decided by both yet" in texts(figure.svg)
    assert "No work is decided by both yet" in figure.alt


def test_a_long_review_draws_the_last_periods_and_keeps_all_in_the_table():
    figure = kappa_over_time([MARCH] * 30)
    assert classes(figure.svg).count("g-ink") == 18
    assert len(figure.table.rows) == 30
    assert "12 periods before these" in figure.caption


def test_every_class_drawn_has_its_style_on_the_page():
    figure = kappa_over_time([MARCH, APRIL, MAY])
    sheet = css() + figure.standalone()
    for name in set(classes(figure.svg)):
        assert f".{name} " in sheet, name


def test_an_interval_that_does_not_hold_its_kappa_is_refused():
    with pytest.raises(ValueError, match="March"):
        kappa_over_time([AgreementPoint(period="March", n=4, kappa=0.5, low=0.6, high=0.7)])


KAPPAS = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(sorted)


def point(period: str, n: int, ends: list[float]) -> AgreementPoint:
    low, kappa, high = ends
    return AgreementPoint(period=period, n=n, raw=0.5, low=low, kappa=kappa, high=high)


POINTS = st.builds(point, st.text(max_size=30), st.integers(0, 20_000), KAPPAS)


@settings(max_examples=80, deadline=None)
@given(points=st.lists(POINTS, max_size=22))
def test_nothing_leaves_the_drawing_whatever_was_measured(points):
    for svg in both(kappa_over_time(points)):
        stays_inside(svg)
        is_safe(svg)
