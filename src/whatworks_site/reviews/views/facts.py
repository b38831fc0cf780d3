"""Facts that schemes ask for: what is not known, one fact, an entry changed, withdrawn, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.permissions import require

from ..actions import facts as acts
from ..forms.facts import FactForm, WithdrawForm
from ..queries import facts as queries
from ..queries.facts_asked import Worked, worked
from ..queries.facts_one import EntryLine, FactPage, entries_shown, entry_line, fact_page, reading_links
from ..queries.facts_subjects import Subjects, facts_records
from .common import Head, at_review, found, head, page, rights, tried

HERE = "review-facts"
RIGHTS = ("reviews.facts", "reviews.extract", "assess_review")
NOW = "The ratings that rest on it are worked out again by themselves, usually within a minute or two."
NEVER = "The review’s ratings were never computed, so nothing rests on it yet."


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """What is not known and matters most, over all analyses and schemes of the review."""
    held, subjects = _held(review)
    set_ = request.GET.get("set", "")
    set_ = set_ if set_ in subjects.sets else ""
    now = worked(held.row, subjects.records, set_)
    asking = queries.schemes_asking(now)
    said = request.GET.get("scheme", "")
    scheme = next((id_ for id_, name in asking if said in {id_, name}), "")
    chosen = queries.Filter(
        scheme=scheme,
        intervention=_among(request.GET.get("intervention", ""), list(subjects.interventions.items())),
        set=set_,
    )
    gaps = queries.gaps(review, now, subjects, chosen)
    more = request.GET.get("more") == "1"
    waiting = [gap for gap in gaps if not gap.is_entered and (gap.matters or more)]
    listed = Paginator(waiting, queries.SHOWN).get_page(request.GET.get("page"))
    studies = [gap.of for gap in listed.object_list if gap.kind == "study"]
    shown = {
        "now": now,
        "found": listed,
        "reads": reading_links(held.row, subjects, studies),
        "since": [gap for gap in gaps if gap.is_entered],
        "idle": sum(not gap.matters for gap in gaps if not gap.is_entered),
        "more": more,
        "any": bool(gaps),
        "chosen": chosen,
        "set": subjects.get("set", set_) if set_ else None,
        "schemes": asking,
        "interventions": sorted(subjects.interventions.items(), key=lambda each: each[1].casefold()),
        "entries": entries_shown(held.row, subjects),
        "has_sets": bool(subjects.sets),
        "page_href": _page_href(request),
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "facts", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def of(request: HttpRequest, review: str, kind: str, of: str) -> HttpResponse:
    """The facts of one study, analysis or intervention: not known, entered, and all that can be entered."""
    held, subjects = _held(review)
    subject = found(subjects.get(kind, of), f"{_thing(kind)} in this review")
    now = worked(held.row, subjects.records, of if kind == "set" else "")
    gaps = queries.gaps(review, now, subjects, queries.Filter(kind=kind, of=of))
    shown = {
        "subject": subject,
        "thing": _thing(kind),
        "now": now,
        "gaps": [gap for gap in gaps if not gap.is_entered],
        "entries": entries_shown(held.row, subjects, subject),
        "readings": reading_links(held.row, subjects, [of]).get(of, ()) if kind == "study" else (),
        "all": queries.enterable_of(review, subject),
        "sets": [(s.id, subjects.set_words(s)) for s in subjects.sets_of(of)]
        if kind == "intervention"
        else [],
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "facts_of", HERE, held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def fact(request: HttpRequest, review: str, name: str, kind: str, of: str) -> HttpResponse:
    """One fact: what is entered, what differs, and a form to enter it."""
    held, subjects = _held(review)
    subject = found(subjects.get(kind, of), f"{_thing(kind)} in this review")
    now = worked(held.row, subjects.records)
    shown = found(fact_page(held.row, subjects, now, name, subject), "fact that is entered here")
    given = request.POST if request.method == "POST" else None
    form = FactForm(
        shown.definition,
        shown.question,
        given,
        targets=shown.targets,
        of=of,
        chosen=of if kind == "set" else "",
    )
    if given is not None:
        require(request.user, "reviews.facts", review=review)
        if form.is_valid():
            made = tried(form, lambda: acts.enter_fact(by=request.user, review=review, entry=form.made()))
            if made is not None:
                messages.success(request, f"Entered. {NOW if now.has_any else NEVER}")
                return redirect("review-fact", review, name, subjects.kind_of(made), made.of)
    return page(request, "fact", HERE, held, _shown(request, review, shown, form, now), form)


def _shown(request: HttpRequest, review: str, shown: FactPage, form: FactForm, now: Worked) -> dict[str, Any]:
    right = rights(request.user, *RIGHTS, review=review)
    return {"fact": shown, "form": form, "now": now, "thing": _thing(shown.subject.kind), **right}


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.facts")
def change(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Change an entry."""
    held, subjects = _held(review)
    line, shown = _entry(held, subjects, key)
    given = request.POST if request.method == "POST" else None
    form = FactForm(shown.definition, shown.question, given, entry=line.entry)
    if given is not None and form.is_valid():
        made = tried(form, lambda: acts.change_fact(by=request.user, review=review, entry=form.made()))
        if made is not None:
            messages.success(request, f"Changed. {NOW}")
            return redirect(line.href)
    return page(request, "fact_change", HERE, held, {"line": line, "fact": shown, "form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.facts")
def withdraw(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Withdraw an entry, with a reason."""
    held, subjects = _held(review)
    line = found(_line(held, subjects, key), "entry")
    given = request.POST if request.method == "POST" else None
    form = WithdrawForm(given)
    if given is not None and form.is_valid():
        said = {"review": review, "key": key, "reason": form.cleaned_data["reason"]}
        if tried(form, lambda: acts.withdraw_fact(by=request.user, **said)) is not None:
            messages.success(request, f"Withdrawn; it can be put back. {NOW}")
            return redirect(line.href or "review-facts", *(() if line.href else (review,)))
    return page(request, "fact_withdraw", HERE, held, {"line": line, "form": form}, form)


@require_POST
@at_review("reviews.facts")
def undo(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Take the last thing done with an entry back."""
    try:
        stands = acts.undo_fact(by=request.user, review=review, key=key)
        said = "What was entered before stands again." if stands else "The entry is gone."
        messages.success(request, f"Taken back. {said} {NOW}")
    except NotPossible as why:
        messages.error(request, str(why))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("review-facts", review)


def _held(review: str) -> tuple[Head, Subjects]:
    held = head(review)
    return held, Subjects(facts_records(held.row))


def _line(held: Head, subjects: Subjects, key: str) -> EntryLine | None:
    entry = next((e for e in subjects.records.fact_entries if e.id == key), None)
    return entry_line(held.row, subjects, entry) if entry is not None else None


def _entry(held: Head, subjects: Subjects, key: str) -> tuple[EntryLine, FactPage]:
    line = found(_line(held, subjects, key), "entry")
    subject = found(subjects.get(subjects.kind_of(line.entry), line.entry.of), "study or analysis it is of")
    now = worked(held.row, subjects.records)
    shown = fact_page(held.row, subjects, now, line.entry.name, subject)
    return line, found(shown, "fact that is entered here")


def _thing(kind: str) -> str:
    return {"study": "study", "set": "analysis"}.get(kind, "intervention")


def _among(value: str, choices: Any) -> str:
    return value if value in dict(choices) else ""


def _page_href(request: HttpRequest) -> Any:
    def href(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return href
