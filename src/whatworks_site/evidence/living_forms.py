"""Forms for deciding on changes of ratings."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks_site.design.forms import PlainForm


class ChangeForm(PlainForm, forms.Form):
    """An editor's decision on a change of a rating."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("accept", "Accept the rating as computed"),
            ("decline", "Keep the rating as it was"),
            ("override", "Decide on another level"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to accept it, keep what was, or decide otherwise"},
    )
    level = forms.ChoiceField(
        label="Another level", required=False, help_text="Only where you decide on another level."
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        widget=forms.Textarea,
        help_text="Needed unless you accept. It is shown to readers beside the rating.",
    )

    def __init__(self, *args: Any, levels: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "Choose a level"), *levels]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A reason with every decision but to accept, and a level where another is decided on."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == "override" and not data.get("level") and "level" not in self.errors:
            self.add_error("level", "Choose the level that you decide on")
        if data.get("decision") in ("decline", "override") and not (data.get("reason") or "").strip():
            self.add_error("reason", "Say why, in a sentence a reader would understand")
        return data


class NarrowingForm(PlainForm, forms.Form):
    """Several changes in which only fewer levels are possible, accepted at once."""

    changes = forms.MultipleChoiceField(
        label="Which changes?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one change",
            "invalid_choice": "One of the changes you ticked is no longer in the list. Load the page again",
        },
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["changes"].choices = choices  # type: ignore[attr-defined]
