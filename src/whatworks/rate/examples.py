"""The worked example that a scheme file may carry: facts, and the levels that they should give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .fields import SchemeError, mapping, only, sequence
from .scheme import Scale

KEYS = "about object intervention intervention_name outcome outcome_name set studies expect"


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example: `facts` as a file of facts has them, and for each scale the levels still possible."""

    about: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Mapping[str | None, tuple[str, ...]]]
    """By scale, and for a scale of studies by study (else under None): the possible levels, in any order."""


def read_example(data: Any, scales: Sequence[Scale]) -> Example | None:
    """Read a scheme file's `example`. Raises SchemeError naming the place; its facts are read when used."""
    if data is None:
        return None
    data = mapping(data, "'example'")
    only(data, KEYS, "example: ")
    by_id = {scale.id: scale for scale in scales}
    expect = {}
    for id_, said in mapping(data.get("expect"), "example: 'expect'").items():
        if str(id_) not in by_id:
            raise SchemeError(f"example: expect: {id_!r} is not a scale of this scheme ({', '.join(by_id)})")
        expect[str(id_)] = _expected(by_id[str(id_)], said, _ids(data))
    facts = {k: v for k, v in data.items() if k not in ("about", "expect")}
    return Example(about=str(data.get("about") or "").strip(), facts=facts, expect=expect)


def _ids(data: Mapping[str, Any]) -> list[str]:
    studies = sequence(data.get("studies") or [], "example: studies")
    return [str(mapping(s, "example: a study").get("id") or f"study-{n}") for n, s in enumerate(studies, 1)]


def _expected(scale: Scale, said: Any, studies: list[str]) -> dict[str | None, tuple[str, ...]]:
    where = f"example: expect: {scale.id}: "
    if scale.of == "set":
        return {None: _levels(scale, said, where)}
    found: dict[str | None, tuple[str, ...]] = {}
    for study, levels in mapping(said, where.rstrip(": ")).items():
        if str(study) not in studies:
            raise SchemeError(f"{where}{study!r} is not the id of a study of the example")
        found[str(study)] = _levels(scale, levels, where)
    return found


def _levels(scale: Scale, said: Any, where: str) -> tuple[str, ...]:
    levels = tuple(str(v) for v in (said if isinstance(said, list) else [said]))
    known = [level.id for level in scale.levels]
    for level in levels:
        if level not in known:
            raise SchemeError(f"{where}{level!r} is not one of its levels ({', '.join(known)})")
    return levels
