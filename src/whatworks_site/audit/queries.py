"""Reading the record, and checking that it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from .chain import START, digest_of, personal_digest
from .models import Event, Head, PersonalValue


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds; if not, the first event at which it breaks, and how."""

    whole: bool
    count: int
    digest: str
    words: str
    broken_at: int | None = None


class _Broken(Exception):
    def __init__(self, at: int, words: str) -> None:
        super().__init__(words)
        self.at = at


def events(*, object_kind: str = "", object_id: str = "", actor: int | None = None) -> QuerySet[Event]:
    """Events, newest first, of one kind of object, one object, or one person's doing."""
    found = Event.objects.order_by("-sequence")
    if object_kind:
        found = found.filter(object_kind=object_kind)
    if object_id:
        found = found.filter(object_id=object_id)
    return found if actor is None else found.filter(actor=actor)


def events_of(object_kind: str, object_id: str) -> QuerySet[Event]:
    """What was done to one object, newest first."""
    return events(object_kind=object_kind, object_id=object_id)


def object_kinds() -> list[str]:
    """The kinds of object that the record speaks of."""
    return list(Event.objects.order_by("object_kind").values_list("object_kind", flat=True).distinct())


def personal_of(sequences: list[int]) -> dict[int, dict[str, str]]:
    """The personal values that are still kept, by event and field."""
    found: dict[int, dict[str, str]] = {}
    for value in PersonalValue.objects.filter(sequence__in=sequences):
        found.setdefault(value.sequence, {})[value.field] = value.value
    return found


def about_person(user_id: int) -> QuerySet[PersonalValue]:
    """Every personal value the record keeps about one person."""
    return PersonalValue.objects.filter(person=user_id).order_by("sequence", "field")


def head() -> tuple[int, str]:
    """How many events there are, and the last one's digest: worth writing down somewhere else."""
    kept = Head.objects.filter(pk=1).first()
    return (kept.count, kept.digest) if kept else (0, "")


def verify(*, noted: tuple[int, str] | None = None) -> Verdict:
    """Walk the whole chain.

    `noted` is a count and digest that were written down elsewhere earlier: with it even a chain that was
    rewritten from end to end is found out.
    """
    promised = head()
    wanted = dict([promised, *([noted] if noted else [])])
    try:
        count, digest = _walk(wanted)
        missing = [at for at in wanted if at > count]
        if missing:
            raise _Broken(count + 1, f"Event {count + 1} and what followed it were removed")
        if count > head()[0]:
            raise _Broken(head()[0] + 1, f"Event {head()[0] + 1} was not added by this site")
    except _Broken as broken:
        return Verdict(False, promised[0], promised[1], f"{broken}.", broken.at)
    events_word = "1 event" if count == 1 else f"{count:,} events"
    return Verdict(True, count, digest, f"The record is whole: {events_word}.")


def _walk(wanted: dict[int, str]) -> tuple[int, str]:
    last, digest = 0, START
    stored = PersonalValue.objects.order_by("sequence", "field").iterator(chunk_size=2000)
    value = next(stored, None)
    for event in _events():
        _check_link(event, last, digest)
        while value is not None and value.sequence <= event.sequence:
            _check_personal(event, value)
            value = next(stored, None)
        last, digest = event.sequence, event.digest
        if wanted.get(last, digest) != digest:
            raise _Broken(last, f"Event {last} is not the one that was there before")
    return last, digest if last else ""


def _events() -> Iterator[Event]:
    """Every event in its order. One that cannot be read as an event was changed."""
    found = Event.objects.order_by("sequence")
    last = 0
    try:
        for event in found.iterator(chunk_size=2000):
            yield event
            last = event.sequence
    except (ValueError, TypeError) as fault:
        # A batch may hold good events before the one at fault: look at them one by one.
        for number in found.filter(sequence__gt=last).values_list("sequence", flat=True):
            try:
                yield Event.objects.get(sequence=number)
            except (ValueError, TypeError):
                raise _Broken(number, f"Event {number} was changed after it was written") from fault


def _check_link(event: Event, last: int, digest: str) -> None:
    if event.sequence != last + 1:
        raise _Broken(last + 1, f"Event {last + 1} was removed")
    if digest_of(event) != event.digest:
        raise _Broken(event.sequence, f"Event {event.sequence} was changed after it was written")
    if event.previous != digest:
        raise _Broken(event.sequence, f"Event {event.sequence} does not follow from the one before it")


def _check_personal(event: Event, value: PersonalValue) -> None:
    given = event.personal.get(value.field) if value.sequence == event.sequence else None
    if given != personal_digest(value.salt, value.field, value.value):
        raise _Broken(
            value.sequence, f"A personal value of event {value.sequence} was changed after it was written"
        )
