"""Reviews and their teams, for tests of the review team's desk."""

from site_people import person


def make_team(count=12):
    """A review started here, with one search of `count` records read in, and the people of its team."""
    from types import SimpleNamespace

    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out

    review = start(count)
    lay_out(review=review)
    people = SimpleNamespace(
        lead=seated("Lena", review, "lead"),
        one=seated("Sam", review, "screener", "extractor"),
        two=seated("Tess", review, "screener", "extractor"),
        arbiter=seated("Ari", review, "arbiter"),
        outsider=person("Olu", "reviewer", review="another"),
    )
    return SimpleNamespace(key=review, review=Review.objects.get(key=review), **vars(people))


def start(count, key="kin"):
    """A review with one search, as it is kept, with nothing laid out yet; its id."""
    import hashlib

    from django.utils import timezone

    from whatworks import terms
    from whatworks_site.evidence.models import Review, SearchRow, SourceFile
    from whatworks_site.evidence.rows import put

    record = terms.Review(
        id=key,
        title="Kinship care and how long homes last",
        question="Does support for kinship carers help homes last?",
        field="children's social care",
        date="2026-01-01",
        version="0.1",
        screeners=("Sam", "Tess"),
        criteria=(
            terms.Criterion(id="who", text="Not about kinship carers"),
            terms.Criterion(id="design", text="No comparison"),
            terms.Criterion(id="results", stage=terms.Stage.FULL_TEXT, text="No results given"),
        ),
    )
    review = Review.objects.create(
        key=key, title=record.title, document=record.to_json(), imported_at=timezone.now()
    )
    text = export(range(count))
    search = terms.Search(
        id="s1", kind=terms.SearchKind.DATABASE, source="MEDLINE", file="searches/s1.ris", date=None
    )
    put(review, SearchRow, search)
    SourceFile.objects.create(
        review=review, path=search.file, content=text, digest=hashlib.sha256(text).hexdigest()
    )
    return key


def export(numbers):
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
    records = [
        f"TY  - JOUR\nTI  - {words[n % 8].title()} study {n * 7919 % 10007} of {words[(n // 8) % 8]} {n}\n"
        f"AU  - Author{n}, A.\nPY  - {1990 + n % 30}\nDO  - 10.1234/made.{n}\nJO  - Journal {n % 5}\n"
        f"AB  - A made-up abstract about {words[(n * 3) % 8]} and {words[(n * 5) % 8]}, number {n}.\nER  - \n"
        for n in numbers
    ]
    return "\n".join(records).encode()


def seated(name, review, *parts):
    """An account with these parts in this review, and a seat under its own name."""
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.models import Seat

    made = person(name, *parts, review=review)
    held = Review.objects.get(key=review)
    Seat.objects.update_or_create(review=held, name=name, defaults={"user": made})
    return made
