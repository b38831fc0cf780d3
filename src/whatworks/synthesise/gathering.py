"""What is to be pooled, however it is given: effects, arrays or the columns of a data frame."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whatworks.terms import Effect, Scale


@dataclass(frozen=True)
class Row:
    """One estimate with its variance. `effect` is the record it came from, if it came from one."""

    yi: float
    vi: float
    label: str
    place: int = field(compare=False)
    effect: Effect | None = None

    @property
    def key(self) -> tuple[str, str, float, float]:
        """What rows are put in order by: the study, the effect, the numbers."""
        if self.effect is None:
            return ("", self.label, self.yi, self.vi)
        return (self.effect.study, self.effect.id, self.yi, self.vi)


@dataclass(frozen=True)
class Gathered:
    """The rows that can be used, and in words what was left out."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    scale: Scale | None


def gather(
    given: Any, vi: Any = None, *, yi: str | None = None, labels: Any = None, scale: Scale | str | None = None
) -> Gathered:
    """Read effects, arrays or a frame into rows; one without estimate or variance is left out and told.

    Raises ValueError, naming row and value, for what is not a number, is infinite or is not a variance; for
    effects on different scales or given twice; and where nothing is left.
    """
    wanted = _scale(scale)
    if _is_frame(given):
        given, vi, labels = _columns(given, yi or "yi", vi or "vi", labels)
    elif isinstance(vi, str) or yi is not None:
        raise ValueError("yi and vi as names need a data frame first; give arrays instead")
    for name, values in (("yi", given), ("vi", vi)):
        if isinstance(values, str) or (values is not None and not hasattr(values, "__iter__")):
            raise ValueError(f"{name} is {values!r}; give a list or an array, one number for each study")
    if given is None:
        raise ValueError("no estimates were given: pool(yi, vi), a data frame, or a list of effects")
    items = list(given)
    if items and all(isinstance(item, Effect) for item in items):
        if vi is not None:
            raise ValueError("effects carry their own variances; leave vi out")
        return _from_effects(items, wanted)
    if vi is None:
        raise ValueError("give the variances too: pool(yi, vi), a data frame, or a list of effects")
    return _from_numbers(items, list(vi), list(labels) if labels is not None else None, wanted)


def number(value: Any, place: int, name: str) -> float | None:
    """A value as a number, None where it is missing. Raises ValueError naming row, column and value."""
    if value is None or (isinstance(value, str) and value.strip() in ("", "NA")) or _is_missing(value):
        return None
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"row {place}: {name} {value!r} is not a number") from None
    if math.isinf(result):
        raise ValueError(f"row {place}: {name} is infinite; leave it empty if it is not known")
    return result


def rows_words(places: Sequence[int]) -> str:
    """Row numbers in brackets, the first ten of them."""
    shown = ", ".join(str(p) for p in places[:10]) + (" ..." if len(places) > 10 else "")
    return f"({'row' if len(places) == 1 else 'rows'} {shown})"


def _is_missing(value: Any) -> bool:
    try:
        return bool(value != value)  # noqa: PLR0124 - nan, and nothing else, differs from itself
    except TypeError:
        return True  # pandas.NA has no truth value


def _is_frame(given: Any) -> bool:
    return isinstance(given, Mapping) or (hasattr(given, "columns") and hasattr(given, "loc"))


def _columns(frame: Any, yi: Any, vi: Any, labels: Any) -> tuple[Any, Any, Any]:
    names = [str(n) for n in (frame if isinstance(frame, Mapping) else frame.columns)]
    for name in (yi, vi, *([labels] if isinstance(labels, str) else [])):
        if not isinstance(name, str) or name not in names:
            raise ValueError(f"column {name!r} is not in the data; its columns are {', '.join(names)}")
        if names.count(name) > 1:
            raise ValueError(f"column {name!r} stands twice in the data; drop or rename one")
    return list(frame[yi]), list(frame[vi]), list(frame[labels]) if isinstance(labels, str) else labels


def _scale(scale: Scale | str | None) -> Scale | None:
    if scale is None:
        return None
    try:
        return Scale(scale)
    except ValueError:
        raise ValueError(f"scale {scale!r} is not known; use one of {', '.join(Scale)}") from None


def _from_effects(effects: Sequence[Effect], wanted: Scale | None) -> Gathered:
    scales = sorted({e.scale.value for e in effects} | ({wanted.value} if wanted else set()))
    if len(scales) > 1:
        raise ValueError(
            f"the effects are on different scales ({', '.join(scales)}); pool one scale at a time"
        )
    if len({e.better for e in effects}) > 1:
        raise ValueError("higher is better for some effects and worse for others; pool one outcome at a time")
    ids = [e.id for e in effects]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"effect {twice[0]} is given twice; give each effect once")
    rows, lost = [], []
    for place, e in enumerate(effects, start=1):
        yi, vi = number(e.yi, place, "yi"), number(e.vi, place, "vi")
        if yi is None or vi is None:
            lost.append((e.study, "estimate" if yi is None else "variance"))
        else:
            rows.append(Row(yi, _variance(vi, place), e.study, place, e))
    told = [
        f"{len(names)} of {len(effects)} effects left out: no {what} ({'; '.join(sorted(names))})"
        for what in ("estimate", "variance")
        if (names := [study for study, missing in lost if missing == what])
    ]
    return Gathered(_some(rows, len(effects), "effects"), tuple(told), effects[0].scale)


def _from_numbers(ys: list[Any], vs: list[Any], labels: list[Any] | None, scale: Scale | None) -> Gathered:
    if len(ys) != len(vs):
        raise ValueError(f"{len(ys)} estimates but {len(vs)} variances; give one for each")
    if labels is not None and len(labels) != len(ys):
        raise ValueError(f"{len(labels)} labels for {len(ys)} rows; give one for each")
    rows: list[Row] = []
    lost: dict[str, list[int]] = {"estimate": [], "variance": []}
    for place, (y, v) in enumerate(zip(ys, vs, strict=True), start=1):
        yi, vi = number(y, place, "yi"), number(v, place, "vi")
        if yi is None or vi is None:
            lost["estimate" if yi is None else "variance"].append(place)
        else:
            rows.append(Row(yi, _variance(vi, place), str(labels[place - 1]) if labels else "", place))
    told = [
        f"{len(places)} of {len(ys)} rows left out: no {what} {rows_words(places)}"
        for what, places in lost.items()
        if places
    ]
    return Gathered(_some(rows, len(ys), "rows"), tuple(told), scale)


def _variance(vi: float, place: int) -> float:
    if vi <= 0:
        raise ValueError(
            f"row {place}: vi {vi:g} is not above 0; a variance is the square of a standard error"
        )
    return vi


def _some(rows: list[Row], given: int, what: str) -> tuple[Row, ...]:
    if not rows:
        had = (
            f"none of {given} {what} has both an estimate and a variance"
            if given
            else f"no {what} were given"
        )
        raise ValueError(f"{had}; there is nothing to pool")
    return tuple(rows)
