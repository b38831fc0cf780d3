"""The Youth Endowment Fund's words: their limits are unknown, so nothing is implied."""

from __future__ import annotations

import pytest

from unit.rate.left_open import NOT_APPLICABLE, level, levels

LIMITS = {
    "impact_high_from": 0.4, "impact_moderate_from": 0.2, "impact_low_from": 0.1, "impact_harmful_to": -0.1,
}  # fmt: skip
"""Made up: nobody has published them where we could read."""


def impact(effect, **limits):
    return levels("yef", "impact", pool__effect_size=effect, **limits)


@pytest.mark.parametrize("effect", [0.01, 0.2, 3.0])
def test_an_effect_in_favour_may_be_any_word_but_harmful(effect):
    assert impact(effect) == {"none", "low", "moderate", "high"}


def test_an_effect_the_wrong_way_is_harmful_or_none():
    assert impact(-0.3) == {"harmful", "none"}
    assert impact(0) == {"none"}


def test_an_effect_that_is_not_known_leaves_every_word_and_none_at_all_says_too_little():
    assert impact({}) == {"harmful", "none", "low", "moderate", "high"}
    assert level("yef", "impact", pool__effect_size=NOT_APPLICABLE) == "insufficient"


@pytest.mark.parametrize(
    ("effect", "word"),
    [
        (0.5, "high"), (0.4, "high"), (0.3999, "moderate"), (0.2, "moderate"), (0.1999, "low"), (0.1, "low"),
        (0.0999, "none"), (0, "none"), (-0.0999, "none"), (-0.1, "harmful"), (-2, "harmful"),
    ],
)  # fmt: skip
def test_with_limits_entered_each_word_has_its_place(effect, word):
    assert impact(effect, **LIMITS) == {word}


def test_one_limit_alone_settles_what_it_can():
    assert impact(0.5, impact_high_from=0.4) == {"high"}
    assert impact(0.3, impact_high_from=0.4) == {"none", "low", "moderate"}
    assert impact(-0.05, impact_harmful_to=-0.1) == {"none"}
