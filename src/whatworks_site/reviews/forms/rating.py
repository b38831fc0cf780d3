"""Which schemes a review rates by, and what is proposed to the editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from whatworks_site.design.forms import PlainForm
from whatworks_site.evidence.forms import WHY

from ..queries.ratings import SchemeChoice


class SchemesForm(PlainForm, forms.Form):
    """The schemes by which the review rates."""

    schemes = forms.MultipleChoiceField(
        label="Rate by these schemes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one scheme"},
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, choices: Sequence[SchemeChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schemes"].choices = [(c.key, c.name) for c in choices]  # type: ignore[attr-defined]


class ProposeForm(PlainForm, forms.Form):
    """Which page is proposed, and why."""

    intervention = forms.ChoiceField(
        label="Which page?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a page"},
    )
    reason = forms.CharField(
        label="Why this version?", help_text=WHY, max_length=2_000, widget=forms.Textarea,
        error_messages={"required": "Say why"},
    )  # fmt: skip
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intervention"].choices = list(choices)  # type: ignore[attr-defined]
