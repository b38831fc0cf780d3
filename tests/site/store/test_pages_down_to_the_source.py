"""From badge to rule, criterion, fact, study, source and address: reasons, studies, outcomes, schemes."""

import json
import re
from dataclasses import replace

import pytest

from site_snapshots import bare, family_conferences, family_preservation, put_out, shelf, whole_review
from whatworks.terms import Answer, Appraisal, DomainJudgement
from whatworks_site.store.links import outcome_address, why_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    put_out(family_conferences())
    put_out(family_preservation())
    put_out(whole_review())


def test_a_rating_leads_down_to_the_address_it_was_read_at(store, client):
    page = client.get(why_address("fgc", "fgc-entry-to-care", "centre", "effect")).content.decode()
    steps = [
        "Why this rating",
        "Tends to help or Mixed",
        "Not settled: what is still possible",
        "What is not known, what matters most first",
        "How the rule was applied",
        "Do more than half of the studies favour it?",
        "England, pre-proceedings, 2024",
        "What would change it",
        "The scheme",
        "Sources",
    ]
    places = [page.index(words) for words in steps]
    assert places[:6] == sorted(places[:6])
    assert 'href="/studies/taylor-2024-england"' in page
    assert 'rel="noreferrer">ouci.dntb.gov.ua</a>' in page
    assert "version 1" in page
    assert "unverified" in page


def test_every_rating_of_every_set_has_its_page_and_names_every_source_it_uses(store, client):
    for rating in family_conferences().findings.ratings:
        place = rating.object
        address = why_address(place.intervention, place.evidence_set, rating.scheme, rating.scale)
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        ids = set(re.findall(r' id="([^"]+)"', page))
        assert {a for a in re.findall(r'href="#([^"]+)"', page) if a not in ids} == set(), address
        assert rating.scheme_name.replace("'", "&#39;") in page


def test_a_published_reviews_figure_is_named_where_it_speaks(store, client):
    page = client.get(why_address("ifps", "ifps-entry-to-care", "centre", "effect")).content.decode()
    assert "A published review’s pooled figure spoke" in page
    assert "Bezeczky 2020" in page


def test_a_study_shows_its_numbers_as_printed_and_what_is_not_known(store, client):
    page = client.get("/studies/taylor-2024-england").content.decode()
    assert "36.2% against 44.8%, a difference of 8.6 percentage points" in page
    assert "12 months, from the pre-proceedings letter" in page
    assert "Randomised trial" in page
    known, unknown = page.index("What is on record"), page.index("What is not known")
    assert known < page.index("1,471 families", known) < unknown
    assert "Nobody has appraised its risk of bias" in page
    assert "“Child looked after” speaks for it: the only result of the whole sample" in page
    assert 'href="/interventions/fgc/why/fgc-entry-to-care/centre/effect"' in page


def test_an_appraisal_of_a_study_is_shown_with_its_domains(client):
    snapshot = family_conferences()
    said = Answer(appraisal="a", question="1.1", answer="Y", quote="Drawn by a computer", place="p. 4")
    made = Appraisal(
        id="a", instrument="RoB 2", version="2019", object="taylor-2024-england", rater="Rater One",
        answers=(said,),
        domains=(DomainJudgement(domain="d1", name="Randomisation", proposed="Low", path=()),),
        proposed="Some concerns",
    )  # fmt: skip
    put_out(replace(snapshot, records=replace(snapshot.records, appraisals=(made,))))
    page = client.get("/studies/taylor-2024-england").content.decode()
    assert "Overall: <b>Some concerns</b>" in page
    assert "Randomisation" in page
    assert "“Drawn by a computer”" in page
    assert "p. 4" in page
    assert "Rater One" not in page


def test_a_study_comes_as_data_too(store, client):
    data = json.loads(client.get("/studies/taylor-2024-england/data.json").content)
    assert data["study"]["n_analysed"] == 1471
    assert {r["study"] for r in data["results"]} == {"taylor-2024-england"}
    assert data["edition"]["version"] == 1


def test_a_study_of_a_withdrawn_page_is_not_found(client):
    put_out(family_conferences(), state="withdrawn")
    assert client.get("/studies/taylor-2024-england").status_code == 404


def test_an_outcome_shows_what_is_rated_on_it_side_by_side_the_better_known_first(store, client):
    page = client.get("/outcomes/entry-to-care").content.decode()
    assert "Fewer children in care is better." in page
    assert page.index("of which something is known") < page.index("Family group conferencing</a>")
    assert "Intensive family preservation services</a>" in page
    assert 'href="/interventions/fgc/why/fgc-entry-to-care/centre/effect"' in page


def test_outcomes_with_nothing_rated_say_so(client):
    snapshot = family_conferences()
    put_out(replace(snapshot, records=replace(snapshot.records, evidence_sets=()), findings=bare().findings))
    name = next(iter(snapshot.records.outcomes)).id
    page = client.get(outcome_address(name)).content.decode()
    assert "Nothing is rated on this yet" in page
    assert "a gap in the research, or in our reading" in page


def test_the_lists_say_so_when_nothing_is_published(client):
    for address, words in (
        ("/studies", "No study is published yet"),
        ("/outcomes", "No outcome is published yet"),
        ("/reviews", "No review is published yet"),
        ("/ratings", "No scheme is in use yet"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_the_lists_lead_to_every_study_outcome_review_and_scheme(store, client):
    for address in ("/studies", "/outcomes", "/reviews", "/ratings"):
        led = set(re.findall(rf'href="({address}/[^"#]+)"', client.get(address).content.decode()))
        assert led
        assert {a for a in led if client.get(a).status_code != 200} == set()


def test_a_review_tells_its_question_its_exact_searches_and_what_was_made_up(store, client):
    page = client.get("/reviews/entering-care").content.decode()
    for search in whole_review().records.searches:
        if search.query:
            assert search.query[:30].replace('"', "&#34;") in page
    assert "Made up for this example" in page
    assert "Which interventions reduce children" in page
    assert 'href="/interventions/fgc"' in page
    assert 'href="/interventions/kinship"' not in page, "a page that is not published"
    assert "restricted maximum likelihood" in page
    assert (
        client.get("/reviews/entering-care/searches.csv").content.decode("utf-8-sig").startswith("id,kind,")
    )
    assert json.loads(client.get("/reviews/entering-care/data.json").content)["prisma"] is not None


def test_a_scheme_is_explained_with_a_worked_example_from_a_published_page(store, client):
    page = client.get("/ratings/centre").content.decode()
    assert "Worked example" in page
    assert re.search(r'href="/interventions/(fgc|ifps)/why/[^"]+/centre/effect"', page)
    assert "Not checked against the published scheme" in page
    assert client.get("/ratings/nobody").status_code == 404


def test_a_schemes_newest_version_is_the_one_explained():
    from whatworks_site.store.pages.schemes import schemes_of

    old = family_conferences()
    newer = replace(old.schemes["centre"], version="10")
    new = replace(old, schemes={**old.schemes, "centre": newer})
    for order in ((old, new), (new, old)):
        assert {s.id: s.version for s in schemes_of([shelf(s) for s in order])}["centre"] == "10"
