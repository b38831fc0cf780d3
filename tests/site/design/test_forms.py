"""Forms: every kind of field, asked, answered and answered wrongly."""

import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from browser import WIDTHS, assert_accessible, assert_fits, follow, page_of
from whatworks_site.design.fields import error_list, form_field
from whatworks_site.design.forms import PlainDateField, PlainForm, WordLimit

SOURCE = """{% extends "design/base.html" %}
{% from "design/forms.html" import all_fields, buttons, error_summary, post %}
{% block title %}Add a study{% endblock %}
{% block content %}{{ error_summary(form) }}<h1 class="govuk-heading-l">Add a study</h1>
{% call post(csrf_input, files=true) %}{{ all_fields(form) }}{{ buttons("Save", cancel="/") }}{% endcall %}
{% endblock %}"""
LETTERS = [("a", "The first"), ("b", "The second")]


class Everything(PlainForm, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", max_length=40, help_text="As it should stand <on the page>")
    email = forms.EmailField(label="Your e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(label="Password", min_length=12, widget=forms.PasswordInput)
    families = forms.IntegerField(label="Families", min_value=1, max_value=9000)
    cost = forms.DecimalField(label="Cost of a place")
    page = forms.URLField(label="Web address", assume_scheme="https")
    searched = PlainDateField(label="Date of the search")
    reason = forms.CharField(widget=forms.Textarea, validators=[WordLimit(5)])
    found = forms.ChoiceField(label="What did you find?", choices=LETTERS, widget=forms.RadioSelect)
    outcomes = forms.MultipleChoiceField(choices=LETTERS, widget=forms.CheckboxSelectMultiple)
    scheme = forms.ChoiceField(choices=[("", "Choose one"), ("Ours", LETTERS)])
    folder = forms.FileField(label="Review folder")
    agreed = forms.BooleanField(label="Both of us have read it")
    token = forms.CharField(widget=forms.HiddenInput, initial='"quoted"')

    def clean(self):
        if self.cleaned_data.get("name") == "Nobody":
            raise forms.ValidationError("Nobody cannot be chosen for this")


RIGHT = {
    "name": "Ada", "email": "ada@example.org", "password": "a long enough one", "families": "346",
    "cost": "4109.50", "page": "https://example.org/report", "searched_day": "27", "searched_month": "March",
    "searched_year": "2026", "reason": "Two trials now agree", "found": "b", "outcomes": ["a", "b"],
    "scheme": "a", "agreed": "on", "token": "t",
}  # fmt: skip
WRONG = {
    "name": "x" * 41, "email": "ada", "password": "short", "families": "0", "cost": "some", "page": "not one",
    "searched_day": "31", "searched_month": "2", "searched_year": "2026", "reason": "a b c d e f",
    "found": "z", "outcomes": ["z"], "scheme": "z", "token": "t",
}  # fmt: skip


def filled(answers):
    return Everything(answers, {"folder": SimpleUploadedFile("review.zip", b"a")} if answers is RIGHT else {})


def test_right_answers_are_taken_as_they_were_meant():
    form = filled(RIGHT)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["searched"] == dt.date(2026, 3, 27)


def test_an_answer_left_out_is_asked_for_by_its_name():
    assert {name: errors[0] for name, errors in Everything({}).errors.items()} == {
        "name": "Enter your name",
        "email": "Enter your e-mail",
        "password": "Enter password",
        "families": "Enter families",
        "cost": "Enter cost of a place",
        "page": "Enter web address",
        "searched": "Enter date of the search",
        "reason": "Enter reason",
        "found": "Answer “What did you find?”",
        "outcomes": "Select outcomes",
        "scheme": "Select scheme",
        "folder": "Choose a file: review folder",
        "agreed": "Tick “Both of us have read it” to go on",
        "token": "Enter token",
    }


def test_a_wrong_answer_is_told_what_would_be_right():
    errors = {name: errors[0] for name, errors in filled(WRONG).errors.items()}
    assert errors["name"] == "Your name must be 40 characters or fewer"
    assert errors["email"] == "Enter an e-mail address like name@example.org"
    assert "Password must be 12 characters or more" in errors.values()
    assert errors["families"] == "Families must be 1 or more"
    assert errors["cost"] == "Cost of a place must be a number, like 12.5"
    assert errors["page"] == "Enter a web address like https://www.example.org/page"
    assert errors["searched"] == "Date of the search must be a real date, like 27 3 2026"
    assert errors["reason"] == "Use 5 words or fewer. You used 6"
    assert errors["found"] == "Select one of the answers given for “What did you find”"


def test_words_given_by_the_author_of_a_form_stand():
    class Own(PlainForm, forms.Form):
        why = forms.CharField(error_messages={"required": "Say why you withdraw the page"})

    assert Own({}).errors["why"] == ["Say why you withdraw the page"]


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("27", "", "2026", "The date must include a month"),
        ("", "", "2026", "The date must include a day and a month"),
        ("27", "3", "26", "Date must be a real date, like 27 3 2026"),
        ("27", "Quintember", "2026", "Date must be a real date, like 27 3 2026"),
    ],
)
def test_a_date_says_what_is_lacking(day, month, year, said):
    class Dated(PlainForm, forms.Form):
        date = PlainDateField()

    form = Dated({"date_day": day, "date_month": month, "date_year": year})
    assert form.errors["date"] == [said]
    shown = form_field(form["date"])
    assert all(f'value="{part}"' in shown for part in (day, month, year) if part)


