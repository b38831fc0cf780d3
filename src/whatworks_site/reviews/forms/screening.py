"""What a screener sends: a verdict or a reason, and perhaps a note."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks.terms import Verdict
from whatworks_site.design.forms import PlainForm

NOTE = 2000


class VerdictForm(PlainForm, forms.Form):
    """One press of a button. A reason is an exclusion."""

    work = forms.IntegerField(min_value=1)
    token = forms.CharField(max_length=40, required=False)
    verdict = forms.ChoiceField(choices=[(v.value, v.value) for v in Verdict], required=False)
    criterion = forms.CharField(max_length=100, required=False)
    note = forms.CharField(label="Note", max_length=NOTE, required=False)

    def clean(self) -> dict[str, Any]:
        """Something must be said, and a reason says it."""
        said = super().clean() or self.cleaned_data
        if said.get("criterion"):
            said["verdict"] = Verdict.EXCLUDE.value
        if not said.get("verdict") and not self.errors:
            raise forms.ValidationError("Press Include, Exclude or Not sure, or one of the reasons.")
        return said

    @property
    def why(self) -> str:
        """What is wrong, in one sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class SettleForm(PlainForm, forms.Form):
    """How a conflict is settled."""

    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="What shall it be?", widget=forms.RadioSelect)
    criterion = forms.ChoiceField(label="The reason, if excluded", required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Why?",
        max_length=NOTE,
        required=False,
        widget=forms.Textarea,
        help_text="Both screeners can read it",
    )

    def __init__(
        self, data: Any = None, *, reasons: Any = (), reason_needed: bool = False, token: str = ""
    ) -> None:
        """`reasons`: the criteria of the stage."""
        super().__init__(data, initial={"token": token})
        self.reason_needed = reason_needed and bool(reasons)
        verdicts = [
            ("include", "Include"),
            ("exclude", "Exclude"),
            ("maybe", "Not sure: leave it open"),
        ]
        self.fields["verdict"].choices = verdicts  # type: ignore[attr-defined]
        self.fields["criterion"].choices = [(r.id, f"{r.name}: {r.text}") for r in reasons]  # type: ignore[attr-defined]
        self.fields["verdict"].error_messages["required"] = "Select include, exclude or not sure"

    def clean(self) -> dict[str, Any]:
        """A reason goes with an exclusion, and at full text an exclusion with a reason."""
        said = super().clean() or self.cleaned_data
        verdict, criterion = said.get("verdict"), said.get("criterion")
        if criterion and verdict and verdict != Verdict.EXCLUDE.value:
            said["criterion"] = ""
        if self.reason_needed and verdict == Verdict.EXCLUDE.value and not criterion:
            self.add_error("criterion", "Select why: at full text every exclusion has a reason")
        return said
