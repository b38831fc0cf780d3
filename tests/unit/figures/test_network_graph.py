"""The network graph and the rankograms show the numbers they are given, in drawing, words and table."""

import math
import re

import pytest

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import css
from whatworks.figures.network import NetworkEdge, NetworkNode, network_graph
from whatworks.figures.rankogram import RankRow, rankogram

NODES = [
    NetworkNode("usual care", 7, 900),
    NetworkNode("mentoring", 4, 400),
    NetworkNode("family group conferencing", 3, 225),
    NetworkNode("phone calls", 1, 100),
]
EDGES = [
    NetworkEdge("mentoring", "usual care", 4, 1),
    NetworkEdge("family group conferencing", "usual care", 2, 1),
    NetworkEdge("family group conferencing", "mentoring", 1, 1),
    NetworkEdge("phone calls", "usual care", 1),
]


def discs(svg):
    return [e for e in parse(svg).iter() if tag(e) == "circle"]


def breadths(svg):
    """How broad each line is drawn."""
    found = []
    for d in re.findall(r'<path class="w-head" d="([^"]*)"', svg):
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", d)]
        first, last = numbers[:2], numbers[6:8]
        found.append(math.dist(first, last))
    return found


def test_areas_of_discs_go_with_people():
    radii = [float(e.get("r")) for e in discs(network_graph(NODES, EDGES).svg)]
    assert radii[0] == 24
    assert radii[1] / radii[0] == pytest.approx(2 / 3)
    assert radii[2] / radii[0] == pytest.approx(1 / 2)
    assert radii[3] == 9


def test_without_people_of_all_discs_go_with_studies():
    nodes = [NetworkNode("a", 4, None), NetworkNode("b", 1, 500)]
    figure = network_graph(nodes, [NetworkEdge("a", "b", 1)])
    assert [float(e.get("r")) for e in discs(figure.svg)] == [24, 12]
    assert "the more studies" in figure.caption
    assert "4 studies" in texts(figure.svg)


def test_lines_are_as_broad_as_studies_are_many():
    assert sorted(breadths(network_graph(NODES, EDGES).svg)) == pytest.approx([2.75, 2.75, 5.5, 11], abs=0.2)


def test_lines_end_at_their_discs():
    svg = network_graph(NODES[:2], EDGES[:1]).svg
    (top, bottom) = [(float(e.get("cx")), float(e.get("cy"))) for e in discs(svg)]
    (d,) = re.findall(r'<path class="w-head" d="([^"]*)"', svg)
    n = [float(v) for v in re.findall(r"-?\d+\.?\d*", d)]
    ends = [((n[0] + n[6]) / 2, (n[1] + n[7]) / 2), ((n[2] + n[4]) / 2, (n[3] + n[5]) / 2)]
    assert ends[0] == pytest.approx(bottom, abs=0.1)
    assert ends[1] == pytest.approx(top, abs=0.1)


def test_names_stand_in_the_wide_drawing_and_numbers_with_a_list_in_the_narrow():
    figure = network_graph(NODES, EDGES)
    assert {"usual care", "7 studies, 900 people", "1 study, 100 people"} <= set(texts(figure.svg))
    assert {"1", "4", "usual care: 7 studies, 900 people"} <= set(texts(figure.svg_narrow))
    for svg in both(figure):
        stays_inside(svg)
        is_safe(svg)


def test_every_line_has_its_number_where_there_is_room():
    numbers = [t for t in texts(network_graph(NODES, EDGES).svg) if t.isdigit()]
    assert sorted(numbers) == ["1", "1", "2", "4"]


def test_a_crowded_network_keeps_its_drawing_and_leaves_numbers_to_the_table():
    names = [f"treatment number {i}" for i in range(16)]
    edges = [NetworkEdge(a, b, 3) for i, a in enumerate(names) for b in names[i + 1 :]]
    figure = network_graph([NetworkNode(n, 45) for n in names], edges)
    assert len([t for t in texts(figure.svg) if t == "3"]) < len(edges)
    assert len(figure.table.rows) == 120
    for svg in both(figure):
        stays_inside(svg)


