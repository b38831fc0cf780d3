"""The form for one's own keys."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks_site.design.forms import PlainForm

from ..actions.keys import key_faults
from ..queries.keys import KEYS, KeyMap


class KeysForm(PlainForm, forms.Form):
    """One box for each thing that a key can do."""

    on = forms.BooleanField(label="Use single keys on the screening page", required=False)
    numbers = forms.BooleanField(label="1 to 9 exclude with the reason of that number", required=False)

    def __init__(self, data: Any = None, *, held: KeyMap | None = None) -> None:
        """The form with a person's keys in it."""
        held = held or KeyMap()
        initial = {"on": held.on, "numbers": held.numbers, **held.keys}
        super().__init__(data, initial=initial)
        for name, words, _ in KEYS:
            made = forms.CharField(label=words, required=False, max_length=1, strip=True)
            made.error_messages["max_length"] = f"“{words}” must have one key: a letter, a number or a sign"
            made.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            self.fields[name] = made

    @property
    def chosen(self) -> dict[str, str]:
        """The keys as they were written."""
        return {name: str(self.cleaned_data.get(name) or "").lower() for name, _, _ in KEYS}

    def clean(self) -> dict[str, Any]:
        """Two of the same are refused, in words."""
        said = super().clean() or self.cleaned_data
        fine = {name: key for name, key in self.chosen.items() if name not in self.errors}
        for name, why in key_faults(fine, numbers=bool(said.get("numbers"))).items():
            self.add_error(name, why)
        return said
