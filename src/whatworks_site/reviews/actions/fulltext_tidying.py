"""Files of full texts that nobody speaks of any more are removed, a day after they came at the soonest."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from django.utils import timezone

from whatworks_site.audit.actions import record

from .. import fulltext_store as store
from ..fulltext_acts import spoken_of
from ..models import FullText

KEPT_ASIDE = dt.timedelta(days=30)
"""How long a removed document can be brought back."""
AT_ONCE = 400


def tidy_once_a_day() -> None:
    """Look through the files, if nobody has today."""
    if store.is_due():
        tidy()


def tidy() -> int:
    """Forget documents removed a month ago, and remove files that no review speaks of. By the site itself."""
    gone, _ = FullText.objects.filter(removed_at__lt=timezone.now() - KEPT_ASIDE).delete()
    removed, files = 0, store.old_files()
    while some := list(islice(files, AT_ONCE)):
        left = set(some) - spoken_of(some)
        removed += sum(store.drop(digest) for digest in sorted(left))
    if gone or removed:
        changed = {"documents": gone, "files": removed}
        record(
            by=None, action="reviews.tidy_texts", object_kind="site", object_id="fulltexts", changed=changed
        )
    return removed
