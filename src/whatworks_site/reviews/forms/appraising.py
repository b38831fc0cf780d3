"""The forms of an appraisal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from whatworks.appraise import Instrument, Override
from whatworks.terms import Answer
from whatworks_site.design.forms import PlainForm

from ..queries.appraising_proposals import Proposed
from ..queries.appraising_sheet import Asked, Judged, Told

MOST = 4_000
EFFECTS = {
    "assignment": "Being offered it, whether or not it was taken up",
    "adhering": "Taking it up as planned",
}


class EffectForm(PlainForm, forms.Form):
    """Which effect, or other variant, the appraisal is of; nothing to fill in where there is one only."""

    effect = forms.ChoiceField(
        label="Which effect are you interested in?",
        help_text="Most reviews for policy ask what happens when something is offered.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the effect you are interested in"},
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, instrument: Instrument | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        effects = instrument.effects if instrument is not None else {}
        if not effects:
            del self.fields["effect"]
            return
        self.fields["effect"].choices = [  # type: ignore[attr-defined]
            (name, EFFECTS.get(name) or words[:1].upper() + words[1:]) for name, words in effects.items()
        ]


class DecisionForm(PlainForm, forms.Form):
    """What a person decides otherwise than the rule."""

    decided = forms.ChoiceField(label="Do you judge otherwise?", required=False)
    reason = forms.CharField(
        label="Why, if you do?", required=False, max_length=MOST, widget=forms.Textarea(attrs={"rows": 2})
    )
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, judged: Judged | None, scale: Sequence[str] = (), **kwargs: Any) -> None:
        held = {"decided": judged.decided or "", "reason": judged.reason or ""} if judged else {}
        kwargs["initial"] = {**held, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choices = [("", "No, as the rule proposes"), *((j, j) for j in scale)]
        self.fields["decided"].choices = choices  # type: ignore[attr-defined]
        self.can_decide = bool(scale)
        """Whether there is a judgement that could be another."""

    def clean(self) -> dict[str, Any]:
        """A decision needs its reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("decided") and not (data.get("reason") or "").strip():
            self.add_error("reason", "Say why you judge otherwise than the rule: both are kept")
        return data

    def override(self) -> Override | None:
        """The decision; None where the rule stands."""
        data = self.cleaned_data
        return Override(data["decided"], data["reason"].strip()) if data["decided"] else None


class DomainForm(DecisionForm):
    """The questions of a page that apply now, and what a person decides of its domain."""

    def __init__(
        self,
        *args: Any,
        asked: Sequence[Asked],
        scale: Sequence[str],
        told: Mapping[str, Answer],
        judged: Judged | None,
        proposed: Mapping[str, Proposed] | None = None,
        plain: bool = False,
        **kwargs: Any,
    ) -> None:
        """`plain`: answer and reason only, as when two people's answers are settled."""
        self.asked, self.plain = tuple(asked), plain
        self.proposed = dict(proposed or {})
        initial: dict[str, Any] = {}
        for question in asked:
            answer = told.get(question.id)
            if answer is not None:
                initial |= {
                    f"{question.id}-answer": answer.answer,
                    f"{question.id}-because": answer.justification or "",
                    f"{question.id}-quote": answer.quote or "",
                    f"{question.id}-place": answer.place or "",
                }
        super().__init__(*args, judged=judged, scale=scale, initial=initial, **kwargs)
        for question in asked:
            self._add(question)

    def _add(self, question: Asked) -> None:
        name = question.id
        self.fields[f"{name}-answer"] = forms.ChoiceField(
            label=question.label,
            required=False,
            choices=question.answers,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": f"Question {name}: choose one of the answers given"},
        )
        self.fields[f"{name}-because"] = _text("Why?")
        if not self.plain:
            self.fields[f"{name}-quote"] = _text("What the report says, word for word")
            place = forms.CharField(label="Where it says so", required=False, max_length=200)
            self.fields[f"{name}-place"] = place

    def rows(self) -> list[tuple[Asked, Any, Any, Any, Any]]:
        """Each question with its fields: answer, why, quotation, place."""
        return [
            (
                q,
                self[f"{q.id}-answer"],
                self[f"{q.id}-because"],
                None if self.plain else self[f"{q.id}-quote"],
                None if self.plain else self[f"{q.id}-place"],
            )
            for q in self.asked
        ]

    def proposal(self, question: str) -> Proposed | None:
        """What the records propose, where it was not used yet."""
        found = self.proposed.get(question)
        return found if found is not None and self[f"{question}-answer"].value() != found.answer else None

    def told(self) -> dict[str, Told]:
        """The answers given, and the proposal that was used with this press of a button."""
        data = self.cleaned_data
        given = {
            q.id: Told(
                data[f"{q.id}-answer"],
                data[f"{q.id}-because"].strip(),
                data.get(f"{q.id}-quote", "").strip(),
                data.get(f"{q.id}-place", "").strip(),
            )
            for q in self.asked
            if data.get(f"{q.id}-answer")
        }
        used = self.proposed.get(str(self.data.get("use", "")))
        if used is not None and any(q.id == used.question for q in self.asked):
            given[used.question] = Told(used.answer, used.because[:MOST], used.quote[:MOST], used.place[:200])
        return given


class AsideForm(PlainForm, forms.Form):
    """Why what was begun is set aside."""

    why = forms.CharField(
        label="Why?", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is set aside: those who had begun will ask"},
    )  # fmt: skip


def _text(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MOST, widget=forms.Textarea(attrs={"rows": 2})
    )
