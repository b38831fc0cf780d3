"""What records say that bears on an appraisal: each fact with its reason and source, or nothing at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from whatworks.stats import standardised_mean_difference
from whatworks.terms import Result, Study

from .prefill_found import Fact, Found, Known, of_study, yes
from .prefill_losses import loss_difference, loss_overall, loss_within_boundary
from .prefill_plans import analyses_as_planned, measures_as_planned, plan_before_data


def design(known: Known) -> Found | None:
    """The study's design, as recorded."""
    study = known.study
    if study is None:
        return None
    return of_study(study, study.design.value, f"The study's design is {study.design.value}", "design")


def intention_to_treat(known: Known) -> Found | None:
    """Whether all were analysed in the arm allocated: yes or no."""
    words = (
        "All were analysed in the arm they were given",
        "Not all were analysed in the arm they were given",
    )
    return _flag(known.study, "intention_to_treat", words)


def baseline_equivalent(known: Known) -> Found | None:
    """Whether the arms are recorded as alike at the start: yes or no."""
    words = ("The arms are recorded as alike at the start", "The arms are recorded as unlike at the start")
    return _flag(known.study, "baseline_equivalent", words)


def body_randomised(known: Known) -> Found | None:
    """Whether all (yes) or none (no) of the body's studies are randomised; nothing where some are."""
    if not known.studies:
        return None
    kinds = {study.design.is_randomised for study in known.studies}
    if len(kinds) > 1:
        return None
    every = kinds.pop()
    count = len(known.studies)
    because = f"{'All' if every else 'None'} of the {count} studies {'are' if every else 'is'} randomised"
    ids = ", ".join(study.id for study in known.studies)
    return Found(value=yes(every), because=because, table="studies", id=ids, fields=("design",))


def baseline_largest(known: Known) -> Found | None:
    """Largest |g| at the start among results of the whole sample at month 0."""
    found = _baseline(known.results)
    if not found:
        return None
    g, _, result = max(found, key=lambda one: one[0])
    because = f"At the start the arms differ by {g:.2f} standard deviations in {result.measure}"
    if len(found) > 1:
        because += f", the largest of {len(found)} characteristics"
    fields = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
    return Found(value=g, because=because, table="results", id=result.id, fields=fields)


def baseline_imbalance(known: Known) -> Found | None:
    """Whether some difference at the start is both large (over 0.25) and beyond chance, shared among all."""
    found, largest = _baseline(known.results), baseline_largest(known)
    if not found or largest is None:
        return None
    beyond = [one for one in found if one[0] > 0.25 and one[1] < 0.05 / len(found)]
    if not beyond:
        because = f"{largest.because}; none is both over 0.25 and beyond chance"
        return Found(
            value="within chance", because=because, table="results", id=largest.id, fields=largest.fields
        )
    g, p, result = max(beyond, key=lambda one: one[0])
    because = f"At the start the arms differ by {g:.2f} standard deviations in {result.measure} (p = {p:.3g})"
    return Found(value="beyond chance", because=because, table="results", id=result.id, fields=largest.fields)


def _flag(study: Study | None, field: str, words: tuple[str, str]) -> Found | None:
    value = None if study is None else getattr(study, field)
    if study is None or value is None:
        return None
    return of_study(study, yes(value), words[0] if value else words[1], field)


def _baseline(results: Sequence[Result]) -> list[tuple[float, float, Result]]:
    """|g| and two-sided p for each measure taken of the whole sample at month 0."""
    found = []
    for r in results:
        numbers = (r.mean_t, r.sd_t, r.n_t, r.mean_c, r.sd_c, r.n_c)
        if r.months != 0 or r.subgroup or any(number is None for number in numbers):
            continue
        effect = standardised_mean_difference(*numbers)  # type: ignore[arg-type]
        g, variance = abs(float(effect.yi)), float(effect.vi)
        if math.isfinite(g) and variance > 0:
            found.append((g, 2 * NormalDist().cdf(-g / math.sqrt(variance)), r))
    return found


FACTS: Mapping[str, Fact] = {
    fact.__name__: fact
    for fact in (
        design, intention_to_treat, baseline_equivalent, body_randomised, loss_overall, loss_difference,
        loss_within_boundary, baseline_largest, baseline_imbalance, plan_before_data, measures_as_planned,
        analyses_as_planned,
    )
}  # fmt: skip
"""Every fact that a prefill file may name."""
