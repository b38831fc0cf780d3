import math

import pytest

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, text_boxes, texts
from whatworks.figures import ForestGroup, ForestPool, ForestRisk, ForestRow, ForestTest, TrafficScale, forest
from whatworks.terms import Scale

SCALE = TrafficScale(levels=("Low", "Some concerns", "High"), off=("No information",))
DOMAINS = (("D1", "Randomisation"), ("D2", "Missing data"), ("D3", "Reporting"))


def row(i, **more):
    return ForestRow(
        label=f"Study {i}", second=f"{100 * i} families", estimate=0.5 + 0.1 * i,
        ci=(0.3 + 0.1 * i, 0.8 + 0.1 * i), weight=float(i), **more,
    )  # fmt: skip


SUBTOTALS = (
    ForestPool(estimate=0.6, ci=(0.5, 0.8), label="Subtotal", second="2 studies"),
    ForestPool(estimate=0.9, ci=(0.7, 1.2), label="Subtotal", second="2 studies"),
)
GROUPS = (
    ForestGroup(name="Urban", rows=(row(1), row(2)), pool=SUBTOTALS[0]),
    ForestGroup(name="Rural", rows=(row(3), row(4)), pool=SUBTOTALS[1]),
)
ALL = ForestPool(estimate=0.75, ci=(0.6, 0.9), pi=(0.4, 1.3), k=4)


def drawn(rows=(), pool=ALL, **more):
    return forest(
        rows, pool, title="Placement", left_words="more placed", right_words="fewer placed",
        scale_words="risk ratio", scale=Scale.RR, flip=True, **more,
    )  # fmt: skip


def places(svg):
    return {words: (left, y) for words, left, _, y in text_boxes(svg)}


def test_each_group_stands_under_its_heading_and_above_its_subtotal():
    for svg in both(drawn(groups=GROUPS)):
        said = texts(svg)
        order = [said.index(w) for w in ("Urban", "Study 1", "Study 2", "Rural", "Study 3", "Study 4")]
        assert order == sorted(order)
        assert classes(svg).count("p-pool") == 3
        assert said.index("Study 2") < said.index("Subtotal") < said.index("Rural")
        stays_inside(svg)
        is_safe(svg)


def test_rows_of_no_group_come_first():
    figure = drawn([row(9)], groups=GROUPS)
    said = texts(figure.svg)
    assert said.index("Study 9") < said.index("Urban")
    assert [r[:2] for r in figure.table.rows[:2]] == [("No group", "Study 9"), ("Urban", "Study 1")]


def test_the_test_between_groups_is_said_with_its_figures():
    between = ForestTest(stat=6.24, df=1, p=0.0125)
    figure = drawn(groups=GROUPS, between=between)
    words = "Q 6.2 on 1 df, p = 0.013"
    assert words in between.words and words in figure.alt
    assert figure.table.rows[-1][1] == "Between the groups" and words in figure.table.rows[-1][-1]
    for svg in both(figure):
        assert words in " ".join(texts(svg)).replace("\xa0", " ")
    assert "F 3.10 on 2 and 7.5 df" in ForestTest(stat=3.1, df=2, df2=7.5, p=0.1).words


def test_the_words_tell_groups_subtotals_and_weights():
    figure = drawn(groups=GROUPS, weights=True)
    assert "Urban. Study 1: 0.60" in figure.alt and "Subtotal, 2 studies: 0.60" in figure.alt
    assert "weight 10.0%" in figure.alt and "weight 40.0%" in figure.alt
    assert "what that group alone comes to" in figure.caption
    subtotals = [r for r in figure.table.rows if r[1] == "Subtotal"]
    assert [r[0] for r in subtotals] == ["Urban", "Rural"]
    assert [r[0] for r in figure.table.rows if r[1] == "Our pooled estimate"] == ["All"]


def test_weights_are_printed_in_a_column_of_their_own():
    figure = drawn([row(i) for i in (1, 2, 3, 4)], weights=True)
    said = places(figure.svg)
    assert {"Weight", "10.0%", "20.0%", "30.0%", "40.0%"} <= set(said)
    answer = said["0.60 (0.40 to 0.90)"]
    assert said["10.0%"][0] > answer[0] and said["10.0%"][1] == answer[1]
    assert "weight 40.0%" in texts(figure.svg_narrow)
    assert "Weight" not in texts(drawn([row(1)]).svg)


def judged(i, overall="High", **domains):
    return row(i, judgements=domains, overall=overall)


def lights(svg):
    return [name for name in classes(svg) if name.startswith("t-") and name != "t-on"]


