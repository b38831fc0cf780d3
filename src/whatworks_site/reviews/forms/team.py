"""Forms for the team and how it works."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks_site.design.forms import PlainForm
from whatworks_site.people.roles import Role

from ..actions.team_ways import Chosen
from ..models.team import Order, SettledBy
from .seen import SeenForm
from .starting import parts_field

NAME = "The name their decisions carry. It leaves with the review: it need not be a real one."
EMAIL = "The address they sign in with. Without an account, ask an administrator to add one first."


class PartsForm(PlainForm, forms.Form):
    """Which parts a person has."""

    parts = parts_field("Parts")

    def chosen(self) -> list[Role]:
        """The parts ticked."""
        return [Role(value) for value in self.cleaned_data["parts"]]


class SitForm(PartsForm):
    """Who sits on a seat."""

    email = forms.EmailField(label="E-mail", help_text=EMAIL)
    field_order = ("email", "parts")


class SeatForm(PartsForm):
    """A seat to be added."""

    name = forms.CharField(label="Name in this review", help_text=NAME, max_length=60)
    email = forms.EmailField(
        label="E-mail", help_text=f"{EMAIL} Leave empty to say later who sits here.", required=False
    )
    field_order = ("name", "email", "parts")

    def clean(self) -> dict[str, Any]:
        """Parts belong to a person."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("parts") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Enter their e-mail, or leave the parts for later: parts are a person’s")  # type: ignore[attr-defined]
        return data


class AnswerForm(PartsForm):
    """The lead's answer to somebody who wants to join."""

    name = forms.CharField(label="Name in this review", help_text=NAME, max_length=60)
    field_order = ("name", "parts")


class LeadForm(PlainForm, forms.Form):
    """Who leads a review."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="lead_%s", **kwargs)

    email = forms.EmailField(label="E-mail of the lead", help_text=EMAIL)
    name = forms.CharField(
        label="Their name in this review",
        help_text=f"{NAME} A seat they have already is kept.",
        max_length=60,
    )


def _one_or_more(label: str, words: str, most: int) -> Any:
    choices = [("1", "One person"), ("2", "Two people, blind to each other"), ("3", "Three people")][:most]
    return forms.ChoiceField(label=label, help_text=words, choices=choices, widget=forms.RadioSelect)


class WaysForm(PlainForm, SeenForm):
    """How a team works."""

    reading = forms.ChoiceField(
        label="Who reads titles and abstracts?",
        choices=[("all", "Everyone reads all"), ("split", "The reading is split, with an overlap")],
        widget=forms.RadioSelect,
    )
    overlap = forms.IntegerField(
        label="Share read by two people, where it is split",
        help_text="The others are read by one person. Without an overlap nobody can tell how far you agree.",
        required=False,
        min_value=0,
        max_value=100,
    )
    screeners_needed = _one_or_more(
        "How many must read each record?", "At full text, and where everyone reads all.", 3
    )
    order = forms.ChoiceField(label="In which order?", choices=Order.choices, widget=forms.RadioSelect)
    settled_by = forms.ChoiceField(
        label="Who settles where screeners differ?", choices=SettledBy.choices, widget=forms.RadioSelect
    )
    target = forms.IntegerField(
        label="Share of relevant records you mean to find",
        help_text="95 is usual. When you may stop reading is worked out from it.",
        min_value=50,
        max_value=100,
    )
    terms_in = forms.CharField(
        label="Words to mark that speak for including",
        help_text="One on a line. They are underlined in titles and abstracts.",
        required=False,
        max_length=4_000,
        widget=forms.Textarea,
    )
    terms_out = forms.CharField(
        label="Words to mark that speak for excluding",
        help_text="One on a line. They are underlined with dots.",
        required=False,
        max_length=4_000,
        widget=forms.Textarea,
    )
    extractors_needed = _one_or_more("How many extract each study?", "", 2)
    appraisers_needed = _one_or_more("How many appraise each study?", "", 2)

    def clean(self) -> dict[str, Any]:
        """A split says how much is read by two."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("reading") == "split" and data.get("overlap") is None and "overlap" not in self.errors:
            self.add_error("overlap", "Enter the share read by two people, like 20, or 0 for none")  # type: ignore[attr-defined]
        return data

    def chosen(self) -> Chosen:
        """The ways as ticked."""
        data = self.cleaned_data
        return Chosen(
            order=Order(data["order"]),
            settled_by=SettledBy(data["settled_by"]),
            screeners_needed=int(data["screeners_needed"]),
            overlap=data["overlap"] / 100 if data["reading"] == "split" else None,
            terms_in=_lines(data["terms_in"]),
            terms_out=_lines(data["terms_out"]),
            target=data["target"] / 100,
            extractors_needed=int(data["extractors_needed"]),
            appraisers_needed=int(data["appraisers_needed"]),
        )


def ways_initial(ways: Any, needed: int) -> dict[str, Any]:
    """The ways as they stand, for the form."""
    return {
        "reading": "all" if ways.overlap is None else "split",
        "overlap": 20 if ways.overlap is None else round(ways.overlap * 100),
        "screeners_needed": str(needed),
        "order": ways.order,
        "settled_by": ways.settled_by,
        "target": round(ways.target * 100),
        "terms_in": "\n".join(ways.terms_in),
        "terms_out": "\n".join(ways.terms_out),
        "extractors_needed": str(ways.extractors_needed),
        "appraisers_needed": str(ways.appraisers_needed),
    }


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
