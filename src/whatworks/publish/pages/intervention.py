"""An intervention's page: the answer, how sure, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from whatworks.terms import EvidenceSet, Intervention, Member, Result
from whatworks.terms import Page as Words

from ..certainty import spoken
from ..moderators import ModeratorView, moderators_of
from ..names import Links, plot_anchor, set_anchor
from ..numbers import NO_NUMBER, direction_words, months
from ..plots import FigureView, chosen_table, evidence_set_name, forest_of, frequency_of
from ..prose import finding_of, hundred_words
from ..ratings import RatingView, rating_view
from ..shelf import Shelf
from ..sources import Address, Chip, SourceEntry, Sources
from .compare import PublishedRow, published_row
from .emmie import sections_of
from .home import cost_of
from .page import Page
from .reviews import reviews_of
from .studies import questions_of


@dataclass(frozen=True)
class Chosen:
    """A study in a set: the result that speaks for it, and why that one."""

    name: str
    href: str
    printed: str
    when: str
    why: str
    address: Address | None
    note: str | None = None


@dataclass(frozen=True)
class SetView:
    """An outcome: its ratings and the studies behind them."""

    anchor: str
    name: str
    note: str | None
    ratings: tuple[RatingView, ...]
    spoken: str | None
    """The effect and how sure of it one can be, in GRADE's verbs; None while either is open."""
    finding: str
    chips: tuple[Chip, ...]
    studies_anchor: str
    plot: FigureView | None
    moderators: tuple[ModeratorView, ...]
    chosen: tuple[Chosen, ...]

    @property
    def lead_ratings(self) -> tuple[RatingView, ...]:
        """The ratings of the scheme that leads."""
        return tuple(r for r in self.ratings if r.scheme_name == self.ratings[0].scheme_name)

    @property
    def other_ratings(self) -> tuple[RatingView, ...]:
        """The ratings under the other schemes."""
        return tuple(r for r in self.ratings if r.scheme_name != self.ratings[0].scheme_name)


def intervention_page(shelf: Shelf, intervention: Intervention, links: Links | None = None) -> Page:
    """The page of one intervention. `links` say where the other pages are, if not beside it as files."""
    path = Links().intervention(intervention.id)
    reports = _reports(shelf, intervention)
    links = replace(links or Links("../"), here=frozenset(reports))
    sources = Sources(shelf, links)
    words = shelf.page(intervention.id)
    sets = tuple(_set(shelf, sources, s) for s in shelf.sets_of(intervention.id))
    return Page(
        path=path,
        template="intervention.html",
        title=intervention.name,
        current="index.html",
        shown={
            "intervention": intervention,
            "address": sources.address(intervention.source_url, intervention.seen),
            "answer": words.answer if words else None,
            "answer_chips": sources.chips(words.answer_sources) if words and words.answer else (),
            "sets": sets,
            "cost": cost_of(intervention),
            "frequency": _frequency(shelf, sources, intervention, words),
            "randomised": _all_randomised(shelf, intervention),
            "sections": sections_of(shelf, sources, intervention, words),
            "reviews": reviews_of(shelf, sources, intervention),
            "published": _published(shelf, sources, intervention),
            "questions": [q for s in shelf.studies_of(intervention.id) for q in questions_of(shelf, s)],
            "others": _without_result(shelf, links, intervention),
            "entries": _entries(shelf, sources, reports),
            "data": links.data(intervention.id),
            "facts": _facts(intervention),
        },
    )


def _set(shelf: Shelf, sources: Sources, evidence_set: EvidenceSet) -> SetView:
    anchor = set_anchor(evidence_set.id)
    finding = finding_of(shelf, evidence_set)
    chosen = tuple(
        Chosen(
            name=study.name,
            href=sources.links.study(study.id),
            printed=_printed(shelf, member, printed),
            when=months(result.months) if result else "",
            why=member.why,
            address=sources.address(result.source_url, result.seen) if result else None,
            note=result.note if result else None,
        )
        for member, study, result, printed in chosen_table(shelf, evidence_set)
    )
    return SetView(
        anchor=anchor,
        name=evidence_set_name(shelf, evidence_set),
        note=evidence_set.note,
        ratings=tuple(rating_view(r, sources) for r in shelf.ratings_of(evidence_set.id)),
        finding=finding.words,
        spoken=spoken(shelf.ratings_of(evidence_set.id), shelf.outcomes[evidence_set.outcome]),
        chips=sources.chips(finding.reports),
        studies_anchor=plot_anchor(evidence_set.id),
        plot=forest_of(shelf, evidence_set, f"plot-{anchor}"),
        moderators=moderators_of(shelf, evidence_set.id),
        chosen=chosen,
    )


