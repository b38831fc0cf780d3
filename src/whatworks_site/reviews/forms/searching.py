"""Forms of the pages on searches and copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from whatworks.terms import Search, SearchKind
from whatworks_site.design.forms import PlainDateField, PlainForm

from ..uploads import MAX_UPLOAD, SUFFIXES

KINDS = (
    (SearchKind.DATABASE, "A database"),
    (SearchKind.REGISTER, "A register of trials or studies"),
    (SearchKind.WEBSITE, "A website or search engine"),
    (SearchKind.ORGANISATION, "An organisation"),
    (SearchKind.CITATION, "Citations of studies already found"),
    (SearchKind.EXPERT, "An expert"),
    (SearchKind.HAND, "By hand: a journal or a shelf"),
)
FORMATS = (
    ("", "Tell it from the file"),
    ("ris", "RIS (EndNote, Zotero, Ovid, EBSCO, ProQuest …)"),
    ("nbib", "PubMed (.nbib)"),
    ("csv", "A table (CSV or TSV)"),
)


class SearchForm(PlainForm, forms.Form):
    """One search of one source, and the file it came back as."""

    kind = forms.ChoiceField(
        label="Where did you look?",
        choices=[(kind.value, words) for kind, words in KINDS],
        widget=forms.RadioSelect,
        initial=SearchKind.DATABASE.value,
    )
    source = forms.CharField(
        label="Source", max_length=200, help_text="The database, register, website or person, like MEDLINE"
    )
    platform = forms.CharField(
        label="Platform (optional)",
        max_length=200,
        required=False,
        help_text="Through what, like Ovid or EBSCOhost",
    )
    query = forms.CharField(
        label="The exact search",
        max_length=50_000,
        required=False,
        widget=forms.Textarea,
        help_text="Paste it as it was run, line by line, so that anyone can run it again.",
    )
    date = PlainDateField(label="Day of the search", help_text="For example, 27 3 2026")
    hits = forms.IntegerField(
        label="Records found, as the source said (optional)",
        required=False,
        min_value=0,
        max_value=10_000_000,
    )
    file = forms.FileField(
        label="The file",
        help_text=f"RIS, PubMed (.nbib), CSV or TSV, at most {MAX_UPLOAD // 1024 // 1024} MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, required=False)
    note = forms.CharField(
        label="Note (optional)", max_length=2_000, required=False, widget=forms.Textarea,
        help_text="Limits, filters, anything that a reader should know.",
    )  # fmt: skip

    def clean_date(self) -> Any:
        """No search was run tomorrow."""
        date = self.cleaned_data["date"]
        if date and date > timezone.localdate():
            raise ValidationError("The day of the search lies in the future. Check the year.")
        return date

    def search(self) -> Search:
        """The search as the form has it, without its name."""
        data = self.cleaned_data
        return Search(
            id="",
            kind=SearchKind(data["kind"]),
            source=data["source"],
            platform=data["platform"] or None,
            query=data["query"].replace("\r\n", "\n").strip() or None,
            date=data["date"],
            hits=data["hits"],
            file="",
            format=data["format"] or None,
            note=data["note"].strip() or None,
        )


class ColumnsForm(PlainForm, forms.Form):
    """Which column of a table holds what."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str] = (),
        fields: Sequence[tuple[str, str]] = (),
        guess: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self._guess = dict(guess or {})
        super().__init__(*args, **kwargs)
        named = [name for name in dict.fromkeys(header) if name]
        for name, words in fields:
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=[("", "No column"), *((column, column) for column in named)],
                required=False,
                initial=self._guess.get(name, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Something has to say what a record is."""
        data = super().clean() or {}
        if not any(data.get(name) for name in ("title", "doi", "pmid")):
            raise ValidationError("Say which column holds the title, the DOI or the PubMed number.")
        return data

    def columns(self) -> dict[str, str]:
        """Our field = the file's column."""
        return {name: column for name, column in self.cleaned_data.items() if column}


class UndoForm(PlainForm, forms.Form):
    """Why an import is undone."""

    why = forms.CharField(
        label="Why?",
        max_length=1_000,
        widget=forms.Textarea,
        help_text="It is kept in the record of this review. Name no person.",
        error_messages={"required": "Say why the search is undone"},
    )
