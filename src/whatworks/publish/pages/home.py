"""The first page: the question, and every intervention, what is known leading."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.terms import EvidenceSet, Intervention

from ..badges import BadgeView, badge, cost_badge
from ..names import Links
from ..numbers import count, plain
from ..prose import finding_of, lower_first
from ..ratings import label_of
from ..shelf import Shelf
from ..sources import Chip, Sources
from .page import Page

_FOLD_FROM = 4
"""Below this many unrated interventions nothing is folded."""


@dataclass(frozen=True)
class Item:
    """An intervention at a glance."""

    name: str
    href: str
    what: str | None
    need: str | None
    badges: tuple[BadgeView, ...]
    finding: str
    chips: tuple[Chip, ...]
    more: str


def home(shelf: Shelf) -> Page:
    """The first page."""
    links = Links()
    sources = Sources(shelf, links)
    everything = sorted(shelf.records.interventions, key=lambda i: (_order(shelf, i), i.name.casefold()))
    known = [_item(shelf, sources, i) for i in everything if shelf.is_known(i)]
    unrated = [i for i in everything if not shelf.is_known(i)]
    tried = [_item(shelf, sources, i) for i in unrated if shelf.leading_set(i.id)]
    waiting = [_item(shelf, sources, i) for i in unrated if shelf.leading_set(i.id) is None]
    folds = bool(known) and len(tried) + len(waiting) >= _FOLD_FROM
    return Page(
        path="index.html",
        template="home.html",
        title=shelf.review.question,
        current="index.html",
        shown={
            "known": known,
            "tried": tried,
            "waiting": waiting,
            "folds": folds,
            "total": count(len(everything), "intervention"),
            "counts": _counts(shelf),
            "flow": shelf.findings.prisma,
            "glyphs": _example_glyphs(shelf),
        },
    )


def _order(shelf: Shelf, intervention: Intervention) -> int:
    lead = shelf.leading_set(intervention.id)
    return shelf.openness(lead.id) if lead else 4


def _item(shelf: Shelf, sources: Sources, intervention: Intervention) -> Item:
    lead = shelf.leading_set(intervention.id)
    finding = finding_of(shelf, lead) if lead else None
    page = shelf.page(intervention.id)
    reports = finding.reports if finding else page.answer_sources if page else ()
    return Item(
        name=intervention.name,
        href=sources.links.intervention(intervention.id),
        what=intervention.description,
        need=intervention.need,
        badges=glance(shelf, sources.links, intervention, lead),
        finding=finding.words if finding else _nothing(shelf, intervention),
        chips=sources.chips(reports),
        more=_more(shelf, intervention),
    )


def glance(
    shelf: Shelf, links: Links, intervention: Intervention, lead: EvidenceSet | None
) -> tuple[BadgeView, ...]:
    """The badges of the first scheme on the leading outcome, then cost."""
    ratings = shelf.ratings_of(lead.id) if lead else ()
    first = [r for r in ratings if r.scheme == ratings[0].scheme]
    badges = [badge(r, shelf.scale_of(r), label_of(r, shelf.schemes.get(r.scheme))) for r in first]
    return (*badges, cost_of(intervention))


def cost_of(intervention: Intervention) -> BadgeView:
    """The cost badge: a figure in words where one is on record, never a level that nobody gave."""
    if intervention.cost is not None:
        money = f"{plain(intervention.cost)} {intervention.currency or ''}".strip()
        unit = f" for each {intervention.cost_unit}" if intervention.cost_unit else ""
        year = f" ({intervention.price_year} prices)" if intervention.price_year else ""
        return cost_badge("Not rated", f"{money}{unit}{year}")
    if intervention.cost_note:
        return cost_badge("Not rated", intervention.cost_note)
    return cost_badge("Not known", "No cost on record yet")


def _nothing(shelf: Shelf, intervention: Intervention) -> str:
    published = shelf.published_of(intervention.id)
    bodies = sorted({p.body for p in published})
    if bodies:
        by = count(len(bodies), "other body", "other bodies")
        return f"No study with a result is on record here. Rated by {by}."
    if shelf.studies_of(intervention.id):
        return "A study is on record; what it found is not in the text read."
    return "No study with a result is on record here yet."


def _more(shelf: Shelf, intervention: Intervention) -> str:
    sets = shelf.sets_of(intervention.id)
    if len(sets) < 2:
        return ""
    names = [lower_first(shelf.outcomes[s.outcome].name) for s in sets[1:]]
    return f"Also on {', '.join(names[:-1]) + ' and ' if len(names) > 1 else ''}{names[-1]}"


def _counts(shelf: Shelf) -> tuple[tuple[str, str, str], ...]:
    records = shelf.records
    bodies = len({p.body for p in records.published_ratings})
    by_others = f"ratings by {count(bodies, 'other body', 'other bodies')}"
    found = [
        (len(records.interventions), "intervention", "interventions", "index.html#interventions"),
        (len(records.studies), "study", "studies", "studies.html"),
        (len(records.results), "result", "results", "studies.html"),
        (len(shelf.findings.ratings), "rating computed", "ratings computed", "compare.html"),
        (len(records.published_ratings), "rating by others", by_others, "compare.html#published"),
        (len(records.reports), "source", "sources", "sources.html"),
    ]
    return tuple((f"{n:,}", one if n == 1 else many, href) for n, one, many, href in found if n)


def _example_glyphs(shelf: Shelf) -> tuple[tuple[BadgeView, str], ...]:
    """One badge for each scale of the first scheme, with what the scale is about."""
    scheme = shelf.schemes.get(next(iter(shelf.review.schemes), ""))
    if scheme is None:
        return ()
    ratings = {r.scale: r for r in reversed(shelf.findings.ratings) if r.scheme == scheme.id}
    return tuple(
        (badge(ratings[scale.id], scale, scale.name), scale.about or "")
        for scale in scheme.scales
        if scale.id in ratings
    )
