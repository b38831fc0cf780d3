"""What a plan says against the result appraised: its date, its measures and its analysis."""

from __future__ import annotations

from .planned import analysis_switches, as_planned, planned_words
from .prefill_found import Found, Known, of_plan, of_study


def plan_before_data(known: Known) -> Found | None:
    """Whether the plan was settled before outcomes by group could be seen, and lays down the analysis."""
    plan, study = known.plan, known.study
    if plan is None:
        return None
    if plan.settled and plan.data_from:
        seen = f"outcomes could be seen from {plan.data_from:%d %B %Y}"
        order = f"{plan.source} is of {plan.settled:%d %B %Y}; {seen}"
        if plan.settled > plan.data_from:
            return of_plan(plan, "after", order, "settled", "data_from")
        if plan.analysis:
            return of_plan(plan, "before", f"{order}, and it lays down the analysis", "settled", "data_from")
        return None
    if plan.analysis and study is not None and study.registered_before and study.registration == plan.id:
        because = f"{plan.source} was registered before recruitment and lays down the analysis"
        return of_study(study, "before", because, "registration", "registered_before")
    return None


def measures_as_planned(known: Known) -> Found | None:
    """Whether the result's measure and time are those planned, and what was planned beside it is reported."""
    plan, result = known.plan, known.result
    if plan is None or result is None or not plan.outcomes:
        return None
    same = [p for p in plan.outcomes if p.outcome == result.outcome]
    said = "; ".join(planned_words(p) for p in same)
    if not same:
        return of_plan(plan, "not planned", f"{plan.source} does not name {result.outcome}", "outcomes")
    if not as_planned(plan, result):
        when = "" if result.months is None else f" at {result.months:g} months"
        because = f"{plan.source} plans {said}; reported is {result.measure}{when}"
        return of_plan(plan, "changed", because, "outcomes")
    missing = [p for p in same if not any(p in as_planned(plan, r) for r in (*known.results, result))]
    if missing:
        left = "; ".join(planned_words(p) for p in missing)
        because = f"{plan.source} plans {said}; no result is reported of {left}"
        return of_plan(plan, "some missing", because, "outcomes")
    if any(p.measure is None for p in same) or (
        result.months is not None and any(p.months is None for p in same)
    ):
        return None
    return of_plan(
        plan, "as planned", f"{plan.source} plans {said}, and that is what is reported", "outcomes"
    )


def analyses_as_planned(known: Known) -> Found | None:
    """Whether the result's analysis is the one planned, as far as adjustment and subgroup tell."""
    plan, result = known.plan, known.result
    if plan is None or result is None:
        return None
    fitting = as_planned(plan, result)
    if not fitting:
        return None
    changed = analysis_switches(fitting, result)
    if changed:
        because = "; ".join(switch.says for switch in changed)
        return of_plan(plan, "changed", f"{plan.source}: {because}", "outcomes")
    if result.adjusted is None or any(p.adjusted is None for p in fitting):
        return None
    words = "an adjusted" if result.adjusted else "an unadjusted"
    return of_plan(plan, "as planned", f"{plan.source} plans {words} analysis, as reported", "outcomes")
