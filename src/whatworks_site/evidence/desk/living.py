"""Changes of ratings on the desk: what waits, before beside after with the reason, any computed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from whatworks.publish import BadgeView, badge
from whatworks.publish.numbers import count
from whatworks.publish.ratings import label_of
from whatworks.rate import Again, as_computed, judge_again
from whatworks.terms import Rating, SchemeWords
from whatworks_site.people.permissions import reviews_where

from ..actions.living import levels_of
from ..living import waiting_changes
from ..living_models import ChangeState, RatingChange
from ..living_states import DECIDED
from ..living_words import Turned, criteria_turned, facts_turned
from ..models import Assessment, Publication
from ..queries import publication, review_records, snapshot
from ..scheme_files import scheme_at, scheme_of_version
from ..words import when
from .versions import Step


@dataclass(frozen=True)
class ChangeLine:
    """A change of a rating in a list."""

    pk: int
    review: str
    review_title: str
    intervention: str
    name: str
    what: str
    sentence: str
    before: str
    after: str
    narrows: bool


@dataclass(frozen=True)
class ChangesOfPage:
    """The changes of one page's ratings."""

    review: str
    review_title: str
    intervention: str
    name: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class Side:
    """A rating on one side of a change."""

    words: str
    badge: BadgeView
    because: str
    pooled: str
    version: str
    engine: str
    ruled: str
    """What the rule said, where an editor had decided otherwise."""


@dataclass(frozen=True)
class ChangeDesk:
    """Everything that the page of a change shows."""

    line: ChangeLine
    state: str
    state_words: str
    kind_words: str
    before: Side
    after: Side
    criteria: tuple[Turned, ...]
    facts: tuple[Turned, ...]
    levels: tuple[tuple[str, str], ...]
    decided_words: str
    reason: str
    can_undo: bool
    steps: tuple[Step, ...]
    place: tuple[str, str, str]
    """Evidence set, scheme and scale."""

    @property
    def is_waiting(self) -> bool:
        """Whether an editor may decide on it."""
        return self.state == ChangeState.PROPOSED


def changes_for(user: Any, review: str = "") -> tuple[ChangesOfPage, ...]:
    """The changes that wait in the reviews that this person may see, page by page."""
    return _by_page(waiting_changes(reviews_where(user, "see_desk"), review=review))


def to_decide(user: Any) -> tuple[ChangesOfPage, ...]:
    """The changes that wait for this person."""
    return _by_page(waiting_changes(reviews_where(user, "decide_rating")))


def _by_page(found: Iterable[RatingChange]) -> tuple[ChangesOfPage, ...]:
    pages: dict[tuple[str, str], list[ChangeLine]] = {}
    for change in found:
        line = change_line(change)
        pages.setdefault((line.review, line.intervention), []).append(line)
    return tuple(
        ChangesOfPage(held[0].review, held[0].review_title, held[0].intervention, held[0].name, tuple(held))
        for held in pages.values()
    )


