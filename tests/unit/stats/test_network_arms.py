"""Networks from arms: what each arm's numbers give, and which numbers cannot be."""

import math

import numpy as np
import pytest

from whatworks.stats.networks.arms import arm_network
from whatworks.stats.sizes.effect_size import InconsistentNumbers

COUNTS = {"events": [10, 20, 5, 0, 8], "n": [50, 60, 40, 30, 30]}
ARMS = (["x", "x", "x", "y", "y"], ["C", "A", "B", "A", "B"])


def test_contrasts_of_arms_share_the_variance_of_the_first():
    block, filled = arm_network(*ARMS, "OR", COUNTS).blocks
    assert block.rows == (("A", "B"), ("A", "C"))
    a, b, c = (math.log(e / (n - e)) for e, n in ((20, 60), (5, 40), (10, 50)))
    assert block.y == pytest.approx([a - b, a - c])
    va, vb, vc = 1 / 20 + 1 / 40, 1 / 5 + 1 / 35, 1 / 10 + 1 / 40
    assert block.v == pytest.approx(np.array([[va + vb, va], [va, va + vc]]))
    assert filled.y == pytest.approx([math.log(0.5 / 30.5) - math.log(8.5 / 22.5)])
    assert filled.v == pytest.approx(np.array([[1 / 0.5 + 1 / 30.5 + 1 / 8.5 + 1 / 22.5]]))


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_two_arms_of_counts_give_what_the_two_by_two_table_gives(measure):
    from whatworks import stats

    formula = {"OR": stats.odds_ratio, "RR": stats.risk_ratio, "RD": stats.risk_difference}[measure]
    for a, n1, b, n2 in ((12, 40, 5, 38), (0, 20, 3, 25), (20, 20, 3, 25)):
        network = arm_network(["s", "s"], ["A", "B"], measure, {"events": [a, b], "n": [n1, n2]})
        wanted = formula([a], [n1], [b], [n2])
        assert network.blocks[0].y == pytest.approx(wanted.yi, rel=1e-12)
        assert network.blocks[0].v[0] == pytest.approx(wanted.vi, rel=1e-12)


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_two_arms_of_means_give_what_their_formula_gives(measure):
    from whatworks import stats

    formula = {"MD": stats.mean_difference, "SMD": stats.standardised_mean_difference}[measure]
    arms = {"mean": [10.0, 12.5], "sd": [3.0, 4.0], "n": [25, 31]}
    (block,) = arm_network(["s", "s"], ["A", "B"], measure, arms).blocks
    wanted = formula([10.0], [3.0], [25], [12.5], [4.0], [31])
    assert block.y == pytest.approx(wanted.yi, rel=1e-12)
    assert block.v[0] == pytest.approx(wanted.vi, rel=1e-12)


def test_two_people_an_arm_are_enough_for_a_standardised_difference():
    arms = {"mean": [1.0, 3.0], "sd": [2.0, 2.0], "n": [2, 2]}
    (block,) = arm_network(["s", "s"], ["A", "B"], "SMD", arms).blocks
    correction = math.gamma(1) / math.gamma(0.5)
    assert block.y == pytest.approx([-correction])
    assert block.v == pytest.approx(np.array([[1 / 2 + 1 / 2 + correction**2 / 8]]))
    with pytest.raises(InconsistentNumbers, match="too few people"):
        arm_network(["s", "s"], ["A", "B"], "SMD", arms | {"n": [2, 1]})


def test_standardised_contrasts_of_three_arms_do_not_depend_on_the_first():
    arms = {"mean": [10.0, 12.5, 9.0], "sd": [3.0, 4.0, 3.5], "n": [25, 31, 20]}
    (one,) = arm_network(["s"] * 3, ["A", "B", "C"], "SMD", arms).blocks
    (two,) = arm_network(["s"] * 3, ["C", "B", "A"], "SMD", arms).blocks
    turn = np.array([[-1.0, 1.0], [0.0, 1.0]])
    assert one.rows == (("A", "B"), ("A", "C"))
    assert two.rows == (("A", "B"), ("A", "C"))
    back = np.array([[1.0, -1.0], [0.0, -1.0]])
    assert -back @ one.y == pytest.approx(turn @ one.y)
    assert two.y[1] == pytest.approx(-one.y[1])
    assert two.v[0, 0] == pytest.approx((turn @ one.v @ turn.T)[0, 0])


def test_incomplete_arms_and_lone_arms_are_left_out_and_told():
    network = arm_network(
        ["x", "x", "x", "y", "y"], ["A", "B", "C", "A", "B"], "OR",
        {"events": [10, 20, None, 5, math.nan], "n": [50, 60, 40, 30, 30]},
    )  # fmt: skip
    assert [b.study for b in network.blocks] == ["x"]
    assert network.left_out == (
        "2 arms left out, a number is missing (x: C; y: B)", "1 studies left out, one arm only (y)",
    )  # fmt: skip
    assert network.people == (("A", 50.0), ("B", 60.0))


def test_filled_cells_are_told():
    (told,) = arm_network(*ARMS, "RR", COUNTS).left_out
    assert told == "one half added to every cell of 1 studies that have an empty cell (y)"
    assert not arm_network(["s", "s"], ["A", "B"], "OR", {"events": [1, 2], "n": [5, 5]}).left_out


@pytest.mark.parametrize(
    ("measure", "numbers", "word"),
    [
        ("HR", COUNTS, "use one of OR, RR, RD, MD, SMD"),
        ("MD", COUNTS, "MD needs mean, sd, n of each arm; no mean"),
        ("OR", {"events": [1], "n": [2]}, "not equally long"),
        ("OR", COUNTS | {"events": [51, 20, 5, 0, 8]}, "51 events of 50 people"),
        ("OR", COUNTS | {"events": [-1, 20, 5, 0, 8]}, "-1 events"),
        ("OR", COUNTS | {"n": [0, 60, 40, 30, 30]}, "n is 0"),
        ("MD", {"mean": [1] * 5, "sd": [1, 0, 1, 1, 1], "n": [9] * 5}, "arm 'A': the standard deviation 0"),
        ("SMD", {"mean": [1] * 5, "sd": [1] * 5, "n": [1] * 5}, "too few people"),
    ],
)
def test_arms_that_cannot_be_are_refused_by_name(measure, numbers, word):
    with pytest.raises(ValueError, match=word):
        arm_network(*ARMS, measure, numbers)


def test_an_arm_without_a_name_is_told_by_its_row():
    with pytest.raises(ValueError, match="row 2: the treatment has no name"):
        arm_network(["s", "s"], ["A", None], "OR", {"events": [1, 2], "n": [5, 5]})


def test_two_arms_of_one_treatment_are_refused():
    with pytest.raises(ValueError, match="two arms of 'A'"):
        arm_network(["s", "s"], ["A", "A"], "OR", {"events": [1, 2], "n": [5, 5]})
