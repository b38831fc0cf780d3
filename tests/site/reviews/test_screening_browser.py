"""The screening pages in a browser: by keys, without script, on a phone, for everyone."""

import pytest

from browser import WIDTHS, assert_accessible, expect, follow, page_at, turning
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
        with turning(page):
            page.keyboard.press("i")
        assert "said=saved" in page.url
        expect(page.locator("#record-title")).to_be_focused()
        expect(page.locator("#said-live")).to_contain_text("Saved: Include")
        with turning(page):
            page.keyboard.press("2")
        expect(page.locator("#said")).to_contain_text("Exclude: Design")
        with turning(page):
            page.keyboard.press("u")
        assert "said=undone" in page.url
        page.keyboard.press("n")
        page.keyboard.type("exclude me? i e m 1")
        assert page.locator("#note").input_value() == "exclude me? i e m 1"
        page.keyboard.press("Escape")
        page.keyboard.press("Control+e")
        with turning(page):
            page.keyboard.press("m")
        assert "said=saved" in page.url
        with turning(page):
            page.keyboard.press("k")
        assert "work=" in page.url
        with turning(page):
            page.keyboard.press("k")
        expect(page.locator("#record-title")).to_have_text(first)
    assert works_said() == [("Sam", "include", None), ("Sam", "maybe", None)]


def test_all_is_done_without_script(live_server, seat):
    _, cookies = seat
    with page_at(live_server, 375, cookies=cookies, java_script_enabled=False) as page:
        page.goto(SCREEN)
        follow(page.get_by_role("button", name="Include"))
        follow(page.locator('button[name="criterion"]').first)
        follow(page.get_by_role("button", name="Undo the last one"))
        follow(page.get_by_role("button", name="Not sure"))
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