def change_line(change: RatingChange) -> ChangeLine:
    """A change for a list."""
    after, place = change.after, change.after["object"]
    scale = "" if after["scale_name"] == after["scheme_name"] else f", {_lower(after['scale_name'])}"
    study = f" ({place['study_name']})" if place.get("study_name") else ""
    return ChangeLine(
        pk=change.pk,
        review=change.review.key,
        review_title=change.review.title,
        intervention=change.intervention,
        name=place["intervention_name"],
        what=f"{place['outcome_name']}: {after['scheme_name']}{scale}{study}",
        sentence=change.sentence,
        before=change.before["words"],
        after=after["words"],
        narrows=change.narrows,
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def change_desk(pk: int) -> ChangeDesk | None:
    """A change by its number; None where there is none."""
    change = RatingChange.objects.select_related("review", "decided_by", "published_in").filter(pk=pk).first()
    if change is None:
        return None
    before, after = Rating.from_json(change.before), Rating.from_json(change.after)
    schemes = _schemes(change)
    names = {s.id: s.name for s in review_records(change.review.key).studies}
    return ChangeDesk(
        line=change_line(change),
        state=change.state,
        state_words=_upper(str(ChangeState(change.state).label)),
        kind_words=_upper(change.get_kind_display()),
        before=_side(before, change.pooled_before, schemes),
        after=_side(after, change.pooled_after, schemes),
        criteria=criteria_turned(before, after, names),
        facts=facts_turned(change.facts_changed, names),
        levels=tuple((i, words) for i, words in levels_of(change).items() if i != after.level),
        decided_words=_decided(change),
        reason=change.decision_reason,
        can_undo=change.state in DECIDED and change.published_in_id is None,
        steps=tuple(_steps(change)),
        place=(after.object.evidence_set, after.scheme, after.scale),
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _schemes(change: RatingChange) -> dict[str, SchemeWords]:
    held = Assessment.objects.filter(pk=change.assessment_id).values_list("schemes", flat=True).first()
    return {name: SchemeWords.from_json(words) for name, words in (held or {}).items()}


def _side(rating: Rating, pooled: str, schemes: dict[str, SchemeWords]) -> Side:
    scheme = schemes.get(rating.scheme)
    scale = scheme.scale(rating.scale) if scheme else None
    because = rating.because.strip()
    return Side(
        words=rating.words,
        badge=badge(rating, scale, label_of(rating, scheme)),
        because=_upper(because) + ("" if because.endswith((".", "?", "”", ")")) else "."),
        pooled=pooled,
        version=rating.version,
        engine=rating.engine,
        ruled=rating.decided.words if rating.decided else "",
    )


def _decided(change: RatingChange) -> str:
    if change.state == ChangeState.OVERRIDDEN:
        return change.decided_words
    if change.state == ChangeState.DECLINED:
        return str(change.before["words"])
    return str(change.after["words"]) if change.state == ChangeState.ACCEPTED else ""


def _steps(change: RatingChange) -> Iterable[Step]:
    yield Step(when(change.made_at), "Computed", change.sentence + ".")
    if change.decided_at:
        who = change.decided_by.name if change.decided_by else "someone who has left"
        said = f"Decided: “{_decided(change)}”." if change.state != ChangeState.ACCEPTED else ""
        yield Step(
            when(change.decided_at),
            f"{_upper(_VERBS[change.state])} by {who}",
            " ".join(p for p in (said, change.decision_reason) if p),
        )
    if change.published_in:
        yield Step(
            when(change.published_in.decided_at), f"Public with version {change.published_in.version}", ""
        )
    if change.state == ChangeState.OVERTAKEN:
        yield Step("", "Overtaken", "The rating was computed again and said something else.")


_VERBS = {
    ChangeState.ACCEPTED: "accepted",
    ChangeState.DECLINED: "declined",
    ChangeState.OVERRIDDEN: "decided otherwise",
}


@dataclass(frozen=True)
class AgainLine:
    """A kept rating, and what it comes to when it is computed again from the facts kept with it."""

    what: str
    version: str
    engine: str
    kept: str
    now: str
    verdict: str
    same: bool | None
    """None where it cannot be computed: the scheme's file of then is not kept."""


@dataclass(frozen=True)
class AgainDesk:
    """Ratings computed again."""

    title: str
    review: str
    lines: tuple[AgainLine, ...]

    @property
    def words(self) -> str:
        """The outcome in a sentence."""
        same = sum(line.same is True for line in self.lines)
        differs = sum(line.same is False for line in self.lines)
        rest = len(self.lines) - same - differs
        said = [f"{count(same, 'rating says', 'ratings say')} the same"]
        said += [f"{differs} {'differs' if differs == 1 else 'differ'}"] if differs else []
        said += [f"{rest} cannot be computed"] if rest else []
        return f"{', '.join(said)}."


def change_again(pk: int) -> AgainDesk | None:
    """Both ratings of a change computed again from the facts kept with them; None where there is none."""
    change = RatingChange.objects.select_related("review", "assessment").filter(pk=pk).first()
    if change is None:
        return None
    before, after = Rating.from_json(change.before), Rating.from_json(change.after)
    stamp = change.assessment.scheme_files.get(after.scheme, "") if change.assessment else ""
    now = scheme_at(after.scheme, stamp) or scheme_of_version(after.scheme, after.version)
    then = scheme_of_version(before.scheme, before.version)
    lines = (_again("Before", before, then), _again("After", after, now))
    return AgainDesk(change_line(change).what, change.review.key, lines)


def version_again(pk: int) -> AgainDesk | None:
    """Every rating of a version of a page computed again; None where there is no such version."""
    found: Publication | None = publication(pk)
    if found is None:
        return None
    lines = []
    for rating in snapshot(found).findings.ratings:
        what = f"{rating.object.outcome_name}: {rating.scheme_name}, {_lower(rating.scale_name)}"
        lines.append(_again(what, rating, scheme_of_version(rating.scheme, rating.version)))
    return AgainDesk(found.title, found.review.key, tuple(lines))


def _again(what: str, rating: Rating, scheme: Any) -> AgainLine:
    rule = as_computed(rating)
    found: Again | None = None
    if scheme is not None:
        try:
            found = judge_again(rule, scheme)
        except KeyError:
            found = None
    if found is None:
        verdict = "Cannot be computed: the scheme’s file of then is not kept here"
    elif found.same:
        verdict = "Same"
    else:
        verdict = "Differs"
    return AgainLine(
        what=what,
        version=rating.version,
        engine=rating.engine,
        kept=rule.words,
        now=found.now.words if found else "–",
        verdict=verdict,
        same=found.same if found else None,
    )
