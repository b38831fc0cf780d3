"""The desk's words: names of what is kept, days, and honest hints about what an editor wrote."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp
from typing import Any

from django.utils.timezone import localtime

from whatworks.publish import shelf_of
from whatworks.publish.prose import lower_first
from whatworks.terms import NOT_RATED, Page, Rating, Record, Snapshot

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("effect", "What it does", "What was found, in which studies, and how sure we are."),
    ("mechanism", "How it works", "Why it should work, and what the studies say of that."),
    ("moderators", "Who it works for, and where", "For whom it did more or less. Say if nobody looked."),
    ("implementation", "How it is done", "What it takes: who, how long, what helps, what stands in the way."),
    ("economics", "What it costs", "Costs as printed, with their year and currency, and what they count."),
)
"""The five EMMIE sections: field, heading, what belongs there."""

HOLDERS: tuple[tuple[str, str], ...] = (
    ("searches", "Searches"),
    ("decisions", "Screening decisions"),
    ("reports", "Reports"),
    ("interventions", "Interventions"),
    ("studies", "Studies"),
    ("results", "Results"),
    ("review_findings", "Findings of published reviews"),
    ("evidence_sets", "Rated outcomes"),
    ("published_ratings", "Other bodies’ ratings"),
    ("appraisals", "Appraisals"),
    ("pages", "Pages in an editor’s words"),
)
"""What a review's page counts, in words."""


def when(moment: dt.datetime | None) -> str:
    """A moment as people write it: 27 March 2026, 10:32."""
    if moment is None:
        return ""
    local = localtime(moment)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


def length(text: str | None) -> str:
    """How long a text is, in words."""
    count = len((text or "").split())
    return "Nothing is written yet" if not count else f"{count:,} {'word' if count == 1 else 'words'} now"


@dataclass(frozen=True)
class Caution:
    """Something in an editor's words that is worth a second look. It stops nothing."""

    part: str
    words: str


def cautions(shown: Snapshot) -> tuple[Caution, ...]:
    """Numbers that stand in no record of the page, and words that claim more than its rating."""
    page = next(iter(shown.records.pages), None)
    if page is None:
        return ()
    known, rating = numbers_on_record(shown), leading_rating(shown)
    found = ((*_numbers(name, text, known), *_claims(name, text, rating)) for name, text in _texts(page))
    return tuple(caution for each in found for caution in each)


def leading_rating(shown: Snapshot) -> Rating | None:
    """The rating that leads the page."""
    shelf = shelf_of(shown)
    lead = shelf.leading_set(shown.intervention or "")
    return next(iter(shelf.ratings_of(lead.id)), None) if lead else None


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    parts = (("answer", "The short answer"), *((field, f"“{heading}”") for field, heading, _ in SECTIONS))
    for field, heading in parts:
        if text := getattr(page, field):
            yield heading, text


_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w])")
_FREE = frozenset({0.0, 1.0, 10.0, 100.0, 1000.0})
"""Numbers that belong to the way of saying it: of every 100."""


def _numbers(name: str, text: str, known: frozenset[float]) -> Iterator[Caution]:
    found = [
        w for w in dict.fromkeys(_NUMBER.findall(text)) if float(w.replace(",", "")) not in known | _FREE
    ]
    if len(found) == 1:
        yield Caution(name, f"{found[0]} appears in no result on record here: check it.")
    elif found:
        those = f"{', '.join(found[:-1])} and {found[-1]}"
        yield Caution(name, f"{those} appear in no result on record here: check them.")


def numbers_on_record(shown: Snapshot) -> frozenset[float]:
    """Every number of a page's records, as printed and as it is commonly rounded."""
    records = shown.records
    held = (
        records.results, records.review_findings, records.studies, records.interventions, records.reports,
        records.published_ratings, records.evidence_sets,
    )  # fmt: skip
    found: set[float] = {float(len(kind)) for kind in held}
    for kind in held:
        for record in kind:
            found.update(_numbers_of(record))
    for result in records.results:
        for one, other in (("percent_t", "percent_c"), ("mean_t", "mean_c")):
            a, b = getattr(result, one), getattr(result, other)
            if a is not None and b is not None:
                found.update(_rounded(abs(a - b)))
    for pool in shown.findings.pools:
        for value in (pool.b, pool.ci_lb, pool.ci_ub, pool.pi_lb, pool.pi_ub, pool.I2):
            if value is not None:
                found.update(_rounded(value))
                found.update(_rounded(exp(value)) if pool.scale and pool.scale.is_ratio else ())
        found.add(float(pool.k or 0))
    return frozenset(found)


def _numbers_of(record: Record) -> Iterator[float]:
    for value in _leaves(record.to_json()):
        if isinstance(value, str):
            for written in _NUMBER.findall(value):
                yield from _rounded(float(written.replace(",", "")))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from _rounded(float(value))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _rounded(value: float) -> Iterable[float]:
    size = abs(value)
    share = (round(size * 100), round(size * 100, 1)) if size < 1 else ()
    return {size, *(float(round(size, places)) for places in (0, 1, 2)), *map(float, share)}


_NEVER = re.compile(
    r"\b(proven|proves?|evidence-based|guarantees?d?|undoubtedly|definitely)\b", re.IGNORECASE
)
_SURE = re.compile(
    r"(?<!how it )(?<!whether it )(?<!if it )(?<!whom it )(?<!who it )(?<!where it )(?<!what )"
    r"\b(works|is effective|has been shown to|clearly)\b",
    re.IGNORECASE,
)


def _claims(name: str, text: str, rating: Rating | None) -> Iterator[Caution]:
    for word in dict.fromkeys(w.lower() for w in _NEVER.findall(text)):
        yield Caution(name, f"“{word}” says more than research can. Say what was found, and how sure we are.")
    is_open = rating is None or rating.level in (None, NOT_RATED)
    said = "not rated" if rating is None else f"“{lower_first(rating.words)}”"
    for word in dict.fromkeys(w.lower() for w in _SURE.findall(text)) if is_open else ():
        yield Caution(
            name, f"“{word}” claims more than the rating, which is {said}. Say what is not known too."
        )
