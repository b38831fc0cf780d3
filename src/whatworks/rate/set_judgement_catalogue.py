"""Facts of an evidence set that only some schemes ask for: reviews, costs, and what people judged."""

from __future__ import annotations

from functools import partial

from whatworks.rules import FactDef

from .fact_makers import choice, number, yes_no

EMMIE = (
    ("mechanism", "how it explains why it works"),
    ("moderators", "for whom and where it works"),
    ("implementation", "how it is carried out"),
    ("economics", "what it costs"),
)
DOWNGRADES = (
    ("risk_of_bias", "risk of bias"),
    ("inconsistency", "results that differ"),
    ("indirectness", "people, settings or outcomes unlike those asked about"),
    ("imprecision", "too little information"),
    ("publication_bias", "results likely to be missing"),
)


_yes = partial(yes_no, of="set")
_number = partial(number, of="set")
_choice = partial(choice, of="set")


def _emmie(name: str, words: str) -> FactDef:
    return _number(
        f"emmie_q_{name}",
        f"EMMIE-Q score for {name} of the best review for it: {words}",
        f"how well a review studied {words} (EMMIE-Q, {name})",
        f"the best review scores {{}} of 4 for {name} (EMMIE-Q)",
        unit="of 4", low=0, high=4, integer=True, good="high",
    )  # fmt: skip


def _downgrade(name: str, words: str) -> FactDef:
    return _number(
        f"grade_{name}",
        f"Steps down for {words}, as judged (GRADE): 0 to 3",
        f"how far {words} lowers certainty (GRADE)",
        f"certainty is lowered by {{}} for {words}",
        unit="steps", low=0, high=3, integer=True, good="low",
    )  # fmt: skip


