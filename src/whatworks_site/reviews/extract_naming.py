"""A work as a report, and names for new records that nothing else in the review has."""

from __future__ import annotations

from collections.abc import Iterable

from whatworks.terms import Reference, Report, Seen, slug
from whatworks_site.evidence.models import Review, Row

from .models import ReferenceRow, WorkRow

LONGEST = 80


def family(author: str) -> str:
    """An author's family name."""
    return author.partition(",")[0].strip() or author


def short_of(reference: Reference) -> str:
    """Author and year, for a chip."""
    names = [family(author) for author in reference.authors]
    who = names[0] if names else (reference.title or "Untitled")[:30].strip()
    return f"{who} {reference.year}" if reference.year else who


def citation_of(reference: Reference) -> str:
    """Authors, year, title and where published, for readers."""
    authors = list(reference.authors)
    who = f"{authors[0]} and others" if len(authors) > 3 else " and ".join(authors)
    year = f" ({reference.year})" if reference.year else ""
    parts = [f"{who}{year}" if who else "", (reference.title or "").rstrip("."), _where(reference)]
    if reference.doi:
        parts.append(f"doi:{reference.doi}")
    return ". ".join(part for part in parts if part)


def _where(reference: Reference) -> str:
    volume = " ".join(filter(None, (reference.container, reference.volume)))
    issue = f"({reference.issue})" if reference.issue else ""
    return f"{volume}{issue}, {reference.pages}" if reference.pages else f"{volume}{issue}"


def standing_reference(work: WorkRow) -> Reference:
    """The reference that stands for a work."""
    row = ReferenceRow.objects.filter(review_id=work.review_id, key=work.key).first()
    if row is None:
        return Reference(id=work.key, search=work.search, line=0, title=work.title or None, year=work.year)
    made: Reference = row.to_record()
    return made


def report_of(review: Review, work: WorkRow, seen: Seen | None, taken: Iterable[str]) -> Report:
    """A work as a report, with a name that is not taken."""
    reference = standing_reference(work)
    short = short_of(reference)
    urls = (f"https://doi.org/{reference.doi}" if reference.doi else None, *reference.urls)
    return Report(
        id=free(short, taken),
        reference=reference.id,
        citation=citation_of(reference),
        short=short,
        doi=reference.doi,
        url=next((url for url in urls if url), None),
        seen=seen,
    )


def free(words: str, taken: Iterable[str]) -> str:
    """A name made of these words that is not among those taken."""
    held, start = set(taken), slug(words)[:LONGEST].strip("-")
    if start not in held:
        return start
    return next(f"{start}-{n}" for n in range(2, 10**6) if f"{start}-{n}" not in held)


def keys(review: Review, table: type[Row]) -> set[str]:
    """The names taken in one table of a review."""
    return set(table.objects.filter(review=review).values_list("key", flat=True))
