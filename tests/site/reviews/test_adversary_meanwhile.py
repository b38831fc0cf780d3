"""Two who write the same page at once: the second learns of the first, and nothing is lost."""

import re

import pytest

from site_people import signed_in

WAYS = {
    "reading": "all", "overlap": "20", "screeners_needed": "2", "order": "ranked", "settled_by": "arbiter",
    "target": "95", "terms_in": "", "terms_out": "", "extractors_needed": "2", "appraisers_needed": "2",
}  # fmt: skip
QUESTION = {"question": "Does it help?", "title": "Kinship care", "field": "care"}
PAGES = {
    "ways": (WAYS, {"order": "newest"}, {"target": "90"}),
    "question/edit": (QUESTION, {"population": "Children"}, {"outcomes": "Home"}),
    "question/criteria/who": ({"text": "Not kin", "stage": ""}, {"text": "Others"}, {"text": "Nobody"}),
}


def kept(team):
    from whatworks_site.reviews.seats import ways_of

    team.review.refresh_from_db()
    ways = ways_of(team.review)
    return {**team.review.document, "order": ways.order, "target": ways.target}


@pytest.mark.parametrize("where", sorted(PAGES))
def test_what_a_colleague_saved_meanwhile_is_not_overwritten_unseen(team, where):
    sent, first, second = PAGES[where]
    browser, address = signed_in(team.lead), f"/desk/reviews/{team.key}/{where}"
    opened = re.search(r'name="seen" value="([^"]+)"', browser.get(address).content.decode())[1]
    assert browser.post(address, {**sent, **first, "seen": opened}).status_code == 302
    after_first = kept(team)
    answer = browser.post(address, {**sent, **second, "seen": opened})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Somebody else saved this page" in page
    assert kept(team) == after_first
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert browser.post(address, {**sent, **second, "seen": again}).status_code == 302
    assert kept(team) != after_first, "who has been told may go on"
