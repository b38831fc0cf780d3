"""The screening pages in a browser: by keys, without script, on a phone, for everyone."""

import pytest

from browser import WIDTHS, assert_accessible, page_at
from site_people import signed_in

SCREEN = "/desk/reviews/kin/screen/titles"
PLACES = ("screening", "screen/titles", "screen/full-texts", "decisions/titles", "agreement/titles")


def works_said():
    from whatworks_site.reviews.models import Vote

    return list(Vote.objects.order_by("decision__at").values_list("by", "verdict", "decision__criterion"))


@pytest.fixture
def seat(transactional_db):
    """A review with a team, and the first screener's cookies."""
    from site_reviews import make_team

    team = make_team(6)
    return team, signed_in(team.one).cookies


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_every_page_is_for_everyone_and_never_scrolls_sideways(live_server, seat, width):
    _, cookies = seat
    with page_at(live_server, width, cookies=cookies) as page:
        for place in PLACES:
            page.goto(f"/desk/reviews/kin/{place}")
            assert_accessible(page)
        page.goto("/desk/keys")
        assert_accessible(page)


def test_keys_decide_undo_and_never_while_typing(live_server, seat):
    _, cookies = seat
    with page_at(live_server, 1280, cookies=cookies) as page:
        page.goto(SCREEN)
        first = page.locator("#record-title").inner_text()
        page.keyboard.press("i")
        page.wait_for_url("**said=saved**")
        assert page.evaluate("document.activeElement.id") == "record-title"
        page.locator("#said-live", has_text="Saved: Include").wait_for(state="attached")
        page.keyboard.press("2")
        page.locator("#said", has_text="Exclude: Design").wait_for()
        page.keyboard.press("u")
        page.wait_for_url("**said=undone**")
        page.keyboard.press("n")
        page.keyboard.type("exclude me? i e m 1")
        assert page.locator("#note").input_value() == "exclude me? i e m 1"
        page.keyboard.press("Escape")
        page.keyboard.press("Control+e")
        page.keyboard.press("m")
        page.wait_for_url("**said=saved**")
        page.keyboard.press("k")
        page.wait_for_url("**work=**")
        page.keyboard.press("k")
        page.locator("#record-title", has_text=first).wait_for()
    assert works_said() == [("Sam", "include", None), ("Sam", "maybe", None)]


def test_all_is_done_without_script(live_server, seat):
    _, cookies = seat
    with page_at(live_server, 375, cookies=cookies, java_script_enabled=False) as page:
        page.goto(SCREEN)
        page.get_by_role("button", name="Include").click()
        page.locator('button[name="criterion"]').first.click()
        page.get_by_role("button", name="Undo the last one").click()
        page.get_by_role("button", name="Not sure").click()
        box = page.get_by_role("button", name="Exclude", exact=True).bounding_box()
        assert box["height"] >= 44 and box["y"] + box["height"] <= 900
    assert works_said() == [("Sam", "include", None), ("Sam", "maybe", None)]


def test_a_conflict_and_its_agreement_are_for_everyone(live_server, seat):
    from whatworks.terms import Stage, Verdict
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import WorkRow

    team, _ = seat
    works = list(WorkRow.objects.order_by("pk").values_list("pk", flat=True))
    for who, verdicts in ((team.one, ("include", "exclude")), (team.two, ("exclude", "exclude"))):
        for work, verdict in zip(works, verdicts, strict=False):
            said = Said(verdict=Verdict(verdict))
            decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)
    with page_at(live_server, 375, cookies=signed_in(team.arbiter).cookies) as page:
        for place in ("conflicts/titles", f"conflicts/titles/{works[0]}", "agreement/titles"):
            page.goto(f"/desk/reviews/kin/{place}")
            assert_accessible(page)
