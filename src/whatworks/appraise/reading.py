"""An appraisal written by a person in a YAML file, read and judged."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whatworks.terms import Appraisal

from .errors import AppraisalError
from .fields import answers_of, critical_of, decisions_of, map_of, text_of, time_of
from .instrument import Instrument, load_instrument
from .judging import judge
from .places import line_at
from .yamltext import read_yaml

KEYS = (
    "id", "instrument", "version", "object", "rater", "effect", "at", "critical", "answers", "decisions",
    "note",
)  # fmt: skip
NEEDED = ("instrument", "version", "object", "rater", "answers")


def read_appraisal(path: str | Path) -> Appraisal:
    """Read an appraisal from YAML and judge it.

    The file holds `instrument`, `version`, `object` (what is appraised), `rater`, `effect` where the
    instrument asks for one, `answers` by question number (each with `answer`, and `because`, `quote`, `place`
    as known) and, under `decisions`, what a person decided for a domain or overall (`decided`, `reason`).
    Raises AppraisalError naming the file, the line, the question, the value and what is allowed.
    """
    path = Path(path)
    content, lines = read_yaml(path)
    try:
        return appraisal_of(content, file=path)
    except AppraisalError as error:
        if error.file is not None and error.file != str(path):
            raise
        raise error.at(str(path), line_at(lines, error.place)) from None


def read_answers(
    path: str | Path, instrument: Instrument, *, effect: str | None = None, usual: str | None = None
) -> Appraisal:
    """Judge answers from a YAML or JSON file with an instrument named elsewhere.

    The file holds answers by question number, each plain or with `because`, `quote` and `place`; or a whole
    appraisal as in `read_appraisal`, of which only `answers` is needed. `effect` overrides the file's, and
    `usual` is taken where neither says.
    Raises AppraisalError naming the file, the line, the question, the value and what is allowed.
    """
    path = Path(path)
    content, lines = read_yaml(path)
    whole = isinstance(content, Mapping) and "answers" in content and "answers" not in instrument.questions
    try:
        if not whole:
            plain = map_of(content, ())
            own = {k: v for k, v in plain.items() if k in KEYS and k not in instrument.questions}
            content = {**own, "answers": {k: v for k, v in plain.items() if k not in own}}
        _check_same(content, instrument)
        return _judged(content, instrument, path, effect=effect, usual=usual)
    except AppraisalError as error:
        if not whole and error.place[:1] == ("answers",):
            error = AppraisalError(
                error.problem, place=error.place[1:], value=error.value, allowed=error.allowed
            )
        raise error.at(str(path), line_at(lines, error.place)) from None


def _check_same(content: Any, instrument: Instrument) -> None:
    fields = map_of(content, (), KEYS)
    for key, own in (("instrument", instrument.id), ("version", instrument.version)):
        if fields.get(key) not in (None, own):
            raise AppraisalError(
                f"{key!r} is {fields[key]!r}, but the answers are to be judged with {own!r}; make them agree",
                place=(key,),
                value=fields[key],
                allowed=(own,),
            )


def appraisal_of(
    content: Any, *, file: Path = Path("appraisal.yaml"), instrument: Instrument | None = None
) -> Appraisal:
    """Judge an appraisal given as its file holds it; see `read_appraisal`. `file` is where it would lie.

    `instrument` is the one to judge by where it is in hand already; otherwise it is found by its name.
    Raises AppraisalError naming the question, the value and what is allowed.
    """
    fields = map_of(content, (), KEYS)
    for key in NEEDED:
        if fields.get(key) is None:
            raise AppraisalError(f"{key!r} is missing; every appraisal needs {', '.join(NEEDED)}", place=())
    instrument = _instrument(fields, file) if instrument is None else instrument
    _check_version(instrument, fields)
    return _judged(fields, instrument, file)


def _judged(
    content: Any, instrument: Instrument, file: Path, *, effect: str | None = None, usual: str | None = None
) -> Appraisal:
    fields = map_of(content, (), KEYS)
    answers = answers_of(fields["answers"])
    decisions = decisions_of(fields.get("decisions"))
    judged = judge(
        instrument,
        {question: told["answer"] for question, told in answers.items()},
        effect=effect or text_of(fields, "effect") or usual or "",
        decided=decisions,
        critical=critical_of(fields.get("critical")),
    )
    name = text_of(fields, "id") or file.stem
    return dataclasses.replace(
        judged,
        id=name,
        object=text_of(fields, "object") or judged.object,
        rater=text_of(fields, "rater") or judged.rater,
        at=time_of(fields.get("at")),
        answers=tuple(
            dataclasses.replace(
                answer,
                appraisal=name,
                justification=answers[answer.question].get("because"),
                quote=answers[answer.question].get("quote"),
                place=answers[answer.question].get("place"),
            )
            for answer in judged.answers
        ),
        prompts=judged.prompts + (() if instrument.kind == "checklist" else _unexplained(answers)),
    )


def appraisal_fields(appraisal: Appraisal) -> dict[str, Any]:
    """An appraisal as its file holds it: what people said, without what the rules make of it."""
    answers = {
        a.question: {
            key: value
            for key, value in (
                ("answer", a.answer), ("because", a.justification), ("quote", a.quote), ("place", a.place),
            )
            if value is not None
        }
        for a in appraisal.answers
    }  # fmt: skip
    decisions = {
        name: {"decided": decided, **({"reason": reason} if reason else {})}
        for name, decided, reason in (
            *((d.domain, d.decided, d.reason) for d in appraisal.domains),
            ("overall", appraisal.decided, appraisal.reason),
        )
        if decided is not None
    }
    plain = appraisal.to_json()
    kept = {
        k: plain[k] for k in ("id", "instrument", "version", "object", "rater", "effect", "at") if plain[k]
    }
    if appraisal.critical:
        reason = {"reason": appraisal.critical_reason} if appraisal.critical_reason else {}
        kept["critical"] = {"questions": list(appraisal.critical), **reason}
    return {**kept, "answers": answers, **({"decisions": decisions} if decisions else {})}


def _instrument(fields: Mapping[str, Any], path: Path) -> Instrument:
    name = text_of(fields, "instrument") or ""
    beside = path.parent / name
    if name.endswith((".yaml", ".yml")) and beside.is_file():
        return load_instrument(beside)
    own = _own_instrument(path.parent.parent / "instruments", name, text_of(fields, "version"))
    return own or load_instrument(name)


def _own_instrument(folder: Path, name: str, version: str) -> Instrument | None:
    """The instrument of that name and version that a review folder brings along; None where it has none."""
    for path in sorted(folder.glob("*.yaml")):
        content, _ = read_yaml(path)
        told = content if isinstance(content, Mapping) else {}
        if (told.get("instrument"), told.get("version")) == (name, version):
            return load_instrument(path)
    return None


def _check_version(instrument: Instrument, fields: Mapping[str, Any]) -> None:
    version = text_of(fields, "version")
    if version != instrument.version:
        raise AppraisalError(
            f"version {version!r} of {instrument.name} is not the one in hand; it is {instrument.version!r}",
            place=("version",),
            value=version,
            allowed=(instrument.version,),
        )


def _unexplained(answers: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    bare = [question for question, told in answers.items() if not told.get("because")]
    if not bare:
        return ()
    return (f"No reason is given for {', '.join(bare)}: every answer should have one.",)
