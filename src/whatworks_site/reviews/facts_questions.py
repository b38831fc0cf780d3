"""Facts that people enter, as questions in plain words. What is not here is asked in the catalogue's own."""

from __future__ import annotations

from collections.abc import Mapping

from whatworks.rate import CATALOGUE

QUESTIONS: Mapping[str, str] = {
    "report_kind": "What kind of report is it?",
    "in_english": "Is it in English?",
    "sites": "At how many sites did it take place?",
    "baseline_difference": "How far apart were the two groups at the start?",
    "baseline_adjusted": "Does the analysis adjust for differences at the start?",
    "matching": "How was the comparison group matched?",
    "measured_before": "Were both groups measured before and after?",
    "controls_used": "Does the analysis hold other differences constant?",
    "comparability_shown": "Are the groups shown to be comparable?",
    "exogeneity_tested": "Is the chance-like rule argued and tested?",
    "attrition_addressed": "Are losses dealt with?",
    "contamination_addressed": "Is contamination between the groups dealt with?",
    "mdes": "How small an effect could it have found?",
    "threat_confounding": "How great is the threat from confounding?",
    "threat_concurrent": "How great is the threat from other interventions at the same time?",
    "threat_experimental": "How great is the threat from experimental effects, such as contamination?",
    "threat_fidelity": "How great is the threat from how faithfully it was delivered?",
    "threat_missing": "How great is the threat from missing data?",
    "threat_measurement": "How great is the threat from how the outcome was measured?",
    "threat_reporting": "How great is the threat from selective reporting?",
    "threat_direction": "Which way would its threats move the result?",
    "security_adjustment": "How many padlocks did the reviewers take off?",
    "execution": "How were its design and execution rated?",
    "risk_of_bias": "What is its risk of bias (RoB 2)?",
    "robins_i": "What is its risk of bias (ROBINS-I)?",
    "usual_setting": "Was it carried out where such help is usually given?",
    "wwc_standard": "How does the US What Works Clearinghouse rate it?",
    "attrition_boundary": "Which limit on losses does its topic use?",
    "overlaps_setting": "Are its people and setting like those the rating is for?",
    "causal_study": "Can it show cause?",
    "cost_reasonable": "Is the cost reasonable?",
    "emmie_q_effect": "How well was the best review of its effect done (EMMIE-Q)?",
    "emmie_q_mechanism": "How well did a review study how it works (EMMIE-Q)?",
    "emmie_q_moderators": "How well did a review study for whom and where it works (EMMIE-Q)?",
    "emmie_q_implementation": "How well did a review study how it is carried out (EMMIE-Q)?",
    "emmie_q_economics": "How well did a review study what it costs (EMMIE-Q)?",
    "review.recent_count": "How many recent reviews cover it?",
    "review.conclusions": "How strong are the reviews’ conclusions?",
    "review.consistent": "Do the reviews agree?",
    "review.amstar": "How much confidence does the best review earn (AMSTAR 2)?",
    "review.methods_sound": "Were all methods of the review sound?",
    "review.flaws_acknowledged": "Does the review take its flaws into account?",
    "pool.effect_size": "What is the pooled effect, as a standardised difference?",
    "cost_per_unit": "What does it cost for each child or family?",
    "cost_per_class": "What does it cost for a class of 25?",
    "harm_reported": "Was harm reported outside the studies?",
    "evidence_weight": "Which way does the weight of evidence lie?",
    "specified": "Are its outcomes, people and theory set out?",
    "dissemination_ready": "Can others be helped to deliver it now?",
    "study_under_way": "Is a study of its effects under way?",
    "outcome_targeted": "Is the outcome one that the clearinghouse targets?",
    "relevance": "How far is it meant for families in child welfare?",
    "appraised_with_robins": "Were studies that are not randomised appraised with ROBINS-I?",
    "grade_risk_of_bias": "By how many steps does risk of bias lower certainty (GRADE)?",
    "grade_inconsistency": "By how many steps do results that differ lower certainty (GRADE)?",
    "grade_indirectness": "By how many steps does indirectness lower certainty (GRADE)?",
    "grade_imprecision": "By how many steps does too little information lower certainty (GRADE)?",
    "grade_publication_bias": "By how many steps do missing results lower certainty (GRADE)?",
    "grade_large_effect": "By how many steps does a large effect raise certainty (GRADE)?",
    "grade_dose_response": "Does more of it go with more effect?",
    "grade_confounding": "Would what was not measured hide part of the effect?",
    "few_recent_share": "What share of its studies is recent?",
    "unexplained_heterogeneity": "Do studies differ for no known reason?",
    "ecological_validity": "Were studies done as it would be delivered?",
    "impact_high_from": "From which effect is its impact called high?",
    "impact_moderate_from": "From which effect is its impact called moderate?",
    "impact_low_from": "From which effect is its impact called low?",
    "impact_harmful_to": "Up to which effect is its impact called harmful?",
}


def question_of(name: str) -> str:
    """A fact as a question; where none is written, what is not known, in the catalogue's words."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    asked = CATALOGUE[name].ask if name in CATALOGUE else name.replace("_", " ")
    return f"Not known: {asked}"
