"""What was kept of a review's appraisals with one instrument, as a traffic light and as bars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whatworks.appraise import Instrument
from whatworks.appraise.plots import judgement_figures
from whatworks.figures import Figure
from whatworks.terms import ReviewRecords
from whatworks_site.evidence.models import Review

from .appraisals_objects import targets
from .appraising_instruments import instrument_of

Version = tuple[str, str]
"""An instrument's version and the effect of interest: only what has both in common stands in one drawing."""


@dataclass(frozen=True)
class Weights:
    """What each thing counts in the weighted bars, and what it counts; or why nothing is weighted."""

    by_object: dict[str, float]
    words: str | None
    why: str = ""


class Pictures:
    """The drawings of one instrument's kept appraisals, read once."""

    def __init__(
        self, review: Review, records: ReviewRecords, name: str, version: str = "", effect: str = ""
    ) -> None:
        self.records, self.name = records, name
        kept = [a for a in records.appraisals if a.instrument == name]
        self.versions: tuple[Version, ...] = tuple(
            dict.fromkeys((a.version, a.effect or "") for a in reversed(kept))
        )
        """Every version and effect with which something was appraised, the latest first."""
        asked = (version, effect)
        self.chosen: Version = asked if asked in self.versions else next(iter(self.versions), ("", ""))
        self.instrument: Instrument | None = instrument_of(review, name, self.chosen[0])
        self.kept = [a for a in kept if (a.version, a.effect or "") == self.chosen]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.instrument is None or not self.kept

    @property
    def names(self) -> tuple[str, ...]:
        """The drawings there are."""
        return ("traffic-light", "bars", "weighted") if self.weights.words else ("traffic-light", "bars")

    def drawing(self, what: str) -> Figure:
        """The drawing of a name: traffic-light, bars or weighted."""
        return self._weighted[1] if what == "weighted" else self._plain[what == "bars"]

    @cached_property
    def _plain(self) -> tuple[Figure, Figure]:
        assert self.instrument is not None  # noqa: S101 - the page asks only where something is to draw
        return judgement_figures(self.instrument, self.kept, labels=self._labels)

    @cached_property
    def _weighted(self) -> tuple[Figure, Figure]:
        assert self.instrument is not None  # noqa: S101
        return judgement_figures(
            self.instrument,
            self.kept,
            labels=self._labels,
            weights=self.weights.by_object,
            weight_words=self.weights.words,
        )

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Each thing by its name; with what tells it apart where a name stands twice."""
        assert self.instrument is not None  # noqa: S101
        drawn = {a.object for a in self.kept}
        found = [t for t in targets(self.records, self.instrument.object) if t.id in drawn]
        names = [t.name for t in found]
        return {t.id: f"{t.name}, {t.under}" if names.count(t.name) > 1 else t.name for t in found}

    @cached_property
    def weights(self) -> Weights:
        """How many were analysed, where it is known of at least one and all count the same."""
        results = {r.id: r for r in self.records.results}
        studies = {s.id: s for s in self.records.studies}
        found: dict[str, tuple[float, str]] = {}
        for appraisal in self.kept:
            result = results.get(appraisal.object)
            study = studies.get(result.study if result else appraisal.object)
            if study is not None and study.n_analysed is not None:
                found[appraisal.object] = (float(study.n_analysed), study.unit or "people")
        units = sorted({unit for _, unit in found.values()})
        if not found:
            return Weights({}, None, "Not weighted: nobody says how many were analysed.")
        if len(units) > 1:
            return Weights({}, None, f"Not weighted: they count different things ({', '.join(units)}).")
        return Weights({o: n for o, (n, _) in found.items()}, f"{units[0]} analysed")
