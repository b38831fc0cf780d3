"""RoB 2 for cluster trials (test version of 18 March 2021) stated again in plain Python.

From a public implementation that cites the cribsheet's pages 6 to 21; for 2.4 no, RoB 2 of 2019 is followed.
"""

from reference.appraisal.answer_space import FIVE, FOUR, NO, YES, always
from reference.appraisal.rob2_plain import HIGH, LOW, SOME, measurement, randomisation, selection, worst

MAYBE = (*YES, "NI")
NOT_YES = (*NO, "NI")


def first(s):
    return randomisation(s["1a.1"], s["1a.2"], s["1a.3"])


def timing(s):
    if s["1b.1"] in YES:
        return LOW
    table = {
        ("Y", "Y"): HIGH, ("Y", "N"): HIGH, ("Y", "NI"): HIGH,
        ("N", "Y"): SOME, ("N", "N"): LOW, ("N", "NI"): LOW,
        ("NI", "Y"): HIGH, ("NI", "N"): SOME, ("NI", "NI"): SOME,
    }  # fmt: skip
    return table[s["1b.2"][-1] if s["1b.2"] != "NI" else "NI", s["1b.3"][-1] if s["1b.3"] != "NI" else "NI"]


def unaware(s):
    return s["2.2"] in NO and (s["2.1a"] in NO or s["2.1b"] in NO)


def departures(s):
    if unaware(s) or s["2.3"] in NO:
        part = LOW
    elif s["2.3"] == "NI" or s["2.4"] in NO or s["2.5"] in YES:
        part = SOME
    else:
        part = HIGH
    analysis = LOW if s["2.6"] in YES else SOME if s["2.7"] in NO else HIGH
    return worst(part, analysis)


def missing(s):
    complete = s["3.1a"] in YES and s["3.1b"] in YES
    if complete or s["3.2"] in YES or s["3.3"] in NO:
        return LOW
    return SOME if s["3.4"] in NO else HIGH


def assessed(s):
    aware = s["4.3a"] if s["4.3a"] in NO else s["4.3b"]
    return measurement(s["4.1"], s["4.2"], aware, s["4.4"], s["4.5"])


def reported(s):
    return selection(s["5.1"], s["5.2"], s["5.3"])


DOMAINS = {
    "1a": (first, [("1a.1", FIVE, always), ("1a.2", FIVE, always), ("1a.3", FIVE, always)]),
    "1b": (timing, [
        ("1b.1", FIVE, always),
        ("1b.2", FIVE, lambda s: s["1b.1"] in NOT_YES),
        ("1b.3", FIVE, lambda s: s["1b.1"] in NOT_YES),
    ]),
    "2": (departures, [
        ("2.1a", ("PY", "N", "NI"), always),
        ("2.1b", FIVE, lambda s: s["2.1a"] in MAYBE),
        ("2.2", ("Y", "PN", "NI"), always),
        ("2.3", FIVE, lambda s: not unaware(s)),
        ("2.4", FIVE, lambda s: s["2.3"] in YES),
        ("2.5", FIVE, lambda s: s["2.4"] in MAYBE),
        ("2.6", ("Y", "PN", "NI"), always),
        ("2.7", ("PY", "N", "NI"), lambda s: s["2.6"] in NOT_YES),
    ]),
    "3": (missing, [
        ("3.1a", FIVE, always),
        ("3.1b", FIVE, always),
        ("3.2", FOUR, lambda s: not (s["3.1a"] in YES and s["3.1b"] in YES)),
        ("3.3", FIVE, lambda s: s["3.2"] in NO),
        ("3.4", FIVE, lambda s: s["3.3"] in MAYBE),
    ]),
    "4": (assessed, [
        ("4.1", FIVE, always),
        ("4.2", FIVE, always),
        ("4.3a", FIVE, lambda s: s["4.1"] in NOT_YES and s["4.2"] in NOT_YES),
        ("4.3b", FIVE, lambda s: s["4.3a"] in MAYBE),
        ("4.4", FIVE, lambda s: s["4.3b"] in MAYBE),
        ("4.5", FIVE, lambda s: s["4.4"] in MAYBE),
    ]),
    "5": (reported, [("5.1", FIVE, always), ("5.2", FIVE, always), ("5.3", FIVE, always)]),
}  # fmt: skip
