"""A figure shows the numbers of the result it is drawn from."""

import math

import pytest

from metafor_values import values
from unit.figures.drawing import both, classes, is_safe, stays_inside, texts
from whatworks.figures import ForestRisk, TrafficScale
from whatworks.stats import random_effects
from whatworks.stats.bias.trim_fill import trim_fill
from whatworks.stats.robustness.influence import baujat
from whatworks.synthesise import PoolResult, pool, regress, subgroups
from whatworks.synthesise.plots import (
    KINDS,
    baujat_of,
    bubble_of,
    cumulative_of,
    drapery_of,
    forest_of,
    funnel_of,
    gosh_of,
    leave_one_out_of,
    likelihood_of,
    p_curve_of,
)
from whatworks.terms import Effect, Scale

TABLE = values("bcg")["input"]["extra"]
ALLOC, LATITUDE, YEAR = TABLE["alloc"], TABLE["ablat"], TABLE["year"]
LABELS = [f"{author}, {year}" for author, year in zip(TABLE["author"], YEAR, strict=True)]
YI, VI = [], []
for tpos, tneg, cpos, cneg in zip(TABLE["tpos"], TABLE["tneg"], TABLE["cpos"], TABLE["cneg"], strict=True):
    YI.append(math.log(tpos / (tpos + tneg)) - math.log(cpos / (cpos + cneg)))
    VI.append(1 / tpos - 1 / (tpos + tneg) + 1 / cpos - 1 / (cpos + cneg))
POOLED = pool(YI, VI, scale=Scale.RR, labels=LABELS)


def cells(figure, first):
    (row,) = [row for row in figure.table.rows if row[0] == first]
    return row


def words(value, places=2):
    return f"{value:.{places}f}".replace("-", "−")


def is_sound(figure):
    for svg in both(figure):
        stays_inside(svg)
        is_safe(svg)


def test_a_forest_has_each_study_its_weight_and_the_pooled_interval():
    figure = forest_of(POOLED, better=-1, left_words="more", right_words="fewer")
    is_sound(figure)
    assert [row[0] for row in figure.table.rows[:13]] == LABELS
    place = [row.label for row in POOLED.rows].index("TPT Madras, 1980")
    low, high = (math.exp(YI[7] + side * 1.959964 * math.sqrt(VI[7])) for side in (-1, 1))
    assert cells(figure, "TPT Madras, 1980")[2:5] == (
        "1.01", f"{words(low)} to {words(high)}", f"{POOLED.weights[place]:.1f}%",
    )  # fmt: skip
    p = POOLED.pool
    assert cells(figure, "Our pooled estimate")[2:4] == (
        "0.49",
        f"{words(math.exp(p.ci_lb))} to {words(math.exp(p.ci_ub))}",
    )
    ends = f"{words(math.exp(p.pi_lb))} to {words(math.exp(p.pi_ub))}"
    assert cells(figure, "95% prediction interval")[3] == ends
    assert {"← more", "fewer →", "Weight"} <= set(texts(figure.svg))


def test_where_better_is_not_known_a_forest_takes_no_side():
    figure = forest_of(POOLED)
    assert not {"p-mark-help", "p-mark-harm"} & set(classes(figure.svg))
    assert {"← lower", "higher →"} <= set(texts(figure.svg))
    assert "favours" not in figure.alt and not any(row[5] for row in figure.table.rows)
    sided = forest_of(POOLED, better=-1)
    assert {"p-mark-help", "p-mark-harm"} <= set(classes(sided.svg))
    assert {"← worse", "better →"} <= set(texts(sided.svg))


def test_effects_that_know_what_is_better_turn_the_forest():
    effects = [
        Effect(id=str(i), study=f"Study {i}", result="r", scale=Scale.RR, yi=y, vi=v, formula="f", better=-1)
        for i, (y, v) in enumerate(zip(YI, VI, strict=True))
    ]
    figure = forest_of(pool(effects))
    assert "← worse" in texts(figure.svg) and cells(figure, "Study 0")[5] == "Favours it"
    funnel = funnel_of(pool(effects))
    assert "← better" in texts(funnel.svg) and "worse →" in texts(funnel.svg)


