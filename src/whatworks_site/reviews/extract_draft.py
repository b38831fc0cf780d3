"""An extractor's draft of one study as records: from its document and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from whatworks.terms import Arm, Result, Study, slug
from whatworks_site.evidence.models import ArmRow, ResultRow, Review, StudyRow

from .extract_naming import free


@dataclass(frozen=True)
class Draft:
    """A study with its arms and results as one person has them, and what that person took out again."""

    study: Study
    arms: tuple[Arm, ...] = ()
    results: tuple[Result, ...] = ()
    removed: tuple[dict[str, Any], ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Draft:
        """Read a draft. Raises RecordError where a record does not fit."""
        return cls(
            Study.from_json(document["study"]),
            tuple(Arm.from_json(each) for each in document.get("arms", [])),
            tuple(Result.from_json(each) for each in document.get("results", [])),
            tuple(document.get("removed", [])),
        )

    def to_document(self) -> dict[str, Any]:
        """The draft as plain JSON."""
        return {
            "study": self.study.to_json(),
            "arms": [arm.to_json() for arm in self.arms],
            "results": [result.to_json() for result in self.results],
            "removed": list(self.removed),
        }

    def arm(self, key: str) -> Arm | None:
        """An arm by its name."""
        return next((arm for arm in self.arms if arm.id == key), None)

    def result(self, key: str) -> Result | None:
        """A result by its name."""
        return next((result for result in self.results if result.id == key), None)

    def with_arm(self, arm: Arm) -> Draft:
        """The draft with this arm in its place, else last."""
        return replace(self, arms=_placed(self.arms, arm))

    def with_result(self, result: Result) -> Draft:
        """The draft with this result in its place, else last."""
        return replace(self, results=_placed(self.results, result))

    def without(self, kind: str, key: str) -> Draft:
        """The draft without this arm or result, which can be put back."""
        held = getattr(self, kind)
        place = next(n for n, each in enumerate(held) if each.id == key)
        gone = {"kind": kind, "place": place, "record": held[place].to_json()}
        left = (*held[:place], *held[place + 1 :])
        return replace(self, removed=(*self.removed, gone), **{kind: left})

    def restored(self) -> Draft:
        """The draft with what was last taken out put back where it was."""
        last = self.removed[-1]
        made = (Arm if last["kind"] == "arms" else Result).from_json(last["record"])
        held = list(getattr(self, last["kind"]))
        held.insert(last["place"], made)
        return replace(self, removed=self.removed[:-1], **{last["kind"]: tuple(held)})

    def new_arm_key(self, name: str) -> str:
        """A name for a new arm: the same for two extractors who call it the same."""
        gone = [each["record"]["id"] for each in self.removed]
        return free(f"{self.study.id} {slug(name)}", [*(arm.id for arm in self.arms), *gone])

    def new_result_key(self, taken: set[str]) -> str:
        """A name for a new result."""
        held = {r.id for r in self.results} | {each["record"]["id"] for each in self.removed} | taken
        return next(f"{self.study.id}-{n}" for n in range(1, 10**6) if f"{self.study.id}-{n}" not in held)


def draft_of_record(review: Review, study: str) -> Draft | None:
    """What is kept of a study, as the start of a draft; None where there is no such study."""
    row = StudyRow.objects.filter(review=review, key=study).first()
    if row is None:
        return None
    found: Study = row.to_record()
    return Draft(found, _rows(ArmRow, review, study), _rows(ResultRow, review, study))


def _rows(table: Any, review: Review, study: str) -> tuple[Any, ...]:
    rows = table.objects.filter(review=review, study=study).order_by("place", "pk")
    return tuple(row.to_record() for row in rows)


def _placed(held: tuple[Any, ...], new: Any) -> tuple[Any, ...]:
    if any(each.id == new.id for each in held):
        return tuple(new if each.id == new.id else each for each in held)
    return (*held, new)
