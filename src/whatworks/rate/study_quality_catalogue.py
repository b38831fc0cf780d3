"""Facts of a study that only some schemes ask for: how well it was done, reported and judged."""

from __future__ import annotations

from functools import partial

from whatworks.rules import FactDef

from .fact_makers import choice, number, yes_no

LEVELS = ("Low", "Moderate", "High")
MATCHING = ("many characteristics", "one or two characteristics", "poor or none")
REPORT_KINDS = (
    "journal article", "government report", "foundation report", "research firm report", "thesis",
    "conference paper", "developer report", "other",
)  # fmt: skip
THREATS = (
    ("confounding", "confounding"),
    ("concurrent", "other interventions at the same time"),
    ("experimental", "experimental effects, such as contamination"),
    ("fidelity", "how faithfully it was delivered"),
    ("missing", "missing data"),
    ("measurement", "how the outcome was measured"),
    ("reporting", "selective reporting"),
)
"""The seven threats of the EEF's single-trial security rating."""


_yes = partial(yes_no, of="study")
_number = partial(number, of="study")
_choice = partial(choice, of="study")


def _threat(name: str, words: str) -> FactDef:
    return _choice(
        f"threat_{name}",
        f"The threat from {words}, as two reviewers judged it (EEF)",
        f"how great the threat from {words} is",
        LEVELS,
        good="Low",
        bad="High",
        yes=f"the threat from {words} is low",
        no=f"the threat from {words} is high",
    )


