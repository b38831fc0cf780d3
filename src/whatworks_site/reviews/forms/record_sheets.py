"""How each kind of record is asked for: its fields in parts."""

from __future__ import annotations

from whatworks.terms import Arm, Intervention, Outcome, Result, Study

from .record_forms import Part, Sheet

STUDY = Sheet(
    Study,
    (
        Part("what", "What it is", ("name", "intervention", "design", "country", "year", "sample")),
        Part("units", "What was allocated and counted", ("allocation_unit", "analysis_unit", "unit")),
        Part(
            "counts",
            "How many",
            ("n_randomised", "n_analysed", "n_intervention", "n_comparison", "clusters", "counts_note"),
        ),
        Part("against", "Against what", ("comparator_kind", "comparator")),
        Part(
            "lost",
            "Who was lost, and whether the arms were alike",
            ("baseline_equivalent", "attrition_overall", "attrition_difference", "intention_to_treat",
             "months_after_end"),
        ),
        Part(
            "trust",
            "How it was measured, and by whom",
            ("measure_standardised", "measure_independent", "independent", "peer_reviewed", "registration",
             "registered_before"),
        ),
        Part("source", "Where this was read", ("seen", "source_url", "note", "moderators")),
    ),
    kept=("id", "reports", "unknown_because"),
    long=frozenset({"counts_note", "note", "comparator", "moderators"}),
    labels={"moderators": "Values for moderators, one a line: name = number"},
)  # fmt: skip

ARM = Sheet(
    Arm,
    (
        Part("what", "The group", ("name", "comparison", "what")),
        Part("counts", "How many", ("unit", "n_randomised", "n_analysed", "clusters")),
        Part("source", "Where this was read", ("page", "quote")),
    ),
    kept=("id", "study", "unknown_because"),
    long=frozenset({"what", "quote"}),
    labels={"comparison": "Is it what others are compared with?"},
)

RESULT = Sheet(
    Result,
    (
        Part("what", "What was measured", ("outcome", "measure", "primary", "subgroup", "unit")),
        Part("contrast", "Which arms", ("arm_t", "arm_c")),
        Part("when", "When", ("months", "months_from", "months_after_end")),
        Part(
            "counts",
            "Counts and percentages, as printed",
            ("events_t", "events_c", "total_t", "total_c", "percent_t", "percent_c"),
            paired=True,
        ),
        Part(
            "means",
            "Means, as printed",
            ("mean_t", "mean_c", "sd_t", "sd_c", "n_t", "n_c"),
            paired=True,
        ),
        Part(
            "estimate",
            "The estimate, as printed",
            ("scale", "adjusted", "estimate", "ci_low", "ci_high", "ci_level", "se", "p"),
        ),
        Part("words", "In the source’s words", ("printed", "direction", "signal", "note")),
        Part("source", "Where this was read", ("page", "quote", "seen", "source_url")),
    ),
    kept=("id", "study", "unknown_because"),
    long=frozenset({"quote", "printed", "note"}),
    labels={
        "percent_t": "Percentage, intervention",
        "percent_c": "Percentage, comparison",
        "ci_level": "Level of the interval",
    },
)

INTERVENTION = Sheet(
    Intervention,
    (
        Part("what", "What it is", ("name", "description", "why", "family", "level", "need")),
        Part("how", "How it is done", ("provider", "dose", "manualised", "scale_procedures")),
        Part("cost", "What it costs", ("cost", "cost_unit", "currency", "price_year", "cost_note")),
        Part("source", "Where this was read", ("source_url", "seen")),
    ),
    kept=("id", "unknown_because"),
    long=frozenset({"description", "why", "cost_note", "dose"}),
)

OUTCOME = Sheet(
    Outcome,
    (
        Part("what", "What changes", ("name", "domain", "good", "of_child", "people", "event")),
        Part("size", "What is worth having", ("smallest_worthwhile",)),
    ),
    kept=("id",),
    labels={"of_child": "Is it an outcome of the child, not of staff or services?"},
)

SHEETS = (STUDY, ARM, RESULT, INTERVENTION, OUTCOME)
