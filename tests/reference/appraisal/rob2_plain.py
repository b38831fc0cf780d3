"""RoB 2 (22 August 2019) stated again in plain Python, from its published tables: a check of its own.

Each function takes the answers of one domain and gives its judgement. A question that is not asked is "NA".
"""

YES, NO = ("Y", "PY"), ("N", "PN")
LOW, SOME, HIGH = "Low", "Some concerns", "High"
FIVE = ("Y", "PY", "PN", "N", "NI")


def worst(*judgements):
    return HIGH if HIGH in judgements else SOME if SOME in judgements else LOW


def randomisation(q11, q12, q13):
    if q12 in NO:
        return HIGH
    if q12 == "NI":
        return HIGH if q13 in YES else SOME
    if q11 in NO or q13 in YES:
        return SOME
    return LOW


def assignment(q21, q22, q23, q24, q25, q26, q27):  # noqa: PLR0917
    if (q21 in NO and q22 in NO) or q23 in NO:
        first = LOW
    elif q23 == "NI" or q24 in NO:
        first = SOME
    else:
        first = SOME if q25 in YES else HIGH
    second = LOW if q26 in YES else SOME if q27 in NO else HIGH
    return worst(first, second)


def adhering(q21, q22, q23, q24, q25, q26):  # noqa: PLR0917
    unaware = q21 in NO and q22 in NO
    balanced = unaware or q23 in ("NA", "Y", "PY")
    if balanced and q24 in ("NA", "N", "PN") and q25 in ("NA", "N", "PN"):
        return LOW
    return SOME if q26 in YES else HIGH


def missing(q31, q32, q33, q34):
    if q31 in YES or q32 in YES or q33 in NO:
        return LOW
    return SOME if q34 in NO else HIGH


def measurement(q41, q42, q43, q44, q45):
    if q41 in YES or q42 in YES:
        return HIGH
    if q43 in NO or q44 in NO:
        return LOW if q42 in NO else SOME
    return SOME if q45 in NO else HIGH


def selection(q51, q52, q53):
    if q52 in YES or q53 in YES:
        return HIGH
    if q52 == "NI" or q53 == "NI":
        return SOME
    return LOW if q51 in YES else SOME


def overall(*domains):
    return worst(*domains)


def sheets_randomisation():
    return [(a, b, c) for a in FIVE for b in FIVE for c in FIVE]


def sheets_assignment():
    first = []
    for a in FIVE:
        for b in FIVE:
            if a in NO and b in NO:
                first.append((a, b, "NA", "NA", "NA"))
                continue
            for c in FIVE:
                if c not in YES:
                    first.append((a, b, c, "NA", "NA"))
                    continue
                for d in FIVE:
                    first += [(a, b, c, d, e) for e in (("NA",) if d in NO else FIVE)]
    second = [(f, g) for f in FIVE for g in (("NA",) if f in YES else FIVE)]
    return [(*one, *two) for one in first for two in second]


def sheets_adhering():
    six = ("NA", *FIVE)
    sheets = []
    for a in FIVE:
        for b in FIVE:
            for c in ("NA",) if a in NO and b in NO else six:
                for d in six:
                    for e in six:
                        asked = c in (*NO, "NI") or d in (*YES, "NI") or e in (*YES, "NI")
                        sheets += [(a, b, c, d, e, f) for f in (FIVE if asked else ("NA",))]
    return sheets


def sheets_missing():
    sheets = []
    for a in FIVE:
        if a in YES:
            sheets.append((a, "NA", "NA", "NA"))
            continue
        for b in ("Y", "PY", "PN", "N"):
            if b in YES:
                sheets.append((a, b, "NA", "NA"))
                continue
            for c in FIVE:
                sheets += [(a, b, c, d) for d in (("NA",) if c in NO else FIVE)]
    return sheets


def sheets_measurement():
    sheets = []
    for a in FIVE:
        for b in FIVE:
            if a in YES or b in YES:
                sheets.append((a, b, "NA", "NA", "NA"))
                continue
            for c in FIVE:
                if c in NO:
                    sheets.append((a, b, c, "NA", "NA"))
                    continue
                for d in FIVE:
                    sheets += [(a, b, c, d, e) for e in (("NA",) if d in NO else FIVE)]
    return sheets


DOMAINS = {
    ("1", "assignment"): (("1.1", "1.2", "1.3"), randomisation, sheets_randomisation),
    ("2", "assignment"): (
        ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7"), assignment, sheets_assignment,
    ),
    ("2", "adhering"): (("2.1", "2.2", "2.3", "2.4", "2.5", "2.6"), adhering, sheets_adhering),
    ("3", "assignment"): (("3.1", "3.2", "3.3", "3.4"), missing, sheets_missing),
    ("4", "assignment"): (("4.1", "4.2", "4.3", "4.4", "4.5"), measurement, sheets_measurement),
    ("5", "assignment"): (("5.1", "5.2", "5.3"), selection, sheets_randomisation),
}  # fmt: skip
