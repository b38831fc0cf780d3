"""EIF's rating of cost, and the version before there was one."""

from __future__ import annotations

import pytest

from unit.rate.evidence import RIGOROUS, evidence, rate, study
from unit.rate.left_open import NOT_APPLICABLE, SOUGHT, level, levels
from whatworks.rate import judge, load_scheme, shipped_versions


@pytest.mark.parametrize(
    ("pounds", "expected"),
    [
        (0, "1"), (99.99, "1"), (100, "2"), (499, "2"), (499.99, "2"), (500, "3"), (999, "3"), (999.99, "3"),
        (1000, "4"), (2000, "4"), (2000.01, "5"), (9000, "5"), (SOUGHT, "none"), (NOT_APPLICABLE, "none"),
    ],
)  # fmt: skip
def test_cost_for_each_child_or_family(pounds, expected):
    assert level("eif", "cost", cost_per_unit=pounds) == expected


def test_cost_that_is_not_known_leaves_what_it_could_be():
    assert levels("eif", "cost") == {"1", "2", "3", "4", "5"}
    assert levels("eif", "cost", cost_per_unit={"low": 450, "high": 1200}) == {"2", "3", "4"}


def test_a_cost_on_record_is_rated_and_says_nothing_of_the_level():
    what = {"cost": 640.0, "currency": "GBP"}
    assert rate("eif", evidence(study("A", **RIGOROUS), intervention=what), "cost").level == "3"
    assert rate("eif", evidence(study("A", **RIGOROUS), intervention=what), "level").level == "3"
    assert rate("eif", evidence(study("A", **RIGOROUS)), "level").level == "3"


def test_the_older_version_is_still_there_and_gives_the_older_rating():
    assert shipped_versions("eif") == ("2017-2", "2017-1")
    (old,) = judge(evidence(study("A", **RIGOROUS)), load_scheme("eif@2017-1"))
    assert (old.version, old.scale, old.level) == ("2017-1", "level", "3")


def test_no_half_level_is_ever_given():
    scheme = load_scheme("eif")
    assert not any("+" in v.id for scale in scheme.scales for v in scale.levels)
    assert any("half" in line for line in scheme.unverified)
