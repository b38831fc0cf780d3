"""Every model that can be asked for has its name and says when it is of use."""

from whatworks.stats import METHODS, TESTS
from whatworks.synthesise.model_words import ESTIMATORS, INTERVALS, ON_OFFER, estimator_name, interval_name


def test_every_estimator_and_interval_has_words():
    assert set(ESTIMATORS) == set(METHODS)
    assert set(INTERVALS) == set(TESTS)
    for words in (*ESTIMATORS.values(), *INTERVALS.values()):
        assert words.use.endswith(".")
        assert not words.name.endswith(".")


def test_what_is_on_offer_begins_with_the_usual_choice():
    assert ON_OFFER[0] == "REML"
    assert set(ON_OFFER) <= set(METHODS)


def test_a_name_nobody_knows_is_said_as_it_is():
    assert (estimator_name("XX"), interval_name("q")) == ("XX", "q")
    assert estimator_name("DL") == "DerSimonian and Laird’s method (DL)"
    assert interval_name("knha") == "Hartung and Knapp’s adjustment"


def test_estimators_have_a_name_in_brackets_and_models_without_one_have_none():
    assert {m for m, named in ESTIMATORS.items() if not named.short} == {"EE", "FE", "CE"}
    assert all(named.short for named in INTERVALS.values())
