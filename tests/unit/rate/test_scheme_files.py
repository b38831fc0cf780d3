"""A scheme is a file: those shipped load, a new one needs no code, a broken one is told by file and place."""

from __future__ import annotations

import copy

import pytest
import yaml

from unit.rate.evidence import FOR, evidence, fgc, rate, scheme_of, study
from unit.rate.new_schemes import PADLOCK, SMS
from whatworks.rate import SchemeError, judge, load_scheme, read_scheme, shipped
from whatworks.rules.language import names
from whatworks.terms import Design


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scheme_loads_with_source_and_licence(name):
    scheme = load_scheme(name)
    assert scheme.id == name
    assert scheme.sources
    assert scheme.licence
    assert scheme.verified or scheme.unverified
    for scale in scheme.scales:
        given = {rule.level for rules in (scale.rules, *scale.columns) for rule in rules}
        by_points = {level.id for level in scale.by_points.values()} if scale.adjust else set()
        assert given | {scale.otherwise} | by_points == {level.id for level in scale.levels}


@pytest.mark.parametrize("name", shipped())
def test_every_criterion_of_a_shipped_scheme_is_used(name):
    scheme = load_scheme(name)
    used = {n for c in scheme.book.values() for n in names(c.rule)}
    for scale in scheme.scales:
        used |= {n for rule in scale.expressions for n in names(rule)} | set(scale.criteria)
    assert set(scheme.book) <= used


@pytest.mark.parametrize(
    ("design", "level"),
    [
        (Design.RCT, "5"),
        (Design.RDD, "4"),
        (Design.DID, "3"),
        (Design.MATCHED, "3"),
        (Design.COMPARISON, "2"),
        (Design.PRE_POST, "1"),
        (Design.QUALITATIVE, "0"),
    ],
)
def test_a_new_ladder_from_a_file_rates(tmp_path, design, level):
    path = tmp_path / "sms.yaml"
    path.write_text(SMS)
    (rating,) = judge(evidence(study("A", design=design, attrition_overall=5.0)), load_scheme(path))
    assert (rating.scheme, rating.level) == ("sms", level)


def test_a_new_ladder_leaves_open_what_is_not_known(tmp_path):
    path = tmp_path / "sms.yaml"
    path.write_text(SMS)
    (rating,) = judge(evidence(study("A", design=Design.RCT)), load_scheme(str(path)))
    assert rating.possible == ("4", "5")
    assert rating.unverified == ("The text of the levels was not seen",)


@pytest.mark.parametrize(
    ("known", "level"),
    [
        ({"attrition_overall": 10.0}, "5"),
        ({"attrition_overall": 10.1}, "4"),
        ({"attrition_overall": 30.0}, "3"),
        ({"attrition_overall": 50.0}, "1"),
        ({"attrition_overall": 51.0}, "0"),
        ({"attrition_overall": 5.0, "design": Design.MATCHED}, "3"),
        ({"attrition_overall": 35.0, "design": Design.MATCHED}, "2"),
        ({"attrition_overall": 5.0, "design": Design.PRE_POST}, "0"),
        ({"n_randomised": 100, "n_analysed": 85}, "4"),
    ],
)
def test_a_new_lowest_of_columns_rates(known, level):
    (rating,) = judge(evidence(study("A", **known)), read_scheme(PADLOCK, "padlock.yaml"))
    assert rating.level == level
    assert len({c.id for c in rating.criteria}) == len(rating.criteria)


def test_a_lowest_of_columns_is_bounded_by_the_column_that_is_known():
    scheme = read_scheme(PADLOCK, "padlock.yaml")
    (rating,) = judge(evidence(study("A", design=Design.MATCHED)), scheme)
    assert rating.possible == ("0", "1", "2", "3")
    assert rating.changes_up[0].words.startswith("A: we learn that at most 50% were lost: at least")


def test_an_old_version_of_a_scheme_gives_the_older_rating():
    new = read_scheme(SMS, "sms.yaml")
    old = read_scheme(
        SMS.replace("attrition_overall <= 20", "attrition_overall <= 40").replace("v2", "v1"), "old.yaml"
    )
    what = evidence(study("A", attrition_overall=30.0))
    (now,), (then,) = judge(what, new), judge(what, old)
    assert (now.level, then.level) == ("4", "5")
    assert (now.version, then.version) == ("v2", "v1")
    assert now.id != then.id
    assert now.facts == then.facts, "the facts are the same: the scheme changed"


def test_two_reports_of_one_rating_have_one_id_and_a_changed_fact_another():
    assert rate("centre", fgc()).id == rate("centre", fgc()).id
    assert rate("centre", fgc()).id != rate("centre", fgc(direction=FOR)).id


DATA = yaml.safe_load(SMS)


def broken(*path, value=None, drop=False):
    """The scheme's text with one place changed."""
    data = copy.deepcopy(DATA)
    at = data
    for step in path[:-1]:
        at = at[step]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return yaml.safe_dump(data)


