"""A person's own keys for screening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from whatworks_site.audit.actions import record
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User

from ..models import Keys
from ..queries.keys import KEYS, NUMBERED

_NUMBERS = {str(n) for n in range(1, NUMBERED + 1)}
_WORDS = {name: words for name, words, _ in KEYS}


def choose_keys(*, by: User, keys: Mapping[str, str], numbers: bool = True, on: bool = True) -> None:
    """Keep a person's own keys: one character each, empty for none.

    Raises NotPossible where two do the same work, or a key is none.
    """
    chosen = {name: keys.get(name, "").strip().lower() for name in _WORDS}
    faults = key_faults(chosen, numbers=numbers)
    if faults:
        raise NotPossible(next(iter(faults.values())))
    with transaction.atomic():
        said = {"on": on, "numbers": numbers, "keys": chosen}
        Keys.objects.update_or_create(user=by, defaults={"keys": said})
        record(by=by, action="reviews.keys", object_kind="person", object_id=str(by.pk), changed={"on": on})


def usual_keys(*, by: User) -> None:
    """Go back to the usual keys."""
    with transaction.atomic():
        Keys.objects.filter(user=by).delete()
        record(by=by, action="reviews.keys", object_kind="person", object_id=str(by.pk), changed={"on": True})


def key_faults(keys: Mapping[str, str], *, numbers: bool) -> dict[str, str]:
    """What is wrong, by the name of what the key does."""
    faults: dict[str, str] = {}
    users: defaultdict[str, list[str]] = defaultdict(list)
    for name, key in keys.items():
        if len(key) > 1 or (key and not key.isprintable()):
            faults[name] = f"“{_WORDS[name]}” must have one key: a letter, a number or a sign"
        elif numbers and key in _NUMBERS:
            faults[name] = f"{key} excludes with a reason. Choose another key for “{_WORDS[name]}”"
        elif key:
            users[key].append(name)
    for key, names in users.items():
        for name in names[1:]:
            faults[name] = (
                f"{key.upper()} is the key for “{_WORDS[names[0]]}” and for “{_WORDS[name]}”. Change one"
            )
    return faults
