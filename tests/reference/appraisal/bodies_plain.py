"""AMSTAR 2 (2017), ROBINS-I (2016) overall and GRADE's steps stated again in plain Python.

AMSTAR 2: Shea and others, BMJ 2017;358:j4008, as told by published accounts. ROBINS-I: Sterne and others, BMJ
2016;355:i4919. GRADE: the steps as generally described; not checked against the handbook.
"""

CRITICAL_ITEMS = {"2", "4", "7", "9", "11", "13", "15"}
PARTLY_ITEMS = {"2", "4", "7", "8", "9"}
POOLING_ITEMS = {"11", "12", "15"}
ITEMS = [str(n) for n in range(1, 17)]


def item_answers(item):
    return (
        ("Y", "PY", "N")
        if item in PARTLY_ITEMS
        else ("Y", "N", "NMA")
        if item in POOLING_ITEMS
        else ("Y", "N")
    )


def confidence(critical_flaws, other_weaknesses):
    if critical_flaws:
        return "Low" if critical_flaws == 1 else "Critically low"
    return "High" if other_weaknesses < 2 else "Moderate"


def amstar2(answers, critical=CRITICAL_ITEMS):
    flawed = {item for item, answer in answers.items() if answer == "N"}
    return confidence(len(flawed & set(critical)), len(flawed - set(critical)))


def robins_2016(seven):
    for judgement in ("Critical", "Serious", "No information", "Moderate"):
        if judgement in seven:
            return judgement
    return "Low"


STARTS = {"randomised": 4, "not randomised, ROBINS-I": 4, "not randomised": 2}
DOWN = {"not serious": 0, "serious": 1, "very serious": 2, "extremely serious": 3}
DOWNS = {"risk-of-bias": 3, "inconsistency": 2, "indirectness": 2, "imprecision": 3, "publication-bias": 2}
UPS = {
    "large-effect": {"no": 0, "large": 1, "very large": 2},
    "dose-response": {"no": 0, "yes": 1},
    "opposing-bias": {"no": 0, "yes": 1},
}


def grade_form():
    form = {"start": tuple(STARTS)}
    form |= {name: tuple(DOWN)[: most + 1] for name, most in DOWNS.items()}
    return form | {name: tuple(points) for name, points in UPS.items()}


def grade(answers):
    down = sum(DOWN[answers[name]] for name in DOWNS)
    up = sum(points[answers[name]] for name, points in UPS.items())
    level = STARTS[answers["start"]] - down
    if not down and answers["start"] != "randomised":
        level += up
    return {1: "Very low", 2: "Low", 3: "Moderate", 4: "High"}[min(4, max(1, level))]
