"""Full texts in a browser: for everyone, at every width, and the document really shown."""

import pytest

from browser import WIDTHS, assert_accessible, expect, follow, page_at, turning
from site_people import signed_in
from small_pdf import small_pdf
from whatworks.terms import RetrievalState, Stage, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def works(team):
    """Four records: one attached, one asked for, one not to be had, one to find."""
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.actions.fulltexts import attach, say
    from whatworks_site.reviews.models import WorkRow

    found = list(WorkRow.objects.filter(review=team.review).order_by("pk").values_list("pk", flat=True))[:4]
    for work in found:
        for who in (team.one, team.two):
            said = Said(verdict=Verdict.INCLUDE)
            decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=said)
    place = {"by": team.one, "review": team.key}
    say(**place, work=found[0], state=RetrievalState.ASKED, where="The university’s library, 3 March")
    attach(**place, work=found[0], name="A trial of support, final report.pdf", pieces=[small_pdf()])
    say(**place, work=found[1], state=RetrievalState.ASKED, where="The British Library, 3 March 2026")
    looked = "Publisher, author’s page, https://example.org/" + "very-long-address-" * 8
    say(**place, work=found[2], state=RetrievalState.NOT_FOUND, where=looked)
    return found


def base(team):
    return f"/desk/reviews/{team.key}/full-texts"


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_the_pages_are_for_everyone(team, works, live_server, width):
    cookies = signed_in(team.one).cookies
    with page_at(live_server, width, cookies=cookies) as page:
        for path in (base(team), f"{base(team)}?state=not-found", f"{base(team)}/{works[3]}"):
            page.goto(path)
            assert_accessible(page)
    with page_at(live_server, width, cookies=cookies) as page:
        page.goto(f"{base(team)}/{works[0]}")
        page.wait_for_load_state("networkidle")
        assert_accessible(page)


def test_a_document_is_shown_at_the_desk_and_linked_on_a_phone(team, works, live_server):
    cookies = signed_in(team.one).cookies
    for width, shown in ((1280, True), (375, False)):
        with page_at(live_server, width, cookies=cookies) as page:
            sent = []
            page.on("response", lambda r, sent=sent: sent.append(r) if "/file/" in r.url else None)
            page.goto(f"{base(team)}/{works[0]}")
            page.wait_for_load_state("networkidle")
            expect(page.get_by_role("link", name="Open the PDF in a new tab")).to_be_visible()
            expect(page.locator("iframe")).to_be_visible(visible=shown)
            assert bool(sent) is shown, "a phone does not load what it does not show"


def test_a_pdf_is_attached_by_keyboard_and_undone(team, works, live_server, tmp_path):
    (tmp_path / "found at last.pdf").write_bytes(small_pdf("Found at last"))
    with page_at(live_server, 1280, cookies=signed_in(team.one).cookies) as page:
        page.goto(base(team))
        page.get_by_role("button", name="Next one to find").focus()
        with turning(page):
            page.keyboard.press("Enter")
        assert page.url.endswith(f"/{works[3]}")
        page.get_by_label("PDF file").set_input_files(tmp_path / "found at last.pdf")
        page.get_by_role("button", name="Attach it").focus()
        with turning(page):
            page.keyboard.press("Enter")
        expect(page.get_by_text("“found at last.pdf” is attached.")).to_be_visible()
        expect(page.locator(".ww-text .ww-tag")).to_have_text("Found")
        page.get_by_role("button", name="Undo the last step").focus()
        with turning(page):
            page.keyboard.press("Enter")
        expect(page.get_by_text("Everything is as it was before")).to_be_visible()
        expect(page.locator(".ww-text .ww-tag")).to_have_text("To find")


def test_several_are_attached_without_a_word_typed(team, works, live_server, tmp_path):
    for name in ("10.1234_made.2.pdf", "Something else entirely.pdf", "a page.pdf"):
        content = b"<html>" if name == "a page.pdf" else small_pdf(name)
        (tmp_path / name).write_bytes(content)
    for width in WIDTHS:
        with page_at(live_server, width, cookies=signed_in(team.one).cookies) as page:
            page.goto(base(team))
            follow(page.get_by_role("button", name="Attach several PDFs"))
            assert_accessible(page)
            page.get_by_label("PDF files").set_input_files(sorted(tmp_path.glob("*.pdf")))
            follow(page.get_by_role("button", name="Go on"))
            expect(page.get_by_role("heading", name="Which record is each PDF?")).to_be_visible()
            assert_accessible(page)
    with page_at(live_server, 1280, cookies=signed_in(team.one).cookies) as page:
        page.goto(f"{base(team)}/several")
        page.get_by_label("PDF files").set_input_files(sorted(tmp_path.glob("*.pdf")))
        follow(page.get_by_role("button", name="Go on"))
        follow(page.get_by_role("button", name="Attach them"))
        expect(page.get_by_text("1 PDF is attached.")).to_be_visible()
