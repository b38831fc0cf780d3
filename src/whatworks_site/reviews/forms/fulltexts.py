"""What is asked on the page of a full text."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks.terms import RetrievalState
from whatworks_site.design.forms import PlainForm

from .. import fulltext_store as store

MOST_WHERE = 500
_ASKS = {
    RetrievalState.ASKED.value: "Say whom you asked, and when",
    RetrievalState.NOT_FOUND.value: "Say where you looked: readers of the review will want to know",
}


class StateForm(PlainForm, forms.Form):
    """Where the search for a full text stands."""

    state = forms.ChoiceField(
        label="Where the search stands",
        choices=[
            (RetrievalState.FOUND.value, "Found"),
            (RetrievalState.ASKED.value, "Asked for"),
            (RetrievalState.NOT_FOUND.value, "Not to be had"),
        ],
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        label="Where, or of whom",
        required=False,
        max_length=MOST_WHERE,
        help_text="Where it was found; or whom you asked, and when; or everything you tried. "
        "This leaves with the review’s records, so name institutions rather than people.",
        widget=forms.Textarea,
    )

    def clean(self) -> dict[str, Any]:
        """What was asked for or not found has a word on how."""
        held: dict[str, Any] = super().clean() or {}
        ask = _ASKS.get(held.get("state", ""))
        if ask and not held.get("where") and "where" not in self.errors:
            self.add_error("where", ask)
        return held

    @property
    def said(self) -> RetrievalState:
        """The state chosen."""
        return RetrievalState(self.cleaned_data["state"])


class AttachForm(PlainForm, forms.Form):
    """A PDF to attach."""

    file = forms.FileField(
        label="Attach a PDF",
        help_text=f"Up to {store.MOST_BYTES // 1_000_000} MB. It is for the review’s team alone, and never "
        "leaves with the review’s records.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    where_found = forms.CharField(
        label="Where it was found (if you wish)", required=False, max_length=MOST_WHERE
    )


class SeveralInput(forms.FileInput):
    """A box for several files."""

    allow_multiple_selected = True


class SeveralField(forms.FileField):
    """Several files."""

    widget = SeveralInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself; an empty one is told of when it is read."""
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return given


class SeveralForm(PlainForm, forms.Form):
    """PDFs to attach, many at once."""

    documents = SeveralField(
        label="PDF files",
        help_text=f"Up to {store.MOST_BYTES // 1_000_000} MB together. You will see which record each is "
        "taken to belong to before anything is attached.",
        widget=SeveralInput(attrs={"accept": ".pdf,application/pdf", "multiple": True}),
    )


class FindForm(PlainForm, forms.Form):
    """What narrows the list."""

    q = forms.CharField(label="Words in title, authors, year or DOI", required=False, max_length=200)
