"""Review folders in and out, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from .start import Say


def read_in(folder: Path, *, wait: bool, say: Say) -> None:
    """Read a review folder in; then compute its ratings here, or leave that to the worker."""
    from whatworks_site.evidence import actions  # noqa: PLC0415
    from whatworks_site.evidence.jobs import ASSESS, assess_key  # noqa: PLC0415
    from whatworks_site.jobs.actions import enqueue  # noqa: PLC0415

    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder. Name a review folder, as in examples/entering-care.")
    outcome = actions.import_review(folder=folder, by=None)
    say(outcome.words)
    if wait:
        actions.assess_review(review=outcome.review, by=None, progress=_line)
        say("Its ratings are computed. An editor proposes what is published, on the site.")
    else:
        enqueue(kind=ASSESS, args={"review": outcome.review, "by": None}, key=assess_key(outcome.review))
        say("The worker computes its ratings while the site runs (whatworks serve). To do it here: --wait")


def _line(words: str, done: int, total: int) -> None:
    if done >= total:
        print(f"  {words}", file=sys.stderr, flush=True)


def write_out(review: str, out: Path, *, say: Say) -> None:
    """Write a review as a folder that can be read in again."""
    from whatworks_site.evidence import actions  # noqa: PLC0415

    try:
        actions.export_review(review=review, out=out, by=None)
    except ObjectDoesNotExist:
        raise ValueError(
            f"There is no review {review!r}. The site's list of reviews shows their ids."
        ) from None
    say(f"Wrote {out}")
