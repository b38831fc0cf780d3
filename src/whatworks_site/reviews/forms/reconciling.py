"""The form in which differences are settled: for each, one of the drafts or something else, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from whatworks_site.design.forms import PlainForm

from ..queries.reconciling import SHEETS, ReconcilePage
from ..reconcile_compare import KEEP, LEAVE, THIRD, Group, Line
from .record_fields import Disputed, read
from .record_forms import REASONS, options_of


@dataclass(frozen=True)
class Settled:
    """One difference as the page shows it."""

    pick: BoundField
    third: BoundField | None
    options: dict[str, Any]
    why: BoundField | None
    note: BoundField
    is_settled: bool
    is_noted: bool


class ReconcileForm(PlainForm, forms.Form):
    """Every difference of a study."""

    def __init__(self, page: ReconcilePage, data: Any = None) -> None:
        self.page = page
        self.lines = {line.name: (group, line) for group in page.groups for line in group.differing}
        super().__init__(data)
        for group in page.groups:
            if not group.is_in_all:
                self._ask_presence(group)
            for line in group.differing:
                self._ask(group, line)
        left = [("", "Leave the rest as it is"), *((str(n), name) for n, name in enumerate(page.names))]
        self.fields["rest"] = forms.ChoiceField(
            label="For every difference not yet settled, take what this person says",
            choices=left,
            required=False,
        )

    def _ask_presence(self, group: Group) -> None:
        who = [name for name, each in zip(self.page.names, group.row, strict=True) if each is not None]
        self.fields[group.presence_name] = forms.ChoiceField(
            label=f"Only {' and '.join(who)} has this. What is to stand?",
            choices=[(KEEP, "Keep it"), (LEAVE, "Leave it out")],
            widget=forms.RadioSelect,
            required=False,
            initial=(group.presence or {}).get("pick", ""),
        )
        self._ask_note(group.presence_name, group.presence)

    def _ask(self, group: Group, line: Line) -> None:
        choice, sheet = dict(line.choice or {}), SHEETS[group.kind]
        options = [
            (str(n), f"{name}: {self.page.said(line.field, said)}")
            for n, (name, said) in enumerate(zip(self.page.names, line.said, strict=True))
            if said is not None
        ]
        self.fields[line.name] = forms.ChoiceField(
            label=sheet.label(line.field),
            choices=[*options, (THIRD, "Something else")],
            widget=forms.RadioSelect,
            required=False,
            initial=choice.get("pick", ""),
        )
        held = sheet.make(line.field, self.page.choices, choice.get("value"))
        held.required, held.label, held.initial = False, "Something else", self._initial(choice)
        self.fields[f"third-{line.name}"] = held
        if sheet.may_be_unknown(line.field):
            self.fields[f"why-{line.name}"] = forms.ChoiceField(
                label="Or why it is not known",
                choices=REASONS,
                required=False,
                initial=choice.get("why") or "",
            )
        self._ask_note(line.name, choice)

    def _initial(self, choice: dict[str, Any]) -> str:
        value = choice.get("value")
        return self.page.words("", value).lower() if isinstance(value, bool) else self.page.words("", value)

    def _ask_note(self, name: str, choice: Any) -> None:
        note = dict(choice or {}).get("note", "")
        self.fields[f"note-{name}"] = forms.CharField(
            label="Why, in a few words", required=False, initial=note
        )

    def clean(self) -> dict[str, Any]:
        """A third value that has to be something may not be empty."""
        cleaned = super().clean() or {}
        for name, (group, line) in self.lines.items():
            if cleaned.get(name) != THIRD or SHEETS[group.kind].may_be_unknown(line.field):
                continue
            if cleaned.get(f"third-{name}") in (None, "") and f"third-{name}" not in self.errors:
                self.add_error(f"third-{name}", "Say what it is instead")
        return cleaned

    def choices(self) -> dict[str, dict[str, Any]]:
        """What was chosen, by the names of lines. What was left open is not among it."""
        made: dict[str, dict[str, Any]] = {}
        rest = self.cleaned_data.get("rest")
        for group in self.page.groups:
            if not group.is_in_all and (pick := self.cleaned_data.get(group.presence_name)):
                made[group.presence_name] = self._with_note(group.presence_name, {"pick": pick})
            for line in group.differing:
                pick = self.cleaned_data.get(line.name) or self._rest(rest, line)
                if pick:
                    made[line.name] = self._with_note(line.name, self._choice(group, line, pick))
        return made

    def _rest(self, rest: str | None, line: Line) -> str:
        return rest if rest and line.said[int(rest)] is not None else ""

    def _choice(self, group: Group, line: Line, pick: str) -> dict[str, Any]:
        if pick != THIRD:
            return {"pick": pick}
        taken = self.cleaned_data.get(f"third-{line.name}")
        why = self.cleaned_data.get(f"why-{line.name}") or None
        if isinstance(taken, Disputed):
            return {"pick": pick, "value": None, "why": str(taken)}
        value = read(SHEETS[group.kind].record, line.field, taken)
        return {"pick": pick, "value": value, "why": None if value is not None else why}

    def _with_note(self, name: str, choice: dict[str, Any]) -> dict[str, Any]:
        note = self.cleaned_data.get(f"note-{name}")
        return {**choice, "note": note} if note else choice

    def settled(self, group: Group) -> Iterator[Settled]:
        """A group's differences as the page shows them."""
        for line in group.differing:
            name, third = line.name, self[f"third-{line.name}"]
            why = self[f"why-{name}"] if f"why-{name}" in self.fields else None
            opened = bool(third.errors) or (line.choice or {}).get("pick") == THIRD
            yield Settled(
                self[name], third, options_of(SHEETS[group.kind], line.field), why, self[f"note-{name}"],
                line.choice is not None, opened or bool((line.choice or {}).get("note")),
            )  # fmt: skip

    def presence(self, group: Group) -> tuple[BoundField, BoundField]:
        """Whether what only one has is to stand, and why."""
        return self[group.presence_name], self[f"note-{group.presence_name}"]
