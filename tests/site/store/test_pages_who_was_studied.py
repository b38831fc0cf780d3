"""Who was studied, beside the effect: which groups the studies tell of, and where nothing is known."""

from dataclasses import replace

from site_snapshots import family_conferences
from whatworks.publish import Sources, shelf_of
from whatworks.terms import InOrOut, Population, Progress
from whatworks_site.store.links import SiteLinks
from whatworks_site.store.pages.equity import equity_of


def studies():
    return [s.id for s in family_conferences().records.studies]


def row(number, characteristic, **given):
    base = {"study": studies()[0], "group": "a group"}
    return Population(id=f"p{number}", characteristic=characteristic, **{**base, **given})


def shown(*rows):
    made = family_conferences()
    shelf = shelf_of(replace(made, records=replace(made.records, populations=rows)))
    return equity_of(shelf, Sources(shelf, SiteLinks(on="fgc")), shelf.records.interventions[0])


def gap(found, name):
    return next(g for g in found.gaps if g.name == name)


def test_where_nothing_is_recorded_no_table_pretends_otherwise():
    found = shown()
    assert found.gaps == ()
    assert found.not_held.startswith("age, gender or sex, race or ethnicity, disability")


def test_a_characteristic_says_how_many_of_the_studies_tell_of_it():
    found = shown(row(1, Progress.AGE), row(2, Progress.AGE, study=studies()[1], group="12 to 15"))
    age = gap(found, "Age")
    assert (age.said, age.of) == (2, len(studies()))
    assert age.words == f"2 of {len(studies())}"
    assert "age" not in found.not_held.split(", ")


def test_a_characteristic_of_which_nothing_is_recorded_is_not_called_missing_from_the_study():
    found = shown(row(1, Progress.AGE))
    assert gap(found, "Disability").words == "Nothing recorded here"
    assert "disability" in found.not_held


def test_looked_for_in_vain_is_told_apart_from_not_looked_for():
    found = shown(row(1, Progress.DISABILITY, group=None, in_or_out=InOrOut.NOT_REPORTED))
    assert gap(found, "Disability").words == "None; looked for in 1 study, not reported"
    assert "disability" not in found.not_held


def test_a_share_says_what_it_counts_and_is_never_multiplied():
    found = shown(
        row(1, Progress.GENDER, group="Girls", percent=48.5, unit="children"),
        row(2, Progress.AGE, group="Under 5", n=40, unit="families", percent=39.6),
        row(3, Progress.RACE, group="Families without English", in_or_out=InOrOut.LEFT_OUT),
    )
    assert gap(found, "Gender or sex").groups[0].words == "Girls, 48.5% of children"
    assert gap(found, "Age").groups[0].words == "Under 5, 40 families (39.6%)"
    assert gap(found, "Race or ethnicity").groups[0].words == "Families without English, left out"


def test_other_characteristics_are_shown_only_where_a_study_names_one():
    assert "Other" not in {g.name for g in shown(row(1, Progress.AGE)).gaps}
    assert "Other" in {g.name for g in shown(row(1, Progress.OTHER, group="Travelling families")).gaps}


def test_every_characteristic_of_the_code_list_has_words():
    found = shown(row(1, Progress.OTHER))
    assert len(found.gaps) == len(Progress)
