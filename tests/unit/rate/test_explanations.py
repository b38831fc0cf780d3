"""The reasons: a tree that agrees with itself, facts with sources, and words a person can read."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from unit.rate.evidence import (
    AGAINST,
    CLEAR,
    FOR,
    NULL,
    RIGOROUS,
    UNCLEAR,
    evidence,
    fgc,
    finding,
    pool,
    rate,
    scheme_of,
    study,
)  # fmt: skip
from whatworks.rate import CATALOGUE, judge, shipped, world_of
from whatworks.rules import Evaluator
from whatworks.terms import Rating, Tri

MEMBERS = (
    study("England", n_randomised=1511, n_analysed=1471, direction=FOR, signal=CLEAR, independent=True),
    study("Netherlands", n_randomised=346, n_analysed=328, direction=AGAINST),
    study("USA", n_randomised=542, signal=UNCLEAR, unknown_because={"independent": "sought, not reported"}),
    study("Wales", unit="children", **RIGOROUS),
)
WHATS = {
    "four trials": evidence(*MEMBERS),
    "a pool": evidence(pool=pool(-0.5, -0.2, k=4), finding=finding(), findings=(finding(emmie_q_effect=2),)),
    "nothing": evidence(),
    "a null": evidence(study("A", n_analysed=50, direction=NULL), study("B", n_analysed=50, direction=FOR)),
}
ALL = [
    pytest.param(scheme, rating, what, id=f"{scheme}-{rating.scale}-{name}")
    for name, what in WHATS.items()
    for scheme in shipped()
    for rating in judge(what, scheme_of(scheme))
]


def tree(rating: Rating):
    todo = [(None, c) for c in rating.criteria]
    while todo:
        parent, node = todo.pop()
        yield parent, node
        todo += [(node, child) for child in node.children]


def seen_by(rating: Rating, what):
    """The world that a rating is of: for a scale of studies, that which holds only the study."""
    world = world_of(what)
    own = tuple(s for s in world.studies if rating.object.study in (None, s.study))
    return replace(world, studies=own)


@pytest.mark.parametrize(("scheme", "rating", "what"), ALL)
def test_every_criterion_in_the_tree_has_the_value_it_evaluates_to(scheme, rating, what):
    scale = next(s for s in scheme_of(scheme).scales if s.id == rating.scale)
    evaluator = Evaluator(scheme_of(scheme).book, seen_by(rating, what), scale.eligible)
    for _, node in tree(rating):
        name, _, subject = node.id.partition("@")
        assert node.value is evaluator.criterion(name, subject or "set")
        assert node.subject == (subject or None)
        assert node.shown
        assert node.question.endswith("?")


@pytest.mark.parametrize(("scheme", "rating", "what"), ALL)
def test_the_parts_that_decided_justify_what_they_decided(scheme, rating, what):
    book = scheme_of(scheme).book
    for parent, _ in tree(rating):
        if parent is None or not parent.children:
            continue
        kind = type(book[parent.id.partition("@")[0]].rule).__name__
        decided = {c.value for c in parent.children if c.decided}
        if kind in ("All", "Any_") and decided:
            assert decided == {parent.value}
        if kind == "Not":
            assert (
                decided <= {Tri.TRUE}
                if parent.value is Tri.FALSE
                else parent.value in (Tri.TRUE, Tri.UNKNOWN)
            )


@pytest.mark.parametrize(("scheme", "rating", "what"), ALL)
def test_every_fact_has_a_source_and_every_fact_of_the_tree_is_listed(scheme, rating, what):
    listed = {(f.subject, f.name): f for f in rating.facts}
    for _, node in tree(rating):
        for fact in node.facts:
            assert listed[fact.subject, fact.name] == fact
    for fact in rating.facts:
        assert fact.source is not None
        assert fact.source.how
        assert fact.name in CATALOGUE


@pytest.mark.parametrize(("scheme", "rating", "what"), ALL)
def test_the_words_read_as_plain_english(scheme, rating, what):
    said = [rating.words, rating.because, *(u.words for u in rating.unknowns)]
    said += [c.words for c in (*rating.changes_up, *rating.changes_down)]
    for text in said:
        assert text.strip() == text
        for odd in ("None", "True", "False", "!", "  ", "{", "}", "..", "_", "e+", "nan"):
            assert odd not in text, text
    for unknown in rating.unknowns:
        ask = unknown.words.partition(": ")[2] or unknown.words
        assert ask[0].islower(), unknown.words
    for change in (*rating.changes_up, *rating.changes_down):
        assert change.words[0].isupper()
        assert change.words.endswith("”")
    assert rating.because[0].isupper()
    assert not rating.because.endswith(".")


@pytest.mark.parametrize("scheme", shipped())
def test_the_order_of_studies_changes_nothing_at_all(scheme):
    shuffled = list(MEMBERS)
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        one = [r.to_json() for r in judge(evidence(*MEMBERS), scheme_of(scheme))]
        two = [r.to_json() for r in judge(evidence(*shuffled), scheme_of(scheme))]
        assert json.dumps(one) == json.dumps(two)


@pytest.mark.parametrize("scheme", shipped())
def test_a_rating_survives_its_json(scheme):
    for rating in judge(evidence(*MEMBERS), scheme_of(scheme)):
        assert Rating.from_json(json.loads(json.dumps(rating.to_json()))).to_json() == rating.to_json()


def test_unknowns_stand_by_how_much_they_matter_and_name_their_report():
    what = evidence(
        study(
            "A", reports=("report-a",), **{k: v for k, v in RIGOROUS.items() if k != "baseline_equivalent"}
        ),
        study("B", reports=("report-b",), design=MEMBERS[0].study.design, direction=AGAINST),
    )
    rating = rate("eif", what)
    assert [u.matters for u in rating.unknowns] == sorted((u.matters for u in rating.unknowns), reverse=True)
    first = rating.unknowns[0]
    assert (first.words, first.matters, first.report) == (
        "A: whether the arms were alike at the start", 2, "report-a",
    )  # fmt: skip


def test_a_fact_that_cannot_matter_any_more_matters_nothing():
    rating = rate("eif", evidence(study("A", **RIGOROUS), study("B", direction=AGAINST)))
    assert rating.level == "3"
    assert {u.matters for u in rating.unknowns} == {0}


def test_what_was_sought_and_not_reported_says_so():
    rating = rate(
        "eif", evidence(study("A", unknown_because={"baseline_equivalent": "sought, not reported"}))
    )
    assert "A: whether the arms were alike at the start (sought, not reported)" in {
        u.words for u in rating.unknowns
    }


def test_the_sentence_names_each_study_once():
    rating = rate("eif", fgc())
    assert rating.because.startswith("It depends on what is not known of England: whether ")
    assert rating.because.count("England") == 1


def test_levels_that_are_all_possible_are_said_as_not_known():
    assert rate("centre", evidence(findings=(finding(),)), "strength").words == "Not known"


def test_an_unverified_scheme_says_so_on_every_rating():
    for scheme in shipped():
        for rating in judge(fgc(), scheme_of(scheme)):
            assert rating.unverified
