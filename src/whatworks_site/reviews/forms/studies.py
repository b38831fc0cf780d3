"""Gathering reports into studies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from whatworks.terms import Design, Seen
from whatworks_site.design.forms import PlainForm

from .code_words import words_of_code

SEEN = [(s.value, words_of_code(s)) for s in Seen]
DESIGNS = [("", "Choose one"), *((d.value, words_of_code(d)) for d in Design)]


class _OfReport(PlainForm, forms.Form):
    """A form that names a report or a work still to be gathered."""

    source = forms.ChoiceField(label="Report")
    seen = forms.ChoiceField(
        label="Where was it read?", choices=SEEN, widget=forms.RadioSelect, required=False
    )

    def __init__(self, sources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Choose one"), *sources]  # type: ignore[attr-defined]

    def of_report(self) -> dict[str, Any]:
        """What the action is to be told of the report."""
        kind, _, key = self.cleaned_data["source"].partition(":")
        seen = self.cleaned_data["seen"]
        named: dict[str, Any] = {"work": int(key)} if kind == "work" else {"report": key}
        return {**named, "seen": Seen(seen) if seen else None}


class GatherForm(_OfReport):
    """A new study and its main report."""

    name = forms.CharField(
        label="Short name of the study", help_text="For example, “VoorZorg, Netherlands, 2015”"
    )
    intervention = forms.ChoiceField(label="The intervention studied")
    design = forms.ChoiceField(label="Design, by its strongest comparison", choices=DESIGNS)
    field_order = ("source", "name", "intervention", "design", "seen")

    def __init__(
        self, sources: Any, interventions: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(sources, *args, **kwargs)
        self.fields["source"].label = "Main report"
        self.fields["intervention"].choices = [("", "Choose one"), *interventions]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the action is to be told."""
        given = self.cleaned_data
        plain = {
            "name": given["name"],
            "intervention": given["intervention"],
            "design": Design(given["design"]),
        }
        return {**plain, **self.of_report()}


class AddReportForm(_OfReport):
    """One more report of a study."""
