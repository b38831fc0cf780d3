"""An instrument explained: what it asks, how its rules judge, in words; its source and what is unverified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from whatworks.appraise import Instrument
from whatworks.appraise.conditions import All, AnyOf, Condition, Count, Is, Not
from whatworks.appraise.instrument import Domain
from whatworks.appraise.ruling import Cases, Rule, Said, Sum, Worst, number_words
from whatworks.appraise.sheet import Sheet
from whatworks_site.evidence.models import Review

from ..models import InstrumentVersion
from .appraising_instruments import OBJECT_WORDS, Tool, holding_critical, instrument_of
from .appraising_sheet import answer_words, is_number, listed

VERIFIED = {
    "yes": "Checked against the official document",
    "second hand": "Known from published accounts, not from the official document",
    "no": "Unverified: not checked against the official document",
}
KINDS = {
    "judgement": "Answers lead to a judgement",
    "checklist": "Answers are counted, never added to a score",
    "score": "Points are added up",
}


@dataclass(frozen=True)
class RuleLine:
    """One line of a rule in words, and how deep it stands below another."""

    depth: int
    when: str
    then: str


@dataclass(frozen=True)
class ItemShown:
    """A question, its answers, and when it is asked."""

    id: str
    ask: str
    answers: str
    asked_if: str
    critical: bool


@dataclass(frozen=True)
class DomainShown:
    """A domain: its questions and its rule, in words."""

    id: str
    name: str
    effect: str
    verified: str
    is_verified: bool
    asked_if: str
    items: tuple[ItemShown, ...]
    rules: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    """The rule, its named steps first."""
    judgements: str

    @property
    def title(self) -> str:
        """Its name, with its number where it has one."""
        return f"{self.id}. {self.name}" if is_number(self.id) else self.name


@dataclass(frozen=True)
class InstrumentShown:
    """Everything that a page says of an instrument in one version."""

    instrument: Instrument
    version: str
    is_newest: bool
    kind: str
    of: str
    verified: str
    is_verified: bool
    unverified: tuple[str, ...]
    source: tuple[tuple[str, str], ...]
    domains: tuple[DomainShown, ...]
    overall: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    prompts: tuple[str, ...]
    judgements: str


@dataclass(frozen=True)
class VersionShown:
    """One version of an instrument that is here: whose it is, since when, and why."""

    version: str
    words: str
    why: str
    in_use: bool


def explained(review: Review, tool: Tool, version: str = "") -> InstrumentShown | None:
    """An instrument in words, in the version asked for; None where that is not here."""
    instrument = instrument_of(review, tool.id, version) if version else tool.instrument
    if instrument is None:
        return None
    if tool.critical is not None and instrument.version == tool.instrument.version:
        instrument = holding_critical(instrument, tool.critical.questions)
    words = _Words(instrument)
    overall = next(iter(instrument.overalls.values()))
    return InstrumentShown(
        instrument,
        instrument.version,
        instrument.version == tool.instrument.version,
        KINDS[instrument.kind],
        OBJECT_WORDS[instrument.object][0],
        VERIFIED[instrument.verified],
        instrument.verified == "yes",
        _unverified(instrument),
        tuple(_source(instrument)),
        tuple(words.domain(d) for d in instrument.domains),
        tuple(words.rules(overall.sheet)),
        tuple(p.say.replace("{n}", "n") for p in overall.prompts),
        ", ".join(overall.sheet.judgements),
    )


def _unverified(instrument: Instrument) -> tuple[str, ...]:
    """What was not checked, in sentences; domains with nothing else to say stand in one."""
    plain = [d.name for d in instrument.domains if d.verified == "no" and not d.verified_note]
    alone = {f"{name}: not checked against the published instrument." for name in plain}
    notes = tuple(note for note in instrument.unverified if note not in alone)
    if not plain:
        return notes
    every = len(plain) == len(instrument.domains)
    which = "any domain" if every else listed(dict.fromkeys(plain))
    return (*notes, f"Not checked against the published instrument: {which}.")


def _source(instrument: Instrument) -> Iterator[tuple[str, str]]:
    names = (("title", "Title"), ("authors", "Authors"), ("where", "Published in"), ("doi", "DOI"))
    for key, label in names:
        if instrument.source.get(key):
            yield label, instrument.source[key]
    if instrument.licence:
        yield "Licence", instrument.licence


def versions_of(review: Review, tool: Tool) -> tuple[VersionShown, ...]:
    """Every version of an instrument that is here, the newest first."""
    rows = {
        row.version: row
        for row in InstrumentVersion.objects.filter(review=review, instrument=tool.id).select_related("by")
    }
    return tuple(_version(rows.get(v), v, v == tool.instrument.version) for v in reversed(tool.versions))


def _version(row: InstrumentVersion | None, version: str, in_use: bool) -> VersionShown:
    if row is None or not row.is_own:
        return VersionShown(version, "Comes with the site", "", in_use)
    who = f" by {row.by.name}" if row.by else ""
    return VersionShown(version, f"Brought{who} on {_day(row.at)}", row.why, in_use)


def _day(at: dt.datetime) -> str:
    return f"{at.day} {at:%B %Y}"


class _Words:
    """Rules and conditions of one instrument in words."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.names: Mapping[str, str] = {d.id: d.name for d in instrument.domains}

    def domain(self, domain: Domain) -> DomainShown:
        """A domain in words."""
        effect = self.instrument.effects.get(domain.effect or "", "")
        gate = self.condition(domain.asked_if, overall=True) if domain.asked_if else ""
        return DomainShown(
            domain.id,
            domain.name,
            effect,
            VERIFIED[domain.verified],
            domain.verified == "yes",
            gate,
            tuple(self._items(domain)),
            tuple(self.rules(domain.sheet)),
            ", ".join(domain.sheet.judgements),
        )

    def _items(self, domain: Domain) -> Iterator[ItemShown]:
        for q in domain.sheet.questions.values():
            answers = ", ".join(answer_words(self.instrument, a) for a in q.answers)
            asked_if = self.condition(q.asked_if) if q.asked_if else ""
            yield ItemShown(q.id, q.ask, answers, asked_if, q.critical)

    def rules(self, sheet: Sheet) -> Iterator[tuple[str, tuple[RuleLine, ...]]]:
        """A sheet's steps and rule, each as lines."""
        overall = all(q in self.names for q in sheet.questions)
        for name, rule in sheet.steps.items():
            yield name[:1].upper() + name[1:], tuple(self._lines(rule, 0, overall))
        if sheet.rule is not None:
            yield "", tuple(self._lines(sheet.rule, 0, overall))

    def _lines(self, rule: Rule, depth: int, overall: bool) -> Iterator[RuleLine]:
        if not isinstance(rule, Cases):
            yield RuleLine(depth, "", self._then(rule, overall))
            return
        for number, case in enumerate(rule.cases):
            only = "Always" if len(rule.cases) == 1 else "Otherwise"
            when = only if case.when is None else f"If {self.condition(case.when, overall=overall)}"
            when = f"Else, {when[:1].lower()}{when[1:]}" if number and case.when is not None else when
            if isinstance(case.then, Cases):
                yield RuleLine(depth, when, "")
                yield from self._lines(case.then, depth + 1, overall)
            else:
                yield RuleLine(depth, when, self._then(case.then, overall))

    def _then(self, rule: Rule, overall: bool) -> str:
        if isinstance(rule, Worst):
            return f"The worst of {listed(self._name(n, overall) for n in rule.of)}"
        if isinstance(rule, Said):
            return "What is answered is the judgement"
        if isinstance(rule, Sum):
            return self._sum(rule, overall)
        return str(rule)

    def _sum(self, rule: Sum, overall: bool) -> str:
        parts = []
        for name, points in rule.points.items():
            said = ", ".join(
                f"{answer_words(self.instrument, a)} {number_words(p)}" for a, p in points.items() if p
            )
            if said:
                parts.append(f"{self._name(name, overall)} ({said})")
        start = f" from {number_words(rule.start)}" if rule.start else ""
        levels = ", ".join(
            f"{judgement} from {number_words(least)}" if least is not None else f"{judgement} below"
            for least, judgement in rule.levels
        )
        return f"Points added up{start}: {'; '.join(parts)}." + (f" Then {levels}." if levels else "")

    def _name(self, name: str, overall: bool) -> str:
        return f"“{self.names[name]}”" if overall and name in self.names else name

    def condition(self, condition: Condition, *, overall: bool = False) -> str:
        """A condition in words, with answers in full."""
        match condition:
            case Is():
                said = _or(answer_words(self.instrument, a).lower() for a in condition.answers)
                if overall:
                    said = _or(condition.answers)
                return f"{self._name(condition.question, overall)} is {said}"
            case All():
                return " and ".join(self._inner(part, AnyOf, overall) for part in condition.of)
            case AnyOf():
                return " or ".join(self._inner(part, All, overall) for part in condition.of)
            case Not():
                return f"not ({self.condition(condition.of, overall=overall)})"
            case Count():
                return self._count(condition, overall)

    def _inner(self, part: Condition, other: type, overall: bool) -> str:
        said = self.condition(part, overall=overall)
        return f"({said})" if isinstance(part, other) else said

    def _count(self, condition: Count, overall: bool) -> str:
        said = _or(condition.answers)
        every = self.names if overall else {}
        of = (
            "all domains"
            if overall and len(condition.questions) >= len(every)
            else listed(self._name(q, overall) for q in condition.questions)
        )
        if condition.at_most >= len(condition.questions):
            verb = "is" if condition.at_least == 1 else "are"
            return f"at least {condition.at_least} of {of} {verb} {said}"
        if condition.at_least == 0:
            most = "none" if condition.at_most == 0 else f"at most {condition.at_most}"
            return f"{most} of {of} is {said}"
        return f"{condition.at_least} to {condition.at_most} of {of} are {said}"


def _or(words: Iterator[str] | tuple[str, ...]) -> str:
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"
