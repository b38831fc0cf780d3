"""Scheme files written for the tests: what a centre would add, and no Python with it."""

from __future__ import annotations

SMS = """
id: sms
version: v2
name: Strength of design
by: After the Maryland scientific methods scale
about: How well a study's design deals with selection.
sources: [https://whatworksgrowth.org/insights/how-to-use-our-new-scoring-guide/]
licence: Our own wording
verified: false
unverified: [The text of the levels was not seen]
scales:
  level:
    name: Design
    combiner: ladder
    otherwise: "0"
    levels:
      - {id: "0", rank: 0, words: No comparison of outcomes, meaning: None}
      - {id: "1", rank: 1, words: Before and after, meaning: Nobody to compare with}
      - {id: "2", rank: 2, words: Compared, meaning: A comparison group}
      - {id: "3", rank: 3, words: Compared over time, meaning: A comparison that is adjusted}
      - {id: "4", rank: 4, words: As good as chance, meaning: A threshold or chance}
      - {id: "5", rank: 5, words: Randomised, meaning: "Chance, and few were lost"}
    rules:
      - {level: "1", when: measured}
      - {level: "2", when: compared_at_all}
      - {level: "3", when: compared_well}
      - {level: "4", when: as_good_as_chance}
      - {level: "5", when: chance_and_few_lost}
    studies_to_add:
      - {id: rct, words: one trial, plural: trials, better: 1, facts: {design: RCT, attrition_overall: 5}}
criteria:
  quantitative:
    {of: study, ask: "Were outcomes measured?", when: 'not design in ("qualitative", "economic", "review")'}
  measured: {ask: "Were outcomes measured in any study?", when: "exists(1, each=quantitative)"}
  compared_at_all: {ask: "Was there a comparison group?", when: "exists(1, each=compared)"}
  compared_well: {ask: "Does it deal with selection?", when: "exists(1, each=strong_comparison)"}
  chance_or_threshold: {of: study, ask: "Chance or a threshold?", any: [randomised, design == "RDD"]}
  as_good_as_chance: {ask: "Is it as good as chance?", when: "exists(1, each=chance_or_threshold)"}
  few_lost: {of: study, ask: "Were few lost?", when: attrition_overall <= 20}
  chance_and_few_lost: {ask: "Chance and few lost?", when: "exists(1, each=randomised and few_lost)"}
"""

PADLOCK = """
id: padlock
version: "2019"
name: Security of a trial
by: After the Education Endowment Foundation's security rating
about: The lowest of what the design and the losses allow.
sources: [https://educationendowmentfoundation.org.uk]
licence: Our own wording
verified: false
unverified: [The column for the smallest effect a trial could detect is left out]
scales:
  security:
    name: Security
    combiner: lowest
    otherwise: "0"
    levels:
      - {id: "0", rank: 0, words: None, meaning: Not secure}
      - {id: "1", rank: 1, words: One, meaning: Very low}
      - {id: "2", rank: 2, words: Two, meaning: Low}
      - {id: "3", rank: 3, words: Three, meaning: Moderate}
      - {id: "4", rank: 4, words: Four, meaning: Moderate to high}
      - {id: "5", rank: 5, words: Five, meaning: High}
    columns:
      - - {level: "5", when: "exists(1, each=randomised)"}
        - {level: "4", when: 'exists(1, each=design == "RDD")'}
        - {level: "3", when: 'exists(1, each=design == "matched")'}
        - {level: "1", when: "exists(1, each=compared)"}
      - - {level: "5", when: "exists(1, each=attrition_overall <= 10)"}
        - {level: "4", when: "exists(1, each=attrition_overall <= 20)"}
        - {level: "3", when: "exists(1, each=attrition_overall <= 30)"}
        - {level: "2", when: "exists(1, each=attrition_overall <= 40)"}
        - {level: "1", when: "exists(1, each=attrition_overall <= 50)"}
"""

