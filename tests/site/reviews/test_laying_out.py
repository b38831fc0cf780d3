"""Reviews that a site had before it had a desk for teams are laid out when it starts."""

from site_reviews import start


def _asked():
    from whatworks_site.jobs.models import Job

    return [job.args["review"] for job in Job.objects.filter(kind="lay-out")]


def test_a_review_read_in_before_is_laid_out_once(db):
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.jobs.laying_out import lay_out_what_came_before

    review = start(12)
    assert (lay_out_what_came_before(), lay_out_what_came_before()) == (1, 1)
    assert _asked() == [review]
    assert lay_out(review=review)["works"] == 12
    assert lay_out_what_came_before() == 0
