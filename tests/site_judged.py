"""A small review with results, its team, and RoB 2 answered through the pages; for tests of the desk."""

from types import SimpleNamespace

ANSWERS = {
    "1": {"1.1": "Y", "1.2": "Y", "1.3": "PN"},
    "2": {"2.1": "Y", "2.2": "Y", "2.3": "PN", "2.6": "Y"},
    "3": {"3.1": "N", "3.2": "PN", "3.3": "PY", "3.4": "PN"},
    "4": {"4.1": "N", "4.2": "PN", "4.3": "PY", "4.4": "PN"},
    "5": {"5.1": "NI", "5.2": "PN", "5.3": "PN"},
}
"""Answers by which every domain is judged, domain by domain."""
OF = "study-1-1"


def make_studied(folder):
    """The made-up review read in, with a lead, two extractors, an arbiter and an outsider."""
    from site_people import person
    from whatworks_site.evidence.actions import import_review
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.models import Seat

    import_review(folder=folder, by=None)
    held = Review.objects.get(key="mentoring")

    def seated(name, *parts):
        made = person(name, *parts, review="mentoring")
        Seat.objects.update_or_create(review=held, name=name, defaults={"user": made})
        return made

    return SimpleNamespace(
        key="mentoring",
        review=held,
        lead=seated("Lena", "lead"),
        one=seated("Ada", "screener", "extractor"),
        two=seated("Ben", "screener", "extractor"),
        arbiter=seated("Ari", "arbiter"),
        screener=seated("Sue", "screener"),
        outsider=person("Olu", "reviewer", review="another"),
    )


def place(name, *args):
    """The address of a page of the review."""
    from django.urls import reverse

    return reverse(name, args=["mentoring", *args])


def answer_as(who, changed=None, *, of=OF, effect="assignment", why="As the report says."):
    """Answer every domain by the desk's own actions: the quick way. Nothing is handed in."""
    from whatworks_site.reviews.actions.appraising import begin_appraisal, save_domain
    from whatworks_site.reviews.queries.appraising_sheet import Told

    at = {"by": who, "review": "mentoring", "object": of}
    begin_appraisal(effect=effect, **at)
    for domain, answers in ANSWERS.items():
        given = {**answers, **(changed or {}).get(domain, {})}
        save_domain(domain=domain, told={q: Told(a, why) for q, a in given.items()}, decided=None, **at)


def answer(browser, changed=None, *, of=OF, effect="assignment", why="As the report says."):
    """Answer every domain through the pages, with the questions that each page then asks; hand nothing in."""
    changed = changed or {}
    browser.post(place("review-appraisal-begin", of), {"effect": effect})
    for domain, answers in ANSWERS.items():
        given = {}
        for question, said in {**answers, **changed.get(domain, {})}.items():
            given[f"{question}-answer"] = said
            given[f"{question}-because"] = why
            # Only what is asked so far is sent, as the page would.
            browser.post(f"{place('review-appraise', of)}?domain={domain}", given)


def hand_in(browser, of=OF):
    """Hand the appraisal in."""
    return browser.post(place("review-appraisal-hand-in", of), follow=True)
