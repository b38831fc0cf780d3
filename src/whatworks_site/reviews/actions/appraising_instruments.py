"""A team's instruments: which it uses, in which version, which it brings, and what it holds critical."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.appraise import AppraisalError, Critical, Instrument
from whatworks.terms import slug
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review, SourceFile
from whatworks_site.evidence.rows import touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..instrument_check import check_text
from ..models import InstrumentUse, InstrumentVersion
from ..queries.appraising_instruments import (
    GROUPS,
    Tool,
    holding_critical,
    parsed,
    shipped_instrument,
    shipped_text,
    tool_of,
)

FOLDER = "instruments/"
"""Where a review's folder holds the team's own instruments."""
MAX_NAME = 60
MAX_REASON = 2_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class NotSound(NotPossible):
    """An instrument's file that cannot be taken, with every problem and its line."""

    def __init__(self, problems: tuple[tuple[int | None, str], ...]) -> None:
        many = len(problems)
        super().__init__(f"The file was not taken: {'1 thing' if many == 1 else f'{many} things'} to mend.")
        self.problems = problems


def use_instrument(
    *, by: User, review: str, instrument: str, is_used: bool, designs: Collection[str] = (), version: str = ""
) -> None:
    """Use an instrument or not, for these designs and in this version, for what is begun from now on."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held, tool = _held(review, instrument)
        unknown = set(designs) - set(GROUPS)
        if unknown:
            raise NotPossible("Choose from the designs given.")
        if is_used and tool.is_by_design and not designs:
            raise NotPossible("Choose at least one kind of design that it is for.")
        if version and version not in tool.versions:
            raise NotPossible("This review has no such version of it.")
        shipped = shipped_instrument(instrument)
        if shipped is not None and version == shipped.version:
            version = ""
        chosen = {"is_used": is_used, "designs": [g for g in GROUPS if g in designs], "version": version}
        _say(held, tool, chosen)
        _record(by, "reviews.use_instrument", held, instrument, chosen)


def add_instrument(*, by: User, review: str, text: str, why: str) -> Instrument:
    """Take an instrument, or another version of one, from the text of its file. Nothing in it is run.

    Raises NotSound with every problem and its line.
    """
    require(by, "reviews.lead", review=review)
    said = _reason(why, "Say why, in a sentence: colleagues see it beside the instrument.")
    problems = check_text(text)
    if problems:
        raise NotSound(problems)
    made = parsed(text)
    _check_names(made)
    with transaction.atomic():
        held = _locked(review)
        _refuse_taken(held, made)
        InstrumentVersion.objects.create(
            review=held,
            instrument=made.id,
            version=made.version,
            text=text,
            is_own=True,
            why=said,
            by=by,
            at=timezone.now(),
        )
        _put_file(held, made, text)
        tool = tool_of(held, made.id)
        assert tool is not None  # noqa: S101 - its version is here
        _say(held, tool, {"is_used": True, "designs": list(tool.designs), "version": made.version})
        changed = {"version": made.version, "digest": sha256(text.encode()).hexdigest()}
        _record(by, "reviews.add_instrument", held, made.id, changed, said)
    return made


def choose_critical(*, by: User, review: str, instrument: str, questions: Collection[str], why: str) -> None:
    """Hold these questions critical instead of the instrument's own, for what is begun from now on."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held, tool = _held(review, instrument)
        own = set(tool.instrument.critical)
        if not own:
            raise NotPossible("This instrument marks no question as critical, so none can be chosen.")
        unknown = set(questions) - set(tool.instrument.questions)
        if unknown:
            raise NotPossible("Choose from the instrument’s own questions.")
        chosen = [q for q in tool.instrument.questions if q in questions]
        said = ""
        if set(chosen) != own:
            said = _reason(why, "Say why you hold others critical than the instrument does.")
            _try_critical(tool.instrument, Critical(tuple(chosen), said))
        kept: dict[str, Any] = {"critical": chosen if said else None, "critical_why": said}
        _say(held, tool, kept)
        _record(by, "reviews.choose_critical", held, instrument, {"critical": chosen}, said)


