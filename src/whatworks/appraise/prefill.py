"""Proposals for an instrument's questions from what records say. Never answers: a person gives those."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import AppraisalError, listed
from .instrument import FOLDER, Instrument
from .prefill_facts import FACTS
from .prefill_found import Found, Known
from .yamltext import read_yaml

PREFILL = FOLDER / "prefill"
RULE_KEYS = ("fact", "answers", "bands", "effect", "ours")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An answer that records point to, and why. It stays a proposal until a person answers.

    `table` and `id` name the record, `fields` the fields read, `fact` the rule. `ours` says where a bound is
    Whatworks's own and not the instrument's.
    """

    question: str
    answer: str
    because: str
    table: str
    id: str
    fields: tuple[str, ...]
    fact: str
    ours: str | None = None


def propose(
    instrument: Instrument, known: Known, *, effect: str | None = None, mapping: str | Path | None = None
) -> tuple[Proposal, ...]:
    """Proposed answers to an instrument's questions, in its order; a question nothing is known of has none.

    Which fact leads to which answer stands in `instruments/prefill/<instrument>.yaml`, or in the file
    `mapping` for an instrument of your own. Raises AppraisalError where that file names a question, answer
    or fact that there is not.
    """
    variant = instrument.effect(effect)
    path = Path(mapping) if mapping is not None else PREFILL / f"{instrument.id}.yaml"
    if mapping is None and not path.is_file():
        return ()
    rules = _rules(path, path.stat().st_mtime_ns)
    _check(instrument, rules, path)
    asked = [q for domain in instrument.asked_for(variant) for q in domain.sheet.questions]
    return tuple(p for q in asked if q in rules for p in _first(q, rules[q], known, variant))


def _first(
    question: str, rules: list[Mapping[str, Any]], known: Known, effect: str | None
) -> Iterator[Proposal]:
    for rule in rules:
        if rule.get("effect") not in (None, effect):
            continue
        found = FACTS[rule["fact"]](known)
        answer = None if found is None else _answer(rule, found)
        if found is not None and answer is not None:
            yield Proposal(
                question=question,
                answer=answer,
                because=found.because,
                table=found.table,
                id=found.id,
                fields=found.fields,
                fact=rule["fact"],
                ours=rule.get("ours"),
            )
            return


def _answer(rule: Mapping[str, Any], found: Found) -> str | None:
    if "answers" in rule:
        answer: str | None = rule["answers"].get(str(found.value))
        return answer
    value = float(found.value)
    for band in rule["bands"]:
        if "at_most" not in band or value <= float(band["at_most"]) + 1e-9:
            return str(band["answer"])
    return None


@functools.lru_cache(maxsize=32)
def _rules(path: Path, changed: int) -> dict[str, list[Mapping[str, Any]]]:
    content, _ = read_yaml(path)
    told = content.get("proposals") if isinstance(content, Mapping) else None
    if not isinstance(told, Mapping):
        raise AppraisalError("holds no 'proposals' by question", file=str(path))
    for question, rules in told.items():
        for rule in rules if isinstance(rules, list) else [rules]:
            _check_rule(path, str(question), rule)
    return {str(question): list(rules) for question, rules in told.items()}


def _check_rule(path: Path, question: str, rule: Any) -> None:
    if not isinstance(rule, Mapping) or ("answers" in rule) is ("bands" in rule):
        raise AppraisalError(
            f"question {question}: each line needs 'fact', and 'answers' or 'bands'", file=str(path)
        )
    for key in rule:
        if key not in RULE_KEYS:
            raise AppraisalError(
                f"question {question}: {key!r} is not a part of it; use {listed(RULE_KEYS)}", file=str(path)
            )
    if rule.get("fact") not in FACTS:
        raise AppraisalError(
            f"question {question}: there is no fact {rule.get('fact')!r}; use {listed(tuple(FACTS))}",
            file=str(path),
        )


def _check(instrument: Instrument, rules: Mapping[str, list[Mapping[str, Any]]], path: Path) -> None:
    questions = instrument.questions
    for question, lines in rules.items():
        if question not in questions:
            raise AppraisalError(f"{instrument.name} has no question {question!r}", file=str(path))
        known = questions[question].answers
        for rule in lines:
            answers = list(rule.get("answers", {}).values()) + [b["answer"] for b in rule.get("bands", ())]
            for answer in answers:
                if answer not in known:
                    raise AppraisalError(
                        f"question {question} cannot be {answer!r}; its answers are {listed(known)}",
                        file=str(path),
                    )
