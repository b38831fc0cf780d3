"""Years under a bubble plot are written as years, other numbers in thousands."""

from whatworks.figures.bubble import Bubble, bubble


def drawing(values):
    bubbles = [Bubble(label=f"S{i}", x=x, estimate=0.1 * i, weight=1.0) for i, x in enumerate(values)]
    return bubble(bubbles, title="t", x_words="x").svg


def test_years_have_no_comma():
    svg = drawing([1980, 1990, 2010, 2020])
    assert ">2000<" in svg and "2,000" not in svg


def test_numbers_that_are_no_years_keep_theirs():
    assert "2,000" in drawing([1000.5, 1990, 2010, 3020])
    assert "2,000" in drawing([900, 1500, 2010, 2100])
    assert "2,000" in drawing([1500, 1800, 2010, 2200])
