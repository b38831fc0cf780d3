from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, parse, stays_inside, tag, texts
from whatworks.figures import prisma_flow
from whatworks.terms import Prisma

DATABASES = Prisma(
    database_results=190,
    database_specific_results={"Medline": 148, "PsycINFO & others": 42},
    register_results=12,
    duplicates=38,
    records_screened=164,
    records_excluded=121,
    dbr_sought_reports=43,
    dbr_notretrieved_reports=4,
    dbr_assessed=39,
    dbr_excluded={"wrong population": 12, "no comparison group": 11},
    dbr_included=16,
    new_studies=14,
    new_reports=16,
)


def with_(**changes):
    return Prisma(**{f.name: getattr(DATABASES, f.name) for f in Prisma.fields()} | changes)


OTHER = {
    "website_results": 12, "other_screened": 12, "other_records_excluded": 3, "other_sought_reports": 9,
    "other_assessed": 9, "other_excluded": {"wrong outcome": 7}, "other_included": 2,
}  # fmt: skip


def test_every_count_of_an_arm_is_drawn_and_in_the_table():
    figure = prisma_flow(DATABASES)
    numbers = {row[-1] for row in figure.table.rows}
    for count in ("202", "148", "42", "12", "38", "164", "121", "43", "4", "39", "23", "11", "14", "16"):
        assert count in numbers
        assert all(count in texts(svg) for svg in both(figure))


def test_an_empty_arm_is_left_out():
    assert all("Other methods" not in texts(svg) for svg in both(prisma_flow(DATABASES)))
    for svg in both(prisma_flow(with_(**OTHER))):
        assert "Other methods" in texts(svg) and "Databases and registers" in texts(svg)


def test_rejected_records_stand_beside_the_first_box():
    figure = prisma_flow(with_(rejected=3))
    rows = [row for row in figure.table.rows if "Could not be read" in row[2]]
    assert rows == [
        ("Identification", "Databases and registers", "Could not be read, and not counted here", "", "3")
    ]
    assert "Could not be read" not in prisma_flow(DATABASES).alt


def test_what_awaits_is_dashed_and_absent_when_nothing_does():
    assert "w-await" not in classes(prisma_flow(DATABASES).svg)
    figure = prisma_flow(with_(records_awaiting=10, dbr_awaiting_retrieval=1, dbr_awaiting=4))
    for svg in both(figure):
        assert classes(svg).count("w-await") == 3
    assert "still open" in (figure.caption or "")


def test_exclusion_reasons_are_listed_with_their_counts():
    figure = prisma_flow(DATABASES)
    reasons = {row[3]: row[4] for row in figure.table.rows if row[2] == "Left out on full text" and row[3]}
    assert reasons == {"wrong population": "12", "no comparison group": "11"}


def test_a_constructed_example_says_so_everywhere():
    figure = prisma_flow(with_(constructed=True))
    for svg in both(figure):
        assert "Constructed example" in " ".join(texts(svg))
    assert "Constructed example" in figure.alt and "onstructed example" in figure.table.caption
    assert "onstructed" not in prisma_flow(DATABASES).alt


def test_a_flow_before_any_search_says_so():
    figure = prisma_flow(Prisma())
    assert "No search is on record yet" in texts(figure.svg) and "No search is on record yet" in figure.alt


def boxes(svg):
    for e in parse(svg).iter():
        if tag(e) == "rect" and e.get("class", "").startswith("w-") and e.get("class") != "w-tag":
            x, y, w, h = (float(e.attrib[k]) for k in ("x", "y", "width", "height"))
            yield x, y, x + w, y + h


def test_no_box_lies_on_another():
    busy = with_(
        **OTHER, rejected=3, records_awaiting=2, dbr_awaiting=3, other_awaiting=1, reports_without_study=2
    )
    for flow in (DATABASES, busy, with_(dbr_awaiting=1)):
        for svg in both(prisma_flow(flow)):
            found = list(boxes(svg))
            for i, (l1, t1, r1, b1) in enumerate(found):
                for l2, t2, r2, b2 in found[i + 1 :]:
                    assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(max_size=70), st.integers(0, 10**7), max_size=6), st.booleans(), st.booleans())
def test_any_reasons_and_sources_stay_inside(named, arms, constructed):
    more = OTHER if arms else {}
    flow = with_(**more, database_specific_results=named, dbr_excluded=named, constructed=constructed)
    figure = prisma_flow(flow)
    for svg in both(figure):
        is_safe(svg)
        stays_inside(svg)
    is_safe(figure.standalone())
    assert figure == prisma_flow(flow)
