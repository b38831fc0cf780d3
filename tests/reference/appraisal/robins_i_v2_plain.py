"""ROBINS-I V2 (cribsheet of 20 November 2025) stated again in plain Python.

From a public transcription of the figures (PyPI robins-i-mcp 0.1.0, Apache-2.0). Domain 2, points in
the instrument's file, is a table of tracks here; domain 4, lines there, is points here.
"""

from reference.appraisal.answer_space import FIVE, FOUR, NO, WEAK_NO, WEAK_YES, YES, always

LADDER = LOW, MODERATE, SERIOUS, CRITICAL = "Low", "Moderate", "Serious", "Critical"
EXCEPT = "Low except for concerns about uncontrolled confounding"
MAYBE = (*YES, "NI")
NOT_YES = (*NO, "NI")


def gate(s):
    return CRITICAL if s["B2"] in YES or s["B3"] in YES else "Go on"


def confounding_a(s):
    bad_signs = s["1.4"] in YES
    if s["1.1"] in ("SN", "NI"):
        return CRITICAL if bad_signs else SERIOUS
    if s["1.3"] in YES:
        return SERIOUS if not bad_signs and s["1.2"] in YES else CRITICAL
    if s["1.2"] in ("SN", "NI") or bad_signs:
        return SERIOUS
    return MODERATE if "WN" in (s["1.1"], s["1.2"]) else EXCEPT


def confounding_b(s):
    bad_signs = s["1.5"] in YES
    if s["1.1"] in NOT_YES:
        return CRITICAL if s["1.4"] in YES or bad_signs else SERIOUS
    if s["1.2"] in ("SN", "NI") or s["1.3"] in ("SN", "NI") or bad_signs:
        return SERIOUS
    return MODERATE if "WN" in (s["1.2"], s["1.3"]) else EXCEPT


def classification(s):
    if s["2.1"] in YES or s["2.2"] in YES or s["2.3"] == "SY":
        tracks = {"none": (LOW, MODERATE), "some": (MODERATE, SERIOUS), "strong": (SERIOUS, CRITICAL)}
    elif s["2.3"] in ("WY", "NI"):
        tracks = {"none": (MODERATE, SERIOUS), "some": (SERIOUS, CRITICAL), "strong": (CRITICAL, CRITICAL)}
    else:
        tracks = {"none": (SERIOUS, CRITICAL), "some": (CRITICAL, CRITICAL), "strong": (CRITICAL, CRITICAL)}
    swayed = "none" if s["2.4"] in NO else "strong" if s["2.4"] == "SY" else "some"
    return tracks[swayed][s["2.5"] not in NO]


def selection(s):
    start = {"SN": SERIOUS, "WN": MODERATE, "NI": MODERATE}.get(s["3.1"], LOW)
    if s["3.2"] in YES:
        start = MODERATE
    other = SERIOUS if s["3.5"] in YES else MODERATE
    if s["3.3"] in NO or s["3.4"] in NO:
        other = LOW
    worst = max(start, other, key=LADDER.index)
    if worst != SERIOUS:
        return worst
    if s["3.6"] in YES or s["3.7"] in YES:
        return MODERATE
    return CRITICAL if s["3.8"] in YES else SERIOUS


def missing(s):
    if all(s[q] in YES for q in ("4.1", "4.2", "4.3")) or s["4.5"] in NO:
        return LOW
    if s["4.8"] in NOT_YES:
        return SERIOUS
    handled = next(s[q] for q in ("4.6", "4.9", "4.10") if s[q] != "NA")
    if handled in YES and s["4.6"] == "NA":
        return LOW
    points = 0 if handled in YES else 2 if handled == "SN" else 1
    return LADDER[points + (s["4.11"] in NO)]


def measurement(s):
    if s["5.1"] in YES or s["5.3"] == "SY":
        return SERIOUS
    if s["5.1"] == "NI":
        return MODERATE
    return LOW if s["5.2"] in NO or s["5.3"] in NO else MODERATE