def test_an_unknown_better_or_order_is_refused_with_what_is_allowed():
    with pytest.raises(ValueError, match=r"better 'low'.*1 .*-1"):
        forest_of(POOLED, better="low")
    with pytest.raises(ValueError, match="given, effect, weight, name"):
        forest_of(POOLED, order="size")


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("effect", lambda i: YI[i]),
        ("weight", lambda i: VI[i]),
        ("name", lambda i: LABELS[i].casefold()),
        ("given", lambda i: i),
    ],
)
def test_a_forest_stands_in_the_order_asked_for(order, key):
    figure = forest_of(POOLED, order=order)
    assert [row[0] for row in figure.table.rows[:13]] == [LABELS[i] for i in sorted(range(13), key=key)]


def test_groups_have_the_subtotals_and_the_test_of_subgroups():
    for tau2 in ("separate", "common"):
        figure = forest_of(POOLED, by={"alloc": ALLOC}, tau2=tau2)
        is_sound(figure)
        found = subgroups(YI, VI, by={"alloc": ALLOC}, tau2=tau2)
        subtotals = [row for row in figure.table.rows if row[1] == "Subtotal"]
        assert [row[0] for row in subtotals] == ["alloc: alternate", "alloc: random", "alloc: systematic"]
        for row, group in zip(subtotals, found.groups, strict=True):
            assert row[3] == words(math.exp(group.b))
            assert row[4] == f"{words(math.exp(group.ci_lb))} to {words(math.exp(group.ci_ub))}"
            assert row[2].startswith(f"{group.k} studies")
            assert ("I²" in row[2]) == (tau2 == "separate")
        name = "Q" if found.df is None else "F"
        assert f"{name} {found.QB:.{1 if name == 'Q' else 2}f} on {found.QB_df}" in figure.alt
        members = [row[1] for row in figure.table.rows if row[0] == "alloc: alternate"]
        assert members[:2] == ["Frimodt-Moller et al, 1973", "Stein & Aronson, 1953"]


def test_groups_follow_their_studies_where_some_are_left_out_or_in_no_group():
    yi = [None, *YI[1:]]
    figure = forest_of(pool(yi, VI, labels=LABELS), by=[None if a == "alternate" else a for a in ALLOC])
    groups = {row[1]: row[0] for row in figure.table.rows}
    assert LABELS[0] not in groups and groups[LABELS[4]] == "No group"
    assert all(groups[LABELS[i]] == ALLOC[i] for i in range(1, 13) if ALLOC[i] != "alternate")
    with pytest.raises(ValueError, match="group has 2 values for 13 studies"):
        forest_of(POOLED, by=["a", "b"])
    with pytest.raises(ValueError, match="by has 2 names"):
        forest_of(POOLED, by={"a": ALLOC, "b": ALLOC})


def test_groups_of_numbers_stand_in_the_order_of_numbers():
    decades = [10.0 if a == "random" else 2.0 for a in ALLOC]
    figure = forest_of(POOLED, by={"dose": decades})
    assert [row[0] for row in figure.table.rows if row[1] == "Subtotal"] == ["dose: 2", "dose: 10"]


def test_risk_of_bias_and_sizes_are_found_by_name():
    scale = TrafficScale(levels=("Low", "High"))
    figure = forest_of(
        POOLED, risk=ForestRisk(scale=scale, domains=(("D1", "Allocation"),)),
        second={LABELS[2]: "451 people"}, judgements={LABELS[2]: {"D1": "Low"}}, overall={LABELS[2]: "High"},
    )  # fmt: skip
    row = cells(figure, LABELS[2])
    assert row[1] == "451 people" and row[-2:] == ("Low", "High")
    assert cells(figure, LABELS[3])[-2:] == ("Not asked", "Not judged yet")
    assert (
        "Risk of bias: Allocation" not in forest_of(POOLED, judgements={LABELS[2]: {"D1": "?"}}).table.header
    )


