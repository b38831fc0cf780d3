"""A small made-up review, quick to build: four works, one found twice, three studies on one scale."""

import datetime as dt

from whatworks.collate import read
from whatworks.review import write_folder
from whatworks.terms import (
    Criterion,
    Decision,
    Design,
    EvidenceSet,
    Good,
    Intervention,
    Outcome,
    Page,
    Reference,
    Report,
    Result,
    Retrieval,
    RetrievalState,
    Review,
    ReviewRecords,
    Scale,
    Search,
    SearchKind,
    Stage,
    Study,
    Verdict,
)

TITLES = (
    "Mentoring and stability: a trial",
    "Mentors for young people in care",
    "A controlled study of mentors",
)
AT = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
SEARCH = Search(
    id="first",
    kind=SearchKind.DATABASE,
    source="A made-up database",
    file="searches/first.ris",
    date=dt.date(2026, 2, 1),
    constructed=True,
)
SECOND = Search(
    id="second",
    kind=SearchKind.DATABASE,
    source="Another",
    file="searches/second.ris",
    date=dt.date(2026, 2, 2),
    constructed=True,
)


def ris(title, number):
    fields = {
        "TY": "JOUR",
        "TI": title,
        "AU": f"Maker, {number}",
        "PY": f"201{number}",
        "DO": f"10.5555/m{number}",
    }
    return "".join(f"{tag}  - {value}\n" for tag, value in fields.items()) + "ER  - \n\n"


EXPORTS = {
    "searches/first.ris": "".join(ris(t, n) for n, t in enumerate(TITLES))
    + "TY  - JOUR\nAU  - Nobody\nER  - \n",
    "searches/second.ris": ris(TITLES[0], 0) + ris("Foxes of the town", 9),
}


def references(folder):
    found = [r for s in (SEARCH, SECOND) for r in read(s, folder)]
    return [r for r in found if isinstance(r, Reference)]


def decisions(found):
    for reference in found:
        fox = reference.title.startswith("Foxes")
        for by in ("Ada", "Ben"):
            yield Decision(
                reference=reference.id,
                stage=Stage.TITLE,
                by=by,
                at=AT,
                verdict=Verdict.EXCLUDE if fox else Verdict.INCLUDE,
                criterion="people" if fox else None,
            )
            if not fox:
                yield Decision(
                    reference=reference.id, stage=Stage.FULL_TEXT, by=by, verdict=Verdict.INCLUDE, at=AT
                )


def study(number, **more):
    return Study(
        id=f"study-{number}",
        name=f"Town {number}",
        intervention="mentoring",
        design=Design.RCT,
        reports=(f"report-{number}",),
        n_analysed=100 + number,
        unit="children",
        **more,
    )


def result(number, estimate, se=0.1, **more):
    given = {
        "id": f"study-{number}-1",
        "study": f"study-{number}",
        "outcome": "stability",
        "scale": Scale.SMD,
        "measure": "Moves",
        "estimate": estimate,
        "se": se,
    }
    return Result(**{**given, **more})


def review(**more):
    given = {
        "id": "mentoring",
        "title": "Mentoring",
        "question": "Does mentoring help placements last?",
        "field": "children's social care",
        "date": "2026-03-01",
        "version": "1",
        "screeners": ("Ada", "Ben"),
        "criteria": (Criterion(id="people", text="Is it about children in care?"),),
        "schemes": ("centre",),
        "constructed": "Everything here is made up.",
    }
    return Review(**{**given, **more})


def records(folder):
    """The records of the review, of which `folder` already holds the exports."""
    found = references(folder)
    kept = [r for r in found if not r.title.startswith("Foxes") and r.search == "first"]
    return ReviewRecords(
        review=review(),
        searches=(SEARCH, SECOND),
        decisions=tuple(decisions(found)),
        retrievals=tuple(Retrieval(reference=r.id, state=RetrievalState.FOUND, at=AT) for r in kept),
        interventions=(Intervention(id="mentoring", name="Mentoring", description="A mentor, weekly."),),
        outcomes=(
            Outcome(id="stability", name="Placements that last", domain="Placement", good=Good.HIGHER),
        ),
        studies=tuple(study(n) for n in (1, 2, 3)),
        reports=tuple(
            Report(
                id=f"report-{n}",
                reference=r.id,
                citation=f"Maker. {r.title}.",
                short=f"Maker {n}",
                studies=(f"study-{n}",),
            )
            for n, r in enumerate(kept, start=1)
        ),
        results=(result(1, 0.3), result(2, 0.2), result(3, 0.4)),
        evidence_sets=(EvidenceSet(id="mentoring-stability", intervention="mentoring", outcome="stability"),),
        pages=(Page(intervention="mentoring", evidence_set="mentoring-stability", answer="It may help."),),
    )


def make_review(folder):
    """Write the review into a folder and return its records."""
    for name, text in EXPORTS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = records(folder)
    write_folder(made, folder)
    return made
