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
