"""A file of facts: what is known of one or more evidence sets, without a review folder around it.

    object: mentoring-attendance
    intervention: Mentoring
    outcome: Attendance
    set: {manualised: yes, pool.low: 0.02, pool.high: 0.31, pool.k: 4, pool.source: our pool}
    studies:
      - {id: leeds, design: RCT, direction: favours, months_after_end: 12}
      - id: hull
        design: matched
        direction: {unknown: "sought, not reported"}
        attrition_overall: {low: 10, high: 25}
        baseline_equivalent: {options: [yes, no]}

What is not given is not yet sought. `sets:` holds a list of such maps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Fact, RatingObject, slug

from .catalogue import CATALOGUE
from .entered import EntryError
from .facts_derived import derived_set_facts, derived_study_facts
from .facts_values import given_fact
from .places import Places, read_places

LARGEST = 64_000_000
"""Bytes in a file of facts."""
TOP = ("object", "intervention", "intervention_name", "outcome", "outcome_name", "set", "studies")
STUDY = ("id", "name", "unit")


@dataclass(frozen=True)
class FactsProblem:
    """Something in a file of facts that cannot be used: where it stands, what it says and what to do."""

    file: str
    line: int | None
    field: str
    value: str | None
    rule: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        said = "" if self.value is None else f" {self.value}"
        return f"{where}: {self.field}{said} {self.rule}"

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "value": self.value,
            "rule": self.rule,
        }


class FactsError(ValueError):
    """A file of facts that cannot be read at all, or parts of it that cannot be used."""

    def __init__(self, *problems: FactsProblem) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class GivenFacts:
    """One evidence set as a file of facts gives it."""

    object: RatingObject
    world: World
    names: Mapping[str, str]
    """What each study is called."""


@dataclass(frozen=True, kw_only=True)
class FactsRead:
    """The evidence sets that could be read, and what is wrong with the rest: as many as the file holds."""

    sets: tuple[GivenFacts, ...]
    refused: int
    problems: tuple[FactsProblem, ...]


def read_facts(path: Path) -> FactsRead:
    """Read a file of facts, YAML or JSON. Raises FactsError where it cannot be read at all.

    A set in which anything is wrong is refused whole, with every problem; the others are read.
    """
    data, places = _loaded(path)
    if not isinstance(data, Mapping):
        raise FactsError(
            _problem(
                path,
                None,
                "the file",
                None,
                "should be a map with `studies`, or with `sets`; a review folder has a review.yaml",
            )
        )
    listed = "sets" in data
    if listed and (not isinstance(data["sets"], list) or set(data) != {"sets"}):
        raise FactsError(
            _problem(path, places.line(("sets",)), "sets", None, "should be a list of maps and stand alone")
        )
    entries = data["sets"] if listed else [data]
    sets, problems, refused = [], [], 0
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        reader = _Reader(path.name, places, ("sets", number) if listed else ())
        made = reader.set_of(entry, number + 1)
        if made is not None and made.object.evidence_set in seen:
            reader.wrong(
                ("object",), made.object.evidence_set, "stands twice in this file; give each its own id"
            )
        problems += reader.problems
        if made is None or reader.problems:
            refused += 1
        else:
            seen.add(made.object.evidence_set)
            sets.append(made)
    return FactsRead(sets=tuple(sets), refused=refused, problems=tuple(problems))


def facts_of(data: Mapping[str, Any], *, name: str = "facts") -> GivenFacts:
    """One evidence set from a map, as a file would hold it. Raises FactsError with every problem."""
    reader = _Reader(name, Places({}), ())
    made = reader.set_of(data, 1)
    if made is None or reader.problems:
        raise FactsError(*reader.problems)
    return made


def _problem(path: Path, line: int | None, field: str, value: object, rule: str) -> FactsProblem:
    return FactsProblem(path.name, line, field, None if value is None else repr(value), rule)


def _loaded(path: Path) -> tuple[Any, Places]:
    try:
        if path.stat().st_size > LARGEST:
            raise FactsError(
                _problem(path, None, "the file", None, f"is larger than {LARGEST:,} bytes; split it")
            )
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise FactsError(_problem(path, None, "the file", None, rule)) from None
    except OSError as error:
        rule = (
            f"cannot be read: {error.strerror or error}; name a file of facts or a folder with a review.yaml"
        )
        raise FactsError(_problem(path, None, "the file", None, rule)) from None
    try:
        if path.suffix.casefold() == ".json":
            return json.loads(text, object_pairs_hook=_once), Places({})
        return read_places(text)
    except (json.JSONDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(error, "lineno", None)
        deep = "nested too deeply" if isinstance(error, RecursionError) else None
        said = deep or getattr(error, "problem", None) or getattr(error, "msg", None) or str(error)
        kind = "JSON" if path.suffix.casefold() == ".json" else "YAML"
        raise FactsError(_problem(path, line, "the file", None, f"is not valid {kind}: {said}")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(n for n in names if names.count(n) > 1)
        raise ValueError(f"{twice!r} is given twice; keep one")
    return found


class _Reader:
    """Reads one set, gathering what is wrong."""

    def __init__(self, file: str, places: Places, at: tuple[str | int, ...]) -> None:
        self.file, self.places, self.at = file, places, at
        self.problems: list[FactsProblem] = []

    def wrong(self, place: tuple[str | int, ...], value: object, rule: str) -> None:
        whole = (*self.at, *place)
        words = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in whole).lstrip(".")
        shown = None if value is None else repr(value)[:80]
        self.problems.append(
            FactsProblem(self.file, self.places.line(whole), words or "the file", shown, rule)
        )

    def set_of(self, entry: Any, number: int) -> GivenFacts | None:
        if not isinstance(entry, Mapping):
            self.wrong((), entry, "should be a map of keys to values")
            return None
        self._only(entry, TOP, ())
        given = entry.get("set") or {}
        studies = entry.get("studies") or []
        if not isinstance(given, Mapping):
            self.wrong(("set",), given, "should be a map of facts to values")
            given = {}
        if not isinstance(studies, list):
            self.wrong(("studies",), studies, "should be a list of studies")
            studies = []
        found = self._facts(given, "set", SET, ("set",), None)
        made = [self._study(study, i) for i, study in enumerate(studies)]
        told = [s for s in made if s is not None]
        ids = [study.study for study, _ in told]
        for id_ in sorted({i for i in ids if ids.count(i) > 1}):
            self.wrong(("studies",), id_, "is the id of two studies; give each its own")
        ordered = sorted(told, key=lambda s: s[0].study)
        try:
            found = derived_set_facts(found)
        except EntryError as error:
            self.wrong(("set", error.field), error.value, error.rule)
        world = World(facts=found, studies=tuple(s for s, _ in ordered))
        return GivenFacts(object=_object(entry, number), world=world, names={s.study: n for s, n in ordered})

    def _study(self, study: Any, place: int) -> tuple[StudyFacts, str] | None:
        at: tuple[str | int, ...] = ("studies", place)
        if not isinstance(study, Mapping):
            self.wrong(at, study, "should be a map: an id, and facts of the study")
            return None
        given_id = study.get("id")
        id_ = f"study-{place + 1}" if given_id in (None, "") else str(given_id)
        if id_ == SET:
            self.wrong((*at, "id"), id_, "cannot be a study's id; choose another")
        given = {k: v for k, v in study.items() if k not in STUDY}
        unit = study.get("unit")
        found = self._facts(given, "study", id_, at, str(unit) if unit else None)
        try:
            facts = derived_study_facts(found, id_)
        except EntryError as error:
            self.wrong((*at, error.field), error.value, error.rule)
            return None
        return StudyFacts(id_, facts), str(study.get("name") or id_)

    def _facts(
        self, given: Mapping[Any, Any], kind: str, subject: str, at: tuple[str | int, ...], unit: str | None
    ) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for name, value in given.items():
            place = (*at, str(name))
            if name not in CATALOGUE:
                self.wrong(place, None, f"is no fact; {_nearest(str(name), kind)}")
            elif CATALOGUE[name].of != kind:
                where = "`set`" if kind == "study" else "a study"
                self.wrong(place, None, f"is not a fact of a {kind}; write it in {where}")
            else:
                try:
                    found[name] = given_fact(name, value, subject, unit)
                except EntryError as error:
                    self.wrong(place, value, error.rule)
        return found

    def _only(self, entry: Mapping[Any, Any], keys: tuple[str, ...], at: tuple[str | int, ...]) -> None:
        for key in entry:
            if key not in keys:
                hint = " (facts of the set stand below `set`)" if key in CATALOGUE else ""
                self.wrong((*at, str(key)), None, f"is not a key here; the keys are {', '.join(keys)}{hint}")


def _nearest(name: str, kind: str) -> str:
    near = get_close_matches(name, [n for n, d in CATALOGUE.items() if d.of == kind], 1, 0.6)
    return f"did you mean {near[0]}?" if near else "`whatworks rate facts` lists them"


def _object(entry: Mapping[Any, Any], number: int) -> RatingObject:
    intervention = str(entry.get("intervention") or entry.get("object") or f"set {number}")
    outcome = str(entry.get("outcome") or "not said")
    return RatingObject(
        evidence_set=str(entry.get("object") or f"set-{number}"),
        intervention=slug(intervention),
        intervention_name=str(entry.get("intervention_name") or intervention),
        outcome=slug(outcome),
        outcome_name=str(entry.get("outcome_name") or outcome),
    )