def test_a_date_on_record_stands_in_its_boxes_and_is_no_change():
    class Dated(PlainForm, forms.Form):
        date = PlainDateField(required=False)

    on = dt.date(2026, 3, 27)
    assert 'value="27"' in form_field(Dated(initial={"date": on})["date"])
    sent = {"date_day": "27", "date_month": "3", "date_year": "2026"}
    assert not Dated(sent, initial={"date": on}).has_changed()
    assert Dated({}).is_valid()


def test_what_a_person_wrote_is_kept_and_cannot_become_markup():
    form = Everything({**RIGHT, "name": '"><script>x</script>', "reason": "</textarea><script>"})
    assert "<script>" not in "".join(form_field(field) for field in form)
    assert "&lt;script&gt;" in form_field(form["name"])


def test_a_password_is_never_sent_back():
    assert "a long enough one" not in form_field(filled(RIGHT)["password"])


def test_every_error_leads_to_a_control_that_is_there():
    form = filled(WRONG)
    page = "".join(form_field(field) for field in form)
    for entry in error_list(form):
        assert f'id="{entry["href"][1:]}"' in page


def test_an_error_of_the_whole_form_comes_first():
    assert error_list(filled({**RIGHT, "name": "Nobody"}))[0] == {"text": "Nobody cannot be chosen for this"}


def test_a_list_that_needs_a_held_key_is_refused():
    class Listed(forms.Form):
        many = forms.MultipleChoiceField(choices=LETTERS)

    with pytest.raises(TypeError, match="CheckboxSelectMultiple"):
        form_field(Listed()["many"])


def test_choices_may_carry_hints_and_counts():
    shown = form_field(Everything()["outcomes"], hints={"a": "Asked of <all>"}, counts={"b": 7}, small=True)
    assert "Asked of &lt;all&gt;" in shown
    assert 'The second <span class="ww-count">(7)</span>' in shown
    assert "govuk-checkboxes--small" in shown


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("answers", [RIGHT, WRONG], ids=["right", "wrong"])
def test_every_kind_of_field_is_for_everyone(client, pages, width, answers):
    pages.add("all", SOURCE, form=filled(answers))
    with page_of(client, width) as page:
        page.goto("/all")
        assert_accessible(page)
        assert page.title().startswith("Error: ") == (answers is WRONG)


def test_a_form_with_errors_fits_a_screen_of_320_pixels(client, pages):
    pages.add("all", SOURCE, form=filled(WRONG))
    with page_of(client, 320) as page:
        page.goto("/all")
        assert_fits(page)


def test_a_reader_is_put_at_the_errors_and_led_from_each_to_its_field(client, pages):
    pages.add("all", SOURCE, form=filled(WRONG))
    with page_of(client, 1280) as page:
        page.goto("/all")
        assert "govuk-error-summary" in page.locator(":focus").get_attribute("class")
        follow(page.get_by_role("link", name="Date of the search must be a real date"))
        assert page.evaluate("document.activeElement.id") in ("id_searched-day", "")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name").startswith("searched_")