JUDGEMENT_FACTS = (
    *(_emmie(name, words) for name, words in EMMIE),
    _number(
        "review.count",
        "Published reviews that cover it",
        "how many reviews cover it",
        "{} reviews cover it",
        unit="reviews",
        low=0,
        integer=True,
        good="high",
    ),
    _number(
        "review.recent_count",
        "Of them, recent ones",
        "how many recent reviews cover it",
        "{} recent reviews cover it",
        unit="reviews",
        low=0,
        integer=True,
        good="high",
    ),
    _choice(
        "review.conclusions",
        "How strong the reviews' conclusions are, as a person judged",
        "how strong the reviews' conclusions are",
        ("weak", "moderate", "strong"),
        good="strong",
        bad="weak",
        yes="the reviews conclude strongly",
        no="the reviews conclude weakly",
    ),
    _yes(
        "review.consistent",
        "The reviews agree with one another, as a person judged",
        "whether the reviews agree",
        "the reviews agree",
        "the reviews do not agree",
    ),
    _choice(
        "review.amstar",
        "Confidence in the best review (AMSTAR 2, overall, as decided)",
        "how much confidence the best review earns (AMSTAR 2)",
        ("Critically low", "Low", "Moderate", "High"),
        good="High",
        bad="Critically low",
        yes="the best review earns high confidence",
        no="the best review earns critically low confidence",
    ),
    _yes(
        "review.methods_sound",
        "All methods of the review were systematic and appropriate",
        "whether all methods of the review were sound",
        "all methods of the review were sound",
        "not all methods of the review were sound",
    ),
    _yes(
        "review.flaws_acknowledged",
        "The review acknowledges its flaws and takes them into account",
        "whether the review takes its flaws into account",
        "the review takes its flaws into account",
        "the review does not take its flaws into account",
    ),
    _number(
        "pool.effect_size",
        "Pooled effect as a standardised mean difference, turned so that above 0 is better",
        "the pooled effect as a standardised difference",
        "the standardised pooled effect is {}",
        good="high",
        whole=False,
    ),
    _number(
        "cost_per_unit",
        "What it costs for each child or family, in pounds, from components and not a price",
        "what it costs for each child or family",
        "it costs {} pounds for each child or family",
        unit="GBP",
        low=0,
        good="low",
        whole=False,
    ),
    _number(
        "cost_per_class",
        "What it costs a school for a class of 25 in a year, in pounds",
        "what it costs for a class of 25",
        "it costs {} pounds for a class of 25",
        unit="GBP",
        low=0,
        good="low",
        whole=False,
    ),
    _yes(
        "harm_reported",
        "Case data, or the legal or empirical basis, suggest frequent or severe harm",
        "whether harm was reported outside the studies",
        "no harm was reported",
        "harm was reported",
        good=False,
    ),
    _choice(
        "evidence_weight",
        "Where the studies do not all agree: which way the weight of evidence lies, as a person judged",
        "which way the weight of evidence lies",
        ("supports it", "does not support it", "against it"),
        good="supports it",
        bad="against it",
        yes="the weight of evidence supports it",
        no="the weight of evidence goes against it",
    ),
    _yes(
        "specified",
        "Its outcomes, people and theory are set out (intervention specificity)",
        "whether its outcomes, people and theory are set out",
        "its outcomes, people and theory are set out",
        "its outcomes, people or theory are not set out",
    ),
    _yes(
        "dissemination_ready",
        "Materials, training and support to deliver it can be had now",
        "whether others can be helped to deliver it now",
        "others can be helped to deliver it now",
        "others cannot yet be helped to deliver it",
    ),
    _yes(
        "study_under_way",
        "A study of its effects is under way",
        "whether a study is under way",
        "a study is under way",
        "no study is under way",
    ),
    _yes(
        "outcome_targeted",
        "The outcome is one that the clearinghouse's programme targets",
        "whether the outcome is one that the clearinghouse targets",
        "the outcome is one it targets",
        "the outcome is not one it targets",
    ),
    _choice(
        "relevance",
        "How far it is meant for families in child welfare (CEBC), as judged",
        "how far it is meant for families in child welfare",
        ("Low", "Medium", "High"),
        good="High",
        bad="Low",
        yes="it is meant for families in child welfare",
        no="it is not meant for families in child welfare",
    ),
    _yes(
        "appraised_with_robins",
        "Studies that are not randomised were appraised with ROBINS-I",
        "whether studies were appraised with ROBINS-I",
        "they were appraised with ROBINS-I",
        "they were not appraised with ROBINS-I",
    ),
    *(_downgrade(name, words) for name, words in DOWNGRADES),
    _number(
        "grade_large_effect",
        "Steps up for a large effect, as judged (GRADE): 0 to 2",
        "whether the effect is so large that certainty rises (GRADE)",
        "certainty is raised by {} for a large effect",
        unit="steps",
        low=0,
        high=2,
        integer=True,
        good="high",
    ),
    _yes(
        "grade_dose_response",
        "More of it goes with more effect, as judged (GRADE)",
        "whether more of it goes with more effect",
        "more of it goes with more effect",
        "more of it does not go with more effect",
    ),
    _yes(
        "grade_confounding",
        "What was not measured would have made the effect look smaller, as judged (GRADE)",
        "whether what was not measured would hide part of the effect",
        "what was not measured would hide part of the effect",
        "what was not measured would not hide part of the effect",
    ),
    _number(
        "few_recent_share",
        "Share of its studies that are recent",
        "how many of its studies are recent",
        "{} of its studies are recent",
        low=0,
        high=1,
        good="high",
        whole=False,
    ),
    _yes(
        "unexplained_heterogeneity",
        "Studies differ widely and nobody knows why, as a person judged",
        "whether studies differ for no known reason",
        "studies do not differ without a known reason",
        "studies differ for no known reason",
        good=False,
    ),
    _yes(
        "ecological_validity",
        "Most studies were done as it would be delivered, by usual staff, as a person judged",
        "whether studies were done as it would be delivered",
        "studies were done as it would be delivered",
        "studies were not done as it would be delivered",
    ),
    _number(
        "impact_high_from",
        "The effect from which the Youth Endowment Fund says 'high'; not published where we could read it",
        "from which effect its impact is called high",
        "impact is called high from {}",
        low=0,
        good="low",
        whole=False,
    ),
    _number(
        "impact_moderate_from",
        "The effect from which the Youth Endowment Fund says 'moderate'; not published "
        "where we could read it",
        "from which effect its impact is called moderate",
        "impact is called moderate from {}",
        low=0,
        good="low",
        whole=False,
    ),
    _number(
        "impact_low_from",
        "The effect from which the Youth Endowment Fund says 'low' and not 'no effect'; not "
        "published where we could read it",
        "from which effect its impact is called low",
        "impact is called low from {}",
        low=0,
        good="low",
        whole=False,
    ),
    _number(
        "impact_harmful_to",
        "The effect, below 0, at which and below which the Youth Endowment Fund says 'harmful'; not "
        "published where we could read it",
        "up to which effect its impact is called harmful",
        "impact is called harmful up to {}",
        high=0,
        good="low",
        whole=False,
    ),
)
