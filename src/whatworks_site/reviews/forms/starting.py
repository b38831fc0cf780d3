"""Forms that start a review and say what it asks."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks.terms import Stage
from whatworks_site.design.forms import PlainForm
from whatworks_site.people.roles import PARTS, Role

from ..actions.starting import Question
from .seen import SeenForm

WHAT = {
    Role.SCREENER: "Reads records and says which go on",
    Role.EXTRACTOR: "Writes studies and results down",
    Role.ARBITER: "Settles where screeners differ",
    Role.LEAD: "Changes question, team and ways",
}
"""The parts in a few words."""
SEAT = "The name your decisions carry. It leaves with the review: it need not be your real one."


def small() -> forms.Textarea:
    """A box for a sentence or two."""
    return forms.Textarea(attrs={"rows": 2})


def parts_field(label: str, roles: tuple[Role, ...] = PARTS, *, required: bool = False) -> Any:
    """Boxes to tick, one for each part."""
    return forms.MultipleChoiceField(
        label=label,
        required=required,
        choices=[(r.value, "Lead" if r is Role.LEAD else r.label) for r in roles],
        widget=forms.CheckboxSelectMultiple,
    )


class QuestionForm(PlainForm, SeenForm):
    """What a review asks."""

    question = forms.CharField(
        label="The question, as a person would ask it",
        help_text="For example: Does support for kinship carers help children’s homes last?",
        max_length=500,
        widget=small(),
    )
    title = forms.CharField(
        label="Title", max_length=200, help_text="As a report would have it. It can be changed later."
    )
    field = forms.CharField(
        label="Field", max_length=100, help_text="For example: children’s social care, education"
    )
    population = forms.CharField(label="Population", help_text="Who", required=False, widget=small())
    intervention = forms.CharField(
        label="Intervention", help_text="What is done", required=False, widget=small()
    )
    comparison = forms.CharField(label="Comparison", help_text="Against what", required=False, widget=small())
    outcomes = forms.CharField(
        label="Outcomes", help_text="What should change", required=False, widget=small()
    )

    def asked(self) -> Question:
        """The question as written."""
        names = ("question", "title", "field", "population", "intervention", "comparison", "outcomes")
        return Question(**{name: _in_a_line(name, self.cleaned_data[name]) for name in names})


def _in_a_line(name: str, text: str) -> str:
    """Words on one line. Outcomes written one below the other stay apart."""
    if name != "outcomes":
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "; ".join(line.rstrip(";,") for line in lines if line)


class StartForm(QuestionForm):
    """A review to be started, and who works on it."""

    name = forms.CharField(label="Your name in this review", help_text=SEAT, max_length=60)
    parts = parts_field("What else do you do here?", (Role.SCREENER, Role.EXTRACTOR, Role.ARBITER))
    others = forms.CharField(
        label="Who else will screen?",
        help_text="The names their decisions will carry, one on a line. Say who they are under Team.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def chosen(self) -> list[Role]:
        """The parts ticked."""
        return [Role(value) for value in self.cleaned_data["parts"]]

    def names(self) -> list[str]:
        """The names of others, one a line."""
        return [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]


class JoinForm(PlainForm, forms.Form):
    """A wish to join a team."""

    name = forms.CharField(label="The name your decisions should carry", help_text=SEAT, max_length=60)
    why = forms.CharField(
        label="What would you like to do, and why?",
        help_text="The review’s lead reads this.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


STAGES = [
    ("", "Both stages"),
    (Stage.TITLE.value, "Title and abstract"),
    (Stage.FULL_TEXT.value, "Full text"),
]


class CriterionForm(PlainForm, SeenForm):
    """A reason for leaving a record out."""

    text = forms.CharField(
        label="The reason, in words",
        help_text="As a screener would tick it: Not about kinship carers",
        max_length=300,
        widget=small(),
    )
    stage = forms.ChoiceField(label="Used at", choices=STAGES, required=False, widget=forms.RadioSelect)

    def at(self) -> Stage | None:
        """The stage; None is both."""
        return Stage(self.cleaned_data["stage"]) if self.cleaned_data["stage"] else None


class NewCriterionForm(CriterionForm):
    """A reason to be added."""

    name = forms.CharField(
        label="Short name",
        help_text="One or two words, which files and tables use: population. It cannot be changed later.",
        max_length=40,
    )
    field_order = ("text", "name", "stage")