def test_a_cumulative_forest_ends_at_the_pool_and_runs_in_the_order_given():
    figure = cumulative_of(POOLED, YEAR, title="Over time")
    is_sound(figure)
    rows = figure.table.rows
    assert rows[0][0] == "Aronson, 1948" and rows[1][0] == "+ Ferguson & Simes, 1949"
    assert rows[2][0] == "+ Stein & Aronson, 1953" and rows[12][0] == "+ TPT Madras, 1980"
    assert rows[12][2:4] == rows[13][2:4]
    two = random_effects(YI[:2], VI[:2], method="REML", test="knha")
    assert rows[1][2] == words(math.exp(two.b[0]))
    assert cumulative_of(POOLED).table.rows[2][0] == "+ Rosenthal et al, 1960"
    assert "Studies so far" in texts(figure.svg) and "those of a single look" in figure.caption
    with pytest.raises(ValueError, match="1 places in order for 13"):
        cumulative_of(POOLED, [1.0])


def test_leaving_each_study_out_gives_what_the_others_come_to():
    figure = leave_one_out_of(POOLED, better=-1)
    is_sound(figure)
    for i in (0, 7):
        rest = random_effects([*YI[:i], *YI[i + 1 :]], [*VI[:i], *VI[i + 1 :]], method="REML", test="knha")
        row = cells(figure, f"without {LABELS[i]}")
        assert row[2:4] == (
            words(math.exp(rest.b[0])),
            f"{words(math.exp(rest.ci_lb[0]))} to {words(math.exp(rest.ci_ub[0]))}",
        )


def test_a_funnel_stands_about_the_pool_and_may_be_filled():
    figure = funnel_of(POOLED)
    is_sound(figure)
    assert cells(figure, "Pooled estimate")[1] == "0.49" and "c-dot-open" not in classes(figure.svg)
    filled = funnel_of(POOLED, fill=True)
    found = trim_fill([r.yi for r in POOLED.rows], [r.vi for r in POOLED.rows], method="REML", test="knha")
    assert found.k0 > 0 and classes(filled.svg).count("c-dot-open") == found.k0 + 1
    assert cells(filled, "Pooled with the supposed studies")[1] == words(math.exp(found.fit.b[0]))
    first = cells(filled, "Mirror image 1 (supposed, not real)")
    assert first[1] == words(math.exp(found.filled_yi[0]))
    assert "Precision, 1 / standard error" in texts(funnel_of(POOLED, upright="precision").svg)


def test_nothing_is_said_to_be_filled_where_nothing_is_missing():
    even = pool([-0.2, -0.1, 0.0, 0.1, 0.2], [0.04, 0.02, 0.01, 0.02, 0.04])
    figure = funnel_of(even, fill=True)
    assert "c-filled" not in classes(figure.svg) and "supposed" not in str(figure.table)


def test_a_baujat_plot_has_the_coordinates_of_the_model():
    figure = baujat_of(POOLED)
    is_sound(figure)
    found = baujat(YI, VI, method="REML", test="knha")
    row = cells(figure, LABELS[7])
    assert float(row[1]) == pytest.approx(found.x[7], rel=5e-3)
    assert float(row[2]) == pytest.approx(found.y[7], rel=5e-3)


def test_a_bubble_plot_has_the_regressions_line_and_weights():
    fitted = regress(YI, VI, {"ablat": LATITUDE})
    figure = bubble_of(fitted, "ablat", scale="RR", labels=LABELS, x_words="Latitude")
    is_sound(figure)
    b = fitted.fit.b
    line = [row for row in figure.table.rows if row[0] == "Fitted line"]
    assert line[0][1:3] == ("13", words(math.exp(b[0] + 13 * b[1])))
    assert line[-1][1:3] == ("55", words(math.exp(b[0] + 55 * b[1])))
    at = LABELS.index("TPT Madras, 1980")
    assert cells(figure, "TPT Madras, 1980")[1:4] == ("13", "1.01", f"{fitted.fit.weights[at]:.1f}%")
    assert "c-outer" in classes(figure.svg) and "c-wash" in classes(figure.svg)