def _printed(shelf: Shelf, member: Member, printed: str) -> str:
    effect = shelf.effects.get(member.effect or "")
    if printed != NO_NUMBER or effect is None:
        return printed
    return f"{direction_words(effect.direction, effect.signal)}. {printed}"


def _frequency(
    shelf: Shelf, sources: Sources, intervention: Intervention, words: Words | None
) -> dict[str, object] | None:
    result = shelf.results.get(words.frequency or "") if words else None
    result = result or _primary(shelf, intervention)
    figure = frequency_of(shelf, result, "frequency") if result else None
    if result is None or figure is None:
        return None
    study = shelf.studies[result.study]
    return {
        "figure": figure,
        "study": study.name,
        "href": sources.links.study(study.id),
        "words": hundred_words(result, shelf.outcomes[result.outcome]),
        "comparator": study.comparator,
        "note": result.note,
        "chips": sources.chips(study.reports[:1]),
        "address": sources.address(result.source_url, result.seen),
    }


def _primary(shelf: Shelf, intervention: Intervention) -> Result | None:
    """The leading set's first result with both percentages, the primary outcome before others."""
    lead = shelf.leading_set(intervention.id)
    members = shelf.members_of(lead.id) if lead else ()
    results = [r for m in members if (r := shelf.results.get(m.result or ""))]
    printed = [r for r in results if r.percent_t is not None and r.percent_c is not None]
    return min(printed, key=lambda r: (r.primary is not True, r.id), default=None)


def _all_randomised(shelf: Shelf, intervention: Intervention) -> bool:
    studies = shelf.studies_of(intervention.id)
    return bool(studies) and all(s.design.is_randomised for s in studies)


def _published(shelf: Shelf, sources: Sources, intervention: Intervention) -> tuple[PublishedRow, ...]:
    rated = sorted(shelf.published_of(intervention.id), key=lambda p: (p.body, p.id))
    return tuple(published_row(shelf, sources, p) for p in rated)


def _without_result(
    shelf: Shelf, links: Links, intervention: Intervention
) -> tuple[tuple[str, str, str], ...]:
    """Studies that stand in no evidence set, and why as far as is known."""
    return tuple(
        (
            study.name,
            links.study(study.id),
            "its results are on other outcomes"
            if shelf.results_of(study.id)
            else "no result in the text read",
        )
        for study in shelf.studies_of(intervention.id)
        if study.id not in shelf.studies_in_sets
    )


def _reports(shelf: Shelf, intervention: Intervention) -> tuple[str, ...]:
    """Every report its page leans on, the answer's first."""
    words = shelf.page(intervention.id)
    found: list[str] = [*words.answer_sources] if words else []
    found += [r for reports in words.section_sources.values() for r in reports] if words else []
    found += [r for study in shelf.studies_of(intervention.id) for r in study.reports]
    found += [f.report for f in shelf.reviews_of(intervention.id) if f.report]
    return tuple(r for r in dict.fromkeys(found) if r in shelf.reports)


def _entries(shelf: Shelf, sources: Sources, reports: tuple[str, ...]) -> tuple[SourceEntry, ...]:
    return tuple(sources.entry(shelf.reports[r]) for r in reports)


def _facts(intervention: Intervention) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Who it is for", intervention.need),
        ("Where it acts", intervention.level),
        ("Who gives it", intervention.provider),
        ("How long and how much", intervention.dose),
        ("Why it should work", intervention.why),
        ("Is there a manual?", {True: "Yes", False: "No", None: None}[intervention.manualised]),
        ("Family", intervention.family),
    )
    return tuple((k, v[:1].upper() + v[1:]) for k, v in pairs if v)
