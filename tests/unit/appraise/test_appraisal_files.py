"""An appraisal written in YAML is read whole; its mistakes are told with file, line, value and what to do."""

from pathlib import Path

import pytest

from whatworks.appraise import AppraisalError, read_appraisal
from whatworks.terms import Appraisal

TUTORIAL = Path(__file__).parents[3] / "examples" / "tutorial-trial" / "appraisal.yaml"
HEAD = """instrument: rob2
version: 2019-08-22
object: A result
rater: A rater
effect: assignment
"""


def written(tmp_path, text):
    path = tmp_path / "appraisal.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path, text):
    with pytest.raises(AppraisalError) as caught:
        read_appraisal(written(tmp_path, text))
    return caught.value


def test_the_tutorial_trial_is_made_up_and_ends_with_a_question_for_a_person():
    appraisal = read_appraisal(TUTORIAL)
    assert "MADE UP" in TUTORIAL.read_text(encoding="utf-8") and "made up" in appraisal.object
    assert [d.proposed for d in appraisal.domains] == ["Low", "Low", "Some concerns", "Low", "Some concerns"]
    assert appraisal.proposed == "Some concerns"
    assert appraisal.prompts[0].startswith("Some concerns in 2 domains")
    assert len(appraisal.prompts) == 1
    assert all(answer.justification for answer in appraisal.answers)


def test_an_appraisal_survives_the_journey_through_json():
    appraisal = read_appraisal(TUTORIAL)
    assert Appraisal.from_json(appraisal.to_json()) == appraisal


def test_numbers_need_no_quotes_and_an_answer_may_stand_alone(tmp_path):
    appraisal = read_appraisal(written(tmp_path, HEAD + "answers:\n  1.2: NI\n  1.3: N\n"))
    assert appraisal.domains[0].proposed == "Some concerns"
    assert appraisal.id == "appraisal"
    assert appraisal.prompts == ("No reason is given for 1.2, 1.3: every answer should have one.",)


def test_decisions_in_the_file_are_kept(tmp_path):
    text = HEAD + 'answers: {}\ndecisions:\n  "3": {decided: Low, reason: All were found}\n'
    third = read_appraisal(written(tmp_path, text)).domains[2]
    assert (third.proposed, third.decided, third.reason) == (None, "Low", "All were found")


def test_quotes_places_and_the_time_are_kept(tmp_path):
    answer = 'answers:\n  "3.1": {answer: Y, because: All, quote: "None was lost.", place: Table 1}\n'
    appraisal = read_appraisal(written(tmp_path, HEAD + "at: 2026-03-31T09:30:00Z\nid: a\n" + answer))
    kept = appraisal.answers[0]
    assert (kept.appraisal, kept.question, kept.answer) == ("a", "3.1", "Y")
    assert (kept.justification, kept.quote, kept.place) == ("All", "None was lost.", "Table 1")
    assert appraisal.at is not None and appraisal.at.isoformat() == "2026-03-31T09:30:00+00:00"


WRONG = [
    ("answers:\n  7.1: Y\n", 7, "question '7.1' is not a question of RoB 2"),
    ("answers:\n  1.1: Y\n  1.2: Yes\n", 8, "question 1.2: 'Yes' is not an answer; use Y (yes)"),
    (
        "answers:\n  3.1: Y\n  3.2:\n    answer: N\n",
        8,
        "question 3.2: 'N' is given, but the question is asked",
    ),
    ("answers:\n  1.1: Y\n  1.1: N\n", 8, "'1.1' is given twice; keep one"),
    ("answers:\n  1.1: {because: Said so}\n", 7, "question 1.1: 'answer' is missing"),
    ("answers:\n  1.1: {answer: Y, why: Said so}\n", 7, "'why' is not a field; use answer, because, quote"),
    ("answers: [Y, N]\n", 6, "should be a map of names to values"),
    ("answers: {}\ncolour: red\n", 7, "'colour' is not a field"),
    ("answers: {}\nat: yesterday\n", 7, "'at' is 'yesterday', which is not a time"),
    ("answers: {}\ndecisions:\n  '3': {decided: Low}\n", 8, "give the reason"),
    ("answers: {}\ndecisions:\n  '3': {reason: Because}\n", 8, "'decided' is missing"),
    ("answers: {}\ndecisions:\n  '3': {decided: Fine, reason: x}\n", 8, "'Fine' is not a judgement"),
    ("answers:\n  1.1: &a Y\n  1.2: *a\n", 7, "uses a YAML alias"),
    ("answers: {1.1: Y\n", None, "is not valid YAML"),
]


@pytest.mark.parametrize(("text", "line", "says"), WRONG)
def test_a_mistake_is_told_with_its_file_and_line(tmp_path, text, line, says):
    error = refused(tmp_path, HEAD + text)
    assert says in str(error) and "appraisal.yaml" in str(error)
    assert line is None or (error.line == line and f"line {line}" in str(error))


def test_a_missing_part_another_version_and_another_instrument_are_told(tmp_path):
    assert "'object' is missing" in str(
        refused(tmp_path, HEAD.replace("object: A result\n", "answers: {}\n"))
    )
    assert "it is '2019-08-22'" in str(
        refused(tmp_path, HEAD.replace("2019-08-22", "2016") + "answers: {}\n")
    )
    assert "there is no instrument 'rob9'" in str(
        refused(tmp_path, HEAD.replace("rob2", "rob9") + "answers: {}")
    )
    assert "'effect' is missing; say assignment or adhering" in str(
        refused(tmp_path, HEAD.replace("effect: assignment\n", "") + "answers: {}\n")
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"- a\n- b\n", b"just words", b"\xff\xfe\x00", b"a: [", b"!!python/object/apply:os.system [ls]",
     b"? [a]\n: b\n", b"[" * 3000, b"[" * 400 + b"]" * 400, b"a: 1\n---\nb: 2\n"],
)  # fmt: skip
def test_no_bytes_crash_the_reader(tmp_path, content):
    path = tmp_path / "appraisal.yaml"
    path.write_bytes(content)
    with pytest.raises(AppraisalError, match=r"appraisal\.yaml"):
        read_appraisal(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(AppraisalError, match="cannot be read: No such file"):
        read_appraisal(tmp_path / "none.yaml")
