"""Drafts of one study side by side, field by field, and the records that come of what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Arm, Record, Result, Study

from .extract_draft import Draft
from .reconcile_matching import Row, first, key_of, match_arms, match_results, with_arms_named_alike

NOT_COMPARED = {"id", "reports", "study", "unknown_because"}
PRESENT = "present"
KEEP, LEAVE, THIRD = "keep", "leave", "third"


class Unsettled(Exception):
    """Something still differs, and nobody has chosen."""


@dataclass(frozen=True)
class Said:
    """What one draft says of a field: its value, or why it is not known."""

    value: Any
    why: str | None = None


@dataclass(frozen=True)
class Line:
    """One field as every draft that has the thing says it."""

    name: str
    field: str
    said: tuple[Said | None, ...]
    choice: Mapping[str, Any] | None

    @property
    def differs(self) -> bool:
        """Whether the drafts say different things."""
        held = [each for each in self.said if each is not None]
        return any(each != held[0] for each in held)

    @property
    def is_filled(self) -> bool:
        """Whether any draft says anything."""
        return any(each is not None and (each.value is not None or each.why) for each in self.said)

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to choose."""
        return not self.differs or self.choice is not None


@dataclass(frozen=True)
class Group:
    """A study, an arm or a result with its fields."""

    kind: str
    key: str
    row: tuple[Any, ...]
    lines: tuple[Line, ...]
    presence: Mapping[str, Any] | None

    @property
    def is_in_all(self) -> bool:
        """Whether every draft has it."""
        return all(each is not None for each in self.row)

    @property
    def presence_name(self) -> str:
        """What the choice whether to keep it is called."""
        return f"{self.kind}-{self.key}-{PRESENT}"

    @property
    def is_left_out(self) -> bool:
        """Whether a person has chosen to leave it out."""
        return not self.is_in_all and (self.presence or {}).get("pick") == LEAVE

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to choose."""
        if not self.is_in_all and self.presence is None:
            return False
        return self.is_left_out or all(line.is_settled for line in self.lines)

    @property
    def differing(self) -> tuple[Line, ...]:
        """The fields in which the drafts differ."""
        return tuple(line for line in self.lines if line.differs)


def compare(
    drafts: Sequence[Draft], kept: Iterable[str], matches: Mapping[str, Any], choices: Mapping[str, Any]
) -> tuple[Group, ...]:
    """The drafts side by side: the study, its arms, its results."""
    arms = match_arms(drafts)
    alike = with_arms_named_alike(drafts, arms)
    results = match_results(alike, matches, kept)
    study: Row[Any] = tuple(draft.study for draft in alike)
    return (
        _group("study", "facts", study, choices),
        *(_group("arm", key_of(row), row, choices) for row in arms),
        *(_group("result", key_of(row), row, choices) for row in results),
    )


def _group(kind: str, key: str, row: Row[Any], choices: Mapping[str, Any]) -> Group:
    lines = []
    for name in (f.name for f in first(row).fields() if f.name not in NOT_COMPARED):
        full = f"{kind}-{key}-{name}"
        said = tuple(None if each is None else _said(each, name) for each in row)
        lines.append(Line(full, name, said, choices.get(full)))
    return Group(kind, key, row, tuple(lines), choices.get(f"{kind}-{key}-{PRESENT}"))


def _said(record: Record, name: str) -> Said:
    value = record.to_json()[name]
    why = getattr(record, "unknown_because", {}).get(name)
    return Said(value, why if value is None else None)


def build(
    groups: Sequence[Group], taken: Iterable[str], kept: Iterable[str], named: Mapping[str, str]
) -> tuple[Draft, dict[str, str]]:
    """The records that come of the drafts and the choices, and the name that each result has been given.

    `taken`: names of results in use elsewhere; `kept`: names that results of this study had before;
    `named`: names given earlier, which stay and go to no other. Raises Unsettled where something is open.
    """
    known, used, names = set(kept), set(taken) | set(named.values()), dict(named)
    study, arms, results = groups[0].row[0], [], []
    for group in groups:
        if not group.is_settled:
            raise Unsettled("Something still differs, and nobody has chosen.")
        if group.is_left_out:
            continue
        made = _made(group)
        if group.kind == "study":
            study = made
        elif group.kind == "arm":
            arms.append(made)
        else:
            key = names.get(group.key) or _result_key(group, known, used, study.id)
            names[group.key] = key
            used.add(key)
            results.append(Result.from_json({**made.to_json(), "id": key}))
    return Draft(study, tuple(arms), tuple(results)), names


def _made(group: Group) -> Study | Arm | Result:
    start = first(group.row).to_json()
    reasons = dict(start.get("unknown_because", {}))
    for line in group.lines:
        chosen = chosen_of(line)
        start[line.field] = chosen.value
        reasons.pop(line.field, None)
        if chosen.why:
            reasons[line.field] = chosen.why
    if "unknown_because" in start:
        start["unknown_because"] = reasons
    made: Study | Arm | Result = type(first(group.row)).from_json(start)
    return made


def chosen_of(line: Line) -> Said:
    """What is to stand: what all say, or what was chosen."""
    if line.choice is not None and line.differs:
        if line.choice["pick"] == THIRD:
            return Said(line.choice.get("value"), line.choice.get("why") or None)
        picked = line.said[int(line.choice["pick"])]
        if picked is not None:
            return picked
    return next(each for each in line.said if each is not None)


def _result_key(group: Group, known: set[str], used: set[str], study: str) -> str:
    names = [each.id for each in group.row if each is not None]
    fitting = [name for name in names if name in known and name not in used]
    fitting += [name for name in names if name not in used]
    return next(
        iter(fitting),
        next(f"{study}-{n}" for n in range(1, 10**6) if f"{study}-{n}" not in used),
    )


@dataclass(frozen=True)
class Tally:
    """How far the drafts agree, and how much is left to settle."""

    compared: int
    agreed: int
    to_settle: int
    settled: int

    @property
    def differ(self) -> int:
        """Fields in which the drafts differ."""
        return self.compared - self.agreed


def tally(groups: Sequence[Group]) -> Tally:
    """Counts over the fields that any draft has filled in, of what every draft has."""
    whole = [group for group in groups if group.is_in_all]
    lines = [line for group in whole for line in group.lines if line.is_filled]
    lonely = [group for group in groups if not group.is_in_all]
    differ = [line for line in lines if line.differs]
    settled = sum(line.is_settled for line in differ) + sum(g.presence is not None for g in lonely)
    return Tally(len(lines), len(lines) - len(differ), len(differ) + len(lonely), settled)
