"""The moderators that an evidence set declares, each tested in a meta-regression of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whatworks.synthesise import regress
from whatworks.terms import Coefficient, Effect, EvidenceSet, Methods, Regression, Study, digest

FEWEST = 3
"""With fewer studies that have a value, a moderator is not tested."""


def regressions(
    evidence_set: EvidenceSet, effects: Sequence[Effect], studies: Sequence[Study], methods: Methods
) -> Iterator[Regression]:
    """One meta-regression for each moderator of the set that enough of its studies have a value for."""
    values = {study.id: study.moderators for study in studies}
    for name in evidence_set.moderators:
        used = [e for e in effects if name in values[e.study]]
        told = [values[e.study][name] for e in used]
        if len(used) >= FEWEST and len(set(told)) > 1:
            yield _regression(evidence_set, name, used, told, methods)


def _regression(
    evidence_set: EvidenceSet, name: str, effects: Sequence[Effect], values: Sequence[float], methods: Methods
) -> Regression:
    fitted = regress(effects, None, {name: values}, method=methods.method, test=methods.test)
    fit = fitted.fit
    rows = zip(fitted.terms, fit.b, fit.se, fit.stat, fit.p, fit.ci_lb, fit.ci_ub, strict=True)
    content = [[e.id for e in effects], list(values), name, methods.method, methods.test]
    return Regression(
        id=f"regression-{digest(content)}",
        evidence_set=evidence_set.id,
        moderator=name,
        scale=effects[0].scale,
        method=methods.method,
        test=methods.test,
        k=fit.k,
        coefficients=tuple(
            Coefficient(name=t, b=b, se=se, stat=stat, p=p, ci_lb=low, ci_ub=high)
            for t, b, se, stat, p, low, high in rows
        ),
        tau2=fit.tau2,
        I2=fit.I2,
        R2=fit.R2,
        QE=fit.QE,
        QEp=fit.QEp,
        QM=fit.QM,
        QMp=fit.QMp,
        sentence=fitted.sentence(),
        diagnostics=fitted.diagnostics,
    )
