"""Judgements drawn study by study: each reads by shape and letter, nothing unknown looks known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, stays_inside, texts
from whatworks.figures import TrafficRow, TrafficScale, css, traffic_light

ROB = TrafficScale(levels=("Low", "Some concerns", "High"))
ROBINS = TrafficScale(levels=("Low", "Moderate", "Serious", "Critical"), off=("No information",))
DOMAINS = (("1", "Randomisation"), ("2", "Missing data"))
GOOD = TrafficRow(label="Good trial", judgements={"1": "Low", "2": "Low"}, overall="Low")
POOR = TrafficRow(label="Poor trial", judgements={"1": "High", "2": "Some concerns"}, overall="High")
OPEN = TrafficRow(label="Open trial", judgements={"1": "Low", "2": None}, overall=None)


def _plot(rows, scale=ROB, domains=DOMAINS, **more):
    return traffic_light(rows, domains=domains, scale=scale, title="Risk of bias", **more)


def test_each_judgement_has_its_letter_and_its_own_shape():
    for svg in both(_plot([GOOD, POOR])):
        assert {"L", "S", "H"} <= set(texts(svg))
        assert svg.count('<circle class="t-best"') == 3 + 1
        assert svg.count('<rect class="t-middle"') == 1 + 1
        assert svg.count('<path class="t-worst"') == 2 + 1


def test_best_stand_first_and_what_is_not_judged_last():
    figure = _plot([OPEN, POOR, GOOD])
    assert [row[0] for row in figure.table.rows] == ["Good trial", "Poor trial", "Open trial"]
    assert _plot([OPEN, POOR, GOOD], order="given").table.rows[0][0] == "Open trial"
    assert _plot([POOR, OPEN, GOOD], order="name").table.rows[0][0] == "Good trial"


def test_what_is_not_judged_is_a_dashed_ring_and_said_in_words():
    figure = _plot([GOOD, OPEN])
    for svg in both(figure):
        assert classes(svg).count("t-open") == 2 + 1
        assert "Not judged yet" in texts(svg)
    assert "dashed" in figure.caption
    assert "Missing data: 1 Low and 1 not judged yet." in figure.alt
    assert ("Open trial", "Low", "Not judged yet", "Not judged yet") in figure.table.rows


def test_a_domain_that_is_not_asked_is_a_dash_not_a_judgement():
    row = TrafficRow(label="One", judgements={"1": "Low"}, overall="Low")
    figure = _plot([row])
    assert figure.table.rows == (("One", "Low", "Not asked", "Low"),)
    assert "–" in texts(figure.svg) and "t-open" not in classes(figure.svg)


def test_a_judgement_off_the_scale_is_a_plain_ring_with_its_letters():
    row = TrafficRow(label="One", judgements={"1": "No information", "2": "Serious"}, overall="Serious")
    svg = _plot([row], scale=ROBINS).svg
    assert "NI" in texts(svg) and "t-off" in classes(svg) and "t-poor" in classes(svg)


def test_without_overall_judgements_there_is_no_such_column():
    figure = _plot([TrafficRow(label="One", judgements={"1": "Low", "2": "High"})])
    assert figure.table.header == ("Study", "Randomisation", "Missing data")
    assert "Overall" not in texts(figure.svg)


def test_many_domains_get_numbers_and_a_key_and_stay_in_the_drawing():
    domains = tuple((str(i), f"A domain with a rather long name, number {i}") for i in range(1, 17))
    row = TrafficRow(
        label="A review with a name", judgements=dict.fromkeys(dict(domains), "Low"), overall="High"
    )
    figure = _plot([row] * 3, domains=domains, things=("review", "reviews"))
    for svg in both(figure):
        stays_inside(svg)
        assert "16" in texts(svg) and "All" in texts(svg)


def test_forty_studies_are_all_drawn_and_the_headings_repeat():
    rows = [TrafficRow(label=f"Study {i}", judgements=GOOD.judgements, overall="Low") for i in range(40)]
    figure = _plot(rows)
    assert texts(figure.svg).count("Randomisation") == 2
    assert len(figure.table.rows) == 40
    for svg in both(figure):
        assert classes(svg).count("t-best") == 40 * 3 + 1
        stays_inside(svg)


def test_nothing_appraised_is_said():
    figure = _plot([])
    for svg in both(figure):
        assert "No study is appraised yet" in texts(svg)
    assert "No study is appraised yet." in figure.alt


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (TrafficRow(label="A", judgements={"9": "Low"}), "none of"),
        (TrafficRow(label="A", judgements={"1": "Grave"}), "'Grave' is none of"),
        (TrafficRow(label="A", judgements={"1": "Low"}, overall="Grave"), "'Grave' is none of"),
        (TrafficRow(label="A", judgements={}, weight=-1), "from 0 up"),
    ],
)
def test_what_has_no_place_is_refused(row, told):
    with pytest.raises(ValueError, match=told):
        _plot([row])


def test_an_order_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="use judgement, name or given"):
        _plot([GOOD], order="size")


def test_scales_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="twice"):
        TrafficScale(levels=("Low", "Low"))
    with pytest.raises(ValueError, match="at least one"):
        TrafficScale(levels=())
    with pytest.raises(ValueError, match="one or two"):
        TrafficScale(levels=("Low",), letters={"Low": "LOW"})


WORDS = st.text(st.characters(categories=("L", "N", "Zs", "P")), min_size=1, max_size=14)


@given(st.lists(WORDS, min_size=1, max_size=9, unique=True))
@settings(max_examples=80, deadline=None)
def test_no_two_judgements_of_a_scale_share_their_letters(words):
    scale = TrafficScale(levels=tuple(words))
    letters = [scale.letter(word) for word in words]
    assert len(set(letters)) == len(letters)
    assert all(1 <= len(short) <= 3 for short in letters)


@given(st.integers(2, 8))
def test_the_tone_never_lightens_down_the_scale(size):
    scale = TrafficScale(levels=tuple(str(i) for i in range(size)))
    order = ["best", "good", "middle", "poor", "worst"]
    places = [order.index(scale.tone(level)) for level in scale.levels]
    assert places == sorted(places) and places[0] == 0 and places[-1] == 4


@given(st.lists(st.tuples(WORDS, st.sampled_from([*ROBINS.all, None])), max_size=6), WORDS)
@settings(max_examples=40, deadline=None)
def test_any_words_stay_inside_the_drawing_and_are_safe(told, name):
    rows = [TrafficRow(label=label, judgements={"1": word, "2": word}, overall=word) for label, word in told]
    for svg in both(_plot(rows, scale=ROBINS, domains=(("1", name), ("2", "<b>&")))):
        stays_inside(svg)
        is_safe(svg)


def test_every_class_drawn_has_its_style_on_the_page():
    figure = _plot([GOOD, POOR, OPEN])
    sheet = css() + figure.standalone()
    for svg in both(figure):
        for name in classes(svg):
            assert f".{name}" in sheet


def test_a_judgement_that_is_a_number_cannot_be_read_as_a_count():
    scale = TrafficScale(levels=("5", "4"))
    row = TrafficRow(label="One", judgements={"1": "5", "2": "4"}, overall="4")
    assert "Overall: 1 judged 4. Randomisation: 1 judged 5." in _plot([row], scale=scale).alt


def test_domains_on_another_scale_keep_their_own_words_and_marks():
    stars = TrafficScale(levels=("2", "1", "0"))
    row = TrafficRow(label="One", judgements={"1": "Low", "2": "2"}, overall="High")
    figure = _plot([row], scales={"2": stars})
    for svg in both(figure):
        stays_inside(svg)
        assert classes(svg).count("t-best") == 2 + 2
    assert figure.table.rows == (("One", "Low", "2", "High"),)
    with pytest.raises(ValueError, match="none of 2, 1, 0"):
        _plot([TrafficRow(label="One", judgements={"2": "Low"})], scales={"2": stars})


def test_long_ids_give_way_to_numbers():
    domains = tuple((f"a-long-id-{i}", f"Unwrappablylongdomainname {i}") for i in range(1, 9))
    row = TrafficRow(label="One", judgements=dict.fromkeys(dict(domains), "Low"))
    for svg in both(_plot([row], domains=domains)):
        assert {"1", "8"} <= set(texts(svg)) and "a-long-id-1" not in texts(svg)
        stays_inside(svg)


def test_a_plain_scale_colours_nothing():
    scale = TrafficScale(levels=("for", "against"), plain=True)
    row = TrafficRow(label="One", judgements={"1": "for", "2": "against"})
    assert classes(_plot([row], scale=scale).svg).count("t-plain") == 2 + 2


def test_domains_must_have_ids_of_their_own():
    for domains in ((("1", "A"), ("1", "B")), (("Overall", "A"),)):
        with pytest.raises(ValueError, match="hold one twice, or one called Overall"):
            _plot([], domains=domains)
