"""A record, its form, and the record again."""

import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.terms import Result, Scale, Study, UnknownKind

WORDS = st.text(alphabet="abc xyz,;|=%é’", min_size=1, max_size=12).map(str.strip).filter(bool)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 4) + 0.0)


def sheets():
    from whatworks_site.reviews.forms.record_sheets import SHEETS

    return SHEETS


def _value(record, name, sheet):
    import enum

    from whatworks_site.reviews.forms.record_fields import kind_of

    kind, optional = kind_of(record, name)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        made = st.sampled_from(list(kind))
    elif kind is bool:
        made = st.booleans()
    elif kind is int:
        made = st.integers(-5000, 10**9)
    elif kind is float:
        made = NUMBERS
    elif kind is str:
        made = WORDS
    elif typing.get_origin(kind) is dict:
        made = st.dictionaries(st.sampled_from(["age", "dose"]), NUMBERS)
    else:
        made = st.just(("one-report",))
    return st.none() | made if optional else made


@st.composite
def records(draw):
    sheet = draw(st.sampled_from(sheets()))
    names = [f.name for f in sheet.record.fields() if f.name != "unknown_because"]
    values = {name: draw(_value(sheet.record, name, sheet)) for name in names}
    known = {f.name for f in sheet.record.fields()}
    if "unknown_because" in known:
        unknown = [name for name in sheet.fields if sheet.may_be_unknown(name) and values[name] is None]
        whys = st.sampled_from([*(k.value for k in (UnknownKind.NOT_REPORTED, UnknownKind.NOT_APPLICABLE))])
        reasons = {}
        for name in unknown:
            if draw(st.booleans()):
                reasons[name] = draw(whys | st.just("4|5"))
        values["unknown_because"] = reasons
    return sheet, sheet.record(**values)


@settings(max_examples=60, deadline=None)
@given(records())
def test_a_form_gives_back_the_record_that_it_was_made_from(held):
    from whatworks_site.reviews.forms.record_forms import RecordForm, initial_of

    sheet, record = held
    form = RecordForm(sheet, initial_of(sheet, record), record=record)
    assert form.is_valid(), form.errors
    assert form.made == record
    assert initial_of(sheet, form.made) == initial_of(sheet, record)


@pytest.mark.parametrize("number", range(5))
def test_every_field_of_a_record_is_asked_for_or_kept(number):
    sheet = sheets()[number]
    assert sorted([*sheet.fields, *sheet.kept]) == sorted(f.name for f in sheet.record.fields())


def _result(**data):
    from whatworks_site.reviews.forms.record_forms import RecordForm
    from whatworks_site.reviews.forms.record_sheets import RESULT

    kept = {"id": "r", "study": "s"}
    return RecordForm(RESULT, {"outcome": "care", "measure": "m", "ci_level": "95", **data}, kept=kept)


@pytest.mark.parametrize(
    ("printed", "number"),
    [("−0·58", -0.58), ("1,234", 1234), ("12 %", 12), ("1 234", 1234), (".05", 0.05), ("1e-3", 0.001)],
)
def test_numbers_are_taken_as_they_are_copied_from_print(printed, number):
    form = _result(estimate=printed)
    assert form.is_valid(), form.errors
    assert form.made.estimate == number


@pytest.mark.parametrize("wrong", ["about 5", "nan", "inf", "1,2", "5|", "0x1"])
def test_what_is_no_number_is_refused_and_kept_on_the_page(wrong):
    form = _result(estimate=wrong)
    assert not form.is_valid()
    assert wrong in str(form.errors["estimate"]) and form["estimate"].value() == wrong


def test_sources_that_disagree_are_written_with_a_bar():
    form = _result(total_t="460|461")
    assert form.is_valid()
    assert form.made.total_t is None and form.made.unknown_because == {"total_t": "460|461"}


def test_one_tick_says_that_the_rest_of_a_part_is_not_reported():
    form = _result(**{"estimate": "0.9", "scale": "RR", "why-se": "not applicable", "rest-estimate": "on"})
    assert form.is_valid()
    reported = {"adjusted", "ci_low", "ci_high", "p"}
    assert form.made.unknown_because == {
        "se": "not applicable",
        **dict.fromkeys(reported, "sought, not reported"),
    }


def test_a_reason_goes_once_the_value_is_known():
    from whatworks_site.reviews.forms.record_forms import RecordForm, initial_of
    from whatworks_site.reviews.forms.record_sheets import RESULT

    old = Result(
        id="r", study="s", outcome="o", measure="m", unknown_because={"estimate": "sought, not reported"}
    )
    form = RecordForm(RESULT, {**initial_of(RESULT, old), "estimate": "2", "scale": "MD"}, record=old)
    assert form.is_valid()
    assert form.made.estimate == 2 and form.made.scale is Scale.MD and form.made.unknown_because == {}


def test_fields_are_worded_by_the_vocabulary():
    from whatworks_site.reviews.forms.record_forms import RecordForm
    from whatworks_site.reviews.forms.record_sheets import STUDY

    form = RecordForm(STUDY, kept={"id": "s"})
    docs = {f.name: f.metadata["doc"] for f in Study.fields()}
    assert form.fields["n_randomised"].label == docs["n_randomised"]
    assert {v for v, _ in form.fields["baseline_equivalent"].choices} == {"yes", "no", ""}
