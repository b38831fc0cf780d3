"""Run by test_kill_screening.py in a process of its own: people screen, searches come in, all are killed.

`python killed_screening.py FOLDER KILLS`. Prints what it found as JSON.
"""

import json
import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).parent)]
import killed  # noqa: E402 - found by the line above

REVIEW = "kin"
WORDS = ("kinship", "foster", "respite", "grandparents", "reunification", "mentoring", "therapy", "housing")


def main(folder, kills):
    os.environ["DJANGO_SETTINGS_MODULE"] = "whatworks_site.config.settings"
    django.setup()
    chance = random.Random(20_261_123)  # noqa: S311 - the same moments each time
    acknowledged = folder / "acknowledged"
    acknowledged.touch()
    killed._wait(killed._fork(_prepare))
    _load_software()
    wrong, done = [], 0
    while done < kills:
        said = acknowledged.read_text().count("in ")
        children = [
            killed._fork(lambda n=done: _screen("Sam", acknowledged, n)),
            killed._fork(lambda n=done: _screen("Tess", acknowledged, n)),
            killed._fork(lambda n=done: _import(acknowledged, n)),
        ]
        if done % 12 == 0:
            _wait_for_an_import(acknowledged, said)
        time.sleep(chance.uniform(0.02, 0.3))
        chance.shuffle(children)
        for child in children:
            killed._kill(child)
            time.sleep(chance.uniform(0, 0.03))
        done += len(children)
        if done % 30 == 0:
            wrong += killed_halves()
    print(json.dumps({"wrong": wrong + killed_halves(), "kills": done, **_found(acknowledged)}))


def _wait_for_an_import(acknowledged, said, seconds=20):
    """On a busy machine a moment is not enough to read anything in; killing nothing would show nothing."""
    end = time.monotonic() + seconds
    while acknowledged.read_text().count("in ") == said and time.monotonic() < end:
        time.sleep(0.01)


def _load_software():
    import whatworks_site.reviews.actions.deciding
    import whatworks_site.reviews.actions.importing_search
    import whatworks_site.reviews.actions.undoing  # noqa: F401


def _export(numbers):
    return "\n".join(
        f"TY  - JOUR\nTI  - {WORDS[n % 8].title()} study {n * 7919 % 10007} of {WORDS[(n // 8) % 8]} {n}\n"
        f"AU  - Author{n}, A.\nPY  - {1990 + n % 30}\nDO  - 10.1234/made.{n}\nAB  - Number {n}.\nER  - \n"
        for n in numbers
    ).encode()


def _prepare():
    import hashlib

    from django.core.management import call_command
    from django.utils import timezone

    from whatworks import terms
    from whatworks_site.evidence.models import Review, SearchRow, SourceFile
    from whatworks_site.evidence.rows import put
    from whatworks_site.people.models import Membership, User
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.models import Seat

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    record = terms.Review(
        id=REVIEW, title="Kin", question="Does it help?", field="made up", date="2026-01-01", version="1",
        screeners=("Sam", "Tess"), criteria=(terms.Criterion(id="who", text="Not about children"),),
    )  # fmt: skip
    review = Review.objects.create(
        key=REVIEW, title="Kin", document=record.to_json(), imported_at=timezone.now()
    )
    search = terms.Search(id="s1", kind=terms.SearchKind.DATABASE, source="MEDLINE", file="searches/s1.ris")
    put(review, SearchRow, search)
    text = _export(range(400))
    SourceFile.objects.create(
        review=review, path=search.file, content=text, digest=hashlib.sha256(text).hexdigest()
    )
    lay_out(review=REVIEW)
    for name, parts in (("Sam", ("screener",)), ("Tess", ("screener",)), ("Lena", ("lead",))):
        user = User.objects.create_user(f"{name.lower()}@example.org", None, name=name)
        for part in parts:
            Membership.objects.create(user=user, role=part, review=REVIEW)
        Seat.objects.update_or_create(review=review, name=name, defaults={"user": user})


def _screen(name, acknowledged, number):
    """Decide, and now and then take the last verdict back; each noted once it is promised."""
    from whatworks.terms import Stage, Verdict
    from whatworks_site.evidence.models import Review
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.people.models import User
    from whatworks_site.reviews.actions.deciding import Said, decide, undo
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.queue import next_work

    review, user = Review.objects.get(key=REVIEW), User.objects.get(name=name)
    seat = Seat.objects.get(review=review, user=user)
    for turn in range(10_000):
        if turn % 7 == 6:
            taken = undo(by=user, review=REVIEW, stage=Stage.TITLE)
            killed._note(acknowledged, f"undone {taken.token} -")
            continue
        work = next_work(review, Stage.TITLE, seat)
        if work is None:
            work = review.works.order_by("?").values_list("pk", flat=True).first()
        said = Said(verdict=list(Verdict)[(turn + number) % 3])
        token = f"{name}-{number}-{turn}"
        with suppress(NotPossible):  # its search was undone a moment ago
            row = decide(by=user, review=REVIEW, stage=Stage.TITLE, work=work, said=said, token=token)
            killed._note(acknowledged, f"decided {token} {row.verdict}")


