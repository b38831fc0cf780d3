"""The protocol: its versions, a first outline, and what changed between two."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from whatworks_site.evidence.models import ProtocolVersionRow, Review
from whatworks_site.evidence.words import when

from ..models.team import Order, SettledBy
from ..seats import ways_of
from .starting_question import STAGE_WORDS, described

KEPT = 2
"""Lines shown around a change, so that it can be placed."""


@dataclass(frozen=True)
class Version:
    """A version of the protocol as its pages show it."""

    id: str
    when: str
    by: str
    why: str
    text: str
    registration: str
    registered: dt.date | None

    @property
    def registered_on(self) -> str:
        """The day of registration in words."""
        return f"{self.registered.day} {self.registered:%B %Y}" if self.registered else ""


def versions(review: Review) -> list[Version]:
    """Every version, the newest first."""
    rows = ProtocolVersionRow.objects.filter(review=review).order_by("-place", "-pk")
    return [
        Version(v.id, when(v.at), v.by, v.why, v.text, v.registration or "", v.registered)
        for v in (row.to_record() for row in rows)
    ]


def version(review: Review, number: str) -> Version | None:
    """One version."""
    return next((v for v in versions(review) if v.id == number), None)


@dataclass(frozen=True)
class Piece:
    """Some words of a line: kind is same, added or gone."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of the comparison; `skipped` lines that are the same stand in place of one."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


def compare(before: str, after: str) -> list[Line]:
    """What changed between two texts, line by line and word by word; what is the same is folded."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[Line] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line((Piece("same", text),)) for text in new[b0:b1]]
        elif tag == "replace" and a1 - a0 == b1 - b0:
            lines += [Line(tuple(_words(a, b))) for a, b in zip(old[a0:a1], new[b0:b1], strict=True)]
        else:
            lines += [Line((Piece("gone", text),)) for text in old[a0:a1]]
            lines += [Line((Piece("added", text),)) for text in new[b0:b1]]
    return list(_folded(lines))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = (re.findall(r"\s+|\w+|[^\w\s]+", text) for text in (before, after))
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[b0:b1]))
            continue
        for kind, text in (("gone", "".join(old[a0:a1])), ("added", "".join(new[b0:b1]))):
            if text:
                yield Piece(kind, text)


def _folded(lines: list[Line]) -> Iterator[Line]:
    changed = [n for n, line in enumerate(lines) if any(p.kind != "same" for p in line.pieces)]
    near = {n + by for n in changed for by in range(-KEPT, KEPT + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield Line(skipped=skipped)
        skipped = 0
        yield line
    if skipped:
        yield Line(skipped=skipped)


def outline(review: Review) -> str:
    """A first draft of a plan: what is set already, and a heading for each thing that is not."""
    own, ways = described(review), ways_of(review)
    parts = [("Question", own.question)]
    pico = ("population", "intervention", "comparison", "outcomes")
    parts.append(
        ("What we look for", "\n".join(f"{p.capitalize()}: {getattr(own, p) or '(not set)'}" for p in pico))
    )
    criteria = "\n".join(f"- {c.text} ({STAGE_WORDS[c.stage].lower()})" for c in own.criteria)
    parts.append(("Reasons for leaving a record out", criteria or "(none set)"))
    parts.append(("Searches", "(which sources, which words, up to which day)"))
    parts.append(("Screening", "\n".join(_screening(own.screeners_needed, ways))))
    parts.append(("Extraction", f"Each study is extracted by {_people(ways.extractors_needed)}."))
    parts.append(("Appraisal", f"Each study is appraised by {_people(ways.appraisers_needed)}."))
    parts.append(("Analysis", "(which outcomes, which measure, which model, which subgroups)"))
    return "\n\n".join(f"{heading}\n{text}" for heading, text in parts)


def _screening(needed: int, ways: object) -> Iterator[str]:
    overlap, order = ways.overlap, Order(ways.order).label  # type: ignore[attr-defined]
    if overlap is None:
        yield f"Each record is read by {_people(needed)}, who do not see each other’s verdicts."
    else:
        yield (
            f"Titles and abstracts are split: {overlap:.0%} are read by two people, the rest by one. "
            f"Each full text is read by {_people(needed)}."
        )
    yield f"Order of reading: {order[:1].lower()}{order[1:]}."
    settled = SettledBy(ways.settled_by).label  # type: ignore[attr-defined]
    yield f"Where they differ, this settles it: {settled[:1].lower()}{settled[1:]}."
    yield f"We mean to find {ways.target:.0%} of what is relevant."  # type: ignore[attr-defined]


def _people(number: int) -> str:
    return {1: "one person", 2: "two people", 3: "three people"}.get(number, f"{number} people")
