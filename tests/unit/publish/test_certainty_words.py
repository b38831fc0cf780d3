"""Certainty and effect speak by one table."""

from __future__ import annotations

import pytest

from whatworks.publish.certainty import spoken
from whatworks.terms import Good, Outcome, Rating, RatingObject


def rating(scheme, scale, level, words=""):
    thing = RatingObject(
        evidence_set="s", intervention="i", intervention_name="I", outcome="o", outcome_name="O"
    )
    return Rating(
        id="r", scheme=scheme, version="1", scale=scale, scheme_name=scheme, scale_name=scale, object=thing,
        level=level, possible=(level,) if level else ("0", "1"), words=words, because="", criteria=(),
        facts=(), unknowns=(), changes_up=(), engine="2",
    )  # fmt: skip


def said(effect, strength, good=Good.LOWER, words=""):
    outcome = Outcome(id="o", name="Children entering care", domain="1", good=good)
    return spoken(
        [rating("centre", "effect", effect, words), rating("centre", "strength", strength)], outcome
    )


@pytest.mark.parametrize(
    ("effect", "strength", "good", "sentence"),
    [
        ("+2", "3", Good.LOWER, "It reduces children entering care"),
        ("+1", "2", Good.LOWER, "It probably reduces children entering care"),
        ("+1", "1", Good.LOWER, "It may reduce children entering care"),
        ("+2", "0", Good.LOWER, "We are very uncertain whether it reduces children entering care"),
        ("-1", "2", Good.LOWER, "It probably increases children entering care"),
        ("+1", "1", Good.HIGHER, "It may increase children entering care"),
        ("-2", "3", Good.HIGHER, "It reduces children entering care"),
    ],
)
def test_each_certainty_has_its_verb_and_each_effect_its_way(effect, strength, good, sentence):
    assert said(effect, strength, good) == sentence


@pytest.mark.parametrize("effect", ["mixed", "none", "0", None])
def test_nothing_is_said_where_there_is_no_clear_effect(effect):
    assert said(effect, "3") is None


def test_nothing_is_said_while_certainty_is_open():
    assert said("+2", None) is None


def test_little_or_no_difference_is_said_only_where_the_effect_is_shown_to_be_small():
    assert said("0", "2", words="No difference") == (
        "It probably makes little or no difference to children entering care"
    )
    assert said("0", "2", words="No clear difference") is None


def test_a_certainty_judged_by_grade_stands_before_the_centres_strength():
    outcome = Outcome(id="o", name="Children entering care", domain="1", good=Good.LOWER)
    told = [
        rating("centre", "effect", "+1"), rating("centre", "strength", "3"),
        rating("grade", "certainty", "low", "Low"),
    ]  # fmt: skip
    assert spoken(told, outcome) == "It may reduce children entering care"
