"""Every problem of a file is told with its file, its line, the field, the value and what to do."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.appraise import AppraisalError, Problem, check_any, check_instrument, load_instrument, shipped
from whatworks.appraise.instrument import FOLDER
from whatworks.appraise.yamltext import read_yaml

OWN = ("amstar2", "grade", "grade-cerqual", "grade-etd", "rob2", "rob2-cluster", "robins-i", "robins-i-v2")


def changed(tmp_path, name, old, new):
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    return path, line


BROKEN = [
    ("robins-i", 'rule: {answer: "4"}', 'rule: {answer: "9"}', "takes the answer to '9'"),
    ("rob2", '"3.3": [N, PN]}, then: Low', '"3.9": [N, PN]}, then: Low', "names the question '3.9'"),
    ("rob2", "rule: {worst: [part 1, part 2]}", "rule: {worst: [part 1, part 3]}", "the worst of 'part 3'"),
    ("rob2", "verified: second hand\n    q", "verified: surely\n    q", "'verified' is 'surely'"),
    ("rob2", "object: result", "object: book", "'object' is 'book'; use result, study"),
    ("rob2", "kind: judgement", "kind: quiz", "'kind' is 'quiz'; use judgement, checklist or score"),
    ("rob2", "ordered: [Y, PY, PN, N] #", "ordered: perhaps #", "'ordered' is 'perhaps'"),
    ("robins-i-v2", '"2.5": {N: 0, PN: 0, Y: 1', '"2.5": {N: 0, PN: nil, Y: 1', "'nil' should be a number"),
    ("robins-i-v2", "at_least: 2, then: Serious}", "at_least: 2, then: Grave}", "'Grave' is not a judgement"),
    ("grade", "clamp: [1, 4]", "clamp: [4, 1]", "the least is more than the most"),
    ("grade", "clamp: [1, 4]", "clamp: 4", "a list of the least and the most"),
    ("amstar2", "critical: true", "critical: very", "'critical' is 'very'; use true or false"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "says"), BROKEN)
def test_a_broken_instrument_is_told_by_line(tmp_path, name, old, new, says):
    path, line = changed(tmp_path, name, old, new)
    kind, problems = check_any(path)
    assert kind == "instrument"
    found = [problem for problem in problems if says in str(problem)]
    assert found, [str(problem) for problem in problems]
    first = min(problem.line for problem in found)
    near = 25 if "verified" in says or "ordered" in says else 0
    assert line <= first <= line + near
    assert {problem.file for problem in found} == {str(path)}
    with pytest.raises(AppraisalError, match=r"mine\.yaml: is not a sound instrument: .*\(line \d+\)"):
        load_instrument(path)


def test_a_domain_asked_after_a_later_one_or_an_unknown_judgement_is_told(tmp_path):
    path, _ = changed(tmp_path, "robins-i-v2", '"B": [Go on]}', '"6": [Low]}')
    assert any("asked_if names 6, which comes no earlier" in str(p) for p in check_any(path)[1])
    path, line = changed(tmp_path, "robins-i-v2", '"B": [Go on]}', '"B": [Carry on]}')
    (problem,) = [p for p in check_any(path)[1] if p.line == line]
    assert (problem.value, problem.field[-2:]) == ("Carry on", ("asked_if", "B"))


def test_a_problem_is_one_json_object():
    problem = Problem("domain 1", "is odd", ("domains", "0"), "x", "mine.yaml", 7)
    assert problem.to_json() == {
        "file": "mine.yaml", "line": 7, "field": "domains.0", "value": "x", "rule": "domain 1: is odd",
    }  # fmt: skip


def test_every_instrument_that_is_shipped_is_sound_and_says_where_it_comes_from():
    assert set(OWN) <= set(shipped())
    for name in OWN:
        assert check_instrument(read_yaml(FOLDER / f"{name}.yaml")[0]) == ()
        instrument = load_instrument(name)
        assert instrument.id == name
        assert instrument.source["title"] and instrument.url.startswith("https://") and instrument.licence
        assert instrument.verified == "yes" or instrument.unverified
        asked = [
            question.ask for domain in instrument.domains for question in domain.sheet.questions.values()
        ]
        assert all(ask.endswith("?") and len(ask) < 130 for ask in asked)


def test_the_unverified_part_of_the_cluster_form_is_marked():
    assert any(
        "2.4" in note and "Some concerns is kept" in note
        for note in load_instrument("rob2-cluster").unverified
    )


def test_three_robins_are_three_and_that_of_2024_is_not_shipped():
    versions = {name: load_instrument(name).version for name in shipped() if name.startswith("robins")}
    assert versions == {"robins-i": "2016", "robins-i-v2": "2025-11-20"}
    assert "2024" in (FOLDER / "robins-i-v2.yaml").read_text(encoding="utf-8")


CONTENTS = [yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")) for name in OWN]
JUNK = st.sampled_from(
    [None, 3, -1.5, True, "x", "all", "number", [], [{}], [[]], {}, {"a": {"b": []}}, {"count": 1}]
)


def places(content, path=()):
    yield path
    inner = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in inner:
        yield from places(value, (*path, key))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), which=st.sampled_from(range(len(CONTENTS))), junk=JUNK)
def test_junk_anywhere_in_an_instrument_never_crashes_the_check(data, which, junk):
    content = copy.deepcopy(CONTENTS[which])
    path = data.draw(st.sampled_from([p for p in places(content) if p]))
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = junk
    assert all(isinstance(problem, str) for problem in check_instrument(content))


APPRAISAL = """instrument: amstar2
version: "2017"
object: A review
rater: A rater
critical: {questions: ["2", "4"], reason: ""}
answers:
  "1": Y
  "2": Perhaps
  "3": {because: Said so}
  "99": Y
decisions:
  "4": {decided: "No"}
at: never
"""


def test_every_problem_of_an_appraisal_is_told_at_once(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(APPRAISAL, encoding="utf-8")
    kind, problems = check_any(path)
    assert kind == "appraisal"
    told = {problem.line: problem.says for problem in problems}
    assert set(told) == {5, 8, 9, 10, 12, 13}
    assert "give the reason" in told[5] and "'Perhaps' is not an answer" in told[8]
    assert "'answer' is missing" in told[9] and "'99' is not a question" in told[10]
    assert "give the reason" in told[12] and "not a time" in told[13]


def test_a_sound_appraisal_has_no_problem(tmp_path):
    path = tmp_path / "mine.yaml"
    head = APPRAISAL.replace('reason: ""', "reason: Few")
    path.write_text(head.split("answers:")[0] + "answers: {}\n", encoding="utf-8")
    assert check_any(path) == ("appraisal", ())
