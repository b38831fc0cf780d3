"""What is wrong with a file, whether it holds an instrument or an appraisal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .checking import check_file
from .errors import AppraisalError
from .places import Problem, line_at
from .reading import appraisal_of
from .yamltext import Lines, read_yaml

INSTRUMENT, APPRAISAL = "instrument", "appraisal"
OWN_TO_INSTRUMENTS = ("domains", "usual_answers", "judgements", "licence")
MOST = 200
"""No more problems of one appraisal are looked for."""


def check_any(path: str | Path) -> tuple[str, tuple[Problem, ...]]:
    """What a file holds ('instrument' or 'appraisal'), and every problem found in it with its line.

    Raises AppraisalError where the file cannot be read at all.
    """
    path = Path(path)
    content, lines = read_yaml(path)
    if isinstance(content, Mapping) and any(key in content for key in OWN_TO_INSTRUMENTS):
        return INSTRUMENT, check_file(path)
    return APPRAISAL, _check_appraisal(content, lines, path)


def _check_appraisal(content: Any, lines: Lines, path: Path) -> tuple[Problem, ...]:
    """Each problem in turn: what is wrong is taken out, and the rest looked at again."""
    problems: list[Problem] = []
    while len(problems) < MOST:
        try:
            appraisal_of(content, file=path)
        except AppraisalError as error:
            problems.append(_problem(error, lines, path))
            rest = _without(content, error.place)
            if rest is None or error.file is not None:
                break
            content = rest
        else:
            break
    return tuple(problems)


def _problem(error: AppraisalError, lines: Lines, path: Path) -> Problem:
    elsewhere = f"{error.file}: " if error.file else ""
    problem = error.at(str(path), line_at(lines, error.place)).problems[0]
    return replace(problem, says=f"{elsewhere}{problem.says}")


def _without(content: Any, place: tuple[str, ...]) -> Any:
    """The content without one answer, decision or field; None where there is nothing to take out."""
    if not isinstance(content, Mapping) or not place or place[0] not in content:
        return None
    if len(place) == 1 or place[0] not in ("answers", "decisions"):
        kept = {key: value for key, value in content.items() if key != place[0]}
        return kept if place[0] in ("critical", "at", "decisions") else None
    inner = content[place[0]]
    if not isinstance(inner, Mapping) or place[1] not in inner:
        return None
    return {**content, place[0]: {key: value for key, value in inner.items() if key != place[1]}}
