"""Made-up records for the tests of proposals."""

import datetime as dt

from whatworks.appraise import load_instrument
from whatworks.appraise.planned import Plan, PlannedOutcome
from whatworks.appraise.prefill import propose
from whatworks.appraise.prefill_found import Known
from whatworks.terms import Arm, Design, Result, Study

CARE = PlannedOutcome(outcome="care", measure="In care", months=12, primary=True, adjusted=True)
PLAN = Plan(
    id="ISRCTN1",
    source="Protocol 1",
    settled=dt.date(2020, 1, 1),
    data_from=dt.date(2021, 1, 1),
    analysis=True,
    outcomes=(CARE,),
)


def study(**fields):
    return Study(**({"id": "s", "name": "A trial", "intervention": "i", "design": Design.RCT} | fields))


def result(**fields):
    return Result(
        **({"id": "r", "study": "s", "outcome": "care", "measure": "In care", "months": 12} | fields)
    )


def arms(*pairs, unit="children"):
    return tuple(
        Arm(id=f"a{i}", study="s", name=str(i), comparison=bool(i), unit=unit, n_randomised=n, n_analysed=m)
        for i, (n, m) in enumerate(pairs)
    )


def told(name, effect=None, mapping=None, **known):
    found = propose(load_instrument(name), Known(**known), effect=effect, mapping=mapping)
    return {proposal.question: proposal for proposal in found}


def answers(*args, **known):
    return {q: p.answer for q, p in told(*args, **known).items()}


def plan(**fields):
    return Plan(**({f: getattr(PLAN, f) for f in PLAN.__dataclass_fields__} | fields))
