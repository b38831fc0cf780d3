"""Title IV-E: sound contrasts in usual care, of different people, and how long the gain lasted."""

from __future__ import annotations

import pytest

from unit.rate.clearinghouses import NOT_REPORTED, OPEN, possible, rated, without
from whatworks.rate import SchemeError, load_scheme, shipped, shipped_versions

GAIN = {
    "design": "RCT", "year": 1990, "in_english": True, "report_kind": "journal article",
    "usual_setting": True, "execution": "Moderate", "direction": "favours",
    "signal": "excludes no difference", "months_after_end": 0,
}  # fmt: skip
"""A contrast that just meets all that is asked; it was measured at the end."""
SIX, YEAR = {**GAIN, "months_after_end": 6}, {**GAIN, "months_after_end": 12}
SET = {"outcome_targeted": True, "harm_reported": False}


def levels(*studies, **more):
    return possible("title-iv-e", "level", *studies, **{**SET, **more})


def level(*studies, **more):
    (only,) = levels(*studies, **more)
    return only


def test_two_contrasts_one_of_them_a_year_after_are_well_supported():
    assert level(GAIN, YEAR) == "well-supported"
    assert level(YEAR, YEAR) == "well-supported"


def test_the_year_is_twelve_months_and_not_a_day_less():
    short = {**GAIN, "months_after_end": 11.9}
    assert level(GAIN, short) == "supported"
    assert level(GAIN, {**GAIN, "months_after_end": 12}) == "well-supported"


def test_one_contrast_however_long_is_at_most_supported():
    assert level({**GAIN, "months_after_end": 60}) == "supported"


def test_supported_needs_six_months_and_not_a_day_less():
    assert level(SIX) == "supported"
    assert level({**GAIN, "months_after_end": 5.9}) == "promising"


def test_six_months_twice_are_not_a_year():
    assert level(SIX, SIX) == "supported"


def test_one_contrast_with_a_gain_is_promising():
    assert level(GAIN) == "promising"
    assert level({**GAIN, "design": "matched", "execution": "High"}) == "promising"


def test_promising_asks_for_no_usual_care():
    assert level({**GAIN, "usual_setting": False, "comparator": "waiting list"}) == "promising"
    elsewhere = {**YEAR, "usual_setting": False, "comparator": "nothing"}
    assert level(elsewhere, elsewhere) == "promising"


def test_a_comparison_with_usual_care_took_place_in_usual_care():
    against = {**without(SIX, "usual_setting"), "comparator": "usual care"}
    assert level(against) == "supported"
    assert levels({**without(SIX, "usual_setting"), "comparator": "nothing"}) == {"promising", "supported"}


@pytest.mark.parametrize(
    "changed",
    [
        {"execution": "Low"},
        {"direction": "against", "signal": "includes no difference"},
        {"direction": "exactly null", "signal": "includes no difference"},
        {"signal": "includes no difference"},
        {"execution": NOT_REPORTED},
        {"signal": NOT_REPORTED},
    ],
)
def test_a_contrast_that_is_not_sound_or_shows_no_gain_does_not_meet_criteria(changed):
    assert level({**YEAR, **changed}) == "not-met"


def test_an_outcome_that_is_not_targeted_does_not_meet_criteria():
    assert level(GAIN, YEAR, outcome_targeted=False) == "not-met"
    assert levels(GAIN, YEAR, outcome_targeted=OPEN) == {"not-met", "well-supported"}


def test_one_sample_in_two_reports_is_one():
    one, same = {**GAIN, "sample": "Leeds"}, {**YEAR, "sample": "Leeds"}
    assert level(one, same) == "supported"
    assert level(one, {**YEAR, "sample": "York"}) == "well-supported"
    assert levels(one, {**YEAR, "sample": OPEN}) == {"supported", "well-supported"}


def test_the_lasting_one_must_be_one_of_the_two():
    lasting_but_low = {**YEAR, "execution": "Low"}
    assert level(GAIN, GAIN, lasting_but_low) == "promising"
    overlapping = [{**GAIN, "sample": "x"}, {**YEAR, "sample": "x"}, {**GAIN, "sample": "y"}]
    assert level(*overlapping) == "well-supported"


