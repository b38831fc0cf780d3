"""Scales that count points, scales of single studies, tables in scheme files, and worked examples."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from unit.rate.evidence import evidence, study
from unit.rate.new_schemes import CERTAINTY, SMS, TRIALS
from whatworks.rate import SchemeError, judge, judge_world, read_scheme, world_of
from whatworks.rules import SET, World
from whatworks.terms import Fact, RatingObject

OBJECT = RatingObject(
    evidence_set="e", intervention="i", intervention_name="I", outcome="o", outcome_name="O"
)


def of_set(**known: object) -> World:
    return World({n: Fact(name=n, subject=SET, value=v) for n, v in known.items()})


def certainty(**known: object):
    (rating,) = judge_world(of_set(**known), OBJECT, read_scheme(CERTAINTY, "certainty.yaml"))
    return rating


JUDGED = {"pool.k": 4, "grade_risk_of_bias": 0, "grade_imprecision": 0, "grade_dose_response": False}


@pytest.mark.parametrize(
    ("known", "level"),
    [
        ({}, "high"),
        ({"grade_risk_of_bias": 1}, "moderate"),
        ({"grade_risk_of_bias": 2}, "low"),
        ({"grade_risk_of_bias": 2, "grade_imprecision": 1}, "very low"),
        ({"grade_risk_of_bias": 2, "grade_imprecision": 3}, "very low"),
        ({"grade_imprecision": 1, "grade_dose_response": True}, "high"),
        ({"grade_dose_response": True}, "high"),
        ({"pool.k": 1}, "none"),
        ({"grade_risk_of_bias": 1, "review.exists": False}, "very low"),
    ],
)
def test_points_are_added_to_a_start_and_stay_on_the_scale(known, level):
    assert certainty(**{"review.exists": True, **JUDGED, **known}).level == level


@pytest.mark.parametrize(
    ("unknown", "possible"),
    [
        ({"grade_imprecision"}, ("low", "moderate", "high")),
        ({"grade_imprecision", "grade_dose_response"}, ("low", "moderate", "high")),
        ({"pool.k"}, ("none", "high")),
        ({"review.exists", "grade_imprecision"}, ("very low", "low", "moderate", "high")),
    ],
)
def test_points_not_known_leave_every_level_they_may_come_to(unknown, possible):
    known = {"review.exists": True, **JUDGED}
    rating = certainty(**{k: v for k, v in known.items() if k not in unknown})
    assert (rating.possible, rating.exact) == (possible, True)


def test_points_are_told_one_by_one():
    judged = {**JUDGED, "grade_risk_of_bias": 2, "grade_dose_response": True}
    rating = certainty(**{"review.exists": True, **judged})
    assert rating.because == (
        "Randomised trials (it starts at “High”); 2 down: serious risk of bias; 1 up: a dose response"
    )
    told = [(c.id, c.level, c.detail) for c in rating.criteria if c.value.value == "true"]
    assert told == [
        ("certainty.1.1", "high", None),
        ("certainty.points1.1", None, "2 down, if so"),
        ("certainty.points3.1", None, "1 up, if so"),
    ]


def trials(*members, **more):
    return judge(evidence(*members, **more), read_scheme(TRIALS, "trials.yaml"))


def test_each_study_is_rated_alone_and_named():
    ratings = trials(
        study("Bee", attrition_overall=10.0, attrition_difference=5.0),
        study("Ant", attrition_overall=10.0, attrition_difference=6.0),
        study("Cat", attrition_difference=1.0),
    )
    assert [(r.object.study, r.object.study_name, r.level) for r in ratings] == [
        ("ant", "Ant", "does not meet"), ("bee", "Bee", "meets"), ("cat", "Cat", None), (None, None, "some"),
    ]  # fmt: skip
    assert len({r.id for r in ratings}) == 4
    assert {f.subject for f in ratings[0].facts} == {"ant"}
    assert all("of Bee" not in c.words for c in ratings[0].changes_up)


def test_a_study_that_is_added_leaves_the_others_ratings_as_they_are():
    one = study("Ant", attrition_overall=10.0, attrition_difference=6.0)
    assert trials(one)[0] == trials(one, study("Bee"))[0]


def test_facts_without_records_are_judged_alike():
    what = evidence(study("Ant", attrition_overall=10.0, attrition_difference=6.0))
    scheme = read_scheme(TRIALS, "trials.yaml")
    (first, second) = judge(what, scheme)
    assert judge_world(world_of(what), replace(first.object, study=None, study_name=None), scheme,
                       names={"ant": "Ant"}) == (first, second)  # fmt: skip


def test_the_bar_and_the_bands_are_read():
    scheme = read_scheme(TRIALS, "trials.yaml")
    assert [s.bar for s in scheme.scales] == [True, False]
    assert [v.band for v in scheme.scales[0].levels] == ["not", "cleared"]


def test_a_worked_example_is_read():
    example = read_scheme(TRIALS, "trials.yaml").example
    assert example.facts["studies"][0]["attrition_overall"] == 10
    assert example.expect == {"trial": {"a": ("meets",)}, "all": {None: ("all", "some")}}


def broken(text: str, *path, value=None, drop=False) -> str:
    data = at = yaml.safe_load(text)
    for step in path[:-1]:
        at = at[step]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return yaml.safe_dump(data)


AT = ("scales", "certainty")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (broken(CERTAINTY, *AT, "adjust", drop=True), "combiner 'points' needs 'adjust'"),
        (broken(CERTAINTY, *AT, "columns", drop=True), "combiner 'points' needs 'columns'"),
        (broken(CERTAINTY, *AT, "adjust", 0, "name", drop=True), "adjust, number 1: 'name' is missing"),
        (broken(CERTAINTY, *AT, "adjust", 0, "rules", value=[]), "adjust, number 1: 'rules' is empty"),
        (
            broken(CERTAINTY, *AT, "adjust", 0, "rules", 0, "add", value="two"),
            "adjust, number 1: rules, number 1: 'add' is 'two'; write a number, below 0",
        ),
        (
            broken(CERTAINTY, *AT, "adjust", 0, "rules", 0, "add", value=-0.5),
            "the points can come to 1.5, and no level has that rank; add one",
        ),
        (
            broken(CERTAINTY, *AT, "adjust", 0, "rules", 0, "when", value="nothing"),
            "rules, number 1: 'nothing' is neither a criterion",
        ),
        (broken(CERTAINTY, *AT, "levels", 1, "rank", value=2), "two levels have rank 2; points must tell"),
        (broken(CERTAINTY, *AT, "levels", 1, "band", value="best"), "'band' is 'best'; write one of cleared"),
        (broken(CERTAINTY, *AT, "of", value="trial"), "'of' is 'trial'; write one of set, study"),
        (broken(CERTAINTY, *AT, "bar", value="yes"), "'bar' must be true or false"),
        (broken(SMS, "scales", "level", "of", value="study"), "so leave 'studies_to_add' out"),
        (broken(SMS, "scales", "level", "adjust", value=[{"name": "a", "rules": []}]), "'rules' is empty"),
        (broken(TRIALS, "scales", "all", "bar", value=True), "two scales say 'bar'"),
        (broken(TRIALS, "tables", "cautious", "values", value=7), "table cautious: 'values' must be a list"),
        (broken(TRIALS, "tables", drop=True), "'cautious' is not a table of this scheme .it has none"),
        (broken(TRIALS, "example", value=[1]), "'example' must be a map"),
        (broken(TRIALS, "example", "expect", drop=True), "example: 'expect' must be a map"),
        (broken(TRIALS, "example", "expect", "every", value="all"), "'every' is not a scale of this scheme"),
        (broken(TRIALS, "example", "expect", "all", value="most"), "'most' is not one of its levels"),
        (broken(TRIALS, "example", "expect", "trial", value="meets"), "expect: trial must be a map"),
        (broken(TRIALS, "example", "expect", "trial", "z", value="meets"), "'z' is not the id of a study"),
        (broken(TRIALS, "example", "sets", value=[]), "example: has sets; the keys are"),
    ],
)
def test_a_broken_part_is_told_by_name_and_place(text, says):
    with pytest.raises(SchemeError, match=rf"^mine\.yaml: .*{says}"):
        read_scheme(text, "mine.yaml")
