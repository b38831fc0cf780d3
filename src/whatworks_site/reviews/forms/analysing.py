"""The forms of an analysis: what is pooled and how, and why it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from whatworks.synthesise.model_words import ESTIMATORS, INTERVALS, ON_OFFER, Named
from whatworks.terms import EvidenceSet, Methods, Scale
from whatworks_site.design.forms import PlainForm

from ..queries.analyses import scale_words

LABEL = "They are said beside the outcome’s name. They do not choose among the studies."


@dataclass(frozen=True)
class Offer:
    """What there is to choose from for an intervention and an outcome."""

    intervention: str
    outcome: str
    scales: tuple[tuple[Scale, int], ...]
    studies: int
    moderators: tuple[str, ...]


class AnalysisForm(PlainForm, forms.Form):
    """What is pooled, and how."""

    months_from = forms.FloatField(label="From month", required=False, min_value=0)
    months_to = forms.FloatField(label="To month", required=False, min_value=0)
    months_target = forms.FloatField(
        label="Nearest to month",
        required=False,
        min_value=0,
        help_text="Where a study gives several time points.",
    )
    scale = forms.ChoiceField(label="Scale", required=False, widget=forms.RadioSelect)
    method = forms.ChoiceField(
        label="How much studies differ",
        choices=[(m, m) for m in ESTIMATORS],
        widget=forms.RadioSelect,
    )
    test = forms.ChoiceField(
        label="How wide the interval is", choices=[(t, t) for t in INTERVALS], widget=forms.RadioSelect
    )
    comparator = forms.CharField(label="Compared with", required=False, max_length=200)
    population = forms.CharField(label="Among", required=False, max_length=200, help_text=LABEL)
    moderators = forms.MultipleChoiceField(
        label="Does the effect go with …?", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="What a reader should know", required=False, max_length=2_000, widget=forms.Textarea
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        self.offer = offer
        super().__init__(*args, **kwargs)
        scales = [(s.value, f"{scale_words(s)}: {n} of {offer.studies} studies") for s, n in offer.scales]
        each = ("", "Each as it is printed; the commonest is pooled")
        self.fields["scale"].choices = [*scales, each]  # type: ignore[attr-defined]
        self.fields["moderators"].choices = [(m, m.replace("_", " ")) for m in offer.moderators]  # type: ignore[attr-defined]
        given = self.initial.get("method")
        methods = (*ON_OFFER, *([given] if given in ESTIMATORS and given not in ON_OFFER else []))
        self.fields["method"].choices = [(m, _said(ESTIMATORS[m])) for m in methods]  # type: ignore[attr-defined]
        self.fields["test"].choices = [(t, _said(n)) for t, n in INTERVALS.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The window has its ends in order."""
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("months_from"), data.get("months_to")
        if start is not None and end is not None and start > end:
            self.add_error("months_to", "The end of the time window must not lie before its start")
        return data

    def evidence_set(self, id_: str, version: int) -> EvidenceSet:
        """What was chosen, as a record."""
        data = self.cleaned_data
        return EvidenceSet(
            id=id_,
            intervention=self.offer.intervention,
            outcome=self.offer.outcome,
            comparator=data["comparator"].strip() or None,
            population=data["population"].strip() or None,
            months_from=data["months_from"],
            months_to=data["months_to"],
            months_target=data["months_target"],
            scale=Scale(data["scale"]) if data["scale"] else None,
            moderators=tuple(data["moderators"]),
            version=version,
            note=data["note"].replace("\r\n", "\n").strip() or None,
        )

    def methods(self) -> Methods:
        """The model chosen."""
        return Methods(method=self.cleaned_data["method"], test=self.cleaned_data["test"])

    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, for the form that keeps it."""
        found: list[tuple[str, str]] = []
        for name in self.fields:
            value = self[name].value()
            values: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
            found += [(name, str(v)) for v in values if v not in (None, "")]
        return found


def _said(named: Named) -> str:
    return f"{named.name[:1].upper()}{named.name[1:]}: {named.use[:1].lower()}{named.use[1:]}"


def initial_of(evidence_set: EvidenceSet, methods: Methods) -> dict[str, Any]:
    """An analysis as the form's values."""
    plain = evidence_set.to_json()
    names = ("months_from", "months_to", "months_target", "comparator", "population", "note")
    return {
        **{n: plain[n] for n in names},
        "scale": plain["scale"] or "",
        "moderators": list(evidence_set.moderators),
        "method": methods.method,
        "test": methods.test,
    }


class WhyForm(PlainForm, forms.Form):
    """Why an analysis is kept."""

    why = forms.CharField(
        label="Why this analysis?",
        help_text="In a sentence or two. It is shown in the analysis’s history.",
        max_length=2_000,
        widget=forms.Textarea,
        error_messages={"required": "Say why"},
    )
