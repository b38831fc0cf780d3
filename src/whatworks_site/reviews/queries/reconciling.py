"""Drafts side by side, for settling: only once as many have handed in as are needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Record
from whatworks_site.evidence.models import InterventionRow, Review

from ..extract_state import ExtractionStanding, standing_of
from ..forms.record_fields import shown
from ..forms.record_forms import Sheet
from ..forms.record_sheets import ARM, RESULT, STUDY
from ..reconcile_compare import Group, Said, Tally, tally
from ..reconcile_now import current, groups_of
from .extract_questions import title_of
from .extracting import outcome_names

SHEETS = {"study": STUDY, "arm": ARM, "result": RESULT}


@dataclass(frozen=True)
class ReconcilePage:
    """What is compared, and how far it is settled."""

    names: tuple[str, ...]
    groups: tuple[Group, ...]
    tally: Tally
    choices: Mapping[str, list[tuple[str, str]]]
    standing: ExtractionStanding
    number: int
    kept_at: dt.datetime | None

    def title(self, group: Group) -> str:
        """What a group is, in words."""
        first = next(each for each in group.row if each is not None)
        if group.kind == "study":
            return "The study"
        return (
            f"Arm: {first.name}"
            if group.kind == "arm"
            else f"{self.words('outcome', first.outcome)}: {title_of(first)}"
        )

    def label(self, group: Group, field: str) -> str:
        """What a field is called."""
        return SHEETS[group.kind].label(field)

    def words(self, field: str, value: Any) -> str:
        """A value as a person reads it."""
        named = dict(self.choices.get(field, ()))
        text = named.get(value, shown(value)) if isinstance(value, str) else shown(value)
        return {"yes": "Yes", "no": "No"}.get(text, text)

    def said(self, field: str, said: Said) -> str:
        """What a draft says of a field, as a person reads it."""
        if said.value not in (None, {}, []):
            return self.words(field, said.value)
        return f"Not known: {said.why}" if said.why else "Left empty"

    def lonely(self) -> list[tuple[int, list[tuple[str, str]]]]:
        """Results that only one has, by whose they are: to be matched by hand."""
        found: list[tuple[int, list[tuple[str, str]]]] = []
        for place in range(len(self.names)):
            own = [
                (f"{place}:{group.row[place].id}", self.title(group))
                for group in self.groups
                if group.kind == "result" and not group.is_in_all and group.row[place] is not None
            ]
            found.append((place, own))
        return found if sum(bool(own) for _, own in found) > 1 else []

    def pair(self, group: Group) -> list[str]:
        """The names of a matched result in the first two drafts that have it."""
        return [f"{n}:{each.id}" for n, each in enumerate(group.row) if each is not None][:2]


def reconcile_page(review: Review, study: str) -> ReconcilePage | None:
    """The drafts of a study side by side; None until they may be seen."""
    now = current(review, study)
    if now is None:
        return None
    groups = groups_of(review, now)
    names = tuple(each["name"] for each in now.drafts)
    arms = [
        (first.id, first.name) for g in groups if g.kind == "arm" for first in [next(a for a in g.row if a)]
    ]
    interventions = InterventionRow.objects.filter(review=review).values_list("key", "name")
    choices = {
        "outcome": list(outcome_names(review).items()),
        "intervention": list(interventions),
        "arm_t": arms,
        "arm_c": arms,
    }
    standing = standing_of(review, study)
    return ReconcilePage(names, groups, tally(groups), choices, standing, now.number, now.kept_at)


def said_facts(sheet: Sheet, record: Record, named: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a record says, field by field, in words; what is not known only where it is said why."""
    plain, reasons = record.to_json(), getattr(record, "unknown_because", {})
    found: list[tuple[str, str]] = []
    for name in sheet.fields:
        value = plain[name]
        if value not in (None, {}, []):
            text = shown(value)
            text = named.get(text, named.get(name, text) if name == "intervention" else text)
            found.append((sheet.label(name), {"yes": "Yes", "no": "No"}.get(text, text)))
        elif name in reasons:
            found.append((sheet.label(name), f"Not known: {reasons[name]}"))
    return found
