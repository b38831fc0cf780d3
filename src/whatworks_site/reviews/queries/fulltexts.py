"""The full text of one work: what may lead to it, what is attached, what was done to find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from whatworks.publish import web_address
from whatworks.review.corrections import corrected
from whatworks.terms import Reference, RetrievalState, Stage
from whatworks_site.evidence.models import CorrectionRow, Review
from whatworks_site.evidence.words import when

from ..fulltext_acts import EVER, Act, acts_of, keys_of, texts_of
from ..models import FullText, ReferenceRow, Standing
from .fulltext_list import KINDS, WORDS, state_of, who

MOST_LINKS = 12


@dataclass(frozen=True)
class Link:
    """Where a text may be found: on another site."""

    words: str
    href: str


@dataclass(frozen=True)
class File:
    """A document that is attached."""

    pk: int
    name: str
    size: str
    href: str
    remove_href: str
    added: str


@dataclass(frozen=True)
class Slot:
    """A work's full text, as it is shown beside the record. Template: reviews/fulltext_slot.html."""

    state: str
    words: str
    kind: str
    where: str
    where_href: str
    files: tuple[File, ...]
    links: tuple[Link, ...]
    href: str
    """The page on which it is found and attached."""
    title: str

    @property
    def shown(self) -> File | None:
        """The document that is shown: the one attached last."""
        return self.files[-1] if self.files else None


@dataclass(frozen=True)
class Entry:
    """Something that was done, in words."""

    when: str
    heading: str
    text: str
    kind: str = ""


@dataclass(frozen=True)
class OneText:
    """All that the page of one full text shows."""

    work: int
    key: str
    title: str
    who: str
    abstract: str
    identifiers: tuple[tuple[str, str], ...]
    slot: Slot
    history: tuple[Entry, ...]
    undoes: str
    """What would be taken back next, in words; empty where nothing can be."""
    is_decided: bool


def one_of(review: Review, work: int) -> OneText | None:
    """One work's full text; None where the work is not there or did not come to this stage."""
    standing = _standing(review, work)
    if standing is None:
        return None
    references = references_of(review, standing)
    first = references[0] if references else None
    acts = acts_of(review, [r.id for r in references])
    return OneText(
        work=work,
        key=standing.work.key,
        title=standing.work.title or "Without a title",
        who=who(first) if first else "",
        abstract=next((r.abstract for r in references if r.abstract), ""),
        identifiers=tuple(_identifiers(references)),
        slot=_slot(review, standing, references, acts),
        history=tuple(_entry(act) for act in reversed(acts)),
        undoes=_undoes(standing, acts),
        is_decided=standing.is_open,
    )


def _undoes(standing: Standing, acts: list[Act]) -> str:
    """What was done last, unless the text was decided on and would be missing without it."""
    if not acts or (standing.is_open and acts[-1].retrieval is not None):
        return ""
    return _entry(acts[-1]).heading


def slot_of(review: Review, work: int) -> Slot | None:
    """A work's full text for the page on which it is screened; None where the work is not at that stage."""
    standing = _standing(review, work)
    if standing is None:
        return None
    references = references_of(review, standing)
    return _slot(review, standing, references, acts_of(review, [r.id for r in references]))


def file_of(review: Review, work: int, pk: int) -> FullText | None:
    """A document, if it is attached to this work of this review."""
    if _standing(review, work) is None:
        return None
    return next((text for text in texts_of(review, keys_of(work)) if text.pk == pk), None)


def _standing(review: Review, work: int) -> Standing | None:
    found = Standing.objects.filter(review=review, work_id=work, stage=Stage.FULL_TEXT)
    return found.select_related("work").first()


def references_of(review: Review, standing: Standing) -> list[Reference]:
    """The references of a work as they should read, the one that stands for it first."""
    rows = ReferenceRow.objects.filter(review=review, work=standing.work).order_by("key")
    kept = [row.to_record() for row in rows]
    layer = CorrectionRow.objects.filter(review=review, record__in=[r.id for r in kept])
    found = corrected(kept, [row.to_record() for row in layer])  # type: ignore[misc]
    return sorted(found, key=lambda r: (r.id != standing.work.key, r.id))


def _slot(review: Review, standing: Standing, references: list[Reference], acts: list[Act]) -> Slot:
    state, work = state_of(standing), standing.work_id
    said = next((a.retrieval for a in reversed(acts) if a.retrieval is not None), None)
    where = (said.where or "") if said else ""
    texts = texts_of(review, [r.id for r in references])
    return Slot(
        state=state,
        words=WORDS[state],
        kind=KINDS[state],
        where=where,
        where_href=web_address(where) or "" if " " not in where else "",
        files=tuple(file_shown(review, work, text) for text in texts),
        links=tuple(links_of(references))[:MOST_LINKS],
        href=reverse("review-fulltext", args=[review.key, work]),
        title=standing.work.title or "Without a title",
    )


def file_shown(review: Review, work: int, text: FullText) -> File:
    """A document as pages show it: its name, size and address."""
    place = [review.key, work, text.pk]
    return File(
        pk=text.pk,
        name=text.name,
        size=filesizeformat(text.size).replace("\xa0", " "),
        href=reverse("review-fulltext-file", args=place),
        remove_href=reverse("review-fulltext-remove", args=place),
        added=when(text.at),
    )


def links_of(references: list[Reference]) -> list[Link]:
    """Addresses that may lead to the text, each once: DOI, PubMed, and what the sources gave."""
    found: dict[str, Link] = {}
    for r in references:
        if r.doi:
            href = web_address("https://doi.org/" + quote(r.doi, safe="/():;.,-_"))
            if href:
                found.setdefault(href.lower(), Link(f"DOI {r.doi}", href))
        if r.pmid and r.pmid.isascii() and r.pmid.isdigit():
            href = f"https://pubmed.ncbi.nlm.nih.gov/{r.pmid}/"
            found.setdefault(href, Link(f"PubMed {r.pmid}", href))
    for r in references:
        for url in r.urls:
            if href := web_address(url):
                found.setdefault(href.replace("http://", "https://").lower(), Link(href, href))
    return list(found.values())


def _identifiers(references: list[Reference]) -> list[tuple[str, str]]:
    names = (
        ("Journal", "container"), ("Volume", "volume"), ("Issue", "issue"), ("Pages", "pages"),
        ("DOI", "doi"), ("PubMed", "pmid"), ("ISBN or ISSN", "isbn"), ("Language", "language"),
    )  # fmt: skip
    found = []
    for words, name in names:
        values = dict.fromkeys(str(getattr(r, name)) for r in references if getattr(r, name))
        if values:
            found.append((words, next(iter(values))))
    return found


_SAID: dict[str, str] = {
    RetrievalState.FOUND.value: "Found",
    RetrievalState.ASKED.value: "Asked for",
    RetrievalState.NOT_FOUND.value: "Not to be had",
}


def _entry(act: Act) -> Entry:
    at = "" if act.at == EVER else when(act.at)
    at = at or "At a time not recorded"
    where = (act.retrieval.where or "") if act.retrieval is not None else ""
    if act.kind == "said":
        kind = "bad" if act.retrieval.state == RetrievalState.NOT_FOUND else ""
        return Entry(at, _SAID[act.retrieval.state], where, kind)
    by = _name(act.text.by) if act.kind == "attached" else ""
    heading = f"“{act.text.name}” {act.kind}"
    return Entry(at, heading, " ".join(p for p in (f"By {by}." if by else "", where) if p))


def _name(user: Any) -> str:
    return str(getattr(user, "name", "") or "") if user is not None else ""
