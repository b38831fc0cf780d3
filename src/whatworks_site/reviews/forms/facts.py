"""A fact as a form: its control by its type, why it is not known, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from django import forms

from whatworks.rate.entered import TRUE
from whatworks.rules import FactDef, FactType
from whatworks.terms import FactEntry, Seen, UnknownKind
from whatworks_site.design.forms import PlainForm, word_errors

from ..facts_words import capital, number_words
from .code_words import words_of_code
from .seen import SeenForm

KNOWN = "known"
UNKNOWN = {"not-reported": UnknownKind.NOT_REPORTED, "not-applicable": UnknownKind.NOT_APPLICABLE}
UNKNOWN_WORDS = {"not-reported": "Looked for, and not reported", "not-applicable": "It does not apply here"}
MOST_RADIOS = 6
"""How many answers are radios; a longer list is a select."""
MAX_TEXT, MAX_LINE = 4_000, 500


class FactForm(PlainForm, SeenForm):
    """What is known of one fact, and what that rests on."""

    of = forms.ChoiceField(
        label="For which analyses does it hold?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say for which analyses it holds"},
    )
    answer = forms.ChoiceField(label="What do you know?", widget=forms.RadioSelect)
    value = forms.CharField(label="The number", required=False, max_length=MAX_LINE)
    low = forms.FloatField(label="At least", required=False, widget=forms.TextInput)
    high = forms.FloatField(label="At most", required=False, widget=forms.TextInput)
    why = forms.CharField(
        label="Why, or how you know", required=False, max_length=MAX_TEXT, widget=forms.Textarea,
        help_text="Why you judge so; or, where it was not found, where you looked.",
    )  # fmt: skip
    quote = forms.CharField(
        label="What the source says, word for word",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea,
    )
    page = forms.CharField(label="Page or table", required=False, max_length=MAX_LINE)
    source_url = forms.URLField(
        label="Address of the source", required=False, max_length=MAX_LINE, assume_scheme="https",
        help_text="Where a reader can look it up.",
    )  # fmt: skip
    seen_in = forms.ChoiceField(
        label="Where was it read?",
        required=False,
        choices=[("", "Not read in a source"), *((s.value, words_of_code(s)) for s in Seen)],
    )
    fields: dict[str, forms.Field]

    def __init__(
        self,
        definition: FactDef,
        question: str,
        data: Any = None,
        *,
        targets: Sequence[tuple[str, str]] = (),
        of: str = "",
        chosen: str = "",
        entry: FactEntry | None = None,
    ) -> None:
        self.definition, self.entry, self.target = definition, entry, of
        initial = {"of": chosen, **(_initial(definition, entry) if entry else {})}
        super().__init__(data, initial=initial)
        self._shape(question, targets)

    def _shape(self, question: str, targets: Sequence[tuple[str, str]]) -> None:
        if self.entry is not None or not targets:
            del self.fields["of"]
        else:
            self.fields["of"].choices = list(targets)  # type: ignore[attr-defined]
        answer = self.fields["answer"]
        answer.choices = [*self._answers(), *UNKNOWN_WORDS.items()]  # type: ignore[attr-defined]
        answer.error_messages["required"] = "Choose an answer, or say why there is none"
        if self.has_value:
            answer.initial = KNOWN
            self.initial.setdefault("answer", KNOWN)
        else:
            answer.label = question
            del self.fields["value"]
        if self.is_list:
            field = forms.ChoiceField(label=question, required=False, choices=self._list())
            word_errors(field, question)
            self.fields["value"] = field
        elif self.has_value:
            self.fields["value"].label = question
        if not self.is_number:
            del self.fields["low"], self.fields["high"]

    @property
    def is_number(self) -> bool:
        """Whether a number is asked for, or the bounds of one."""
        return self.definition.type is FactType.NUMBER

    @property
    def is_list(self) -> bool:
        """Whether the answers are too many for radios."""
        return self.definition.type is FactType.CHOICE and len(self.definition.options) > MOST_RADIOS

    @property
    def has_value(self) -> bool:
        """Whether the value has a control of its own beside the radios."""
        return self.is_number or self.is_list or self.definition.type is FactType.TEXT

    def _answers(self) -> list[tuple[str, str]]:
        if self.has_value:
            return [(KNOWN, "As said above")]
        if self.definition.type is FactType.YES_NO:
            return [("is:yes", "Yes"), ("is:no", "No")]
        return [(f"is:{option}", capital(str(option))) for option in self.definition.options]

    def _list(self) -> list[tuple[str, str]]:
        return [("", "Choose one"), *((str(o), capital(str(o))) for o in self.definition.options)]

    @property
    def hints(self) -> dict[str, str]:
        """What an answer means, for answers whose words alone do not say it."""
        of = self.definition
        if of.type is FactType.YES_NO:
            clauses = (of.yes, of.no) if of.good is not False else (of.no, of.yes)
            return {"is:yes": capital(clauses[0]), "is:no": capital(clauses[1])}
        if of.type is FactType.CHOICE:
            return {f"is:{of.bad}": capital(of.no), f"is:{of.good}": capital(of.yes)}
        return {}

    @property
    def range_words(self) -> str:
        """What the number may be."""
        of = self.definition
        whole = "A whole number" if of.integer else "A number"
        if of.low is not None and of.high is not None:
            return f"{whole} from {of.low:g} to {of.high:g}"
        if of.low is not None:
            return f"{whole}, {of.low:g} or more"
        return f"{whole}, {of.high:g} or less" if of.high is not None else whole

    def clean(self) -> dict[str, Any]:
        """One answer, and what it rests on."""
        data = super().clean()
        self._one_answer(data)
        if not data.get("why") and not data.get("quote") and "why" not in self.errors:
            self.add_error("why", "Say why or how you know, or give the source’s words below")
        if data.get("quote") and not data.get("page"):
            self.add_error("page", "Say on which page or in which table the words stand")
        return data

    def _one_answer(self, data: dict[str, Any]) -> None:
        if not self.has_value or not data.get("answer"):
            return
        value, bounds = data.get("value"), [data.get(n) for n in ("low", "high") if data.get(n) is not None]
        if data["answer"] != KNOWN:
            if value:
                self.add_error(
                    "value", "There is an answer here and the reason why there is none. Keep one of the two"
                )
            return
        if {"value", "low", "high"} & set(self.errors):
            return
        if not value and not bounds:
            ask = (
                "Enter the number, or what it is at least or at most"
                if self.is_number
                else "Choose an answer"
            )
            self.add_error("value", f"{ask}; or say why there is none")
        elif value and bounds:
            self.add_error("value", "Enter the number, or what it is at least or at most: not both")
        elif value:
            self._check_number(value)

    def _check_number(self, value: str) -> None:
        of = self.definition
        if not self.is_number:
            return
        try:
            number = float(value)
        except ValueError:
            self.add_error("value", f"{value[:40]} is not a number. Enter one like 12.5")
            return
        low, high = of.low, of.high
        outside = (low is not None and number < low) or (high is not None and number > high)
        if outside or not isfinite(number) or (of.integer and number != int(number)):
            self.add_error("value", f"Enter {self.range_words[:1].lower()}{self.range_words[1:]}")

    def made(self) -> FactEntry:
        """What was said, as a record. Its id is empty unless an entry is changed."""
        data, entry = self.cleaned_data, self.entry
        answer = data["answer"]
        value = answer.removeprefix("is:") if answer.startswith("is:") else None
        known = self.has_value and answer == KNOWN
        return FactEntry(
            id=entry.id if entry else "",
            of=entry.of if entry else data.get("of") or self.target,
            name=self.definition.name,
            value=(data["value"].strip() or None) if known else value,
            unknown=UNKNOWN.get(answer),
            low=data.get("low"),
            high=data.get("high"),
            why=_text(data["why"]),
            by=entry.by if entry else None,
            page=_text(data["page"]),
            quote=_text(data["quote"]),
            source_url=_text(data["source_url"]),
            seen=Seen(data["seen_in"]) if data["seen_in"] else None,
        )


def _text(said: str) -> str | None:
    return said.replace("\r\n", "\n").strip() or None


def _initial(definition: FactDef, entry: FactEntry) -> dict[str, Any]:
    codes = {kind: code for code, kind in UNKNOWN.items()}
    own = definition.type in (FactType.NUMBER, FactType.TEXT) or len(definition.options) > MOST_RADIOS
    answer = codes.get(entry.unknown, KNOWN if own else "") if entry.unknown else KNOWN if own else ""
    value = entry.value or ""
    if entry.value is not None and not own:
        if definition.type is FactType.YES_NO:
            value = "yes" if value.strip().casefold() in TRUE else "no"
        answer = f"is:{_option(definition, value)}"
    return {
        "answer": answer,
        "value": _option(definition, value),
        "low": number_words(entry.low) if entry.low is not None else "",
        "high": number_words(entry.high) if entry.high is not None else "",
        "why": entry.why or "",
        "quote": entry.quote or "",
        "page": entry.page or "",
        "source_url": entry.source_url or "",
        "seen_in": entry.seen.value if entry.seen else "",
    }


def _option(definition: FactDef, value: str) -> str:
    """An answer as the list writes it: a folder may have written it in other letters."""
    return next((str(o) for o in definition.options if str(o).casefold() == value.strip().casefold()), value)


class WithdrawForm(PlainForm, forms.Form):
    """Why an entry is withdrawn."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="In a sentence. It is shown in the fact’s history.",
        max_length=MAX_TEXT,
        widget=forms.Textarea,
        error_messages={"required": "Say why it is withdrawn"},
    )