def test_a_bubble_plot_says_at_what_it_holds_the_other_moderators():
    fitted = regress({"yi": YI, "vi": VI, "ablat": LATITUDE, "year": YEAR}, formula="~ ablat + year")
    figure = bubble_of(fitted, "ablat")
    mean = sum(YEAR) / len(YEAR)
    assert f"The line holds year at {mean:.4g}." in figure.caption
    assert "Row 1" in [row[0] for row in figure.table.rows]
    with pytest.raises(ValueError, match="'size' is not in the model"):
        bubble_of(fitted, "size")


def test_a_drapery_is_as_wide_at_a_twentieth_as_its_intervals():
    p = POOLED.pool
    figure = drapery_of(POOLED)
    is_sound(figure)
    assert cells(figure, "All together")[3] == f"{words(math.exp(p.ci_lb))} to {words(math.exp(p.ci_ub))}"
    assert cells(figure, "A new study")[3] == f"{words(math.exp(p.pi_lb))} to {words(math.exp(p.pi_ub))}"
    assert float(cells(figure, "All together")[5]) == pytest.approx(p.p, abs=5e-4)
    common = drapery_of(pool(YI, VI, method="EE", test="z"))
    assert "A new study" not in [row[0] for row in common.table.rows]
    alike = drapery_of(pool([0.1, 0.12, 0.09, 0.11], [0.1] * 4))
    assert cells(alike, "All together")[3] == cells(alike, "A new study")[3]


def test_a_gosh_plot_holds_every_subset_of_two_or_more():
    figure = gosh_of(POOLED)
    is_sound(figure)
    assert f"{2**13 - 1 - 13:,} subsets" in figure.alt and "every subset" in figure.caption
    whole = random_effects(YI, VI, method="EE", test="z")
    assert cells(figure, "All studies")[1:] == (words(math.exp(whole.b[0])), words(whole.I2, 1))
    drawn = gosh_of(POOLED, subsets=500, method="DL")
    assert "drawn at random" in drawn.caption and drawn == gosh_of(POOLED, subsets=500, method="DL")
    assert "4 subsets" in gosh_of(pool(YI[:3], VI[:3])).alt
    with pytest.raises(ValueError, match="needs three studies, and there are 2"):
        gosh_of(pool(YI[:2], VI[:2]))


def test_the_likelihood_is_highest_at_the_estimate():
    for method in ("REML", "ML"):
        pooled = pool(YI, VI, method=method)
        figure = likelihood_of(pooled)
        is_sound(figure)
        (peak,) = [row for row in figure.table.rows if row[0] == "Highest peak"]
        assert float(peak[1]) == pytest.approx(pooled.pool.tau2, rel=3e-3)
    assert "Restricted" in likelihood_of(POOLED).alt and "Restricted" not in figure.alt
    with pytest.raises(ValueError, match="one study"):
        likelihood_of(pool(YI[:1], VI[:1]))


def test_two_peaks_of_the_likelihood_are_both_drawn():
    # Two exact studies that agree and two vague ones that do not.
    pooled = pool([-8.2, -1.36, 1.11, 0.9], [9.943, 11.241, 0.03, 0.034])
    assert len(pooled.fit.peaks) == 2
    figure = likelihood_of(pooled)
    peaks = {row[0]: row[1] for row in figure.table.rows if row[0].endswith("peak")}
    assert set(peaks) == {"Highest peak", "Lower peak"}
    assert float(peaks["Highest peak"]) == pytest.approx(pooled.pool.tau2, rel=3e-3)
    other = [t for t in pooled.fit.peaks if t != pooled.pool.tau2]
    assert float(peaks["Lower peak"]) == pytest.approx(other[0], rel=3e-3, abs=1e-9)
    assert "It has 2 peaks" in figure.alt


