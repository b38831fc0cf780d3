import struct
import sys

import pytest

from unit.figures.drawing import parse
from whatworks.figures import ForestRow, forest
from whatworks.figures.png import png

PNG = b"\x89PNG\r\n\x1a\n"


def drawn(label="Łódź & Nguyễn, 2019"):
    rows = [ForestRow(label=label, second="120 families", estimate=0.6, ci=(0.4, 0.9), weight=3)]
    return forest(rows, title="T", left_words="worse", right_words="better", scale_words="τ² − ≥ ←")


def size_of(data):
    return struct.unpack(">II", data[16:24])


def ink_of(data):
    """The bytes of the packed picture: the more is drawn, the more there are."""
    return len(data)


def test_a_png_is_as_many_times_the_drawing_as_asked():
    figure = drawn()
    root = parse(figure.standalone())
    wide, high = (float(root.attrib[name]) for name in ("width", "height"))
    for scale in (1, 2, 1.5):
        data = figure.png(scale=scale)
        assert data.startswith(PNG)
        assert size_of(data) == pytest.approx((wide * scale, high * scale), abs=1)
    assert size_of(figure.png(narrow=True, scale=1))[0] == 340 + 32


def test_words_are_in_the_picture():
    svg = drawn().standalone()
    without = svg.replace("<text ", "<g ").replace("</text>", "</g>")
    assert ink_of(png(svg)) > 2 * ink_of(png(without))


def test_words_like_rules_of_style_change_nothing_but_themselves():
    spelt = drawn("font-family: serif} .p-t{ fill: none")
    assert size_of(spelt.png()) == size_of(drawn("another label altogether").png())
    assert "font-family: serif" in spelt.standalone()


def test_words_of_any_script_are_drawn():
    assert ink_of(drawn("中文 研究 2019").png()) != ink_of(drawn("研究 中文 2020").png())


def test_the_same_figure_gives_the_same_picture():
    assert drawn().png() == drawn().png()


def test_a_figure_is_saved_as_the_ending_says(tmp_path):
    figure = drawn()
    assert figure.save(tmp_path / "a.svg").read_text("utf-8") == figure.standalone()
    assert figure.save(tmp_path / "b.SVG", narrow=True).read_text("utf-8") == figure.standalone(narrow=True)
    assert figure.save(str(tmp_path / "c.png"), scale=1).read_bytes() == figure.png(scale=1)
    with pytest.raises(ValueError, match=r"d\.gif.*\.svg or \.png"):
        figure.save(tmp_path / "d.gif")


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(scale):
    with pytest.raises(ValueError, match="not above 0"):
        drawn().png(scale=scale)


def test_a_picture_too_large_to_open_is_refused_with_the_scale_that_is_not():
    with pytest.raises(ValueError, match=r"at most 15\.1"):
        drawn().png(scale=16)
    assert size_of(drawn().png(scale=15.1))[0] <= 12_000


def test_a_drawing_that_does_not_stand_alone_is_refused():
    with pytest.raises(ValueError, match="standalone"):
        png(drawn().svg)


def test_without_the_library_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r"whatworks\[plots\]"):
        drawn().png()