def test_risk_of_bias_stands_beside_each_study_by_domain_and_overall():
    rows = [judged(1, "Low", D1="Low", D2="Low", D3="Low"), judged(2, D1="High", D2=None)]
    figure = drawn(rows, risk=ForestRisk(scale=SCALE, domains=DOMAINS))
    for svg in both(figure):
        legend = ["t-best", "t-worst", "t-open"]
        assert sorted(lights(svg)) == sorted(["t-best"] * 4 + ["t-worst"] * 2 + ["t-open"] + legend)
        assert "Not judged yet" in texts(svg) and "Low" in texts(svg)
        assert "D1 Randomisation, D2 Missing data, D3 Reporting" in " ".join(texts(svg)).replace("\xa0", " ")
        stays_inside(svg)
    assert {"D1", "D2", "D3", "All"} <= set(texts(figure.svg))
    assert figure.table.header[-4:] == (
        "Risk of bias: Randomisation", "Risk of bias: Missing data", "Risk of bias: Reporting",
        "Risk of bias, overall",
    )  # fmt: skip
    assert figure.table.rows[0][-4:] == ("Low", "Low", "Low", "Low")
    assert figure.table.rows[1][-4:] == ("High", "Not judged yet", "Not asked", "High")
    assert "Study 2: 0.70, favours it, interval 0.50 to 1.00, risk of bias high" in figure.alt


def test_lights_stand_under_their_column():
    rows = [judged(1, D1="Low", D3="High")]
    svg = drawn(rows, None, risk=ForestRisk(scale=SCALE, domains=DOMAINS)).svg
    heads = {words: (left + right) / 2 for words, left, right, _ in text_boxes(svg)}
    (low,) = [e for e in parse(svg).iter() if e.get("class") == "t-best" and float(e.attrib["r"]) < 12]
    assert tag(low) == "circle" and float(low.attrib["cx"]) == pytest.approx(heads["D1"], abs=0.6)
    highs = [e for e in parse(svg).iter() if e.get("class") == "t-worst"]
    left = min(float(e.attrib["d"].split()[1]) for e in highs[:2])
    assert left == pytest.approx(heads["D3"] - 12.5, abs=0.6)


def test_no_domains_or_too_many_leave_the_overall_judgement_alone():
    many = tuple((f"D{i}", f"Domain {i}") for i in range(1, 10))
    rows = [judged(1, "Low", **{d: "High" for d, _ in many})]
    for domains in ((), many):
        figure = drawn(rows, risk=ForestRisk(scale=SCALE, domains=domains))
        assert lights(figure.svg) == ["t-best", "t-best"]
        assert "Risk" in texts(figure.svg)
    assert figure.table.rows[0][-10:] == (*["High"] * 9, "Low")


def test_judgements_without_an_overall_one_have_no_column_for_it():
    figure = drawn([judged(1, None, D1="Low", D2="High")], risk=ForestRisk(scale=SCALE, domains=DOMAINS))
    assert "All" not in texts(figure.svg) and figure.table.header[-1] == "Risk of bias: Reporting"
    assert "risk of bias high and low" in figure.alt


def test_a_judgement_that_is_not_on_the_scale_is_refused():
    with pytest.raises(ValueError, match="'Study 1': 'Fair' is none of Low"):
        drawn([judged(1, "Fair")], risk=ForestRisk(scale=SCALE))
    with pytest.raises(ValueError, match="judged in domain 'D9'"):
        drawn([judged(1, "Low", D9="Low")], risk=ForestRisk(scale=SCALE, domains=DOMAINS))


def test_long_domain_ids_are_numbered():
    domains = (("randomisation", "Randomisation"), ("missing", "Missing data"))
    rows = [judged(1, "Low", randomisation="Low", missing="High")]
    figure = drawn(rows, risk=ForestRisk(scale=SCALE, domains=domains))
    assert {"1", "2", "All"} <= set(texts(figure.svg))


def test_a_subtotal_too_wide_for_the_axis_is_cut_with_an_arrow():
    wide = ForestGroup(
        name="Two", rows=(row(1), row(2)), pool=ForestPool(estimate=0.6, ci=(0.001, 900.0), label="Subtotal")
    )
    figure = drawn(groups=(wide,))
    marks = [e.attrib["d"].split() for e in parse(figure.svg).iter() if e.get("class") == "p-pool"]
    xs = [float(v) for d in marks for v in d if v not in "MLZ"][::2]
    assert min(xs) > 180 and max(xs) < 620
    assert "0.00 to 900.00" in texts(figure.svg)
    arrows = [
        e for e in parse(figure.svg).iter() if e.get("class") == "p-pi" and e.attrib["d"].count("L") == 2
    ]
    assert len(arrows) == 2


def test_rows_that_are_not_studies_are_headed_as_said():
    figure = drawn(
        [row(1), row(2)], heading="Studies so far", weights=True, note="Each row pools all before it."
    )
    assert "Studies so far" in texts(figure.svg)
    assert figure.caption.startswith("Each row pools all before it.")


def test_a_number_of_a_subtotal_that_is_none_is_refused():
    bad = ForestGroup(name="Two", rows=(row(1),), pool=ForestPool(estimate=math.nan, label="Subtotal"))
    with pytest.raises(ValueError, match="'Subtotal': nan"):
        drawn(groups=(bad,))


def test_a_domain_that_is_called_by_its_short_name_is_named_once():
    domains = (("D1", "D1"), ("D2", "Missing data"))
    rows = [judged(1, "Low", D1="Low", D2="Low"), judged(2, D1="High", D2="Low")]
    for svg in both(drawn(rows, risk=ForestRisk(scale=SCALE, domains=domains))):
        words = " ".join(texts(svg)).replace("\xa0", " ")
        assert "D1, D2 Missing data." in words