def _try_critical(instrument: Instrument, critical: Critical) -> None:
    try:
        holding_critical(instrument, critical.questions)
    except AppraisalError as error:
        raise NotPossible(error.problem[:1].upper() + error.problem[1:] + ".") from None


def keep_text(review: Review, instrument: Instrument) -> None:
    """Keep the text of a shipped version that is used, so that it is here whatever ships later."""
    shipped = shipped_instrument(instrument.id)
    if shipped is None or shipped.version != instrument.version:
        return
    InstrumentVersion.objects.get_or_create(
        review=review,
        instrument=instrument.id,
        version=instrument.version,
        defaults={"text": shipped_text(instrument.id), "is_own": False, "at": timezone.now()},
    )


def take_from_folder(review: Review) -> None:
    """Make the instruments that a review's folder brought known to the team."""
    files = review.files.filter(path__startswith=FOLDER)
    for path, content in files.values_list("path", "content"):
        text = bytes(content).decode("utf-8", "replace")
        if not path.endswith(".yaml") or check_text(text):
            continue
        made = parsed(text)
        InstrumentVersion.objects.get_or_create(
            review=review,
            instrument=made.id[:MAX_NAME],
            version=made.version[:MAX_NAME],
            defaults={"text": text, "is_own": True, "why": "Came with the folder.", "at": timezone.now()},
        )


def _held(review: str, instrument: str) -> tuple[Review, Tool]:
    held = _locked(review)
    tool = tool_of(held, instrument)
    if tool is None:
        raise NotPossible("This review has no instrument of that name.")
    return held, tool


def _locked(review: str) -> Review:
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def _say(review: Review, tool: Tool, chosen: Mapping[str, Any]) -> None:
    """Keep what a team says of an instrument; what it does not speak of stays as it was."""
    start = {"is_used": tool.is_used, "designs": list(tool.designs)}
    InstrumentUse.objects.update_or_create(
        review=review, instrument=tool.id, defaults=dict(chosen), create_defaults={**start, **chosen}
    )


def _put_file(review: Review, made: Instrument, text: str) -> None:
    """Beside the review's other files, so that it leaves with its folder."""
    content = text.encode()
    SourceFile.objects.update_or_create(
        review=review,
        path=f"{FOLDER}{made.id}-{slug(made.version)}.yaml",
        defaults={"content": content, "digest": sha256(content).hexdigest()},
    )
    touch(review)


def _check_names(made: Instrument) -> None:
    wrong: list[tuple[int | None, str]] = []
    if not _ID.fullmatch(made.id):
        wrong.append((None, f"instrument: {made.id!r} should be small letters, digits and hyphens"))
    if not 0 < len(made.version) <= MAX_NAME:
        wrong.append((None, f"version: should have 1 to {MAX_NAME} characters"))
    for kind, names in (("domain", [d.id for d in made.domains]), ("question", list(made.questions))):
        wrong += [
            (None, f"{kind} {name!r}: use letters, digits, points and hyphens, at most 40")
            for name in names
            if not _PART.fullmatch(name) or name == "overall"
        ]
    if wrong:
        raise NotSound(tuple(wrong))


def _refuse_taken(review: Review, made: Instrument) -> None:
    tool = tool_of(review, made.id)
    if tool is None:
        return
    if made.version in tool.versions:
        raise NotPossible(
            f"There is a version {made.version} of {tool.name} here already, and a version is never changed. "
            "Give the file another version."
        )
    if made.object != tool.object:
        raise NotPossible(
            f"{tool.name} appraises {tool.of}; another version cannot be of something else. Give it another "
            "name at ‘instrument’."
        )


def _reason(why: str, ask: str) -> str:
    said = why.strip()
    if not said:
        raise NotPossible(ask)
    if len(said) > MAX_REASON:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_REASON:,} is the most.")
    return said


def _record(  # noqa: PLR0917 - what an event says
    by: User, action: str, review: Review, instrument: str, changed: Mapping[str, Any], reason: str = ""
) -> None:
    record(
        by=by,
        action=action,
        object_kind="instrument",
        object_id=instrument,
        changed={"review": review.key, "instrument": instrument, **changed},
        reason=reason,
    )
