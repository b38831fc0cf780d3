"""Fifty people screening one review of 20,000 records at once, over HTTP, as `whatworks serve` serves them.

    python benchmarks/screening.py [--people 50] [--records 20000] [--each 20] [--pace 12] [--sqlite-only]
    python benchmarks/screening.py --quick

Everyone opens the page, waits as long as a quick reader takes (`--pace`: seconds on average), sends a
verdict, and has the next record. Measured is the time from sending the verdict until the whole next page is
there. Then the same people send as fast as they are answered (`flat out`): what the machine can do at most.
A worker process runs beside the web process and teaches the ranker, as it does where the site is used. At the
end every verdict that was answered must be in the database, once. The load shares the machine's processors
with both.
"""

from __future__ import annotations

import argparse
import html
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / "tools"), str(HERE / "src"), str(HERE / "benchmarks")]

import with_postgres  # noqa: E402 - found by the line above
from serving import server  # noqa: E402

REVIEW = "benchmark"
PAGE = f"/desk/reviews/{REVIEW}/screen/titles"
REFUSED = "has been read by as many as were to read it"
"""What a page says where others were quicker: nothing was saved, and it shows the next record."""
LIMIT = 300.0
"""Milliseconds within which 99 of 100 next records are to come."""


def main() -> None:
    words = _words()
    found = []
    with tempfile.TemporaryDirectory(prefix="whatworks-benchmark-") as folder:
        found.append(_engine("SQLite", Path(folder) / "sqlite", {}, words))
        if not words.sqlite_only:
            bin_folder = with_postgres.programs()
            if bin_folder is None:
                raise SystemExit(with_postgres.MISSING)
            cluster = with_postgres.Cluster(bin_folder)
            try:
                cluster.start()
                found.append(
                    _engine("PostgreSQL", Path(folder) / "postgres", {"DATABASE_URL": cluster.url}, words)
                )
            finally:
                cluster.stop()
    print(json.dumps(found, indent=1) if words.json else _table(found, words))
    if any(engine["lost"] or engine["doubled"] for engine in found):
        raise SystemExit("Verdicts were lost or doubled.")


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--each", type=int, default=20, help="verdicts of each person, at either pace")
    parser.add_argument("--pace", type=float, default=12.0, help="seconds that a person reads, on average")
    parser.add_argument("--json", action="store_true", help="every measurement, instead of the table")
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--quick", action="store_true", help="10 people, 1,000 records, on SQLite")
    words = parser.parse_args()
    if words.quick:
        words.people, words.records, words.each, words.pace, words.sqlite_only = 10, 1_000, 5, 1.0, True
    return words


