"""Who was lost: overall, between arms, and against the What Works Clearinghouse's boundary."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whatworks.terms import Arm, Design, Study

from .instrument import FOLDER
from .prefill_found import Found, Known, of_study, yes
from .yamltext import read_yaml

CLUSTERED = (Design.CLUSTER_RCT, Design.STEPPED_WEDGE)
STRICT = "cautious"
"""The boundary under which nothing past its last entry counts as low."""


@dataclass(frozen=True)
class _Loss:
    """Numbers allocated and followed up, arm by arm or in all, and where they stand."""

    pairs: tuple[tuple[float, float], ...]
    table: str
    id: str
    fields: tuple[str, ...]
    unit: str | None


def loss_overall(known: Known) -> Found | None:
    """Share lost of all allocated, in per cent: from the result's own numbers, else arms, else the study."""
    loss = _loss(known)
    if loss is not None:
        allocated, followed = (sum(pair[i] for pair in loss.pairs) for i in (0, 1))
        percent = 100 * (allocated - followed) / allocated
        unit = f" {loss.unit}" if loss.unit else ""
        because = f"{followed:,.0f} of {allocated:,.0f}{unit} allocated were followed up: {percent:.1f}% lost"
        return Found(value=percent, because=because, table=loss.table, id=loss.id, fields=loss.fields)
    study = known.study
    if study is None or study.attrition_overall is None or _counts_clusters(study, study.unit):
        return None
    because = f"The source puts attrition at {study.attrition_overall:g}%"
    return of_study(study, study.attrition_overall, because, "attrition_overall")


def loss_difference(known: Known) -> Found | None:
    """Difference between two arms in the share lost, in percentage points."""
    loss = _loss(known)
    if loss is not None and len(loss.pairs) == 2:
        one, other = (100 * (a - b) / a for a, b in loss.pairs)
        because = f"{one:.1f}% lost in one arm and {other:.1f}% in the other"
        return Found(
            value=abs(one - other), because=because, table=loss.table, id=loss.id, fields=loss.fields
        )
    study = known.study
    if study is None or study.attrition_difference is None:
        return None
    because = f"The source puts the difference in attrition at {study.attrition_difference:g} points"
    return of_study(study, abs(study.attrition_difference), because, "attrition_difference")


def loss_within_boundary(known: Known) -> Found | None:
    """Whether loss stays within the WWC's boundary: yes or no.

    Without a boundary named by the protocol, only where the cautious and the optimistic one agree.
    """
    overall, difference = loss_overall(known), loss_difference(known)
    if overall is None or difference is None:
        return None
    names = (known.boundary,) if known.boundary else tuple(boundaries())
    share, apart = round(float(overall.value), 6), float(difference.value)
    within = {name: _within(share, apart, name) for name in names}
    if None in within.values() or len(set(within.values())) > 1:
        return None
    allowed = " and ".join(_limit_words(share, name) for name in names)
    because = f"{overall.because}; {difference.because}; as low counts {allowed}"
    fields = tuple(dict.fromkeys((*overall.fields, *difference.fields)))
    value = yes(bool(next(iter(within.values()))))
    return Found(value=value, because=because, table=overall.table, id=overall.id, fields=fields)


def _within(overall: float, difference: float, boundary: str) -> bool | None:
    limit = attrition_limit(overall, boundary)
    if limit is None:
        return False if boundary == STRICT else None
    return difference <= limit + 1e-9


def _limit_words(overall: float, boundary: str) -> str:
    limit = attrition_limit(overall, boundary)
    return f"nothing ({boundary})" if limit is None else f"up to {limit:g} points apart ({boundary})"


def attrition_limit(overall: float, boundary: str) -> float | None:
    """Largest difference in attrition, in points, that still counts as low at an overall attrition in %.

    Between two entries of the table the smaller holds. None past its last entry: not known there, though
    under the cautious boundary nothing counts as low. Raises ValueError for another boundary.
    """
    table = boundaries()
    if boundary not in table:
        raise ValueError(f"the boundary {boundary!r} is not known; use {' or '.join(table)}")
    values = table[boundary]
    if not 0 <= overall <= len(values) - 1:
        return None
    return min(values[math.floor(overall)], values[math.ceil(overall)])


@functools.cache
def boundaries() -> Mapping[str, tuple[float, ...]]:
    """The WWC's attrition boundaries by name, for overall attrition of 0%, 1%, 2% ..."""
    content, _ = read_yaml(FOLDER / "tables" / "wwc-attrition.yaml")
    return {name: tuple(float(v) for v in values) for name, values in content["boundaries"].items()}


def _counts_clusters(study: Study, unit: str | None) -> bool:
    """Whether the counts are of what was allocated, where that is clusters and not people."""
    return study.design in CLUSTERED and unit is not None and unit == study.allocation_unit


def _loss(known: Known) -> _Loss | None:
    options = (_from_result(known), _from_arms(known), _from_study(known))
    return next((loss for loss in options if loss is not None and _sound(loss)), None)


def _sound(loss: _Loss) -> bool:
    return all(a > 0 and 0 <= b <= a for a, b in loss.pairs)


def _pair_of_arms(known: Known) -> tuple[Arm, Arm] | None:
    """The two arms compared: those the result names, else the only two there are."""
    by_id = {arm.id: arm for arm in known.arms}
    result = known.result
    if result is not None and result.arm_t in by_id and result.arm_c in by_id:
        return by_id[str(result.arm_t)], by_id[str(result.arm_c)]
    treated = [arm for arm in known.arms if not arm.comparison]
    compared = [arm for arm in known.arms if arm.comparison]
    return (treated[0], compared[0]) if len(treated) == len(compared) == 1 else None


def _from_result(known: Known) -> _Loss | None:
    arms, result = _pair_of_arms(known), known.result
    if arms is None or result is None or result.subgroup:
        return None
    unit = arms[0].unit
    if result.unit is not None and unit is not None and result.unit != unit:
        return None
    if known.study is not None and _counts_clusters(known.study, unit):
        return None
    for fields in (("total_t", "total_c"), ("n_t", "n_c")):
        followed = [getattr(result, field) for field in fields]
        pairs = _pairs([arm.n_randomised for arm in arms], followed)
        if pairs:
            return _Loss(pairs, "results", result.id, (*fields, "n_randomised"), unit)
    return None


def _from_arms(known: Known) -> _Loss | None:
    chosen = _pair_of_arms(known) or known.arms
    if len(chosen) < 2 or len({arm.unit for arm in chosen}) > 1:
        return None
    if known.study is not None and _counts_clusters(known.study, chosen[0].unit):
        return None
    pairs = _pairs([arm.n_randomised for arm in chosen], [arm.n_analysed for arm in chosen])
    ids = ", ".join(arm.id for arm in chosen)
    return _Loss(pairs, "arms", ids, ("n_randomised", "n_analysed"), chosen[0].unit) if pairs else None


def _from_study(known: Known) -> _Loss | None:
    study = known.study
    if study is None or _counts_clusters(study, study.unit):
        return None
    pairs = _pairs([study.n_randomised], [study.n_analysed])
    return _Loss(pairs, "studies", study.id, ("n_randomised", "n_analysed"), study.unit) if pairs else None


def _pairs(
    allocated: Iterable[float | None], followed: Iterable[float | None]
) -> tuple[tuple[float, float], ...]:
    """Both numbers for every arm; nothing where one is missing."""
    both = list(zip(allocated, followed, strict=True))
    known = tuple((float(a), float(b)) for a, b in both if a is not None and b is not None)
    return known if len(known) == len(both) else ()