SCALE = ("scales", "level")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file must be a map .* it is empty"),
        ("- a\n- b", "the file must be a map .* it is a list"),
        ("id: [1", "line 1: not valid YAML"),
        ("id: a\nid: b", "line 2: not valid YAML: 'id' is given twice; keep one"),
        ("a: " + "[" * 2000, "nested too deeply|not valid YAML"),
        *[
            (broken(k, drop=True), f"'{k}' is missing")
            for k in ("id", "version", "name", "by", "about", "sources", "licence", "scales")
        ],
        (broken("verified", drop=True), "'verified' must be true or false"),
        (broken("id", value=True), "'id' is True; write it as text, in quotes"),
        (broken("sources", value="http://a"), "'sources' must be a list"),
        (broken("sauces", value=1), "has sauces; the keys are"),
        (broken("scales", value=[]), "'scales' must be a map|'scales' is missing"),
        (broken(*SCALE, value="x"), "scale level must be a map"),
        (broken(*SCALE, "name", drop=True), "scale level: 'name' is missing"),
        (broken(*SCALE, "levels", drop=True), "scale level: 'levels' is missing"),
        (broken(*SCALE, "levels", value=[]), "scale level: levels is empty"),
        (broken(*SCALE, "levels", 0, value="x"), "scale level: level 1 must be a map"),
        (broken(*SCALE, "levels", 0, "rank", value="low"), "level 1: 'rank' is 'low'; write a number"),
        (broken(*SCALE, "levels", 0, "words", drop=True), "level 1: 'words' is missing"),
        (broken(*SCALE, "levels", 1, "id", value="0"), "level '0' is given twice"),
        (
            broken(*SCALE, "levels", 0, "variants", value=[{"when": "nothing", "words": "x"}]),
            "variant 'nothing'",
        ),
        (broken(*SCALE, "otherwise", drop=True), "'otherwise' is missing"),
        (broken(*SCALE, "otherwise", value="9"), "otherwise '9' is not one of its levels"),
        (broken(*SCALE, "combiner", value="best"), "combiner 'best' is not one of first, ladder, lowest"),
        (broken(*SCALE, "combiner", value="lowest"), "combiner 'lowest' needs 'columns'"),
        (
            broken(*SCALE, "columns", value=[[{"level": "1", "when": "measured"}]]),
            "uses 'rules', not 'columns'",
        ),
        (broken(*SCALE, "rules", value={}), "rules must be a list"),
        (broken(*SCALE, "rules", value=[]), "combiner 'ladder' needs 'rules'"),
        (
            broken(*SCALE, "rules", 0, "level", value="9"),
            "rules, number 1: gives '9', which is not one of its levels",
        ),
        (broken(*SCALE, "rules", 0, "when", drop=True), "rules, number 1: 'when' is missing"),
        (broken(*SCALE, "rules", 0, "when", value="nothing"), "rules, number 1: 'nothing' is neither"),
        (broken(*SCALE, "rules", 0, "when", value="count( > 1"), "rules, number 1: cannot read"),
        (
            broken(*SCALE, "rules", 0, "when", value="randomised"),
            "'randomised' is a fact of a study; say how many",
        ),
        (broken(*SCALE, "rules", value=DATA["scales"]["level"]["rules"][::-1]), "ladder stand lowest first"),
        (broken(*SCALE, "eligible", value="measured"), "eligible 'measured' is not a criterion of a study"),
        (broken(*SCALE, "studies_to_add", value=[{"id": "a"}]), "a study to add: 'facts' is missing"),
        (
            broken(*SCALE, "studies_to_add", 0, "facts", "dessign", value="RCT"),
            "'dessign' is not a fact of a study",
        ),
        (
            broken(*SCALE, "studies_to_add", 0, "facts", "design", value="trial"),
            "design is 'trial'; use one of RCT",
        ),
        (
            broken(*SCALE, "studies_to_add", 0, "facts", "attrition_overall", value="few"),
            "'few'; write a number",
        ),
        (broken(*SCALE, "studies_to_add", 0, "better", value="up"), "'better' is 'up'; write 1"),
        (broken("criteria", value=["x"]), "`criteria` must be a map"),
        (
            broken("criteria", "few_lost", "when", value="attrition <= 20"),
            "criterion few_lost: 'attrition' is neither",
        ),
        (broken("criteria", "few_lost", "ask", drop=True), "criterion few_lost: needs `ask`"),
    ],
)
def test_a_broken_file_is_told_by_name_and_place(text, says):
    with pytest.raises(SchemeError, match=rf"^mine\.yaml[,:].*(?:{says})"):
        read_scheme(text, "mine.yaml")


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path):
    with pytest.raises(SchemeError, match=rf"no-such: no such scheme\. Use one of {', '.join(shipped())}"):
        load_scheme("no-such")
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"id: caf\xe9")
    with pytest.raises(SchemeError, match=r"bad\.yaml: not UTF-8 text \(byte 7\); save it as UTF-8"):
        load_scheme(path)


def test_a_scheme_cannot_run_anything():
    with pytest.raises(SchemeError, match="not valid YAML"):
        read_scheme("id: !!python/object/apply:os.system ['true']", "mine.yaml")


def test_a_shipped_scheme_is_found_by_its_id():
    assert scheme_of("eif").name == "EIF / Foundations evidence levels"
