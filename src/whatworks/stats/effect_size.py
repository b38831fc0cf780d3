"""What every effect-size formula gives back, and how it refuses what it cannot use."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class EffectSize(NamedTuple):
    """Estimates on the analysis scale (ratios as logarithms) and their sampling variances, in one shape."""

    yi: Floats
    vi: Floats


class InconsistentNumbers(ValueError):
    """Numbers in print that cannot all be true."""


def refuse(wrong: Any, what: str, advice: str, values: Any) -> None:
    """Raise InconsistentNumbers naming the rows and values that are wrong, if any are."""
    rows = np.flatnonzero(np.atleast_1d(wrong))
    if rows.size == 0:
        return
    flat = np.atleast_1d(np.asarray(values, dtype=float)).ravel()
    where = "" if flat.size == 1 else f" in row {', '.join(str(r + 1) for r in rows[:10])}"
    shown = ", ".join(f"{flat[r]:g}" for r in rows[:10])
    raise InconsistentNumbers(f"{what}{where} ({shown}): {advice}")
