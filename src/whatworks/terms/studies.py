"""From study to result: what was tried, on whom, against what, and the numbers exactly as printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .codes import ComparatorKind, Design, Direction, Good, Scale, Seen, Signal
from .record import Record, term

UNKNOWN_DOC = "Field = why not known: not yet sought; sought, not reported; not applicable; a|b if disputed"


@dataclass(frozen=True, kw_only=True)
class Intervention(Record):
    """What a centre gives a page. Follows TIDieR."""

    table: ClassVar[str] = "interventions"
    id: str = term("The intervention's name in this review")
    name: str = term("What it is called")
    description: str | None = term("What is done, in a sentence", default=None)
    why: str | None = term("Why it should work", default=None)
    family: str | None = term("The group of variants it belongs to", default=None)
    level: str | None = term("Policy, organisation, family or child", default=None)
    need: str | None = term("Stage of need it is for", default=None)
    provider: str | None = term("Who delivers it", default=None)
    dose: str | None = term("How long and how much", default=None)
    cost: float | None = term("Cost for each unit", unit="money", default=None)
    cost_unit: str | None = term("What the cost counts", default=None)
    currency: str | None = term("Currency of the cost", default=None)
    price_year: int | None = term("Year of the prices", unit="year", default=None)
    cost_note: str | None = term("What is known about cost, in words", default=None)
    manualised: bool | None = term("Whether a manual says how to do it", default=None)
    scale_procedures: bool | None = term(
        "Whether procedures exist to repeat it at scale elsewhere", default=None
    )
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    unknown_because: dict[str, str] = term(UNKNOWN_DOC, default={})


@dataclass(frozen=True, kw_only=True)
class Outcome(Record):
    """A construct in a framework, and which way is good."""

    table: ClassVar[str] = "outcomes"
    id: str = term("The outcome's name in this review")
    name: str = term("What changes")
    domain: str = term("The framework's heading")
    good: Good = term("Which way is good")
    of_child: bool = term("Whether it is an outcome of the child, not of staff or services", default=True)
    people: str = term("Who is counted, in a word", default="children")
    event: str | None = term("What happens to them, for a sentence: 'in care'", default=None)
    smallest_worthwhile: float | None = term(
        "Smallest effect worth having on the analysis scale, set by the centre", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Study(Record):
    """The piece of research. It may have several reports, and a report may tell of several studies."""

    table: ClassVar[str] = "studies"
    id: str = term("The study's name in this review")
    name: str = term("Short name")
    intervention: str = term("The intervention studied")
    reports: tuple[str, ...] = term("Its reports, the main one first", default=())
    country: str | None = term("Country", default=None)
    year: int | None = term("Year of the main report", unit="year", default=None)
    design: Design = term("Design")
    sample: str | None = term("Name of the sample, where studies share one; else its own", default=None)
    allocation_unit: str | None = term("What was allocated", default=None)
    analysis_unit: str | None = term("What was analysed", default=None)
    unit: str | None = term("What the counts below count, in a word", default=None)
    n_randomised: int | None = term("Number allocated", unit="of `unit`", default=None)
    n_analysed: int | None = term("Number analysed", unit="of `unit`", default=None)
    n_intervention: int | None = term(
        "Number analysed in the intervention arm", unit="of `unit`", default=None
    )
    n_comparison: int | None = term("Number analysed in the comparison arm", unit="of `unit`", default=None)
    clusters: int | None = term("Number of clusters", unit="clusters", default=None)
    counts_note: str | None = term("The counts in the words of the source", default=None)
    comparator: str | None = term("What the comparison group got, in words", default=None)
    comparator_kind: ComparatorKind | None = term("What the comparison group got", default=None)
    months_after_end: float | None = term("Last follow-up after the end", unit="months", default=None)
    attrition_overall: float | None = term("Lost, of all allocated", unit="%", default=None)
    attrition_difference: float | None = term(
        "Difference between arms in share lost", unit="points", default=None
    )
    baseline_equivalent: bool | None = term("Whether the arms were alike at the start", default=None)
    intention_to_treat: bool | None = term("Whether all were analysed in the arm allocated", default=None)
    measure_standardised: bool | None = term(
        "Whether the measure is valid, reliable and standard", default=None
    )
    measure_independent: bool | None = term("Whether measured blind or by someone independent", default=None)
    independent: bool | None = term("Whether the evaluator is independent of the developer", default=None)
    peer_reviewed: bool | None = term("Whether a report was peer reviewed", default=None)
    registration: str | None = term("Register's number", default=None)
    registered_before: bool | None = term("Whether registered before recruitment", default=None)
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    note: str | None = term("What a reader should know", default=None)
    moderators: dict[str, float] = term("Study-level values for meta-regression", default={})
    unknown_because: dict[str, str] = term(UNKNOWN_DOC, default={})


@dataclass(frozen=True, kw_only=True)
class Arm(Record):
    """One group of a study, and what it got."""

    table: ClassVar[str] = "arms"
    id: str = term("The arm's name in this review")
    study: str = term("The study")
    name: str = term("What the source calls it")
    comparison: bool = term("Whether it is what others are compared with", default=False)
    what: str | None = term("What was done with it, as delivered", default=None)
    unit: str | None = term("What the counts below count, in a word", default=None)
    n_randomised: int | None = term("Number allocated", unit="of `unit`", default=None)
    n_analysed: int | None = term("Number analysed", unit="of `unit`", default=None)
    clusters: int | None = term("Number of clusters", unit="clusters", default=None)
    page: str | None = term("Page or table", default=None)
    quote: str | None = term("The sentence it rests on", default=None)
    unknown_because: dict[str, str] = term(UNKNOWN_DOC, default={})


@dataclass(frozen=True, kw_only=True)
class Result(Record):
    """One contrast x measure x time point, exactly as printed."""

    table: ClassVar[str] = "results"
    id: str = term("The result's name in this review")
    study: str = term("The study")
    outcome: str = term("The outcome construct")
    measure: str = term("The measure, as the source names it")
    arm_t: str | None = term("The arm that got it, where the study has more than two", default=None)
    arm_c: str | None = term("The arm it is compared with, where the study has more than two", default=None)
    primary: bool | None = term("Whether it was the primary outcome", default=None)
    subgroup: str | None = term("Which part of the sample; empty for all of it", default=None)
    months: float | None = term("Time point", unit="months", default=None)
    months_from: str | None = term("From when it is counted", default=None)
    months_after_end: float | None = term(
        "Time point from the end of the intervention", unit="months", default=None
    )
    unit: str | None = term("What is counted, in a word", default=None)
    events_t: float | None = term("Events, intervention", default=None)
    total_t: float | None = term("Out of, intervention", default=None)
    events_c: float | None = term("Events, comparison", default=None)
    total_c: float | None = term("Out of, comparison", default=None)
    percent_t: float | None = term("As printed, intervention", unit="%", default=None)
    percent_c: float | None = term("As printed, comparison", unit="%", default=None)
    mean_t: float | None = term("Mean, intervention", default=None)
    sd_t: float | None = term("Standard deviation, intervention", default=None)
    n_t: float | None = term("Number, intervention", default=None)
    mean_c: float | None = term("Mean, comparison", default=None)
    sd_c: float | None = term("Standard deviation, comparison", default=None)
    n_c: float | None = term("Number, comparison", default=None)
    scale: Scale | None = term("Scale of the estimate", default=None)
    adjusted: bool | None = term("Whether the estimate is adjusted", default=None)
    estimate: float | None = term("Estimate, as printed (risk differences as a share of one)", default=None)
    ci_low: float | None = term("Lower end of its interval", default=None)
    ci_high: float | None = term("Upper end of its interval", default=None)
    ci_level: float = term("Level of the interval", unit="%", default=95.0)
    se: float | None = term("Standard error, on the analysis scale", default=None)
    p: float | None = term("p value", default=None)
    printed: str | None = term(
        "The result in print, where the fields above change its form or cannot hold it", default=None
    )
    direction: Direction | None = term("Which way, where the source says so in words", default=None)
    signal: Signal | None = term("What the source says of chance, where no interval is printed", default=None)
    page: str | None = term("Page or table", default=None)
    quote: str | None = term("The sentence or cell it was read from, word for word", default=None)
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    note: str | None = term("What a reader should know", default=None)
    unknown_because: dict[str, str] = term(UNKNOWN_DOC, default={})


@dataclass(frozen=True, kw_only=True)
class ReviewFinding(Record):
    """One pooled result of somebody's published review, as printed: a review x outcome x time point."""

    table: ClassVar[str] = "review_findings"
    id: str = term("The finding's name in this review")
    report: str | None = term("The published review", default=None)
    intervention: str | None = term("The intervention; empty for a family of them", default=None)
    outcome: str | None = term("The outcome construct; empty if none of ours", default=None)
    measure: str = term("The outcome, as the review names it")
    months: float | None = term("Time point", unit="months", default=None)
    k: int | None = term("Studies pooled", unit="studies", default=None)
    participants: int | None = term("Participants pooled", unit="participants", default=None)
    counts_note: str | None = term("The counts in the words of the source", default=None)
    scale: Scale | None = term("Scale of the estimate", default=None)
    estimate: float | None = term("Pooled estimate, as printed", default=None)
    ci_low: float | None = term("Lower end of its 95% interval", default=None)
    ci_high: float | None = term("Upper end of its 95% interval", default=None)
    pi_low: float | None = term("Lower end of its 95% prediction interval", default=None)
    pi_high: float | None = term("Upper end of its 95% prediction interval", default=None)
    i2: float | None = term("I-squared", unit="%", default=None)
    p: float | None = term("p value", default=None)
    share_studies_favouring: float | None = term("Share of its studies that favour it", default=None)
    share_participants_favouring: float | None = term("Share of their participants", default=None)
    emmie_q_effect: int | None = term(
        "EMMIE-Q score for effect, 0 to 4, where a published one is in hand", default=None
    )
    headline: bool = term("Whether this is the finding the page leads with", default=False)
    conclusion: str | None = term("What it concludes, in our words", default=None)
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    note: str | None = term("What a reader should know", default=None)
    unknown_because: dict[str, str] = term(UNKNOWN_DOC, default={})


@dataclass(frozen=True, kw_only=True)
class EvidenceSet(Record):
    """What a rating is of: one intervention, outcome, comparator, population and time window."""

    table: ClassVar[str] = "evidence_sets"
    id: str = term("The set's name in this review")
    intervention: str = term("The intervention")
    outcome: str = term("The outcome construct")
    comparator: str | None = term("The comparator; empty for any", default=None)
    population: str | None = term("The population; empty for any", default=None)
    months_from: float | None = term("Start of the time window", unit="months", default=None)
    months_to: float | None = term("End of the time window", unit="months", default=None)
    months_target: float | None = term(
        "The time point preferred where a study gives several", unit="months", default=None
    )
    scale: Scale | None = term("The scale to pool on", default=None)
    moderators: tuple[str, ...] = term("Moderators to test, by their names in the studies", default=())
    version: int = term("Version; a change of the set is a new one", default=1)
    note: str | None = term("What a reader should know", default=None)
