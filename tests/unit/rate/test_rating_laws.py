"""Laws of every rating, whatever the scheme: of what is learned, of what does not matter, of order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from unit.rate.new_schemes import CERTAINTY, PADLOCK, RESERVATIONS, SMS, TRIALS
from whatworks.rate import Scheme, judge_world, read_scheme
from whatworks.rate.question import Question
from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Fact, RatingObject, UnknownKind

SCHEMES = [read_scheme(text, "mine.yaml") for text in (CERTAINTY, PADLOCK, RESERVATIONS, SMS, TRIALS)]
OBJECT = RatingObject(
    evidence_set="e", intervention="i", intervention_name="I", outcome="o", outcome_name="O"
)
OF_STUDY = {
    "design": ["RCT", "matched", "pre-post"], "attrition_overall": [0.0, 5.0, 12.0, 40.0],
    "attrition_difference": [0.0, 5.6, 9.0], "baseline_equivalent": [True, False],
}  # fmt: skip
OF_SET = {
    "pool.k": [1, 2], "review.exists": [True, False], "grade_risk_of_bias": [0, 1, 2],
    "grade_imprecision": [0, 1, 3], "grade_dose_response": [True, False],
}  # fmt: skip
DERIVED = {
    "RCT": {"randomised": True, "compared": True, "strong_comparison": True},
    "matched": {"randomised": False, "compared": True, "strong_comparison": True},
    "pre-post": {"randomised": False, "compared": False, "strong_comparison": False},
}


def facts(subject: str, values: dict[str, object]) -> dict[str, Fact]:
    values = {**values, **DERIVED.get(str(values.get("design")), {})}
    return {
        n: Fact(name=n, subject=subject, value=v, unknown=UnknownKind.NOT_SOUGHT if v is None else None)
        for n, v in values.items()
    }


def told(values: dict[str, list], unknown: int = 1) -> st.SearchStrategy:
    return st.fixed_dictionaries({n: st.sampled_from([*[None] * unknown, *v]) for n, v in values.items()})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    studies = draw(st.lists(told({**OF_STUDY, "design": OF_STUDY["design"]}, 1), max_size=3))
    for study in studies:
        study["design"] = study["design"] or "RCT"
    return World(
        facts(SET, draw(told(OF_SET))),
        tuple(StudyFacts(f"s{i}", facts(f"s{i}", s)) for i, s in enumerate(studies)),
    )


def levels(scheme: Scheme, world: World) -> list[tuple[str, frozenset[str], bool]]:
    """For each scale, and each study of a scale of studies: whose, the possible levels, and whether exact."""
    found = []
    for scale in scheme.scales:
        alone = [replace(world, studies=(s,)) for s in world.studies]
        for one in alone if scale.of == "study" else [world]:
            answer = Question(scheme.book, scale).levels(one)
            who = one.studies[0].study if scale.of == "study" else ""
            found.append((f"{scale.id} {who}", answer.outcomes, answer.exact))
    return sorted(found, key=lambda f: f[0])


COMMON = settings(max_examples=40, deadline=None, derandomize=True)


@COMMON
@given(worlds(), st.data())
def test_learning_never_adds_a_level(world, data):
    missing = [(s.study, n) for s in world.studies for n, f in s.facts.items() if not f.is_known]
    missing += [(SET, n) for n, f in world.facts.items() if not f.is_known]
    if not missing:
        return
    subject, name = data.draw(st.sampled_from(missing))
    values = (OF_SET if subject == SET else OF_STUDY)[name]
    learned = world.having(Fact(name=name, subject=subject, value=data.draw(st.sampled_from(values))))
    for scheme in SCHEMES:
        for (_, before, exact), (_, now, _) in zip(
            levels(scheme, world), levels(scheme, learned), strict=True
        ):
            assert exact
            assert now <= before


@COMMON
@given(worlds(), st.sampled_from(["peer_reviewed", "registered_before", "year"]))
def test_a_fact_that_no_rule_asks_for_changes_nothing(world, name):
    more = world
    for study in world.studies:
        more = more.having(Fact(name=name, subject=study.study, value=2001 if name == "year" else False))
    more = more.having(Fact(name="cost_known", subject=SET, value=False))
    for scheme in SCHEMES:
        assert levels(scheme, more) == levels(scheme, world)


@COMMON
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_studies_is_of_no_account(world, random):
    shuffled = list(world.studies)
    random.shuffle(shuffled)
    for scheme in SCHEMES:
        assert levels(scheme, replace(world, studies=tuple(shuffled))) == levels(scheme, world)


@settings(COMMON, max_examples=12)
@given(worlds())
def test_an_irrelevant_fact_and_the_order_change_no_rating_at_all(world):
    more = replace(world, studies=world.studies[::-1])
    more = more.having(Fact(name="cost_known", subject=SET, value=False))
    for scheme in SCHEMES:
        for one, two in zip(
            judge_world(world, OBJECT, scheme), judge_world(more, OBJECT, scheme), strict=True
        ):
            assert (one.possible, one.words, one.because) == (two.possible, two.words, two.because)
            assert (one.changes_up, one.changes_down) == (two.changes_up, two.changes_down)


@COMMON
@given(worlds())
def test_the_same_facts_under_an_older_version_give_the_older_rating(world):
    new = read_scheme(TRIALS, "trials.yaml")
    old = read_scheme(
        TRIALS.replace("[5.7, 6.1, 5.5, 4.5]", "[9, 9, 9, 9]").replace('"1"', '"0"'), "old.yaml"
    )
    now, then, again = (judge_world(world, OBJECT, s) for s in (new, old, new))
    assert now == again
    assert {r.version for r in then} <= {"0"}
    for one, two in zip(now, then, strict=True):
        assert "meets" not in one.possible or "meets" in two.possible, "the older limits are wider"
