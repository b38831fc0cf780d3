"""The desk's forms."""

from __future__ import annotations

from typing import Any

from django import forms

from whatworks.terms import Page
from whatworks_site.design.forms import PlainForm

from .desk import Writing
from .uploads import MAX_UPLOAD
from .words import SECTIONS, length

MOST = 20_000
"""The most characters that a section may have."""
WHY = "One or two sentences that a reader would understand. They are shown in the page’s history."


class ReasonForm(PlainForm, forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Why?", help_text=WHY, widget=forms.Textarea)
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = "Say why"


class DecisionForm(ReasonForm):
    """A second editor's decision, and why."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Publish it"), ("decline", "Send it back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to publish it or send it back"},
    )
    field_order = ("decision", "reason")


class SeveralForm(ReasonForm):
    """Several pages at once, with one reason."""

    pages = forms.MultipleChoiceField(
        label="Which pages?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one page"},
    )
    field_order = ("pages", "reason")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pages"].choices = choices  # type: ignore[attr-defined]
        said = "is no longer in the list: someone may have decided a moment ago. Load the page again"
        self.fields["pages"].error_messages["invalid_choice"] = f"One of the pages you ticked {said}"


class UploadForm(PlainForm, forms.Form):
    """A review folder as a zip."""

    folder = forms.FileField(
        label="The folder, as a zip file",
        help_text=f"At most {MAX_UPLOAD // 1024 // 1024} MB. It holds review.yaml, tables, pages, searches.",
    )


class PageForm(PlainForm, forms.Form):
    """An intervention's page in an editor's words."""

    answer = forms.CharField(
        label="The short answer", required=False, max_length=4_000, widget=forms.Textarea
    )
    evidence_set = forms.ChoiceField(
        label="The outcome whose rating leads the page", required=False, widget=forms.RadioSelect
    )
    frequency = forms.ChoiceField(
        label="The result shown as “of every 100”",
        required=False,
        help_text="Only results printed as percentages can be shown like this.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, writing: Writing, **kwargs: Any) -> None:
        self.writing = writing
        kwargs.setdefault("initial", initial_of(writing))
        super().__init__(*args, **kwargs)
        self.fields["answer"].help_text = (
            "What was found, for whom, and how sure we are, with the figures it rests on. About 60 words. "
            f"{length(writing.words.answer)}."
        )
        self.fields["evidence_set"].choices = [("", "Let what is best known lead"), *writing.sets]  # type: ignore[attr-defined]
        self.fields["frequency"].choices = [("", "None, or the leading one"), *writing.results]  # type: ignore[attr-defined]
        self._sources("answer_sources", "the short answer")
        for name, heading, hint in SECTIONS:
            self.fields[name] = forms.CharField(
                label=heading,
                required=False,
                max_length=MOST,
                widget=forms.Textarea,
                help_text=f"{hint} {length(getattr(writing.words, name))}.",
                error_messages={"max_length": f"“{heading}” must be {MOST:,} characters or fewer"},
            )
            self._sources(f"{name}_sources", f"“{heading}”")

    def _sources(self, name: str, of: str) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=f"Sources of {of}",
            required=False,
            choices=self.writing.reports,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen(self, name: str) -> int:
        """How many sources are ticked."""
        value = self[name].value() or ()
        return len(value)

    def words(self) -> Page:
        """The page as the form has it. What was not touched stays as it was, to the letter."""
        data, before = self.cleaned_data, self.writing.words
        names = {field for field, _, _ in SECTIONS}
        others = {k: v for k, v in before.section_sources.items() if k not in names}
        chosen = {name: tuple(data[f"{name}_sources"]) for name in names_in_order(before)}
        return Page(
            intervention=self.writing.key,
            evidence_set=data["evidence_set"] or None,
            frequency=data["frequency"] or None,
            answer=_kept(data["answer"], before.answer),
            answer_sources=_order(data["answer_sources"], before.answer_sources),
            section_sources={
                **others,
                **{k: _order(v, before.section_sources.get(k, ())) for k, v in chosen.items() if v},
            },
            **{name: _kept(data[name], getattr(before, name)) for name in names},
        )


def names_in_order(before: Page) -> list[str]:
    """The sections, those that had sources before in the order they had."""
    names = [field for field, _, _ in SECTIONS]
    return [
        *(k for k in before.section_sources if k in names),
        *(n for n in names if n not in before.section_sources),
    ]


def initial_of(writing: Writing) -> dict[str, Any]:
    """The words as they stand, for the form."""
    words = writing.words
    found: dict[str, Any] = {
        "answer": words.answer or "",
        "answer_sources": list(words.answer_sources),
        "evidence_set": words.evidence_set or "",
        "frequency": words.frequency or "",
        "seen": writing.seen,
    }
    for name, _, _ in SECTIONS:
        found[name] = getattr(words, name) or ""
        found[f"{name}_sources"] = list(words.section_sources.get(name, ()))
    return found


def _kept(written: str, before: str | None) -> str | None:
    text = written.replace("\r\n", "\n").replace("\r", "\n").strip()
    return before if before is not None and text == before.strip() else text or None


def _order(chosen: tuple[str, ...] | list[str], before: tuple[str, ...]) -> tuple[str, ...]:
    """Sources in the order in which they stood; the first is the one a reader meets first."""
    return (*(r for r in before if r in chosen), *(r for r in chosen if r not in before))
