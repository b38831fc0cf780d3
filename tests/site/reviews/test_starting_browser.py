"""The pages of planning a review, for everyone: by keyboard, with a reader, on a phone."""

import re

import pytest

from browser import WIDTHS, assert_accessible, expect, follow, page_at
from site_people import person

PLACES = (
    "start-review", "reviews/kin/question", "reviews/kin/question/edit", "reviews/kin/question/criteria/who",
    "reviews/kin/protocol", "reviews/kin/protocol?a=1&b=2", "reviews/kin/protocol/2",
    "reviews/kin/protocol/write", "reviews/kin/team", "reviews/kin/team/{seat}", "reviews/kin/team/{empty}",
    "reviews/kin/team/requests/{asked}", "reviews/kin/ways",
)  # fmt: skip


def _world(team):
    """A review with a protocol in two versions, an empty seat, and somebody who asks to join."""
    from whatworks_site.people.models import Membership
    from whatworks_site.reviews.actions.protocol import add_version
    from whatworks_site.reviews.actions.team import add_seat
    from whatworks_site.reviews.actions.team_requests import ask_to_join
    from whatworks_site.reviews.actions.team_ways import Chosen, set_ways
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.protocol import outline

    Membership.objects.create(user=team.lead, role="editor")
    plan = outline(team.review)
    add_version(by=team.lead, review=team.key, text=plan, why="The first version.", seen=0)
    changed = plan.replace("two people", "three people").replace("(which sources", "MEDLINE and ERIC; (which")
    add_version(
        by=team.lead,
        review=team.key,
        text=f"{changed}\n\nFunding\nNone.",
        why="A third reader joined.",
        seen=1,
    )
    empty = add_seat(by=team.lead, review=team.key, name="Reader 4")
    asked = ask_to_join(by=person("Nia", "reviewer"), review=team.key, name="Nia", why="I know the field")
    set_ways(by=team.lead, review=team.key, chosen=Chosen(overlap=0.25, terms_in=("kinship",)))
    seat = Seat.objects.get(review=team.review, name="Sam")
    return {"seat": seat.pk, "empty": empty.pk, "asked": asked.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_plan_and_the_team_is_for_everyone(live_server, team, at_desk, width):
    world, client = _world(team), at_desk(team.lead)
    with page_at(live_server, width, cookies=client.cookies) as page:
        for place in PLACES:
            page.goto(f"/desk/{place.format(**world)}")
            assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_a_form_with_faults_is_for_everyone_too(live_server, team, at_desk):
    _world(team)
    with page_at(live_server, 375, cookies=at_desk(team.lead).cookies) as page:
        for place, button in (("start-review", "Start the review"), ("reviews/kin/team", "Add to the team")):
            page.goto(f"/desk/{place}")
            follow(page.get_by_role("button", name=button))
            expect(page).to_have_title(re.compile("^Error"))
            assert_accessible(page)