def reported(s):
    if s["6.1"] in YES:
        return LOW
    three = [s["6.2"], s["6.3"], s["6.4"]]
    yes, unclear = sum(a in YES for a in three), three.count("NI")
    if yes >= 2:
        return CRITICAL
    if yes or unclear == 3:
        return SERIOUS
    return MODERATE if unclear else LOW


def overall(b, six):
    if b == CRITICAL:
        return CRITICAL
    level = max(0 if j == EXCEPT else LADDER.index(j) for j in six)
    return LADDER[level] if level else EXCEPT


DOMAINS = {
    ("B", "per-protocol"): (gate, [
        ("B1", FOUR, always), ("B2", FOUR, lambda s: s["B1"] in NO), ("B3", FOUR, always),
    ]),
    ("1", "intention-to-treat"): (confounding_a, [
        ("1.1", WEAK_NO, always),
        ("1.2", WEAK_NO, lambda s: s["1.1"] in (*YES, "WN")),
        ("1.3", FIVE, lambda s: s["1.1"] in (*YES, "WN")),
        ("1.4", FOUR, always),
    ]),
    ("1", "per-protocol"): (confounding_b, [
        ("1.1", FIVE, always),
        ("1.2", WEAK_NO, lambda s: s["1.1"] in YES),
        ("1.3", WEAK_NO, lambda s: s["1.2"] in (*YES, "WN")),
        ("1.4", FIVE, lambda s: s["1.1"] in NOT_YES),
        ("1.5", FOUR, always),
    ]),
    ("2", "per-protocol"): (classification, [
        ("2.1", FIVE, always),
        ("2.2", FIVE, lambda s: s["2.1"] in NOT_YES),
        ("2.3", WEAK_YES, lambda s: s["2.2"] in NOT_YES),
        ("2.4", WEAK_YES, always),
        ("2.5", FIVE, always),
    ]),
    ("3", "per-protocol"): (selection, [
        ("3.1", WEAK_NO, always),
        ("3.2", FIVE, lambda s: s["3.1"] in YES),
        ("3.3", FIVE, always),
        ("3.4", FIVE, lambda s: s["3.3"] in YES),
        ("3.5", FIVE, lambda s: s["3.4"] in YES),
        ("3.6", FIVE, lambda s: s["3.1"] == "SN" or s["3.5"] in YES),
        ("3.7", FIVE, lambda s: s["3.6"] in NOT_YES),
        ("3.8", FIVE, lambda s: s["3.7"] in NOT_YES),
    ]),
    ("4", "per-protocol"): (missing, [
        ("4.1", ("Y", "PN", "NI"), always),
        ("4.2", ("PY", "N", "NI"), always),
        ("4.3", ("Y", "N"), always),
        ("4.4", FIVE, lambda s: not all(s[q] in YES for q in ("4.1", "4.2", "4.3"))),
        ("4.5", FIVE, lambda s: s["4.4"] in MAYBE),
        ("4.6", WEAK_NO, lambda s: s["4.5"] in MAYBE),
        ("4.7", FIVE, lambda s: s["4.4"] in NO),
        ("4.8", FIVE, lambda s: s["4.7"] in YES),
        ("4.9", WEAK_NO, lambda s: s["4.8"] in YES),
        ("4.10", WEAK_NO, lambda s: s["4.7"] in NOT_YES),
        ("4.11", FOUR, lambda s: s["4.5"] in MAYBE or {s["4.9"], s["4.10"]} & {"WN", "SN", "NI"}),
    ]),
    ("5", "per-protocol"): (measurement, [
        ("5.1", FIVE, always), ("5.2", FIVE, always), ("5.3", WEAK_YES, lambda s: s["5.2"] in MAYBE),
    ]),
    ("6", "per-protocol"): (reported, [
        ("6.1", FIVE, always),
        *((q, FIVE, lambda s: s["6.1"] in NOT_YES) for q in ("6.2", "6.3", "6.4")),
    ]),
}  # fmt: skip
