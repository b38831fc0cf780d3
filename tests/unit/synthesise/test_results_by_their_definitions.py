"""What results say of themselves is what their definitions say, at the edges too."""

import math

import pytest

from whatworks.stats import random_effects
from whatworks.synthesise import Variants, pool, pool_counts
from whatworks.synthesise.absolute import absolute
from whatworks.synthesise.bayes import _probability
from whatworks.synthesise.certainty import Setting, certainty_hints
from whatworks.synthesise.multilevel import multilevel
from whatworks.synthesise.questions import _percent
from whatworks.synthesise.subgroups import subgroups
from whatworks.synthesise.words import range_words

YI, VI = [-0.9, -0.3, 0.2], [0.04, 0.09, 0.25]


def test_a_study_has_its_own_error_test_and_interval():
    first, *_, last = pool(YI, VI, level=90).tidy(studies=True)
    assert (first["std_error"], first["statistic"]) == pytest.approx((0.2, -4.5))
    assert (first["conf_low"], first["conf_high"]) == pytest.approx(
        (-0.9 - 0.32897072539, -0.9 + 0.32897072539)
    )
    assert last["weight"] == 100


def test_variants_range_from_the_lowest_to_the_highest():
    fits = tuple(random_effects([y, y + 0.1], [0.1, 0.1], method="EE", test="z") for y in (0.3, 0.1, 0.2))
    row = Variants(
        what="a choice", names=("a", "b", "c"), fits=fits, scale=None, difference=None, diagnostics=()
    ).glance()[0]
    assert (row["lowest"], row["highest"], row["variants"]) == (pytest.approx(0.15), pytest.approx(0.35), 3)


def test_effects_can_be_told_per_person():
    assert absolute(math.log(0.5), 0.5, scale="RR", per=1)[0].tidy()[0]["estimate"] == 0.5


def test_the_smallest_effect_worth_having_is_above_nothing():
    with pytest.raises(ValueError, match="above 0"):
        certainty_hints(pool(YI, VI), Setting(smallest=0.0))


@pytest.mark.parametrize(
    ("counts", "refused"), [((0, 1, 1, 2), False), ((0, 0, 1, 2), True), ((1, 2, 0, 0), True)]
)
def test_an_arm_of_one_person_is_an_arm_and_an_arm_of_none_is_not(counts, refused):
    columns = {n: [v, 5] for n, v in zip(("ai", "n1i", "ci", "n2i"), counts, strict=True)}
    columns["n1i"][1] = columns["n2i"][1] = 20
    if refused:
        with pytest.raises(ValueError, match="row 1: an arm has no one in it"):
            pool_counts(columns, method="MH", measure="RR")
    else:
        pool_counts(columns, method="MH", measure="RD")


@pytest.mark.parametrize(
    ("p", "words"), [(0.9995, "over 0.999"), (0.995, "0.995"), (0.98, "0.98"), (0.5, "0.50")]
)
def test_a_chance_near_one_is_told_to_three_places(p, words):
    assert _probability(p) == words


def test_numbers_are_told_to_six_places_at_most():
    assert range_words(0.12345678, 0.12345679, None) == "0.123457 to 0.123457"


@pytest.mark.parametrize(
    ("percent", "events", "total"), [(0, 0, 10), (100, 10, 10), (33.3, None, 3), (0, None, 3), (100, None, 3)]
)
def test_percents_that_fit_are_left_alone(percent, events, total):
    assert list(_percent(percent, events, total, "intervention")) == []


def test_percents_that_fit_no_number_are_asked():
    (words,) = _percent(40.0, None, 3, "intervention")
    assert "(1 is 33.3% and 2 is 66.7%)" in words


def test_the_share_between_subgroups_is_what_is_beyond_its_degrees_of_freedom():
    groups = {"yi": [0.0, 0.1, 0.9, 1.0], "vi": [0.05] * 4, "g": ["a", "a", "b", "b"]}
    found = subgroups_of(groups)
    q = found.QB
    assert q == pytest.approx(0.9**2 / (0.025 + 0.025))
    assert found.I2_between == pytest.approx(100 * (q - 1) / q)
    close = subgroups_of(groups | {"yi": [0.0, 0.1, 0.05, 0.1]})
    assert close.I2_between == 0
    assert "p < 0.001" in found.sentence() and "p < 0.001" not in close.sentence()


def subgroups_of(columns):
    return subgroups(columns, by="g", method="EE", test="z")


def test_a_variance_of_nothing_is_refused_among_levels():
    data = {"yi": [0.1, 0.2, 0.3], "vi": [0.1, 0.0, 0.1], "study": ["a", "a", "b"]}
    with pytest.raises(ValueError, match=r"row 2: .* is not above 0"):
        multilevel(data, random="study")
