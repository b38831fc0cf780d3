"""Every sheet of answers a form allows: each question asked only where it applies, else "NA"."""

FIVE = ("Y", "PY", "PN", "N", "NI")
FOUR = ("Y", "PY", "PN", "N")
WEAK_NO = ("Y", "PY", "WN", "SN", "NI")
WEAK_YES = ("SY", "WY", "PN", "N", "NI")
YES, NO = ("Y", "PY"), ("N", "PN")


def always(_):
    return True


def sheets(form):
    """Every sheet of a form, which lists each question, its answers and when it is asked."""
    found = [{}]
    for question, answers, asked in form:
        found = [
            {**sheet, question: answer}
            for sheet in found
            for answer in (answers if asked(sheet) else ("NA",))
        ]
    return found
