"""The form for a version of the protocol."""

from __future__ import annotations

from django import forms

from whatworks_site.design.forms import PlainDateField, PlainForm


class ProtocolForm(PlainForm, forms.Form):
    """A version of the plan."""

    text = forms.CharField(label="The plan", max_length=200_000, widget=forms.Textarea)
    why = forms.CharField(
        label="What changed, and why?",
        help_text="A sentence or two. It stays with this version and leaves with the review.",
        max_length=1_000,
        widget=forms.Textarea,
    )
    registration = forms.CharField(
        label="Where it is registered, and its number",
        help_text="For example: PROSPERO CRD42025000001. Leave empty if it is not registered.",
        required=False,
        max_length=200,
    )
    registered = PlainDateField(label="The day it was registered", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
