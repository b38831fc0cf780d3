"""A kept analysis looked at harder: what the page says is what the library finds."""

import pytest

from site_judged import make_studied, place
from site_people import signed_in

KEY = "mentoring-stability"


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def shown(browser, **asked):
    return browser.get(place("review-analysis-checks", KEY), asked).content.decode()


def checks(studied, **more):
    from whatworks_site.reviews.queries.analyses import kept_set, methods_of
    from whatworks_site.reviews.queries.analyses_checks import checks_of
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    records = evidence_of(studied.review)
    return checks_of(records, kept_set(records, KEY), methods_of(studied.review), **more)


def test_three_studies_are_too_few_for_a_test_of_asymmetry_and_it_says_so(studied):
    page = shown(signed_in(studied.one))
    assert "3 studies are too few, and 10 are the least" in page
    assert "Without any one study it lies between" in page
    assert "If the funnel were even?" not in page, "all three are as exact as one another: it has no side"
    assert 'id="funnel"' in page


def test_the_analysis_leads_to_it(studied):
    page = signed_in(studied.one).get(place("review-analysis", KEY)).content.decode()
    assert place("review-analysis-checks", KEY) in page


def test_what_the_page_says_of_a_new_place_is_the_prediction_distribution(studied):
    from math import hypot, sqrt

    from scipy.stats import t

    from whatworks.review import assess
    from whatworks.synthesise import pool, poolable
    from whatworks_site.reviews.queries.analyses import kept_set, methods_of
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    records = evidence_of(studied.review)
    effects = poolable(assess(kept_set(records, KEY), records, []).effects)
    methods = methods_of(studied.review)
    p = pool(list(effects), method=methods.method, test=methods.test).pool
    chance = t.cdf(p.b / hypot(sqrt(p.tau2), p.se), p.k - 2)
    (look,) = [look for look in checks(studied).looks if "new place" in look.asked]
    assert f"About {100 * chance:.0f} in 100" in look.found


def test_two_studies_say_what_they_can(studied):
    from whatworks_site.evidence.models import ResultRow
    from whatworks_site.evidence.rows import drop

    drop(studied.review, ResultRow, "study-3-1")
    page = shown(signed_in(studied.one))
    assert "need three" in page
    assert 'id="funnel"' not in page
    drop(studied.review, ResultRow, "study-2-1")
    assert "Nothing is pooled in this analysis" in shown(signed_in(studied.one))


def test_standardised_differences_are_not_said_in_people(studied):
    assert checks(studied).baseline is None
    assert "In people" not in shown(signed_in(studied.one))


def test_who_may_not_see_the_review_sees_no_checks(studied):
    answer = signed_in(studied.outsider).get(place("review-analysis-checks", KEY))
    assert answer.status_code in (403, 404)
