"""What changed between two versions of a page, in a reader's words: cause first, then effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from whatworks.terms import Page, Rating, Record, Snapshot

from .numbers import count
from .prose import lower_first

_TABLES = (
    ("studies", "study", "studies"),
    ("results", "result", "results"),
    ("review_findings", "finding of a published review", "findings of published reviews"),
    ("published_ratings", "other body’s rating", "other bodies’ ratings"),
    ("reports", "source", "sources"),
    ("appraisals", "appraisal", "appraisals"),
    ("evidence_sets", "rated outcome", "rated outcomes"),
)
_PARTS = (
    ("answer", "the short answer"),
    ("effect", "the section on effect"),
    ("mechanism", "the section on how it works"),
    ("moderators", "the section on whom it works for"),
    ("implementation", "the section on how it is done"),
    ("economics", "the section on what it costs"),
)


@dataclass(frozen=True)
class Difference:
    """One change. `before` and `after` are given where words or levels can stand side by side."""

    kind: str
    """'rating', 'records', 'words', 'scheme' or 'about'."""
    words: str
    before: str | None = None
    after: str | None = None


def differences(old: Snapshot | None, new: Snapshot) -> tuple[Difference, ...]:
    """Every difference between two snapshots of one page; for a first version, what it begins with."""
    if old is None:
        begun = ", ".join(
            count(len(getattr(new.records, holder)), one, many)
            for holder, one, many in _TABLES[:2]
            if getattr(new.records, holder)
        )
        return (Difference("about", f"First version{f', with {begun}' if begun else ''}."),)
    return (
        *_ratings(old, new), *_records(old, new), *_about(old, new), *_words(old, new), *_schemes(old, new),
    )  # fmt: skip


def _ratings(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    before = {_place(r): r for r in old.findings.ratings}
    after = {_place(r): r for r in new.findings.ratings}
    for place, rating in after.items():
        was = before.get(place)
        name = f"{rating.scheme_name}, {lower_first(rating.scale_name)}"
        on = lower_first(rating.object.outcome_name)
        if was is None:
            yield Difference("rating", f"{name}: {on} is rated for the first time.", None, rating.words)
        elif (was.level, was.possible) != (rating.level, rating.possible):
            said = f"{name}: {on} went from “{was.words}” to “{rating.words}”."
            yield Difference("rating", said, was.words, rating.words)
        elif was.because != rating.because:
            said = f"{name}: {on} is still “{rating.words}”, for another reason."
            yield Difference("rating", said, was.because, rating.because)
    for place in before.keys() - after.keys():
        was = before[place]
        yield Difference(
            "rating", f"{was.scheme_name}: {was.object.outcome_name} is no longer rated.", was.words, None
        )


def _place(rating: Rating) -> tuple[str, str, str, str]:
    return rating.object.evidence_set, rating.scheme, rating.scale, rating.object.study or ""


def _records(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    for holder, one, many in _TABLES:
        before, after = _by_id(getattr(old.records, holder)), _by_id(getattr(new.records, holder))
        added = [after[i] for i in after if i not in before]
        gone = [before[i] for i in before if i not in after]
        changed = [after[i] for i in after if i in before and after[i] != before[i]]
        for found, verb in ((added, "added"), (gone, "removed"), (changed, "corrected")):
            if found:
                yield Difference("records", f"{count(len(found), one, many)} {verb}{_names(found)}.")


def _by_id(records: Iterable[Record]) -> Mapping[str, Record]:
    return {getattr(r, "id", ""): r for r in records}


def _names(found: list[Record]) -> str:
    names = [str(getattr(r, "name", None) or getattr(r, "short", None) or "") for r in found]
    shown = [n for n in names if n][:4]
    more = len(found) - len(shown)
    return f": {'; '.join(shown)}{f' and {more} more' if more else ''}" if shown else ""


def _about(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    before, after = old.records.interventions, new.records.interventions
    if new.intervention and before != after and before and after:
        fields = [f.name for f in type(after[0]).fields()]
        changed = [n for n in fields if getattr(before[0], n) != getattr(after[0], n)]
        said = ", ".join(n.replace("_", " ") for n in changed)
        yield Difference("about", f"What is said of the intervention itself changed: {said}.")


def _words(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    was, now = _page(old), _page(new)
    for part, said in _PARTS:
        before = getattr(was, part, None) if was else None
        after = getattr(now, part, None) if now else None
        if before != after:
            verb = "reworded" if before and after else "written" if after else "taken out"
            yield Difference("words", f"{said[:1].upper()}{said[1:]} was {verb}.", before, after)


def _page(snapshot: Snapshot) -> Page | None:
    return next(iter(snapshot.records.pages), None)


def _schemes(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    for id_, scheme in new.schemes.items():
        was = old.schemes.get(id_)
        if was is None:
            yield Difference("scheme", f"{scheme.name} was added to the schemes.")
        elif was.version != scheme.version:
            yield Difference(
                "scheme", f"{scheme.name} moved to version {scheme.version}.", was.version, scheme.version
            )