def _import(acknowledged, number):
    """A search comes in, half of it known, and goes out again."""
    from whatworks import terms
    from whatworks_site.people.models import User
    from whatworks_site.reviews.actions.importing import answer, ask_import
    from whatworks_site.reviews.actions.importing_search import import_search
    from whatworks_site.reviews.actions.undoing import undo_import
    from whatworks_site.reviews.models import SearchImport
    from whatworks_site.reviews.uploads import keep

    lead = User.objects.get(name="Lena")
    for row in SearchImport.objects.filter(review__key=REVIEW, state="in").exclude(search="s1"):
        undo_import(by=lead, review=REVIEW, number=row.pk, why="Again")
        killed._note(acknowledged, f"out {row.pk} -")
    for turn in range(10_000):
        start = 380 + (number + turn) % 5 * 20
        look = keep([_export(range(start, start + 40)) + b"\nTY  - JOUR\nER  - \n"], "more.ris")
        search = terms.Search(id="", kind=terms.SearchKind.DATABASE, source=f"Scopus {turn}", file="")
        row = ask_import(by=lead, review=REVIEW, search=search, look=look)
        if row.state == "asked":  # the same file waits from a reading that was killed
            answer(by=lead, review=REVIEW, number=row.pk)
        row = import_search(by=lead, review=REVIEW, number=row.pk)
        killed._note(acknowledged, f"in {row.pk} {row.read}+{row.rejected}")
        undo_import(by=lead, review=REVIEW, number=row.pk, why="Again")
        killed._note(acknowledged, f"out {row.pk} -")


def killed_halves():
    """Imports that are neither whole nor absent; connections are closed before the next fork."""
    from django.db import connections

    from whatworks_site.evidence.models import SearchRow, SourceFile
    from whatworks_site.reviews.models import ReferenceRow, RejectedRow, SearchImport

    wrong = []
    here = set(SearchRow.objects.values_list("key", flat=True))
    paths = set(SourceFile.objects.values_list("path", flat=True))
    for row in SearchImport.objects.all():
        is_in = row.state == "in"
        found = ReferenceRow.objects.filter(search=row.search).count()
        refused = RejectedRow.objects.filter(search=row.search).count()
        others = SearchImport.objects.filter(search=row.search, state="in").exclude(pk=row.pk).exists()
        if is_in and (found, refused) != (row.read, row.rejected):
            wrong.append(f"{row.search} has {found} and {refused}, not {row.read} and {row.rejected}")
        if is_in and not (row.search in here and row.document["file"] in paths):
            wrong.append(f"{row.search} has no search or file")
        if not is_in and not others and (found or refused or row.search in here):
            wrong.append(f"{row.search} is {row.state} and half in")
    connections.close_all()
    return wrong


def _found(acknowledged):
    from whatworks.collate import deduplicate
    from whatworks_site.audit.queries import verify
    from whatworks_site.evidence.models import DecisionRow, Review
    from whatworks_site.reviews.clustering import read_as, searches
    from whatworks_site.reviews.models import ReferenceRow, SearchImport, Standing, Vote
    from whatworks_site.reviews.restating import restate_all

    review = Review.objects.get(key=REVIEW)
    rows = {r.token: [r.verdict, r.undone_at is not None] for r in DecisionRow.objects.all()}

    def derived():
        return [list(t.objects.order_by("work_id", "stage").values()) for t in (Standing, Vote)]

    before = derived()
    restate_all(review)
    works = {}
    for key, work in ReferenceRow.objects.values_list("key", "work__key"):
        works.setdefault(work, set()).add(key)
    again, _ = deduplicate(read_as(review), searches=searches(review))
    verdict = verify()
    return {
        "acknowledged": acknowledged.read_text().splitlines(),
        "decisions": rows,
        "imports": {str(r.pk): r.state for r in SearchImport.objects.all()},
        "consistent": before == derived(),
        "works": works == {w.id: set(w.references) for w in again},
        "audit": [verdict.whole, verdict.words],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
