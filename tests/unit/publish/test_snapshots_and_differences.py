from dataclasses import replace

import pytest

from unit.publish import made_up_review as made_up
from whatworks.publish import differences, shelf_of, snapshot_of
from whatworks.publish.prose import lower_first
from whatworks.terms import Snapshot


@pytest.fixture
def snapshot():
    records = made_up.records()
    return snapshot_of(records, made_up.findings(), made_up.SCHEMES, records.interventions[0].id)


def test_a_snapshot_comes_back_from_json_as_it_went(snapshot):
    assert Snapshot.from_json(snapshot.to_json()) == snapshot


def test_a_snapshot_holds_one_intervention_and_everything_that_it_names(snapshot):
    records, findings = snapshot.records, snapshot.findings
    studies = {s.id for s in records.studies}
    outcomes = {o.id for o in records.outcomes}
    sets = {s.id for s in records.evidence_sets}
    assert [i.id for i in records.interventions] == [snapshot.intervention]
    assert {s.intervention for s in records.studies} <= {snapshot.intervention}
    assert {r.study for r in records.results} <= studies
    assert {r.outcome for r in records.results} | {s.outcome for s in records.evidence_sets} <= outcomes
    assert {m.study for m in findings.members} <= studies
    assert {r.object.evidence_set for r in findings.ratings} <= sets
    assert {m.effect for m in findings.members if m.effect} <= {e.id for e in findings.effects}
    assert shelf_of(snapshot).leading_set(snapshot.intervention).id in sets


def test_a_snapshot_of_what_the_review_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        snapshot_of(made_up.records(), made_up.findings(), made_up.SCHEMES, "nothing")


def test_a_page_does_not_differ_from_itself(snapshot):
    assert differences(snapshot, snapshot) == ()


def test_a_first_version_says_what_it_begins_with(snapshot):
    (only,) = differences(None, snapshot)
    assert only.words.startswith("First version, with ")


def test_a_rating_that_moved_is_said_with_both_levels(snapshot):
    first, *rest = snapshot.findings.ratings
    moved = replace(first, level="-1", possible=("-1",), words="Tends to harm")
    new = replace(snapshot, findings=replace(snapshot.findings, ratings=(moved, *rest)))
    (found,) = [d for d in differences(snapshot, new) if d.kind == "rating"]
    assert (found.before, found.after) == (first.words, "Tends to harm")
    assert "Tends to harm" in found.words


def test_studies_added_removed_and_corrected_are_named(snapshot):
    studies = snapshot.records.studies
    fewer = replace(snapshot, records=replace(snapshot.records, studies=studies[1:]))
    (added,) = [
        d for d in differences(fewer, snapshot) if "study added" in d.words or "studies added" in d.words
    ]
    assert studies[0].name in added.words
    (removed,) = [d for d in differences(snapshot, fewer) if "removed" in d.words]
    assert studies[0].name in removed.words
    noted = (replace(studies[0], note="A new note."), *studies[1:])
    mended = replace(snapshot, records=replace(snapshot.records, studies=noted))
    (corrected,) = differences(snapshot, mended)
    assert "1 study corrected" in corrected.words


def test_words_are_shown_before_and_after(snapshot):
    page = replace(made_up.page(), intervention=snapshot.intervention, answer="Another answer.")
    new = replace(snapshot, records=replace(snapshot.records, pages=(page,)))
    found = [d for d in differences(snapshot, new) if d.kind == "words" and "short answer" in d.words]
    assert found[0].after == "Another answer."


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("A permanent home", "a permanent home"),
        ("IQ of pupils", "IQ of pupils"),
        ("Entry", "entry"),
        ("", ""),
    ],
)
def test_a_name_fits_the_middle_of_a_sentence(given, wanted):
    assert lower_first(given) == wanted