def test_the_profile_interval_agrees_with_metafors_likelihood():
    # Where logLik of rma(yi, vi, data=dat.bcg, method="ML", tau2=t) is qchisq(.95, 1) / 2 below its peak:
    # metafor 3.8.1 on R 4.2.2.
    figure = likelihood_of(pool(YI, VI, method="ML"), points=2000)
    (row,) = [row for row in figure.table.rows if row[0] == "95% interval"]
    assert [float(v) for v in row[1].split(" to ")] == pytest.approx([0.1050773808, 0.8339124768], rel=3e-3)


def test_two_studies_have_a_profile():
    figure = likelihood_of(pool([0.1, 0.2], [0.1, 0.2]))
    assert figure.table.rows[0] == ("Highest peak", "0", "0.000")


def test_a_p_curve_counts_the_studies_below_a_twentieth():
    figure = p_curve_of(POOLED)
    is_sound(figure)
    z = [abs(y) / math.sqrt(v) for y, v in zip(YI, VI, strict=True)]
    assert f"{sum(v > 1.959964 for v in z)} results below 0.05, of 13" in figure.alt


def test_a_row_without_a_name_is_called_by_its_place():
    figure = forest_of(pool([0.1, None, 0.3, 0.2], [0.02, 0.1, 0.05, 0.04]))
    assert [row[0] for row in figure.table.rows[:3]] == ["Row 1", "Row 3", "Row 4"]
    assert isinstance(POOLED, PoolResult)


def test_a_result_draws_itself_by_the_kinds_name():
    assert POOLED.plot(better=-1) == forest_of(POOLED, better=-1)
    assert POOLED.plot("funnel", fill=True) == funnel_of(POOLED, fill=True)
    assert POOLED.plot("leave-one-out") == leave_one_out_of(POOLED)
    assert {"cumulative", "baujat", "drapery", "gosh", "likelihood", "p-curve"} < set(KINDS)
    with pytest.raises(ValueError, match="'pie' is not known; use one of forest, cumulative"):
        POOLED.plot("pie")
    fitted = regress(YI, VI, {"ablat": LATITUDE})
    assert fitted.plot("ablat", scale="RR") == bubble_of(fitted, "ablat", scale="RR")


def test_places_are_the_decimals_printed():
    assert cells(forest_of(POOLED, places=3), "Our pooled estimate")[2] == words(math.exp(POOLED.pool.b), 3)


def test_a_pool_with_weights_or_a_tau2_of_its_own_is_not_pooled_again_in_silence():
    weighted = pool(YI, VI, weights=[1.0] * 13)
    given = pool(YI, VI, tau2=0.2)
    for kind, more in (("forest", {"by": ALLOC}), ("cumulative", {}), ("leave-one-out", {}), ("baujat", {}),
                       ("funnel", {"fill": True})):  # fmt: skip
        with pytest.raises(ValueError, match="pools again, and this pool has weights of its own"):
            weighted.plot(kind, **more)
        with pytest.raises(ValueError, match="has a tau2 of its own"):
            given.plot(kind, **more)
    assert weighted.plot().table.rows[0][4] == f"{100 / 13:.1f}%"
    assert given.plot("funnel").table.rows[-1][0] == "Pooled estimate"


def test_the_p_curve_of_a_third_power_falls_as_it_should():
    # R: d <- qnorm(1/3) - qnorm(.025); diff(pnorm(d + qnorm(c(0, 1:5) / 200))) * 300
    figure = p_curve_of(POOLED)
    assert "33% power" in figure.table.header
    assert [row[4] for row in figure.table.rows] == ["44%", "20%", "14%", "12%", "10%"]
