"""The instruments a team can appraise with: those that come with the site and its own, in their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whatworks.appraise import (
    AppraisalError,
    Critical,
    Instrument,
    load_instrument,
    shipped,
    with_critical,
)
from whatworks.appraise.building import build
from whatworks.appraise.instrument import instrument_path
from whatworks.appraise.parsing import Parser
from whatworks.appraise.yamltext import parse_yaml
from whatworks.terms import Design
from whatworks_site.evidence.models import Review

from ..models import AppraisalDraft, InstrumentUse, InstrumentVersion

INSTRUMENT = "rob2"
"""The instrument of results of randomised studies, and of an address that names none."""

GROUPS: Mapping[str, tuple[str, tuple[Design, ...]]] = {
    "randomised": ("Randomised, person by person", (Design.RCT, Design.CROSSOVER)),
    "cluster": ("Randomised in groups", (Design.CLUSTER_RCT, Design.STEPPED_WEDGE)),
    "compared": (
        "Compared, not randomised",
        (
            Design.RDD,
            Design.IV,
            Design.ITS,
            Design.DID,
            Design.MATCHED,
            Design.ADJUSTED,
            Design.COMPARISON,
        ),
    ),
    "uncompared": ("One group, without a comparison", (Design.PRE_POST, Design.CROSS_SECTIONAL)),
    "qualitative": ("Qualitative", (Design.QUALITATIVE,)),
}
"""Groups of designs that an instrument may be for."""
COUNTED = tuple(g for g in GROUPS if g != "qualitative")
USUAL: Mapping[str, tuple[str, ...]] = {
    "rob2": ("randomised",),
    "rob2-cluster": ("cluster",),
    "robins-i": ("compared", "uncompared"),
    "amstar2": (),
    "grade": (),
}
"""The instruments used until a team says otherwise, and the designs they are for."""
SUITED: Mapping[str, tuple[str, ...]] = {
    "robins-i-v2": ("compared", "uncompared"),
    "maryland-sms": COUNTED,
    "eef-trial-security": ("randomised", "cluster", "compared"),
    "wwc-study": ("randomised", "cluster", "compared"),
    "newcastle-ottawa-cohort": ("compared", "uncompared"),
    "newcastle-ottawa-case-control": ("compared",),
    "casp-qualitative": ("qualitative",),
    "consort-parallel": ("randomised",),
    "consort-cluster": ("cluster",),
}
"""The designs that other instruments suit, where it is not every design."""
OBJECT_WORDS: Mapping[str, tuple[str, str]] = {
    "result": ("result", "results"),
    "study": ("study", "studies"),
    "review": ("published review’s finding", "published reviews’ findings"),
    "body": ("body of evidence", "bodies of evidence"),
    "intervention": ("intervention", "interventions"),
    "report": ("report", "reports"),
}
"""What an instrument is of, one and several."""
BY_DESIGN = ("result", "study", "report")
"""Objects of which a study's design decides whether an instrument fits."""


@dataclass(frozen=True)
class Tool:
    """An instrument as a review has it: in which version, for what, and whose it is."""

    instrument: Instrument
    is_used: bool
    is_own: bool
    designs: tuple[str, ...]
    versions: tuple[str, ...]
    """Every version there is here, the newest last."""
    critical: Critical | None = None
    """The critical questions that the team chose itself."""

    @property
    def id(self) -> str:
        """The instrument's name in addresses and records."""
        return self.instrument.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.instrument.name

    @property
    def object(self) -> str:
        """What kind of thing it appraises."""
        return self.instrument.object

    @property
    def is_by_design(self) -> bool:
        """Whether the design of a study decides if it fits."""
        return self.object in BY_DESIGN

    @property
    def of(self) -> str:
        """What it appraises, in words: 'results'."""
        return OBJECT_WORDS[self.object][1]

    def fits(self, design: Design | None) -> bool:
        """Whether it is for studies of this design; without a design, for anything of its kind."""
        if not self.is_by_design or design is None:
            return True
        return any(design in GROUPS[group][1] for group in self.designs)


