"""How the studies were found: the flow, the searches, the criteria, and what could not be read."""

from __future__ import annotations

from collections import Counter

from whatworks.figures import prisma_flow
from whatworks.terms import LinkBand, RetrievalState

from ..names import Links
from ..numbers import count, date_words
from ..plots import FigureView
from ..shelf import Shelf
from .page import Page

_SHOWN = 200
"""How many rejected records or doubtful pairs a page lists before it points at the data."""


def search(shelf: Shelf) -> Page:
    """The page of the search."""
    records, findings = shelf.records, shelf.findings
    titles = {r.id: r.title or "untitled" for r in findings.references}
    doubtful = [link for link in findings.duplicate_links if link.band is LinkBand.DOUBTFUL]
    return Page(
        path="search.html",
        template="search.html",
        title="How the studies were found",
        current="search.html",
        shown={
            "flow": findings.prisma,
            "figure": FigureView.of(prisma_flow(findings.prisma), "flow"),
            "searches": [(s, date_words(s.date.isoformat() if s.date else None)) for s in records.searches],
            "read": _read(shelf),
            "rejected": findings.rejected[:_SHOWN],
            "rejected_more": len(findings.rejected) - min(len(findings.rejected), _SHOWN),
            "doubtful": [(titles.get(d.a, d.a), titles.get(d.b, d.b), d) for d in doubtful[:_SHOWN]],
            "doubtful_more": len(doubtful) - min(len(doubtful), _SHOWN),
            "missing": sum(r.state is RetrievalState.NOT_FOUND for r in records.retrievals),
            "screeners": sorted(Counter(d.by for d in records.decisions).items()),
            "resolved": sum(d.resolves for d in records.decisions),
            "links": Links(),
        },
    )


def _read(shelf: Shelf) -> str:
    findings = shelf.findings
    copies = len(findings.references) - len(findings.works)
    total = len(findings.references) + len(findings.rejected)
    read = f"{len(findings.references):,} could be read and {len(findings.rejected):,} could not"
    left = count(len(findings.works), "work")
    return f"{count(total, 'record')} came in: {read}. {copies:,} were copies, which leaves {left}."
