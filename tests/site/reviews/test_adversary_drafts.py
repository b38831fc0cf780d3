"""Nobody sees an extraction or an appraisal early because the team chose another number of people."""

import pytest

from site_judged import OF, answer_as, make_studied
from whatworks_site.evidence.states import NotPossible

STUDY = "study-1"


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def ways(desk, **chosen):
    from whatworks_site.reviews.actions.team_ways import Chosen, set_ways

    set_ways(by=desk.lead, review=desk.key, chosen=Chosen(**chosen))


def extracted(desk, who):
    from whatworks_site.reviews.actions.extracting import begin_extraction, hand_in

    begin_extraction(by=who, review=desk.key, study=STUDY)
    return hand_in(by=who, review=desk.key, study=STUDY)


def appraised(desk, who):
    from whatworks_site.reviews.actions.appraising import hand_in

    answer_as(who)
    return hand_in(by=who, review=desk.key, object=OF)


def test_a_draft_handed_in_blind_stays_so_when_one_extractor_becomes_enough(studied):
    from whatworks_site.reviews.actions.extracting import hand_in, take_back
    from whatworks_site.reviews.actions.reconciling import choose
    from whatworks_site.reviews.extract_state import standing_of, standings
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    extracted(studied, studied.one)
    ways(studied, extractors_needed=1)
    assert reconcile_page(studied.review, STUDY) is None
    with pytest.raises(NotPossible):
        choose(by=studied.two, review=studied.key, study=STUDY, choices={})
    assert not standing_of(studied.review, STUDY).is_open
    assert not standings(studied.review)[STUDY].is_open
    take_back(by=studied.one, review=studied.key, study=STUDY)
    hand_in(by=studied.one, review=studied.key, study=STUDY)
    assert standing_of(studied.review, STUDY).state == "agreed", "its extractor may let one be enough"


def test_the_other_extractor_may_still_join_when_one_becomes_enough(studied):
    from whatworks_site.reviews.queries.reconciling import reconcile_page

    extracted(studied, studied.one)
    ways(studied, extractors_needed=1)
    extracted(studied, studied.two)
    assert reconcile_page(studied.review, STUDY).names == ("Ada", "Ben")


def test_what_two_handed_in_stays_open_whatever_number_is_chosen_later(studied):
    from whatworks_site.reviews.queries.appraisals_one import handed_in

    ways(studied, appraisers_needed=1)
    appraised(studied, studied.one)
    assert handed_in(studied.review, OF)
    ways(studied, appraisers_needed=2)
    assert handed_in(studied.review, OF)


def test_an_appraisal_handed_in_blind_stays_so_when_one_becomes_enough(studied, at_desk):
    from site_judged import place
    from whatworks_site.reviews.actions.appraising import take_back_appraisal
    from whatworks_site.reviews.queries.appraisals_one import handed_in

    appraised(studied, studied.one)
    settle = at_desk(studied.two)
    before = settle.get(place("review-appraisal-settle", OF)).content
    ways(studied, appraisers_needed=1)
    assert handed_in(studied.review, OF) == ()
    assert b"As the report says" not in before + settle.get(place("review-appraisal-settle", OF)).content
    assert settle.get(place("review-appraisals")).status_code == 200
    take_back_appraisal(by=studied.one, review=studied.key, object=OF)


@pytest.mark.parametrize("kind", ["extractors_needed", "appraisers_needed"])
def test_the_front_page_says_nothing_is_to_settle_then(studied, kind):
    from whatworks_site.reviews.models import Seat
    from whatworks_site.reviews.queries.overview_own import appraised_by, extracted_by

    extracted(studied, studied.one)
    appraised(studied, studied.one)
    ways(studied, **{kind: 1})
    seat = Seat.objects.get(review=studied.review, name="Ben")
    count = {"extractors_needed": extracted_by, "appraisers_needed": appraised_by}[kind]
    assert count(studied.review, seat, 1).to_settle == 0
