"""A network from columns: contrasts, or the arms of each study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whatworks.stats.networks.arms import COLUMNS, arm_network
from whatworks.stats.networks.contrasts import contrast_network
from whatworks.stats.networks.data import Network

from .gathering import number

CONTRASTS = ("study", "t1", "t2", "yi", "vi")


def read_network(
    given: Any,
    columns: Mapping[str, str],
    measure: str | None,
    V: Any,
    rho: float | None,
) -> Network:
    """Studies from a frame or mapping. `columns` maps our names to the frame's.

    Raises ValueError naming the column, or row and value, that is wrong.
    """
    if not isinstance(given, Mapping) and not hasattr(given, "columns"):
        raise ValueError(
            "give a frame or a mapping of columns: study, t1, t2, yi, vi; or study, treatment ..."
        )
    if measure is not None:
        if measure not in COLUMNS:
            raise ValueError(f"measure {measure!r} is not known; use one of {', '.join(COLUMNS)}")
        numbers = {name: _numbers(given, columns, name) for name in COLUMNS[measure]}
        study, treatment = (_column(given, columns, name) for name in ("study", "treatment"))
        return arm_network(study, treatment, measure, numbers)
    names = [name for name in CONTRASTS if V is None or name != "vi"]
    words = {name: _column(given, columns, name) for name in names[:3]}
    values = {name: _numbers(given, columns, name) for name in names[3:]}
    shared = _numbers(given, columns, "shared_vi") if _has(given, columns, "shared_vi") else None
    return contrast_network(
        words["study"], words["t1"], words["t2"], values["yi"], values.get("vi"),
        V=V, shared_vi=shared, rho=rho,
    )  # fmt: skip


def _has(given: Any, columns: Mapping[str, str], name: str) -> bool:
    known = [str(c) for c in (given if isinstance(given, Mapping) else given.columns)]
    return name in columns or name in known


def _column(given: Any, columns: Mapping[str, str], name: str) -> list[Any]:
    known = [str(c) for c in (given if isinstance(given, Mapping) else given.columns)]
    wanted = columns.get(name, name)
    if wanted not in known:
        hint = "" if name in columns else f" (say columns={{{name!r}: ...}} if it has another name)"
        raise ValueError(f"column {wanted!r} is not in the data{hint}; its columns are {', '.join(known)}")
    return list(given[wanted])


def _numbers(given: Any, columns: Mapping[str, str], name: str) -> list[Any]:
    wanted = columns.get(name, name)
    return [number(v, i, wanted) for i, v in enumerate(_column(given, columns, name), start=1)]