def test_words_and_table_say_who_was_compared():
    figure = network_graph(NODES, EDGES)
    assert "4 treatments: 4 of 6 pairs were compared directly" in figure.alt
    assert "mentoring with usual care in 4 studies, " in figure.alt
    assert figure.alt.index("mentoring with usual care") < figure.alt.index("phone calls with usual care")
    assert ("mentoring", "usual care", "4", "1") in figure.table.rows
    assert "counts once for each pair" in figure.caption
    assert "counts once" not in network_graph(NODES[:2], [NetworkEdge("mentoring", "usual care", 1)]).caption


def test_more_than_six_pairs_are_summed_up():
    names = list("abcdefgh")
    edges = [NetworkEdge("a", b, 1) for b in names[1:]]
    figure = network_graph([NetworkNode(n, 1) for n in names], edges)
    assert "and 1 more pair." in figure.alt


def test_a_treatment_that_nothing_joins_is_named():
    figure = network_graph(NODES, EDGES[:3])
    assert "Not joined to any other: phone calls." in figure.alt
    assert ("phone calls", "none", "0", "0") in figure.table.rows
    assert "No pair was compared." in network_graph(NODES, []).alt


@pytest.mark.parametrize(
    ("nodes", "edges", "word"),
    [
        (NODES[:1], [], "two treatments"),
        ([NODES[0], NODES[0]], [], "given twice"),
        (NODES[:2], [NetworkEdge("mentoring", "tutoring", 1)], "'tutoring'"),
        (NODES[:2], [NetworkEdge("mentoring", "mentoring", 1)], "cannot be"),
        (NODES[:2], [NetworkEdge("mentoring", "usual care", 0)], "cannot be"),
    ],
)
def test_what_is_no_network_is_refused(nodes, edges, word):
    with pytest.raises(ValueError, match=word):
        network_graph(nodes, edges)


RANKS = [
    RankRow("usual care", 0.1, (0.0, 0.2, 0.8)),
    RankRow("mentoring", 0.9, (0.8, 0.2, 0.0)),
    RankRow("tutoring", 0.5, (0.2, 0.6, 0.2)),
]


def bars(svg):
    return [e for e in parse(svg).iter() if tag(e) == "rect"]


def test_bars_are_as_tall_as_chances_on_one_scale_best_treatment_first():
    figure = rankogram(RANKS)
    for svg in both(figure):
        heights = [float(e.get("height")) for e in bars(svg)]
        assert heights == pytest.approx([78, 19.5, 19.5, 58.5, 19.5, 19.5, 78], abs=0.1)
        names = [t for t in texts(svg) if t in {r.name for r in RANKS}]
        assert names == ["mentoring", "tutoring", "usual care"]
        assert [e.get("class") for e in bars(svg)].count("g-ink") == 3
        stays_inside(svg)
        is_safe(svg)


def test_the_likeliest_place_has_its_chance_beside_it():
    figure = rankogram(RANKS)
    assert [t for t in texts(figure.svg) if t.endswith("%")] == ["80%", "60%", "80%"]
    assert "Tutoring: P-score 0.50, most likely place 2 (60%), first with 20%." in figure.alt
    assert figure.table.rows[0] == ("mentoring", "0.900", "80.0%", "20.0%", "0.0%")
    assert figure.table.header == ("Treatment", "P-score", "Place 1", "Place 2", "Place 3")


def test_bars_stand_on_the_axis():
    figure = rankogram(RANKS)
    feet = {round(float(e.get("y")) + float(e.get("height")), 1) for e in bars(figure.svg)}
    assert len(feet) == 1


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (RANKS[:2], "2 places"),
        ([RankRow("a", 1, (0.5, 0.4)), RankRow("b", 0, (0.5, 0.5))], "add up"),
        ([RankRow("a", 1, (1.5, -0.5)), RankRow("b", 0, (0.5, 0.5))], "add up"),
        ([RankRow("a", 1, (1.0,))], "two treatments"),
    ],
)
def test_chances_that_cannot_be_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        rankogram(rows)


def test_every_class_drawn_has_its_style():
    for figure in (network_graph(NODES, EDGES), rankogram(RANKS)):
        sheet = css() + figure.standalone()
        for name in {c for svg in both(figure) for c in classes(svg)}:
            assert f".{name} " in sheet, name
