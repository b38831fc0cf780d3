"""A network from what each arm of each study reports: counts, or means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from whatworks.stats.sizes.effect_size import Floats, InconsistentNumbers
from whatworks.stats.sizes.means import hedges_correction

from .data import Block, Network, check_name, check_number

Arm = tuple[str, tuple[float, ...]]

COUNTS, MEANS = ("events", "n"), ("mean", "sd", "n")
COLUMNS: dict[str, tuple[str, ...]] = {"OR": COUNTS, "RR": COUNTS, "RD": COUNTS, "MD": MEANS, "SMD": MEANS}
"""The measures that arms can be compared on, and the numbers that each needs."""


def arm_network(
    study: Sequence[Any], treatment: Sequence[Any], measure: str, numbers: Mapping[str, Sequence[Any]]
) -> Network:
    """Studies from arms. `measure` is OR, RR or RD (with events and n) or MD or SMD (with mean, sd and n).

    Each study's contrasts are with its first treatment in the alphabet, whose variance they share. Where an
    arm has no event, or everybody had it, one half is added to each cell of all arms of that study. SMD
    divides by the standard deviation pooled over all arms, with the exact small-sample correction, and has
    the large-sample covariances of Gleser and Olkin 2009. Arms without a number, and studies then left with
    one arm, are left out and told. Raises ValueError, naming the study, for numbers that cannot be.
    """
    if measure not in COLUMNS:
        raise ValueError(f"measure {measure!r} is not known; use one of {', '.join(COLUMNS)}")
    missing = [name for name in COLUMNS[measure] if name not in numbers]
    if missing:
        raise ValueError(
            f"{measure} needs {', '.join(COLUMNS[measure])} of each arm; no {missing[0]} is given"
        )
    columns = [list(numbers[name]) for name in COLUMNS[measure]]
    if {len(study), len(treatment), *map(len, columns)} != {len(study)}:
        raise ValueError(f"the columns of the arms are not equally long; the first has {len(study)} rows")
    groups, lost = _groups(study, treatment, columns, COLUMNS[measure])
    blocks, alone, notes = [], [], []
    for name in sorted(groups):
        arms = sorted(groups[name])
        if len(arms) < 2:
            alone.append(name)
            continue
        block, filled = _block(name, arms, measure)
        blocks.append(block)
        notes += [name] if filled else []
    return Network(tuple(blocks), _told(lost, alone, notes), _people(groups, set(alone)))


def _groups(
    study: Sequence[Any], treatment: Sequence[Any], columns: list[list[Any]], names: tuple[str, ...]
) -> tuple[dict[str, list[Arm]], list[str]]:
    groups: dict[str, list[Arm]] = defaultdict(list)
    lost = []
    for place, row in enumerate(zip(study, treatment, *columns, strict=True), start=1):
        name, arm = check_name(row[0], "study", place), check_name(row[1], "treatment", place)
        values = [check_number(v, name, what) for v, what in zip(row[2:], names, strict=True)]
        known = tuple(v for v in values if v is not None)
        if len(known) < len(values):
            lost.append(f"{name}: {arm}")
            continue
        if arm in (t for t, _ in groups[name]):
            raise ValueError(f"study {name!r} has two arms of {arm!r}; combine them, or name them apart")
        _check(name, arm, dict(zip(names, known, strict=True)))
        groups[name].append((arm, known))
    return {name: arms for name, arms in groups.items() if arms}, lost


def _check(study: str, arm: str, given: Mapping[str, float]) -> None:
    told = None
    if given["n"] < 1:
        told = f"n is {given['n']:g}; give the number of people in the arm"
    elif not 0 <= given.get("events", 0) <= given["n"]:
        told = f"{given['events']:g} events of {given['n']:g} people cannot be; check both counts"
    elif given.get("sd", 1) <= 0:
        told = f"the standard deviation {given['sd']:g} is not above zero; check it"
    if told:
        raise InconsistentNumbers(f"study {study!r}, arm {arm!r}: {told}")


def _block(study: str, arms: list[Arm], measure: str) -> tuple[Block, bool]:
    values = np.array([known for _, known in arms])
    rows = tuple((arms[0][0], t) for t, _ in arms[1:])
    if measure == "SMD":
        return _standardised(study, rows, values), False
    filled = False
    if measure != "MD":
        events, total = values.T
        filled = bool(np.any((events == 0) | (events == total)))
        values = values + np.array([0.5, 1.0]) * filled
    level, variance = LEVELS[measure](values)
    v = np.full((len(rows), len(rows)), variance[0]) + np.diag(variance[1:])
    return Block(study, rows, level[0] - level[1:], v), filled


def _odds(values: Floats) -> tuple[Floats, Floats]:
    events, total = values.T
    return np.log(events / (total - events)), 1 / events + 1 / (total - events)


def _risk(values: Floats) -> tuple[Floats, Floats]:
    events, total = values.T
    return np.log(events / total), 1 / events - 1 / total


def _share(values: Floats) -> tuple[Floats, Floats]:
    events, total = values.T
    return events / total, events * (total - events) / total**3


def _mean(values: Floats) -> tuple[Floats, Floats]:
    mean, sd, n = values.T
    return mean, sd**2 / n


LEVELS: dict[str, Callable[[Floats], tuple[Floats, Floats]]] = {
    "OR": _odds, "RR": _risk, "RD": _share, "MD": _mean,
}  # fmt: skip
"""Each arm's outcome and its variance, by measure."""


def _standardised(study: str, rows: tuple[tuple[str, str], ...], values: Floats) -> Block:
    mean, sd, n = values.T
    df = float(np.sum(n) - n.size)
    if df < 2:
        raise InconsistentNumbers(f"study {study!r}: too few people for a standardised mean difference")
    pooled = np.sqrt(np.sum((n - 1) * sd**2) / df)
    g = hedges_correction(df) * (mean[0] - mean[1:]) / pooled
    v = np.diag(1 / n[1:]) + 1 / n[0] + np.outer(g, g) / (2 * np.sum(n))
    return Block(study, rows, g, v)


def _told(lost: list[str], alone: list[str], filled: list[str]) -> tuple[str, ...]:
    told = []
    if lost:
        told.append(f"{len(lost)} arms left out, a number is missing ({'; '.join(lost)})")
    if alone:
        told.append(f"{len(alone)} studies left out, one arm only ({'; '.join(alone)})")
    if filled:
        told.append(
            f"one half added to every cell of {len(filled)} studies that have an empty cell "
            f"({'; '.join(filled)})"
        )
    return tuple(told)


def _people(groups: dict[str, list[Arm]], alone: set[str]) -> tuple[tuple[str, float], ...]:
    people: dict[str, float] = defaultdict(float)
    for name in sorted(groups):
        for arm, known in groups[name]:
            people[arm] += 0.0 if name in alone else known[-1]
    return tuple(sorted((t, n) for t, n in people.items() if n > 0))
