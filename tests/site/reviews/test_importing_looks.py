"""The pages of searches and copies are for everyone, at both widths."""

import pytest
from django.urls import reverse

from browser import WIDTHS, assert_accessible, assert_fits, page_at
from site_searching import asked, export, read_in

PARTS = (
    "TY  - JOUR\nTI  - Outcomes of kinship care placements in large cities: part {n}\nAU  - Miller, Anna\n"
    "AU  - Garcia, Benito{n}\nPY  - 2004\nJO  - Child Welfare\nVL  - 12\nSP  - 3{n}\nAB  - We followed {n}12 "
    "children in kinship care for two years and asked whether their homes lasted.\nER  - \n"
)


def laid(team):
    """Pages with something on each."""
    from whatworks_site.reviews.actions import duplicates
    from whatworks_site.reviews.actions.undoing import undo_import
    from whatworks_site.reviews.models import WorkRow

    query = "1 exp kinship care/\n2 (kinship or grandparent*).ti,ab.\n3 1 or 2"
    broken = b"\nTY  - JOUR\nAU  - Nobody, N.\nPY  - 2001\nER  - \n"
    row = read_in(
        team, export(range(8, 18), more=" Abridged.") + broken, query=query, platform="Ovid", hits=11
    )
    read_in(team, export(range(9, 11), more=" Third."), source="Social Care Online")
    read_in(team, "".join(PARTS.format(n=n) for n in (1, 2, 3)).encode(), source="ERIC")
    gone = read_in(team, export(range(90, 95)), source="Embase")
    undo_import(by=team.lead, review=team.key, number=gone.pk, why="Exported without its abstracts")
    refused = read_in(team, b"no records at all", source="Web of Science")
    table = asked(team, b"Titel;Jahr;Zusammenfassung\nHeime;2001;x\n", name="tabelle.csv", source="WISO")
    twice = asked(team, export(range(9, 11), more=" Third."), source="Social Care Online")
    works = WorkRow.objects.filter(review=team.review)
    alone = list(works.filter(search="s1").exclude(references__search=row.search).order_by("key"))
    duplicates.merge(by=team.lead, review=team.key, a=alone[0].key, b=alone[1].key)
    three = works.get(references__doi="10.1234/made.9", references__search="s1").pk
    pages = {
        "searches": ("review-searches",), "add": ("review-search-add",), "in": ("review-import", row.pk),
        "undone": ("review-import", gone.pk), "refused": ("review-import", refused.pk),
        "columns": ("review-import", table.pk), "twice": ("review-import", twice.pk),
        "undo": ("review-import-undo", row.pk), "copies": ("review-duplicates",),
        "three": ("review-duplicate", three), "by-hand": ("review-duplicate", alone[0].pk),
        "merge": ("review-duplicate-merge", alone[2].pk, alone[3].pk), "doubtful": ("review-doubtful",),
    }  # fmt: skip
    return {name: reverse(where, args=[team.key, *more]) for name, (where, *more) in pages.items()}


@pytest.mark.django_db(transaction=True)
def test_every_page_is_for_everyone(live_server, team, at_desk):
    pages = laid(team)
    cookies = at_desk(team.lead).cookies
    for width in WIDTHS:
        with page_at(live_server, width, cookies=cookies) as page:
            for address in pages.values():
                page.goto(address)
                assert_accessible(page)
    with page_at(live_server, 320, cookies=cookies) as page:
        for address in pages.values():
            page.goto(address)
            assert_fits(page)