def _engine(name: str, data: Path, more: dict[str, str], words: argparse.Namespace) -> dict[str, object]:
    surroundings = os.environ | {
        "WHATWORKS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "whatworks_site.config.settings",
    } | more  # fmt: skip
    print(f"{name}: {words.records:,} records and {words.people} people", file=sys.stderr)
    asked = [sys.executable, __file__]
    prepared = subprocess.run(
        [*asked[:1], "-c", _RUN, "prepare", str(words.records), str(words.people)],
        cwd=HERE / "benchmarks", env=surroundings, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    people = [Person(cookie) for cookie in json.loads(prepared.stdout.splitlines()[-1])]
    with server(surroundings) as address, _worker(surroundings):
        host = urllib.parse.urlsplit(address).netloc
        _everybody(people[:2], host, 3, 0.0)  # what a process loads at its first page is not counted
        paced = _everybody(people, host, words.each, words.pace)
        print(f"{name}: at a reader's pace, p99 {_p(paced, 99):.0f} ms", file=sys.stderr)
        flat = _everybody(people, host, words.each, 0.0)
    kept = subprocess.run(
        [*asked[:1], "-c", _RUN, "kept"],
        cwd=HERE / "benchmarks", env=surroundings, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    rows = [tuple(row) for row in json.loads(kept.stdout.splitlines()[-1])]
    answered = {sent for person in people for sent in person.answered}
    return {
        "engine": name,
        "paced": paced,
        "flat": flat,
        "answered": len(answered),
        "refused": sum(person.refused for person in people),
        "lost": len(answered - {token for token, _, _ in rows}),
        "doubled": len(rows) - len({(by, reference) for _, by, reference in rows}),
    }


@contextmanager
def _worker(surroundings: dict[str, str]) -> Iterator[None]:
    """The process in which the ranker is taught."""
    command = [sys.executable, "-m", "whatworks_site.manage", "work"]
    process = subprocess.Popen(command, env=surroundings)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@dataclass
class Person:
    """Someone with an open page."""

    cookies: dict[str, str]
    answered: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    page: str = ""
    refused: int = 0
    fault: str = ""

    def screen(self, host: str, number: int, pace: float, chance: random.Random) -> None:
        """Send that many verdicts, each after reading for a while."""
        door = http.client.HTTPConnection(host, timeout=60)
        try:
            self.page = self._ask(door, "GET", PAGE)[1]
            for _ in range(number):
                if pace:
                    time.sleep(chance.expovariate(1 / pace))
                    door.close()  # the server lets go of a connection that is silent for five seconds
                form = _form(self.page)
                began = time.perf_counter()
                status, page = self._ask(door, "POST", PAGE, form | {"verdict": "exclude"})
                if status != 200:
                    raise SystemExit(f"a verdict was answered with {status}: {page[:300]}")
                self.times.append((time.perf_counter() - began) * 1000)
                self.page = page
                if REFUSED in page:
                    self.refused += 1
                else:
                    self.answered.append(form["token"])
        except (Exception, SystemExit) as error:
            self.fault = f"{type(error).__name__}: {error}"
        finally:
            door.close()

    def _ask(
        self, door: http.client.HTTPConnection, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        door.request(method, path, body, headers)
        answer = door.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, held = value.split(";", 1)[0].split("=", 1)
                self.cookies[key] = held
        if answer.status in (302, 303):
            return self._ask(door, "GET", answer.getheader("Location"))
        return answer.status, text


def _form(page: str) -> dict[str, str]:
    """The hidden fields of the page's form of verdicts."""
    start = page.index('id="verdict"')
    part = page[page.rindex("<form", 0, start) : page.index("</form>", start)]
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", part):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def _everybody(people: list[Person], host: str, number: int, pace: float) -> list[float]:
    threads = []
    for place, person in enumerate(people):
        person.times = []
        chance = random.Random(place)  # noqa: S311 - the same pauses each time
        threads.append(threading.Thread(target=person.screen, args=(host, number, pace, chance)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults := [person.fault for person in people if person.fault]:
        raise SystemExit(f"{len(faults)} people were stopped: {faults[0]}")
    return [t for person in people for t in person.times]


def _p(times: list[float], part: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[part - 1]


_RUN = "import sys; sys.argv = ['', *sys.argv[1:]]; import screening; screening.inside(sys.argv[1:])"


def inside(words: list[str]) -> None:
    """What is done with the site's own code, in a process of its own."""
    import django

    django.setup()
    if words[0] == "prepare":
        print(json.dumps(_prepare(int(words[1]), int(words[2]))))
    else:
        from whatworks_site.evidence.models import DecisionRow

        rows = DecisionRow.objects.filter(review__key=REVIEW, undone_at=None)
        print(json.dumps(list(rows.values_list("token", "by", "reference"))))


def _prepare(records: int, people: int) -> list[dict[str, str]]:
    import hashlib

    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from whatworks import terms
    from whatworks_site.evidence.models import Review, SearchRow, SourceFile
    from whatworks_site.evidence.rows import put
    from whatworks_site.people.models import Membership, User
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.models import Seat

    (Path(settings.DATA) / "static").mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    names = [f"Reader {n}" for n in range(people)]
    record = terms.Review(
        id=REVIEW, title="A benchmark", question="Does kinship care last?", field="made up",
        date="2026-01-01", version="1", screeners=tuple(names),
        criteria=(terms.Criterion(id="who", text="Not about children"),),
    )  # fmt: skip
    review = Review.objects.create(
        key=REVIEW, title=record.title, document=record.to_json(), imported_at=timezone.now()
    )
    text = _export(records)
    search = terms.Search(
        id="s1", kind=terms.SearchKind.DATABASE, source="Made up", file="searches/s1.ris", hits=records
    )
    put(review, SearchRow, search)
    SourceFile.objects.create(
        review=review, path=search.file, content=text, digest=hashlib.sha256(text).hexdigest()
    )
    lay_out(review=REVIEW)
    cookies = []
    for name in names:
        user = User.objects.create_user(f"{name.replace(' ', '-')}@example.org", None, name=name)
        Membership.objects.create(user=user, role="screener", review=REVIEW)
        Seat.objects.update_or_create(review=review, name=name, defaults={"user": user})
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client = Client()
        client.force_login(user)
        cookies.append({key: morsel.value for key, morsel in client.cookies.items()})
    return cookies


def _export(records: int) -> bytes:
    """A RIS file of made-up records with abstracts of a usual length."""
    chance = random.Random(20_000)  # noqa: S311 - the same records each time
    known = ["kinship", "foster", "care", "children", "trial", "families"]
    words = [f"word{n}" for n in range(4_000)] + known * 60
    made = []
    for n in range(records):
        title = " ".join(chance.choices(words, k=12))
        abstract = ". ".join(" ".join(chance.choices(words, k=20)) for _ in range(9))
        made.append(
            f"TY  - JOUR\nTI  - {title} {n}\nAU  - Author{n}, A.\nPY  - {1980 + n % 45}\n"
            f"DO  - 10.1234/b.{n}\n"
            f"JO  - Journal of Made-up Records\nAB  - {abstract}.\nER  - \n"
        )
    return "\n".join(made).encode()


def _table(found: list[dict[str, object]], words: argparse.Namespace) -> str:
    lines = [
        f"{words.people} people, {words.records:,} records, {words.each} verdicts each at either pace.",
        f"At a reader's pace: {words.pace:g} s a record on average. Flat out: the next verdict at once.",
        f"One web process of 8 threads; the load shares the machine’s {os.cpu_count()} processors.",
        "From sending a verdict until the whole next page is there, in milliseconds:",
        "",
        f"{'':11} {'':17} {'p50':>7} {'p90':>7} {'p99':>7} {'most':>7}",
    ]
    for engine in found:
        for kind, said in (("paced", "a reader's pace"), ("flat", "flat out")):
            times: list[float] = engine[kind]
            shown = " ".join(f"{x:7,.0f}" for x in (_p(times, 50), _p(times, 90), _p(times, 99), max(times)))
            lines.append(f"{engine['engine']:11} {said:17} {shown}")
        ratio = _p(engine["flat"], 99) / _p(engine["paced"], 99)
        lines.append(f"{engine['engine']:11} p99 flat out / at a reader's pace: {ratio:.1f} times")
        within = "within" if _p(engine["paced"], 99) < LIMIT else "NOT within"
        lines.append(f"{engine['engine']:11} {within} {LIMIT:.0f} ms at a reader's pace")
        lines.append(
            f"{engine['engine']:11} {engine['answered']:,} verdicts answered, {engine['lost']} lost, "
            f"{engine['doubled']} doubled; {engine['refused']} where two others were quicker"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
