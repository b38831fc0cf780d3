"""`whatworks demo`: the examples read in, rated and published by sample editors, and the site running."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .start import CannotStart, Say, held, make_folder, prepare

if TYPE_CHECKING:
    from whatworks_site.people.models import User
    from whatworks_site.people.samples import Sample

EXAMPLES = ("entering-care", "teacher-expectancy")
REASON = "First published, with the example review."
AGREED = "Looked through and agreed, as a sample of two editors at work."


def demo(say: Say = print, folder: Path = Path("examples")) -> None:
    """Load the examples and run the site; with DEMO_SERVE=0, all but run it.

    A second run keeps what was entered and says what it did where an example changed.
    """
    missing = [name for name in EXAMPLES if not (folder / name / "review.yaml").is_file()]
    if missing:
        raise CannotStart(
            f"There is no {folder / missing[0]} here. Run this in the project's own folder, which holds it."
        )
    os.environ.setdefault("WHATWORKS_EXAMPLE", "1")
    with held(make_folder(), by="demo"):
        prepare(say)
        samples = _load(folder, say)
    if os.environ.get("DEMO_SERVE", "1") == "0":
        for line in account_lines(samples):
            say(line)
        say("\nAll is ready. To open the site: make demo")
        return
    from .serve import serve  # noqa: PLC0415

    def say_accounts(line: str) -> None:
        if line.startswith("Ctrl-C"):
            for account in account_lines(samples):
                say(account)
        say(line)

    raise SystemExit(serve(say=say_accounts))


def _load(folder: Path, say: Say) -> list[Sample]:
    from whatworks_site.people.models import User  # noqa: PLC0415
    from whatworks_site.people.samples import make_sample_accounts  # noqa: PLC0415
    from whatworks_site.store.freezing import freeze  # noqa: PLC0415
    from whatworks_site.store.overview import counts  # noqa: PLC0415

    from .demo_team import make_team  # noqa: PLC0415

    samples = make_sample_accounts()
    emails = [s.email for s in samples if s.role == "Editor"]
    author, second = User.objects.filter(email__in=emails).order_by("pk")[:2]
    for name in EXAMPLES:
        _example(folder / name, author, second, say)
    say(make_team(folder / EXAMPLES[0]))
    say("Keeping the public pages as they are sent")
    freeze()
    say("On the site: " + ", ".join(f"{n} {words}" for n, words, _ in counts()) + ".")
    return samples


def _example(folder: Path, author: User, second: User, say: Say) -> None:
    from whatworks_site.evidence import actions, queries  # noqa: PLC0415

    outcome = actions.import_review(folder=folder, by=None, is_example=True)
    say(outcome.words)
    for kept in outcome.kept:
        say(f"  {kept}")
    review = outcome.review
    actions.assess_review(review=review, by=None, progress=_progress)
    new, made = queries.never_proposed(review), []
    if new:
        made += actions.propose_many(by=author, review=review, interventions=new, reason=REASON).made
    if not queries.all_versions("review", review).exists():
        made.append(actions.propose_review(by=author, review=review, reason=REASON))
    for version in made:
        actions.approve(by=second, publication=version.pk, reason=AGREED)
    if made:
        say(f"  {len(made)} pages published, each proposed by one sample editor and agreed by another.")
    moved = queries.moved_since_published(review)
    if moved:
        names = ", ".join(moved[:5]) + (f" and {len(moved) - 5} more" if len(moved) > 5 else "")
        say(f"  {len(moved)} published pages differ from the records now ({names}). Editors decide: /desk/")


def _progress(words: str, done: int, total: int) -> None:
    if done == total and total > 1:
        print(f"  {words}: {done} of {total}", file=sys.stderr, flush=True)


def account_lines(samples: list[Sample]) -> list[str]:
    """The sample accounts as a person reads them."""
    width = max(len(s.email) for s in samples)
    lines = ["", "Sample accounts (made-up people; the passwords are this installation's own):"]
    lines += [f"  {s.email:<{width}}  {s.password:<22}  {s.role.lower()}" for s in samples]
    first = next((s.email for s in samples if s.needs_code), "")
    command = f"{Path(sys.argv[0])} user code {first}"
    if os.environ.get("WHATWORKS_DATA"):
        command = f"WHATWORKS_DATA={os.environ['WHATWORKS_DATA']} {command}"
    lines += ["Staff are also asked for a one-time code. In another terminal:", f"  {command}", ""]
    return lines