@pytest.mark.parametrize(
    "outside",
    [
        {"year": 1989},
        {"in_english": False},
        {"report_kind": "thesis"},
        {"report_kind": "conference paper"},
        {"report_kind": NOT_REPORTED},
        {"design": "pre-post"},
    ],
)
def test_what_the_clearinghouse_would_not_read_does_not_count(outside):
    assert level({**YEAR, **outside}) == "none"
    assert level(GAIN, {**YEAR, **outside}) == "promising"


@pytest.mark.parametrize(
    "kind", ["journal article", "government report", "foundation report", "research firm report"]
)
def test_journals_and_reports_of_the_named_kinds_count(kind):
    assert level({**GAIN, "report_kind": kind}) == "promising"


def test_no_study_is_not_rated_yet():
    assert level() == "none"


def test_reported_harm_does_not_meet_criteria():
    assert level(GAIN, YEAR, harm_reported=True) == "not-met"
    assert level(GAIN, YEAR, harm_reported=NOT_REPORTED) == "well-supported"
    assert levels(GAIN, YEAR, harm_reported=OPEN) == {"not-met", "well-supported"}


def test_a_sound_contrast_that_finds_people_worse_off_is_for_a_person_to_weigh():
    worse = {**GAIN, "direction": "against"}
    assert levels(GAIN, YEAR, worse) == {"not-met", "well-supported"}
    assert level(GAIN, YEAR, worse, evidence_weight="against it") == "not-met"
    assert level(GAIN, YEAR, worse, evidence_weight="supports it") == "well-supported"
    rating = rated("title-iv-e", "level", GAIN, YEAR, worse, **SET)
    assert "which way the weight of evidence lies" in rating.because


def test_harm_ranges_over_what_would_be_read_and_is_sound():
    worse = {**GAIN, "direction": "against"}
    assert level(GAIN, YEAR, {**worse, "execution": "Low"}) == "well-supported"
    assert level(GAIN, YEAR, {**worse, "report_kind": "thesis"}) == "well-supported"


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        ("execution", {"promising", "well-supported"}),
        ("signal", {"promising", "well-supported"}),
        ("months_after_end", {"promising", "supported", "well-supported"}),
        ("usual_setting", {"promising", "well-supported"}),
        ("year", {"promising", "well-supported"}),
    ],
)
def test_what_is_not_known_of_the_lasting_contrast_leaves_the_exact_set(open_, expected):
    assert levels(GAIN, without(YEAR, open_)) == expected


def test_everything_unknown_leaves_every_level():
    assert possible("title-iv-e", "level", {"id": "x"}, {"id": "y"}) == {
        "none", "not-met", "promising", "supported", "well-supported",
    }  # fmt: skip


def test_what_would_change_it_is_said_in_plain_words():
    first = rated("title-iv-e", "level", SIX, **SET).changes_up[0]
    assert first.words == (
        "One more study against usual care, rated moderate or high, with different people and a clear gain "
        "at least 12 months after the end: at least “Well-supported”"
    )
    first = rated("title-iv-e", "level", YEAR, **SET).changes_up[0]
    assert first.words.endswith("with different people and a clear gain: at least “Well-supported”")


def test_an_older_version_is_kept_beside_the_newest():
    assert "title-iv-e" in shipped()
    assert shipped_versions("title-iv-e") == ("2.0", "1.0")
    assert load_scheme("title-iv-e").version == load_scheme("title-iv-e@2.0").version == "2.0"
    assert load_scheme("title-iv-e@1.0").version == "1.0"
    assert load_scheme("title-iv-e@1.0").id == "title-iv-e"
    with pytest.raises(SchemeError, match=r"no such version. Use one of title-iv-e@2.0, title-iv-e@1.0"):
        load_scheme("title-iv-e@3.0")


def test_both_versions_name_themselves_in_the_rating():
    old, new = (rated(s, "level", GAIN, YEAR, **SET) for s in ("title-iv-e@1.0", "title-iv-e"))
    assert (old.level, new.level) == ("well-supported", "well-supported")
    assert (old.version, new.version) == ("1.0", "2.0")
    assert old.id != new.id
    assert any("1.0" in u for u in old.unverified)
