"""The made-up review's studies, results and effects."""

from __future__ import annotations

from whatworks.terms import (
    Design,
    Direction,
    Effect,
    Report,
    Result,
    Scale,
    Seen,
    Signal,
    Study,
)

ONE, TWO, THREE = "https://example.org/one", "https://example.org/two", "https://example.net/review"


def report(id_: str, url: str | None, seen: Seen, studies: tuple[str, ...] = ()) -> Report:
    name = id_.partition("-")[0].capitalize()
    return Report(
        id=id_,
        citation=f"{name} (2020). A made-up report.",
        short=f"{name} 2020",
        url=url,
        seen=seen,
        studies=studies,
    )


def _study(id_: str, name: str, url: str, **more: object) -> Study:
    fields = {
        "id": id_,
        "name": name,
        "intervention": "walks",
        "reports": (f"{id_}-report",),
        "design": Design.RCT,
        "country": "Nowhere",
        "year": 2020,
        "unit": "children",
        "source_url": url,
        "seen": Seen.ABSTRACT,
    }
    return Study(**{**fields, **more})


STUDIES = (
    _study("alder", "Alder trial", ONE, n_analysed=200, registered_before=False),
    _study("birch", "Birch trial", TWO, n_randomised=90),
    _study("cedar", "Cedar trial", TWO, reports=(), intervention="talks", design=Design.PRE_POST),
)
RESULTS = (
    Result(
        id="alder-1",
        study="alder",
        outcome="leaving",
        measure="Left early",
        primary=True,
        months=12,
        unit="children",
        percent_t=30,
        percent_c=42,
        source_url=ONE,
        seen=Seen.ABSTRACT,
        page="Table 2",
    ),
    Result(
        id="birch-1",
        study="birch",
        outcome="leaving",
        measure="Left early",
        signal=Signal.INCLUDES,
        source_url=TWO,
        seen=Seen.SECONDARY,
    ),
    Result(
        id="alder-2",
        study="alder",
        outcome="reading",
        measure="Reading test",
        scale=Scale.SMD,
        estimate=0.2,
        ci_low=-0.1,
        ci_high=0.5,
        source_url=ONE,
        seen=Seen.ABSTRACT,
    ),
)
EFFECTS = (
    Effect(
        id="e1",
        study="alder",
        result="alder-1",
        scale=Scale.RD,
        yi=-0.12,
        formula="difference",
        better=-1,
        direction=Direction.FAVOURS,
    ),
    Effect(
        id="e2",
        study="birch",
        result="birch-1",
        scale=Scale.RD,
        formula="no number printed",
        better=-1,
        signal=Signal.INCLUDES,
    ),
    Effect(
        id="e3",
        study="alder",
        result="alder-2",
        scale=Scale.SMD,
        yi=0.2,
        vi=0.0234,
        formula="as printed",
        better=1,
        direction=Direction.FAVOURS,
        signal=Signal.INCLUDES,
    ),
)