def tools(review: Review) -> tuple[Tool, ...]:
    """Every instrument a team can use: the usual ones first, then by name."""
    rows = InstrumentVersion.objects.filter(review=review).values_list("instrument", "version", "is_own")
    versions: dict[str, list[tuple[str, bool]]] = {}
    for instrument, version, is_own in rows.order_by("pk"):
        versions.setdefault(instrument, []).append((version, is_own))
    uses = {use.instrument: use for use in InstrumentUse.objects.filter(review=review)}
    names = sorted({*shipped(), *versions})
    found = [made for name in names if (made := _tool(review, name, versions.get(name, []), uses.get(name)))]
    order = {name: n for n, name in enumerate(USUAL)}
    return tuple(sorted(found, key=lambda t: (not t.is_used, order.get(t.id, 99), t.name.casefold())))


def _tool(review: Review, name: str, kept: list[tuple[str, bool]], use: InstrumentUse | None) -> Tool | None:
    ours = shipped_instrument(name)
    chosen = use.version if use is not None else ""
    own = [version for version, is_own in kept if is_own]
    if not chosen and ours is None:
        chosen = own[-1] if own else ""
    instrument = instrument_of(review, name, chosen) if chosen else ours
    if instrument is None:
        return None
    versions = [version for version, _ in kept]
    if ours is not None and ours.version not in versions:
        versions.append(ours.version)
    usual = USUAL.get(name, SUITED.get(name, tuple(GROUPS)))
    if name == INSTRUMENT and "rob2-cluster" not in shipped():
        usual = (*usual, "cluster")
    return Tool(
        instrument,
        critical=_critical(use, instrument),
        is_used=use.is_used if use is not None else name in USUAL or ours is None,
        is_own=instrument.version in own,
        designs=tuple(use.designs) if use is not None else usual,
        versions=tuple(versions),
    )


def _critical(use: InstrumentUse | None, instrument: Instrument) -> Critical | None:
    """The team's choice, where it still fits the version in use."""
    if use is None or use.critical is None or not set(use.critical) <= set(instrument.questions):
        return None
    return Critical(tuple(use.critical), use.critical_why)


def tool_of(review: Review, name: str) -> Tool | None:
    """One instrument as a team has it; None where there is none of that name."""
    return next((tool for tool in tools(review) if tool.id == name), None)


def shipped_instrument(name: str) -> Instrument | None:
    """An instrument that comes with the site; None where none of that name does."""
    if name not in shipped():
        return None
    return load_instrument(name)


def shipped_text(name: str) -> str:
    """The file of an instrument that comes with the site."""
    return instrument_path(name).read_text(encoding="utf-8")


def instrument_of(review: Review, name: str, version: str = "") -> Instrument | None:
    """An instrument in one version, as it was kept here; without a version, the one in use now."""
    if not version:
        tool = tool_of(review, name)
        return tool.instrument if tool else None
    ours = shipped_instrument(name)
    if ours is not None and ours.version == version:
        return ours
    row = InstrumentVersion.objects.filter(review=review, instrument=name, version=version).first()
    return parsed(row.text) if row is not None else None


def text_of(review: Review, name: str, version: str = "") -> str | None:
    """The file of an instrument as it came, in one version or the one in use; None where it is not here."""
    version = version or getattr(instrument_of(review, name), "version", "")
    row = InstrumentVersion.objects.filter(review=review, instrument=name, version=version).first()
    if row is not None:
        return row.text
    ours = shipped_instrument(name)
    return shipped_text(name) if ours is not None and ours.version == version else None


def version_begun(review: Review, object_: str, name: str) -> str:
    """The version in which colleagues have begun to appraise this; empty where nobody has."""
    drafts = AppraisalDraft.objects.filter(review=review, object=object_, instrument=name, aside_at=None)
    return str(drafts.order_by("pk").values_list("version", flat=True).first() or "")


def holding_critical(instrument: Instrument, questions: tuple[str, ...]) -> Instrument:
    """The instrument with these questions critical. Raises AppraisalError where its rules then fail."""
    return with_critical(instrument, Critical(questions, "chosen"))


@lru_cache(maxsize=64)
def parsed(text: str) -> Instrument:
    """An instrument from the text of its file, which was checked when it came."""
    content, _ = parse_yaml(text, "instrument.yaml")
    instrument = build(Parser(), content, "instrument.yaml")
    if instrument is None:
        raise AppraisalError("holds no instrument", file="instrument.yaml")
    return instrument
