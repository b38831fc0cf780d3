"""A form that notices when somebody else has saved since its page was opened."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks.terms import digest

MEANWHILE = (
    "Somebody else saved this page while you were writing, so yours was not saved. It is still in the form. "
    "Compare it with theirs in another window; save again to put yours in its place."
)


class SeenForm(forms.Form):
    """Mix it in where two people may write the same. `initial` is what is kept now."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = digest({name: str(value) for name, value in sorted(self.initial.items())}, 32)
        self.initial = {**self.initial, "seen": self._now}

    def clean(self) -> dict[str, Any]:
        """What its writer saw has to be what is there. The next try may replace what came in between."""
        held: dict[str, Any] = super().clean() or {}
        if held.get("seen") not in (None, "", self._now):
            self.add_error(None, MEANWHILE)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._now
        return held
