"""Versions of an analysis run again from what was kept with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from whatworks.publish.numbers import number
from whatworks.review import assess
from whatworks.synthesise import Digit, Run, differences, poolable, run_of
from whatworks.terms import Effect, EvidenceSet, Methods, ReviewRecords, guard
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.words import when

from ..models import KeptAnalysis
from .analyses_words import methods_words, pooled_words

CSV_COLUMNS = ("study", "result", "yi", "vi", "scale", "formula")


@dataclass(frozen=True)
class InputLine:
    """An effect that was pooled."""

    study: str
    result: str
    yi: float
    vi: float
    formula: str


@dataclass(frozen=True)
class Rerun:
    """A version of an analysis, run again now from its own inputs, and beside today's records."""

    version: int
    when: str
    model: str
    estimate: str
    interval: str
    digits: tuple[tuple[str, str], ...]
    """The numbers that came out then, in full."""
    inputs: tuple[InputLine, ...]
    digest: str
    software: str
    differs: tuple[Digit, ...]
    """What comes out otherwise today from the same inputs."""
    moved: tuple[str, ...]
    """What is no longer the same in the records that the inputs came from."""
    command: str
    """How to run it elsewhere, from the inputs as CSV."""


DIGITS = ("b", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "I2", "H2", "QE", "QEp", "k")


def run_now(records: ReviewRecords, evidence_set: EvidenceSet, methods: Methods) -> Run | None:
    """What pooling a set gives under a model; None where nothing can be pooled."""
    review = replace(records.review, methods=methods)
    together = poolable(assess(evidence_set, replace(records, review=review), []).effects)
    if not together:
        return None
    return run_of(together, method=methods.method, test=methods.test, evidence_set=evidence_set.id)


def kept_run(review: Review, key: str, version: int) -> KeptAnalysis | None:
    """A version that was kept with its run."""
    rows = KeptAnalysis.objects.filter(review=review, evidence_set=key, version=version)
    return rows.exclude(run=None).first()


def rerun(row: KeptAnalysis, records: ReviewRecords) -> Rerun:
    """The version run again now."""
    run = Run.from_json(row.run)
    names = {s.id: s.name for s in records.studies}
    kept = run.pool
    estimate, interval = pooled_words(kept)
    return Rerun(
        version=row.version,
        when=when(row.at),
        model=methods_words(Methods(method=run.method, test=run.test)),
        estimate=estimate,
        interval=interval,
        digits=tuple((name, repr(getattr(kept, name))) for name in DIGITS),
        inputs=tuple(_line(e, names) for e in run.effects),
        digest=run.inputs,
        software=run.software,
        differs=differences(run),
        moved=tuple(_moved(run, row, records, names)),
        command=f"whatworks synthesise pool inputs.csv --method {run.method} --test {run.test}",
    )


def as_rows(row: KeptAnalysis) -> list[dict[str, str]]:
    """The effects that were pooled, for a CSV file that the command line reads."""
    found = []
    for e in Run.from_json(row.run).effects:
        words = {
            n: guard(str(v)) for n, v in (("study", e.study), ("result", e.result), ("formula", e.formula))
        }
        found.append({**words, "yi": repr(e.yi), "vi": repr(e.vi), "scale": e.scale.value})
    return found


def _line(effect: Effect, names: dict[str, str]) -> InputLine:
    yi, vi = effect.yi or 0.0, effect.vi or 0.0
    return InputLine(names.get(effect.study, effect.study), effect.result, yi, vi, effect.formula)


def _moved(run: Run, row: KeptAnalysis, records: ReviewRecords, names: dict[str, str]) -> Iterable[str]:
    """What the records of today would pool otherwise under that version and model."""
    then = {e.result: e for e in run.effects}
    chosen = EvidenceSet.from_json(row.document)
    today = run_now(records, chosen, Methods(method=run.method, test=run.test))
    now = {e.result: e for e in today.effects} if today else {}
    for result in sorted(then.keys() | now.keys()):
        old, new = then.get(result), now.get(result)
        study = names.get((new or old).study, (new or old).study)  # type: ignore[union-attr]
        if old is None:
            yield f"{study} would be in it now ({result})."
        elif new is None:
            yield f"{study} would not be in it now ({result})."
        elif (old.yi, old.vi) != (new.yi, new.vi):
            yield f"{study} has other numbers now ({result}): {_both(old)} then, {_both(new)} now."


def _both(effect: Effect) -> str:
    return f"{number(effect.yi or 0.0, 4)} (variance {number(effect.vi or 0.0, 4)})"
