"""Run by test_kill.py in a process of its own: publishes in a loop while it and its worker are killed.

`python killed.py FOLDER KILLS`: FOLDER has a review folder `mentoring`. Prints what it found as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import django

PAGE = "/interventions/mentoring"


def main(folder, kills):
    os.environ["DJANGO_SETTINGS_MODULE"] = "whatworks_site.config.settings"
    django.setup()
    chance = random.Random(20_260_701)  # noqa: S311 - the same moments each time
    acknowledged = folder / "acknowledged"
    acknowledged.touch()
    _wait(_fork(lambda: _prepare(folder)))
    _load_software()
    wrong = []
    for number in range(kills):
        said = acknowledged.stat().st_size
        web, worker = _fork(lambda n=number: _publish(acknowledged, n)), _fork((_work, _freeze)[number % 2])
        if number % 3:
            _wait_for_more(acknowledged, said)
        time.sleep(chance.uniform(0.1, 0.9))
        first, second = (web, worker) if number % 4 < 2 else (worker, web)
        _kill(first)
        time.sleep(chance.uniform(0, 0.3))
        _kill(second)
        wrong += _faults_in_what_is_served()
    _wait(_fork(_recover))
    print(json.dumps({"wrong": wrong + _faults_in_what_is_served(), **_found(acknowledged)}))


def _fork(do):
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        do()
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _load_software():
    """Once, and not in every process: else most are killed before they have done anything."""
    import whatworks_site.config.urls
    import whatworks_site.evidence.actions
    import whatworks_site.jobs.worker
    import whatworks_site.store.freezing  # noqa: F401


def _wait_for_more(acknowledged, said, seconds=20):
    """On a busy machine a moment is not enough to publish anything; killing nothing would show nothing."""
    end = time.monotonic() + seconds
    while acknowledged.stat().st_size == said and time.monotonic() < end:
        time.sleep(0.005)


def _wait(child):
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"a child ended with {status}")


def _kill(child):
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise SystemExit("a child ended before it was killed")


def _prepare(folder):
    from django.core.management import call_command

    from whatworks_site.evidence import actions
    from whatworks_site.people.models import Membership, User

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    for name in ("anna", "ben"):
        user = User.objects.create_user(f"{name}@example.org", None, name=name)
        Membership.objects.create(user=user, role="editor")
    actions.import_review(folder=folder / "mentoring", by=None)
    actions.assess_review(review="mentoring", by=None)


def _publish(acknowledged, number):
    """New words, proposed, approved, now and then withdrawn; each noted once it is promised."""
    from whatworks.terms import Page
    from whatworks_site.evidence import actions, queries
    from whatworks_site.people.models import User

    author, second = User.objects.order_by("email")
    for turn in range(10_000):
        for waits in queries.waiting():
            actions.take_back(by=author, publication=waits.pk)
        before = next((p for p in queries.review_records("mentoring").pages), None)
        words = Page(intervention="mentoring", answer=f"Round {number}-{turn}.")
        actions.edit_page(by=author, review="mentoring", words=words, seen=queries.words_digest(before))
        made = actions.propose(by=author, review="mentoring", intervention="mentoring", reason="Newer")
        made = actions.approve(by=second, publication=made.pk, reason="Agreed")
        _note(acknowledged, f"published {made.version} {made.digest}")
        if turn % 3 == 2:
            actions.withdraw(by=second, publication=made.pk, reason="Withdrawn")
            _note(acknowledged, f"withdrawn {made.version} {made.digest}")


def _note(path, line):
    handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def _work():
    from whatworks_site.jobs.worker import JobWorker

    JobWorker(interval=0.05, batch=False).run()


def _freeze():
    """What the worker's job does, without pause."""
    from whatworks_site.store import freezing

    while True:
        freezing.settle()
        freezing.freeze()


def _recover():
    """What a start of the site does: look at the copies, and let a worker do what waits."""
    from django.conf import settings

    from whatworks_site.jobs.worker import JobWorker
    from whatworks_site.store import freezing

    freezing.settle()
    time.sleep(settings.JOB_LOST_AFTER + 0.2)
    end = time.monotonic() + 20
    while not freezing.is_current(freezing.version()) and time.monotonic() < end:
        JobWorker(interval=0.05, batch=True).run()
        time.sleep(0.2)


def _faults_in_what_is_served():
    """What a frozen page shows must be the version in force, and a page that is withdrawn has none."""
    from django.db import connections

    from whatworks_site.config.frozen import FrozenPages
    from whatworks_site.evidence import queries
    from whatworks_site.store import freezing, generations

    # A web process that has read the pointer looks at the database again only once the pointer has changed.
    pointer, version = generations.read_pointer(), freezing.version()
    if pointer is not None and pointer.version != version:
        connections.close_all()
        return [f"the pointer still names edition {pointer.version} of the content, which is at {version}"]
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": PAGE, "HTTP_HOST": "localhost"}
    body = b"".join(FrozenPages(lambda *_: [])(environ, lambda *_: None)).decode()
    force = queries.published_one("intervention", "mentoring")
    answer = queries.snapshot(force).records.pages[0].answer if force else None
    connections.close_all()
    if body and (answer is None or answer not in body):
        return [f"a frozen page is served that does not say {answer!r}"]
    return []


def _found(acknowledged):
    from whatworks_site.audit.queries import events_of, verify
    from whatworks_site.evidence import queries
    from whatworks_site.store import freezing, generations

    history = list(queries.history_of("intervention", "mentoring").order_by("version"))
    verdict = verify()
    return {
        "acknowledged": acknowledged.read_text().splitlines(),
        "versions": [[p.version, p.digest, p.state] for p in history],
        "audit": [verdict.whole, verdict.words],
        "recorded": events_of("intervention", "mentoring").filter(action="publish").count(),
        "frozen": freezing.is_current(freezing.version()),
        "pages": len(generations.read(generations.read_pointer()).pages),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