QUALITY_FACTS = (
    _number(
        "year",
        "Year of the main report",
        "when it was published",
        "it was published in {}",
        integer=True,
        low=1900,
        high=2200,
    ),
    _choice("report_kind", "What the main report is", "what kind of report it is", REPORT_KINDS),
    _yes(
        "in_english",
        "A report is in English",
        "whether it is in English",
        "it is in English",
        "it is not in English",
    ),
    _number(
        "n_randomised",
        "People or clusters' members allocated",
        "how many were allocated",
        "{} were allocated",
        unit="people",
        low=1,
        integer=True,
        good="high",
    ),
    _number(
        "sites",
        "Sites at which it took place, such as schools or councils",
        "at how many sites it took place",
        "it took place at {} sites",
        unit="sites",
        low=1,
        integer=True,
        good="high",
    ),
    _yes(
        "allocated_in_groups",
        "Groups of people were allocated, such as schools or teams (from the design)",
        "whether groups were allocated",
        "groups were allocated",
        "people were allocated one by one",
    ),
    _number(
        "baseline_difference",
        "Largest difference between the arms at the start on a characteristic that must "
        "be alike, as a standardised mean difference without its sign",
        "how far apart the arms were at the start",
        "the arms were {} standard deviations apart at the start",
        unit="SD",
        low=0,
        good="low",
        whole=False,
    ),
    _yes(
        "baseline_adjusted",
        "The analysis adjusts for differences at the start",
        "whether the analysis adjusts for differences at the start",
        "the analysis adjusts for the start",
        "the analysis does not adjust for the start",
    ),
    _choice(
        "matching",
        "How a comparison group was matched",
        "how the comparison group was matched",
        MATCHING,
        good=MATCHING[0],
        bad=MATCHING[2],
        yes="it was matched on many characteristics",
        no="it was matched poorly or not at all",
    ),
    _yes(
        "measured_before",
        "Both groups were measured before and after",
        "whether both groups were measured before",
        "both groups were measured before and after",
        "they were not both measured before and after",
    ),
    _yes(
        "controls_used",
        "The analysis holds other differences constant (control variables)",
        "whether the analysis holds other differences constant",
        "it holds other differences constant",
        "it does not hold other differences constant",
    ),
    _yes(
        "comparability_shown",
        "The comparison group is shown to be comparable, or trends are adjusted for",
        "whether the comparison group is shown to be comparable",
        "the groups are shown to be comparable",
        "the groups are not shown to be comparable",
    ),
    _yes(
        "exogeneity_tested",
        "The chance-like rule is argued and tested (instrument, threshold)",
        "whether the chance-like rule is argued and tested",
        "the chance-like rule is argued and tested",
        "the chance-like rule is not tested",
    ),
    _yes(
        "attrition_addressed",
        "Losses are dealt with",
        "whether losses are dealt with",
        "losses are dealt with",
        "losses are not dealt with",
    ),
    _yes(
        "contamination_addressed",
        "Contamination between arms is dealt with",
        "whether contamination is dealt with",
        "contamination is dealt with",
        "contamination is not dealt with",
    ),
    _number(
        "mdes",
        "Smallest effect it could have found, standardised (minimum detectable effect size at the start)",
        "how small an effect it could have found",
        "it could have found an effect of {}",
        unit="SD",
        low=0,
        good="low",
        whole=False,
    ),
    *(_threat(name, words) for name, words in THREATS),
    _choice(
        "threat_direction",
        "Which way its threats together would move the result",
        "which way its threats would move the result",
        ("unknown", "opposite", "same"),
        good="unknown",
        bad="same",
        yes="the threats' direction is not one and the same",
        no="the threats all push the same way",
    ),
    _number(
        "security_adjustment",
        "Padlocks that two reviewers took off where the published rule is silent (EEF): 0, -1 or -2",
        "how many padlocks the reviewers took off",
        "the reviewers' adjustment is {} padlocks",
        unit="padlocks",
        low=-2,
        high=0,
        integer=True,
        good="high",
    ),
    _choice(
        "execution",
        "Rating of the contrast's design and execution by the clearinghouse's own standards, as "
        "published or appraised",
        "how its design and execution were rated",
        ("High", "Moderate", "Low"),
        good="High",
        bad="Low",
        yes="its design and execution were rated high",
        no="its design and execution were rated low",
    ),
    _choice(
        "risk_of_bias",
        "Risk of bias of the result (RoB 2, overall, as decided)",
        "its risk of bias",
        ("Low", "Some concerns", "High"),
        good="Low",
        bad="High",
        yes="its risk of bias is low",
        no="its risk of bias is high",
    ),
    _choice(
        "robins_i",
        "Risk of bias of the result (ROBINS-I, overall, as decided)",
        "its risk of bias (ROBINS-I)",
        (
            "Low",
            "Low except for concerns about uncontrolled confounding",
            "Moderate",
            "Serious",
            "Critical",
            "No information",
        ),
        good="Low",
        bad="Critical",
        yes="its risk of bias is low",
        no="its risk of bias is critical",
    ),
    _yes(
        "usual_setting",
        "It was carried out where such help is usually given, by usual services",
        "whether it was carried out in a usual care or practice setting",
        "it was carried out in a usual setting",
        "it was not carried out in a usual setting",
    ),
    _choice(
        "wwc_standard",
        "The US What Works Clearinghouse's rating of the study, as published or appraised",
        "how the US clearinghouse rates it",
        ("Does not meet", "With reservations", "Without reservations"),
        good="Without reservations",
        bad="Does not meet",
        yes="it meets the US clearinghouse's standards without reservations",
        no="it does not meet the US clearinghouse's standards",
    ),
    _choice(
        "attrition_boundary",
        "Which limit on losses the study's topic uses: cautious, or optimistic where losses are "
        "not likely to come from the intervention",
        "which limit on losses its topic uses",
        ("cautious", "optimistic"),
        good="optimistic",
        bad="cautious",
        yes="the optimistic limit is used",
        no="the cautious limit is used",
    ),
    _yes(
        "overlaps_setting",
        "The people and the setting are like those the rating is for",
        "whether its people and setting are like those the rating is for",
        "its people and setting are like those",
        "its people or setting are unlike those",
    ),
    _yes(
        "causal_study",
        "It can show cause: chance decided, or a threshold, or a comparison alike at the start "
        "(a person's judgement where the design does not say)",
        "whether it can show cause",
        "it can show cause",
        "it cannot show cause",
    ),
    _number(
        "effect_size",
        "Effect on a standardised mean difference scale, turned so that above 0 is better",
        "its standardised effect",
        "its standardised effect is {}",
        good="high",
        whole=False,
    ),
)
