"""What the reader of a fitted model should know of it."""

from __future__ import annotations

from .heterogeneity import KNOWS_K, Tau2
from .least_squares import is_mean_alone
from .model_input import ModelInput


def notes(
    data: ModelInput, tau: Tau2, method: str, test: str, *, s2w: float, random: bool
) -> tuple[str, ...]:
    """The notes in words, one a thing to know."""
    alone = is_mean_alone(data.x)
    adjusted = test in ("knha", "adhoc")
    told = {
        "one study: there is nothing to pool; tau2 is set to 0 and the test to z": data.k == 1,
        "two studies say little about the variance between studies; read the intervals with care": (
            data.k == 2 and random and alone
        ),
        "the Hartung-Knapp test is made for random effects; with equal effects it only rescales": (
            adjusted and not random
        ),
        "the estimates agree exactly, so the Hartung-Knapp interval has no width; use the test z": s2w == 0,
        "the studies differ no more than chance would make them, so tau2 is 0": (
            random and data.k > 1 and tau.value == 0 and tau.se is not None
        ),
        _vague(data, method, test, random): data.k > 1 and float(data.v.max()) > VAGUE * float(data.v.min()),
    }
    return (*(text for text, so in told.items() if so and text), *_peaks(tau, data.unit, method))


VAGUE = 1e6
"""From this many times the smallest variance on, a study tells next to nothing beside the most precise."""


def _vague(data: ModelInput, method: str, test: str, random: bool) -> str:
    counts = [method] if random and method in KNOWS_K else []
    counts += [f"the test {test}"] if test != "z" else []
    if not counts:
        return ""
    n = int((data.v > VAGUE * data.v.min()).sum())
    go = "goes" if len(counts) == 1 else "go"
    studies = f"{n} study has" if n == 1 else f"{n} studies have"
    return (
        f"{studies} a variance over {VAGUE:,.0f} times the smallest and so next to no weight, and yet count: "
        f"{' and '.join(counts)} {go} by the number of studies, k = {data.k}, and ML and REML with the test "
        "z do not"
    )


def _peaks(tau: Tau2, unit: float, method: str) -> tuple[str, ...]:
    if len(tau.peaks) < 2:
        return ()
    shown = " and ".join(f"{t * unit**2:.4g}" for t in tau.peaks)
    kind = "restricted likelihood" if method == "REML" else "likelihood"
    return (
        f"the {kind} has {len(tau.peaks)} peaks, at tau2 {shown}; "
        f"the highest, {tau.value * unit**2:.4g}, is used",
    )
