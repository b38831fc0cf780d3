"""The forms by which a team says which instruments it uses, and brings its own."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks_site.design.forms import PlainForm

from ..instrument_check import MAX_CHARACTERS
from ..queries.appraising_instruments import GROUPS, Tool

WHY = {"required": "Say why, in a sentence: colleagues see it beside the instrument"}


class UseForm(PlainForm, forms.Form):
    """Whether an instrument is used, for which designs, and in which version."""

    used = forms.ChoiceField(
        label="Does this review use it?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this review uses it"},
    )
    designs = forms.MultipleChoiceField(
        label="For studies of which design?",
        required=False,
        choices=[(name, words) for name, (words, _) in GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.ChoiceField(
        label="In which version?",
        help_text="For what is begun from now on. What was begun keeps its own.",
        required=False,
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "used": "yes" if tool.is_used else "no",
            "designs": list(tool.designs),
            "version": tool.instrument.version,
        }
        super().__init__(*args, **kwargs)
        if not tool.is_by_design:
            del self.fields["designs"]
        if len(tool.versions) < 2:
            del self.fields["version"]
        else:
            self.fields["version"].choices = [(v, v) for v in tool.versions]  # type: ignore[attr-defined]


class CriticalForm(PlainForm, forms.Form):
    """Which questions a team holds critical, and why."""

    questions = forms.MultipleChoiceField(
        label="Which are critical?", required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label="Why, where you choose others than the instrument does?",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        chosen = tool.critical.questions if tool.critical else tool.instrument.critical
        kwargs["initial"] = {
            "questions": list(chosen),
            "why": (tool.critical.reason or "") if tool.critical else "",
        }
        super().__init__(*args, **kwargs)
        asked = tool.instrument.questions.values()
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (q.id, f"{q.id} {q.ask}" + (" (critical in the instrument)" if q.critical else "")) for q in asked
        ]


class AddForm(PlainForm, forms.Form):
    """An instrument's file, chosen or pasted, and why it is brought."""

    file = forms.FileField(
        label="The file (YAML)",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    text = forms.CharField(
        label="Or paste it here", required=False, widget=forms.Textarea(attrs={"rows": 12}), strip=False
    )
    why = forms.CharField(
        label="Why do you add it?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=WHY,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, within bounds, as text."""
        data: dict[str, Any] = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip("\ufeff")
        if file is not None and text.strip():
            self.add_error("text", "Choose a file or paste its text, not both")
        elif file is None and not text.strip():
            self.add_error("file", "Choose the instrument’s file, or paste its text below")
        elif file is not None:
            text = self._read(file)
        if len(text) > MAX_CHARACTERS:
            self.add_error(
                "text", f"It has {len(text):,} characters; {MAX_CHARACTERS:,} is the most for an instrument"
            )
        data["yaml"] = text.replace("\r\n", "\n")
        return data

    def _read(self, file: Any) -> str:
        if file.size > 4 * MAX_CHARACTERS:
            self.add_error("file", f"The file is larger than {4 * MAX_CHARACTERS // 1000} kB")
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", "The file is not UTF-8 text: save it again as UTF-8")
            return ""
