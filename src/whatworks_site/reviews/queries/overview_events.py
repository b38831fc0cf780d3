"""The last things that were done in a review, in words; never a verdict, nor that one was given."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.db.models import Q

from whatworks_site.audit.models import Event
from whatworks_site.audit.queries import events
from whatworks_site.evidence.words import when
from whatworks_site.people.queries import names_of

SHOWN = 8
LOOKED_THROUGH = 600

WORDS = {
    "import_review": "read the review’s folder in",
    "export_review": "took the review’s folder out",
    "assess_review": "had the ratings computed",
    "propose_rating_changes": "put changed ratings before an editor",
    "propose": "proposed the review’s page",
    "publish": "published the review’s page",
    "decline": "sent the review’s page back",
    "take_back": "took back what was proposed of the review’s page",
    "withdraw": "withdrew the review’s page",
    "reviews.start": "started the review",
    "reviews.protocol": "wrote a version of the protocol",
    "reviews.ways": "changed how the team works",
    "reviews.share-out": "shared the reading out",
    "reviews.change-question": "changed the question",
    "reviews.add-criterion": "added a criterion",
    "reviews.reword-criterion": "reworded a criterion",
    "reviews.move-criterion": "moved a criterion",
    "reviews.remove-criterion": "removed a criterion",
    "reviews.appoint": "said who leads the review",
    "reviews.add-seat": "added a seat to the team",
    "reviews.take-seat": "gave somebody a seat in the team",
    "reviews.free-seat": "freed a seat of the team",
    "reviews.remove-seat": "removed a seat of the team",
    "reviews.ask-to-join": "asked to join the team",
    "reviews.accept-join": "let somebody join the team",
    "reviews.decline-join": "answered a wish to join the team",
    "reviews.ask_import": "brought a search’s file in",
    "reviews.answer_import": "said how a search is to be read",
    "reviews.import_search": "brought a search in",
    "reviews.refuse_import": "brought a file in that could not be read",
    "reviews.undo_import": "undid a search",
    "reviews.forget_import": "put a search away",
    "reviews.merge": "said that two records are one",
    "reviews.keep_apart": "said that two records are not one",
    "reviews.split": "took copies apart",
    "reviews.undo_duplicates": "took back what was said of copies",
    "reviews.settle": "settled where screeners differ",
    "reviews.retrieve": "said where a full text stands",
    "reviews.undo_retrieve": "took back what was said of a full text",
    "reviews.attach": "attached a full text",
    "reviews.remove_text": "removed a full text",
    "reviews.gather": "gathered reports into studies",
    "reviews.reconcile.keep": "settled what was extracted of a study",
    "reviews.reconcile.reopen": "opened again what was extracted of a study",
    "reviews.keep_appraisal": "settled an appraisal",
    "reviews.undo_appraisal": "took a settled appraisal back",
    "reviews.set_appraisal_aside": "set an appraisal aside",
    "reviews.use_instrument": "said how an instrument is used",
    "reviews.add_instrument": "brought an instrument",
    "reviews.choose_critical": "chose an instrument’s critical questions",
    "reviews.keep_analysis": "kept an analysis",
    "reviews.undo_analysis": "took an analysis back",
    "reviews.enter_fact": "entered a fact",
    "reviews.change_fact": "changed an entered fact",
    "reviews.withdraw_fact": "withdrew an entered fact",
    "reviews.undo_fact": "took back what was said of a fact",
    "reviews.choose_schemes": "chose the rating schemes",
}
"""What was done, in words. What is not here is not told: much of it is done blind."""


@dataclass(frozen=True)
class Happened:
    """One thing that was done; several alike in a row are one."""

    when: str
    heading: str


def last_events(review: str) -> tuple[Happened, ...]:
    """The last things that were done in a review. What is read or extracted blind is not among them."""
    found = (
        events()
        .filter(action__in=list(WORDS))
        .filter(Q(action__startswith="reviews.") | Q(object_kind="review", object_id=review))[:LOOKED_THROUGH]
    )
    here = [e for e in found if e.changed.get("review") == review or _is_of(e, review)]
    grouped: list[list[Event]] = []
    for event in here:
        same = grouped and (grouped[-1][0].actor, grouped[-1][0].action) == (event.actor, event.action)
        if same and grouped[-1][0].at.date() == event.at.date():
            grouped[-1].append(event)
        else:
            grouped.append([event])
    shown = list(islice(grouped, SHOWN))
    names = names_of({group[0].actor for group in shown})
    return tuple(
        Happened(when(group[0].at), f"{names[group[0].actor]} {WORDS[group[0].action]}{_times(len(group))}")
        for group in shown
    )


def _is_of(event: Event, review: str) -> bool:
    return event.object_kind == "review" and event.object_id == review


def _times(n: int) -> str:
    return "" if n == 1 else f", {n:,} times"