RESERVATIONS = """
id: reservations
version: "5"
name: Standards for one trial
by: After the What Works Clearinghouse
about: Low losses, or arms shown to be alike.
sources: [https://ies.ed.gov/ncee/wwc]
licence: Our own wording
verified: false
scales:
  study:
    name: Standard
    combiner: first
    otherwise: does not meet
    levels:
      - {id: does not meet, rank: 0, words: Does not meet, meaning: Does not meet}
      - {id: with, rank: 1, words: With reservations, meaning: With reservations}
      - {id: without, rank: 2, words: Without reservations, meaning: Without reservations}
    rules:
      - {level: without, when: "exists(1, each=randomised and few_lost)"}
      - {level: with, when: "exists(1, each=randomised and many_lost_but_alike)"}
criteria:
  few_lost: {of: study, ask: "Were few lost?", when: attrition_overall <= 20}
  many_lost_but_alike: {of: study, ask: "Many lost?", all: [many_lost, baseline_equivalent]}
  many_lost: {of: study, ask: "Were many lost?", none: [few_lost]}
"""

CERTAINTY = """
id: certainty
version: "1"
name: Certainty
by: After GRADE
about: Starts high and moves by points.
sources: [https://www.gradeworkinggroup.org]
licence: Our own wording
verified: false
scales:
  certainty:
    name: Certainty
    combiner: points
    otherwise: low
    levels:
      - {id: none, rank: 0, words: Not rated, meaning: Too few studies, band: none}
      - {id: very low, rank: 1, words: Very low, meaning: Very uncertain}
      - {id: low, rank: 2, words: Low, meaning: Little certainty}
      - {id: moderate, rank: 3, words: Moderate, meaning: Some certainty}
      - {id: high, rank: 4, words: High, meaning: Certain}
    rules:
      - {level: none, when: pool.k < 2, say: One study cannot be rated}
    columns:
      - - {level: high, when: review.exists, say: Randomised trials}
        - {level: very low, when: not review.exists}
    adjust:
      - name: risk of bias
        rules:
          - {add: -2, when: grade_risk_of_bias >= 2, say: serious risk of bias}
          - {add: -1, when: grade_risk_of_bias >= 1}
      - name: imprecision
        rules:
          - {add: -2, when: grade_imprecision >= 2}
          - {add: -1, when: grade_imprecision >= 1}
      - name: dose response
        rules:
          - {add: 1, when: grade_dose_response, say: a dose response}
"""

TRIALS = """
id: trials
version: "1"
name: Standards for trials
by: After the What Works Clearinghouse
about: Each trial, and how many of them meet the standard.
sources: [https://ies.ed.gov/ncee/wwc]
licence: Our own wording
verified: false
tables:
  cautious:
    about: The most by which losses may differ, for each per cent lost
    source: Our own numbers
    from: 0
    step: 5
    values: [5.7, 6.1, 5.5, 4.5]
scales:
  trial:
    name: Trial
    of: study
    bar: true
    otherwise: does not meet
    levels:
      - {id: does not meet, rank: 0, words: Does not meet, meaning: Does not meet, band: not}
      - {id: meets, rank: 1, words: Meets, meaning: Meets, band: cleared}
    rules:
      - {level: meets, when: "exists(1, each=few_lost)"}
  all:
    name: All of them
    otherwise: some
    levels:
      - {id: some, rank: 0, words: Some do not, meaning: Some do not}
      - {id: all, rank: 1, words: All meet it, meaning: All meet it}
    rules:
      - {level: all, when: share(few_lost) == 1}
criteria:
  few_lost:
    of: study
    ask: Were losses low?
    when: attrition_difference <= lookup(cautious, attrition_overall)
example:
  about: One trial that lost few
  intervention: Mentoring
  studies: [{id: a, attrition_overall: 10, attrition_difference: 2}]
  expect: {trial: {a: meets}, all: [all, some]}
"""
