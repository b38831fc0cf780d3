"""Costs and effects that are certain, small, or exactly level."""

import pytest

from whatworks.stats.costs.cost_effect import Increments, net_benefit
from whatworks.stats.costs.money import PriceIndex


@pytest.mark.parametrize(
    ("effect", "chance"), [(0.5, 1.0), (0.001, 1.0), (-0.5, 0.0), (-0.001, 0.0), (0.0, None)]
)
def test_what_is_certain_is_worth_it_or_not_however_small(effect, chance):
    found = net_benefit(Increments(cost=0.0, se_cost=0.0, effect=effect, se_effect=0.0), 1.0)
    assert (found.estimate, found.probability) == (effect, chance)


def test_prices_may_have_been_less_than_one_of_what_they_are():
    index = PriceIndex(name="Example", source="made up", currency="GBP", values={2000: 0.5, 2020: 1.0})
    assert index.factor(2000, 2020) == 2


@pytest.mark.parametrize("value", [0.0, -0.5])
def test_prices_are_above_zero(value):
    with pytest.raises(ValueError, match="2000"):
        PriceIndex(name="Example", source="made up", currency="GBP", values={2000: value})
