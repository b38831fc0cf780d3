"""Questions that share no fact are looked into apart, and facts only counted are tried in one order."""

from __future__ import annotations

from whatworks.rate import CATALOGUE
from whatworks.rules import Rulebook, StudyFacts, parse
from whatworks.rules.apart import Counted, components
from whatworks.terms import Fact

LEVELS = ("Low", "Moderate", "High")
RULES = {
    "two": 'tally(threat_missing == "High", threat_fidelity == "High", threat_reporting == "High") >= 2',
    "alone": 'threat_reporting == "Low"',
}


def counted():
    criteria = {name: {"of": "study", "ask": "?", "when": when} for name, when in RULES.items()}
    book = Rulebook.read(criteria, CATALOGUE)
    return Counted(book, [parse(when) for when in RULES.values()])


def tried(name, **completed):
    facts = {n: Fact(name=n, subject="a", value=v) for n, v in completed.items()}
    study = StudyFacts("a", {}, facts)
    return [
        f.value for f in counted().in_order(study, (Fact(name=name, subject="a", value=v) for v in LEVELS))
    ]


def test_sets_that_share_a_name_stand_together_also_through_others():
    sets = [frozenset("ab"), frozenset("c"), frozenset("bd"), frozenset("e"), frozenset("de")]
    assert components(sets) == [[0, 2, 3, 4], [1]]


def test_facts_that_are_only_counted_are_tried_from_the_last_value_of_their_fellow_on():
    assert tried("threat_missing") == list(LEVELS)
    assert tried("threat_missing", threat_fidelity="Moderate") == ["Moderate", "High"]


def test_a_fact_that_is_also_asked_for_by_itself_has_no_fellows():
    assert tried("threat_reporting", threat_fidelity="High") == list(LEVELS)
    assert tried("threat_missing", threat_reporting="High") == list(LEVELS)
