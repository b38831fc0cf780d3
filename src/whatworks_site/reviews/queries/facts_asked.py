"""What the last ratings asked for: each fact, whose it is, which schemes ask, and how much it matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from whatworks.rules import SET
from whatworks.terms import Fact, Rating, ReviewRecords
from whatworks_site.evidence.desk.review import assess_key
from whatworks_site.evidence.desk.standing import standing
from whatworks_site.evidence.models import Assessment, Review
from whatworks_site.evidence.queries import assessed, last_assessment
from whatworks_site.evidence.words import when
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import ACTIVE

from .ratings import live_ratings

Key = tuple[str, str, str]
"""'study' or 'set', which one, and the fact's name."""


@dataclass(frozen=True)
class Asked:
    """One fact of one study or evidence set, as the ratings used it."""

    key: Key
    schemes: tuple[tuple[str, str], ...]
    """Each scheme that uses it: its id and name."""
    open_in: tuple[str, ...]
    """The schemes for which it is not known."""
    matters: int
    """The most levels that it could rule out of one rating."""
    ratings: int
    """Of how many ratings it could rule a level out."""
    facts: tuple[Fact, ...]
    """The fact as each rating had it, where they differ."""
    words: str


def asked_of(ratings: Iterable[Rating]) -> Mapping[Key, Asked]:
    """Every fact that these ratings used, or that they did not know."""
    schemes: dict[Key, dict[str, str]] = defaultdict(dict)
    unknown: dict[Key, dict[str, None]] = defaultdict(dict)
    matters: dict[Key, list[int]] = defaultdict(list)
    facts: dict[Key, dict[str, Fact]] = defaultdict(dict)
    words: dict[Key, str] = {}
    for rating in ratings:
        for fact in rating.facts:
            key = _key(rating, fact.subject, fact.name)
            schemes[key][rating.scheme] = rating.scheme_name
            facts[key].setdefault(str((fact.value, fact.unknown, fact.options)), fact)
        for each in rating.unknowns:
            key = _key(rating, each.subject, each.name)
            schemes[key][rating.scheme] = rating.scheme_name
            unknown[key][rating.scheme] = None
            matters[key].append(each.matters)
            words.setdefault(key, each.words)
    return {
        key: Asked(
            key,
            tuple(named.items()),
            tuple(unknown[key]),
            max(matters[key], default=0),
            sum(m > 0 for m in matters[key]),
            tuple(facts[key].values()),
            words.get(key, ""),
        )
        for key, named in schemes.items()
    }


def _key(rating: Rating, subject: str, name: str) -> Key:
    return ("set", rating.object.evidence_set, name) if subject == SET else ("study", subject, name)


@dataclass(frozen=True)
class Worked:
    """What was asked for, and when that was worked out."""

    asked: Mapping[Key, Asked]
    has_any: bool
    """Whether anything was ever worked out."""
    is_current: bool
    again: bool
    """Whether it is being worked out again by itself."""
    words: str


def worked(review: Review, records: ReviewRecords, set_: str = "") -> Worked:
    """What the last ratings asked for. Of one set that changed since, or was never rated: rated now."""
    last, now = last_assessment(review.key), standing(review)
    again = is_being_worked_out(review.key)
    if set_ and not now.is_current:
        asked = asked_of(live_ratings(review, records, set_))
        return Worked(asked, True, True, again, "Worked out for this page, of this one analysis.")
    if last is None:
        return Worked({}, False, False, again, now.why)
    said = f"Worked out on {when(last.made_at)}."
    return Worked(_asked_of(last.pk, last.made_at.isoformat()), True, now.is_current, again, said)


def is_being_worked_out(review: str) -> bool:
    """Whether the ratings of a review are being computed, or soon will be."""
    key = assess_key(review)
    return Job.objects.filter(key__in=(key, f"{key}:next"), state__in=ACTIVE).exists()


# An assessment never changes, so what it asked for is read off it once.
@lru_cache(maxsize=8)
def _asked_of(pk: int, made_at: str) -> Mapping[Key, Asked]:
    return asked_of(assessed(Assessment.objects.get(pk=pk))[0].ratings)
