"""The store's forms."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from django import forms

from .pages.cpd import LONGEST


class Words(forms.CharField):
    """A few lines of text, counted as a browser counts them, without characters that no page may hold."""

    def to_python(self, value: Any) -> str:
        """The text with one kind of line end."""
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs"))


class CpdForm(forms.Form):
    """What a practitioner takes away from a page."""

    learned = Words(
        label="What I read and learned",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "max_length": f"What I read and learned must be {LONGEST:,} characters or fewer. "
            "It has %(show_value)d."
        },
    )
    change = Words(
        label="What I will do differently",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "max_length": f"What I will do differently must be {LONGEST:,} characters or fewer. "
            "It has %(show_value)d."
        },
    )
    form = forms.ChoiceField(choices=[("text", "A text file"), ("page", "A page to print")], required=False)
