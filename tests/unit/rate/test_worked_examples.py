"""Each shipped scheme's worked example gives the levels that it says, in every version kept."""

from __future__ import annotations

import pytest

from unit.rate.evidence import scheme_of
from whatworks.rate import facts_of, judge_world, shipped, shipped_versions

NAMES = [
    name if i == 0 else f"{name}@{v}" for name in shipped() for i, v in enumerate(shipped_versions(name))
]
WITH_EXAMPLE = [name for name in NAMES if scheme_of(name).example is not None]


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_an_example_gives_the_levels_it_says(name):
    scheme = scheme_of(name)
    given = facts_of(scheme.example.facts)
    for rating in judge_world(given.world, given.object, scheme, names=given.names):
        expected = scheme.example.expect.get(rating.scale, {}).get(rating.object.study)
        assert expected is None or set(rating.possible) == set(expected), (rating.scale, rating.object.study)


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_an_example_says_that_it_is_constructed_and_of_which_scales(name):
    scheme = scheme_of(name)
    assert scheme.example.about
    assert set(scheme.example.expect) == {scale.id for scale in scheme.scales}


@pytest.mark.parametrize("name", ["title-iv-e", "title-iv-e@1.0", "cebc", "blueprints", "us-wwc", "essa"])
def test_the_american_schemes_carry_one(name):
    assert name in WITH_EXAMPLE
    assert "constructed" in scheme_of(name).example.about.casefold()
