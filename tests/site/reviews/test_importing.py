"""Searches in: all of a file or nothing, counted so that it balances."""

from site_searching import asked, export, read_in, state_of  # noqa: F401


def test_what_is_known_already_is_counted_and_makes_no_new_work(team):
    from whatworks_site.reviews.models import ReferenceRow, Standing, WorkRow

    row = read_in(team, export(range(8, 18)))
    assert (row.state, row.read, row.rejected, row.known, row.fresh) == ("in", 10, 0, 4, 6)
    assert WorkRow.objects.filter(review=team.review).count() == 18
    assert ReferenceRow.objects.filter(review=team.review).count() == 22
    assert Standing.objects.filter(review=team.review, state="awaiting").count() == 18
