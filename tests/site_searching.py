"""Searches read in and taken out, for tests of the review team's desk."""

import io

from whatworks import terms


def export(numbers, *, more=""):
    """A RIS file of made-up records, one for each number: the same number is always the same record."""
    words = (
        "kinship",
        "foster",
        "respite",
        "grandparents",
        "reunification",
        "mentoring",
        "therapy",
        "housing",
    )
    return "\n".join(
        f"TY  - JOUR\nTI  - {words[n % 8].title()} study {n * 7919 % 10007} of {words[(n // 8) % 8]} {n}\n"
        f"AU  - Author{n}, A.\nPY  - {1990 + n % 30}\nDO  - 10.1234/made.{n}\nJO  - Journal {n % 5}\n"
        f"AB  - A made-up abstract about {words[(n * 3) % 8]} and {words[(n * 5) % 8]}, number {n}.{more}\n"
        "ER  - \n"
        for n in numbers
    ).encode()


def look(content, name="medline.ris", stated=""):
    from whatworks_site.reviews.uploads import keep

    return keep(io.BytesIO(content), name, stated)


def asked(team, content, *, name="medline.ris", source="MEDLINE", date=None, **more):
    from whatworks_site.reviews.actions.importing import ask_import

    search = terms.Search(id="", kind=terms.SearchKind.DATABASE, source=source, file="", date=date, **more)
    return ask_import(by=team.lead, review=team.key, search=search, look=look(content, name))


def read_in(team, content, **more):
    from whatworks_site.reviews.actions.importing_search import import_search

    row = asked(team, content, **more)
    return import_search(by=team.lead, review=team.key, number=row.pk)


def state_of(review, *, but=()):
    """Everything that an import may touch, so that two states can be compared."""
    from whatworks_site.evidence.models import (
        AssignmentRow,
        CorrectionRow,
        DecisionRow,
        DuplicateLinkRow,
        ReportRow,
        RetrievalRow,
        SearchRow,
        SourceFile,
    )  # fmt: skip
    from whatworks_site.reviews.models import (
        Link,
        ReferenceRow,
        RejectedRow,
        Share,
        Standing,
        Vote,
        WorkRow,
    )  # fmt: skip

    tables = (
        SearchRow, SourceFile, ReferenceRow, RejectedRow, Link, WorkRow, Standing, Vote, Share, DecisionRow,
        AssignmentRow, CorrectionRow, DuplicateLinkRow, ReportRow, RetrievalRow,
    )  # fmt: skip
    return {
        table.__name__: [
            {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items() if k not in but}
            for row in table.objects.filter(review=review).order_by("pk").values()
        ]
        for table in tables
    }


def small_team(key="kin"):
    """A review with nothing in it, and its lead in a seat."""
    from types import SimpleNamespace

    from django.utils import timezone

    from site_people import person
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.models import Seat

    record = terms.Review(
        id=key, title="Kinship care", question="Does it help?", field="social care", date="2026-01-01",
        version="0.1", screeners=("Lena", "Sam"),
    )  # fmt: skip
    review = Review.objects.create(
        key=key, title=record.title, document=record.to_json(), imported_at=timezone.now()
    )
    lead = person("Lena", "lead", "screener", review=key)
    Seat.objects.create(review=review, name="Lena", user=lead)
    return SimpleNamespace(key=key, review=review, lead=lead)
