"""A rating as its page shows it: the badge, what is still possible, what is not known, what would move it."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.terms import NOT_RATED, Change, Rating, SchemeWords

from .badges import BadgeView, badge
from .facts import Facts
from .names import rating_anchor
from .numbers import months
from .prose import lower_first
from .sources import Chip, Sources
from .tree import Branch, Planter

_FIRST = 4
"""How many unknowns are shown before the rest is folded."""
_BASIS = {
    "our pool": "Our own pooled figure spoke.",
    "published review": "A published review’s pooled figure spoke; its studies were not pooled again here.",
}


@dataclass(frozen=True)
class LevelView:
    """A level of the scale, and whether it is the answer, still possible or ruled out."""

    words: str
    state: str


@dataclass(frozen=True)
class UnknownView:
    """Something not known: in words, how much it matters, and where it may stand."""

    words: str
    matters: int
    chip: Chip | None


@dataclass(frozen=True)
class RatingView:
    """A rating with all its reasons."""

    anchor: str
    scheme_name: str
    title: str
    version: str
    verified: bool
    badge: BadgeView
    is_settled: bool
    is_rated: bool
    studies: tuple[tuple[str, str], ...]
    studies_href: str
    because: str
    basis: str
    levels: tuple[LevelView, ...]
    exact: bool
    unknowns: tuple[UnknownView, ...]
    more_unknowns: tuple[UnknownView, ...]
    decided: tuple[Branch, ...]
    ruled_out: tuple[Branch, ...]
    ups: tuple[Change, ...]
    downs: tuple[Change, ...]


def rating_view(rating: Rating, sources: Sources) -> RatingView:
    """A rating for the page that `sources` belongs to."""
    shelf = sources.shelf
    scheme, scale = shelf.schemes.get(rating.scheme), shelf.scale_of(rating)
    place = rating.object
    of = (place.evidence_set, rating.scheme, rating.scale)
    anchor = rating_anchor(*of)
    words = {level.id: level.words for level in scale.levels} if scale else {}
    label = label_of(rating, scheme)
    planter = Planter(Facts(sources, scheme.facts if scheme else {}), f"{anchor}-c", words)
    decided = tuple(planter.branch(c) for c in rating.criteria if c.decided)
    open_facts = {u.words: u for u in reversed(rating.unknowns)}
    unknowns = tuple(
        UnknownView(_sentence(u.words), u.matters, sources.chip(u.report))
        for u in rating.unknowns
        if open_facts[u.words] is u
    )
    shown = tuple(u for u in unknowns if u.matters)[:_FIRST] or unknowns[:_FIRST]
    return RatingView(
        anchor=anchor,
        scheme_name=rating.scheme_name,
        title=_title(label, scheme),
        version=rating.version,
        verified=_is_verified(scheme, rating),
        badge=badge(rating, scale, label, sources.links.why(place.intervention, *of)),
        is_settled=rating.level is not None,
        is_rated=rating.level != NOT_RATED,
        studies=_studies(rating, sources),
        studies_href=sources.links.plot(place.intervention, place.evidence_set),
        because=_sentence(rating.because),
        basis=_basis(rating, sources),
        levels=_levels(rating, words),
        exact=rating.exact,
        unknowns=shown,
        more_unknowns=tuple(u for u in unknowns if u not in shown),
        decided=decided,
        ruled_out=tuple(planter.branch(c) for c in rating.criteria if not c.decided),
        ups=rating.changes_up,
        downs=rating.changes_down,
    )


def label_of(rating: Rating, scheme: SchemeWords | None) -> str:
    """What a badge is of. The outcome is in the label of an effect, as it is what the effect is on."""
    if rating.scale == "effect":
        return f"Effect on {lower_first(rating.object.outcome_name)}"
    return rating.scale_name if scheme and len(scheme.scales) > 1 else rating.scheme_name


def _studies(rating: Rating, sources: Sources) -> tuple[tuple[str, str], ...]:
    members = sources.shelf.members_of(rating.object.evidence_set)
    return tuple((sources.shelf.studies[m.study].name, sources.links.study(m.study)) for m in members)


def _title(label: str, scheme: SchemeWords | None) -> str:
    """A label for the middle of a sentence: a scheme's own name keeps its capital."""
    return label if scheme and label == scheme.name else lower_first(label)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "”", ")")) or not text else ".")


def _is_verified(scheme: SchemeWords | None, rating: Rating) -> bool:
    return scheme.verified if scheme else not rating.unverified


def _basis(rating: Rating, sources: Sources) -> str:
    if not rating.basis:
        return ""
    told = _BASIS.get(rating.basis, f"No pooled figure is in hand, so what spoke is {rating.basis}.")
    return f"{told} {_published(rating, sources)}".rstrip()


def _published(rating: Rating, sources: Sources) -> str:
    """Which published figure spoke, that a person chose it, and how many others did not."""
    used = {p.finding for p in sources.shelf.pools_of(rating.object.evidence_set) if p.finding}
    findings = [
        f for f in sources.shelf.reviews_of(rating.object.intervention) if f.outcome == rating.object.outcome
    ]
    spoke = [f for f in findings if f.id in used]
    if not spoke:
        return ""
    when = f" at {months(spoke[0].months)}" if spoke[0].months is not None else ""
    chosen = "; the team chose it to lead" if spoke[0].headline else ""
    others = len(findings) - len(spoke)
    rest = (
        f" {others} other {'finding' if others == 1 else 'findings'} of published reviews on this outcome "
        "did not enter the rule, those without a figure and an interval among them: read them below."
        if others
        else ""
    )
    return f"It is “{lower_first(spoke[0].measure)}”{when}{chosen}.{rest}"


def _levels(rating: Rating, words: dict[str, str]) -> tuple[LevelView, ...]:
    named = {**words, **{i: i for i in rating.possible if i not in words}}
    return tuple(
        LevelView(text, "is" if rating.level == id_ else "may" if id_ in rating.possible else "not")
        for id_, text in named.items()
        if id_ != NOT_RATED or id_ in rating.possible
    )
