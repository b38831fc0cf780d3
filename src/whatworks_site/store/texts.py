"""What can be searched of a snapshot: documents of the intervention, its studies, outcomes, or the review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whatworks.publish import Shelf, shelf_of
from whatworks.terms import Intervention, Outcome, Snapshot, Study

from .choices import country_words, level_choice, need_choices
from .entries import outcomes_of, the_intervention
from .wording import key_of, longest_phrase, same_as, tokens


@dataclass(frozen=True, kw_only=True)
class Text:
    """A document, from what matters most to what matters least."""

    kind: str
    key: str
    title: str
    names: str = ""
    summary: str = ""
    studies: str = ""
    body: str = ""


def texts_of(snapshot: Snapshot) -> list[Text]:
    """Every document that a snapshot adds to the search. Outcomes are added by the whole store."""
    if snapshot.intervention is None:
        return [_review(snapshot)]
    shelf, intervention = shelf_of(snapshot), the_intervention(snapshot)
    studies = [_study(shelf, intervention, s) for s in shelf.studies_of(intervention.id)]
    return [_intervention(shelf, intervention), *studies]


def _intervention(shelf: Shelf, intervention: Intervention) -> Text:
    page = shelf.page(intervention.id)
    outcomes = outcomes_of(shelf, intervention)
    choices = (*need_choices(intervention.need), *level_choice(intervention.level))
    prose = (
        (page.answer, page.effect, page.mechanism, page.moderators, page.implementation, page.economics)
        if page
        else ()
    )
    told = [s for study in shelf.studies_of(intervention.id) for s in (study.note, study.comparator)]
    return Text(
        kind="intervention",
        key=intervention.id,
        title=intervention.name,
        names=joined(
            [
                *aliases(intervention.name),
                intervention.family,
                intervention.id.replace("-", " "),
                *(str(p.intervention_name) for p in shelf.published_of(intervention.id)),
                *(o["name"] for o in outcomes),
                *(o["event"] for o in outcomes),
                *(words for _, words in choices),
                intervention.need,
            ]
        ),
        summary=joined([intervention.description, intervention.why, intervention.provider]),
        studies=joined(_of_study(shelf, s) for s in shelf.studies_of(intervention.id)),
        body=joined([*prose, intervention.dose, intervention.cost_note, *told]),
    )


def aliases(name: str) -> list[str]:
    """What else a name is called, by the file of words that mean the same."""
    words = tokens(name)
    found: list[str] = []
    for size in range(1, longest_phrase() + 1):
        for start in range(len(words) - size + 1):
            phrase = key_of(words[start : start + size])
            if size > 1 or len(words) == 1 or len(phrase[0]) <= 4:
                found += [" ".join(p) for p in same_as().get(phrase, ()) if key_of(p) != phrase]
    return list(dict.fromkeys(found))


def _of_study(shelf: Shelf, study: Study) -> str:
    reports = [shelf.reports[r].short for r in study.reports if r in shelf.reports]
    country = country_words(study.country) if study.country else ""
    return joined([study.name, *reports, country, str(study.design)])


def _study(shelf: Shelf, intervention: Intervention, study: Study) -> Text:
    reports = [shelf.reports[r] for r in study.reports if r in shelf.reports]
    results = shelf.results_of(study.id)
    outcomes = [shelf.outcomes[o].name for o in dict.fromkeys(r.outcome for r in results)]
    randomised = "randomised trial" if study.design.is_randomised else None
    return Text(
        kind="study",
        key=study.id,
        title=joined([study.name, *(r.short for r in reports)]),
        names=joined([intervention.name, *outcomes]),
        summary=joined([str(study.design), randomised, study.counts_note, study.comparator]),
        studies=joined(r.citation for r in reports),
        body=joined([study.note, *(r.measure for r in results), *(r.note for r in results)]),
    )


def outcome_text(outcome: Outcome, interventions: Iterable[str]) -> Text:
    """The document of an outcome, and of what was tried to change it."""
    return Text(
        kind="outcome",
        key=outcome.id,
        title=outcome.name,
        names=joined([outcome.domain, outcome.event, *aliases(outcome.event or outcome.name)]),
        studies=joined(interventions),
    )


def _review(snapshot: Snapshot) -> Text:
    review = snapshot.records.review
    return Text(
        kind="review",
        key=review.id,
        title=review.title,
        names=review.question,
        summary=joined([review.about, review.population, review.intervention, review.outcomes]),
        body=joined([c.text for c in review.criteria]),
    )


def joined(parts: Iterable[str | None]) -> str:
    """Texts one after another, parted by a stop, without characters that no page may hold."""
    kept = ["".join(c for c in part if c.isprintable() or c in "\n ").strip() for part in parts if part]
    return " \u00b7 ".join(part for part in dict.fromkeys(kept) if part)


def vocabulary(text: Text) -> set[str]:
    """The words by which a mistyped one may be put right."""
    told = " ".join((text.title, text.names, text.summary, text.studies, text.body))
    return {word for word in tokens(told) if 3 <= len(word) <= 40 and not word.isdigit()}
