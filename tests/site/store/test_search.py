"""A question in anyone's words leads to what was tried."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whatworks_site.store.models import SearchDocument
from whatworks_site.store.question import LONGEST, understand
from whatworks_site.store.search import marked, nearest_word, search, snippets

pytestmark = pytest.mark.django_db


def found(question, **options):
    return [hit.key for hit in search(question, **options).of("intervention")]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Do family meetings keep children out of care?", "fgc"),
        ("family group conferences", "fgc"),
        ("FGC", "fgc"),
        ("What helps when parents misuse drugs or alcohol?", "fdac"),
        ("MST", "mst"),
        ("kinship", "kinship"),
        ("grandparents", "kinship"),
        ("homebuilders", "ifps"),
        ("nurse visits for young mothers", "family-nurse-partnership"),
        ("social worker in school", "swis"),
        ("Taylor 2024", "fgc"),
    ],
)
def test_a_question_leads_first_to_what_it_means(store, question, first):
    assert found(question)[0] == first


def test_words_match_whatever_their_ending(store):
    assert found("foster carer") == found("foster carers") != []
    assert "keep" in found("foster carer")


def test_a_name_asked_for_in_full_leads_those_that_contain_it(store):
    assert found("multisystemic therapy")[0] == "mst"


def test_looked_after_in_care_and_lac_are_one_question(store):
    assert set(found("LAC")) == set(found("looked after")) == set(found("in care"))


def test_a_mistyped_word_is_put_right_and_said(store):
    told = search("famly meeting")
    assert told.corrected == (("famly", "family"),)
    assert told.of("intervention")[0].key == "fgc"


def test_a_mistyped_word_may_be_kept_as_it_is(store):
    told = search("famly meeting", correct=False)
    assert told.corrected == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("famly", "family"), ("mutlisystemic", "multisystemic"), ("guardianshp", "guardianship")],
)
def test_the_nearest_word_is_the_likeliest(store, typed, meant):
    assert nearest_word(typed) == meant


def test_short_words_and_numbers_are_not_guessed_at(store):
    assert nearest_word("xq") is None
    assert nearest_word("20244") is None


def test_a_phrase_in_quotes_must_stand_as_it_is(store):
    assert found('"extra help"') == []
    assert found('"drug and alcohol court"')[0] == "fdac"


def test_what_nobody_has_looked_at_offers_the_nearest_thing(store):
    told = search("grandparents’ rights in court")
    assert told.of("intervention") == ()
    assert "kinship" in [hit.key for hit in told.nearest]


def test_a_long_question_finds_what_has_most_of_it(store):
    told = search("multisystemic therapy teenagers custody penguin")
    assert told.partly
    assert told.of("intervention")[0].key == "mst"


def test_studies_outcomes_and_reviews_are_found_too(store):
    told = search("repeat maltreatment")
    assert {"study", "outcome", "review"} <= {hit.kind for hit in told.hits}


def test_a_snippet_shows_where_the_words_stand_and_escapes_the_rest(store):
    told = search("judge")
    hits = told.of("intervention")
    assert "<mark>judge</mark>" in snippets(told, hits)["fdac"]
    assert marked("<b>\x02judge\x03") == "&lt;b&gt;<mark>judge</mark>"


def test_only_so_much_of_a_question_is_read(store):
    assert len(understand("a" * 5_000).text) == LONGEST
    assert found("kinship " + "x" * 5_000)[:1] in ([], ["kinship"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=250))
def test_no_text_is_a_mistake(store, text):
    told = search(text)
    assert len({hit.document for hit in told.hits}) == len(told.hits)
    snippets(told, told.hits[:5])


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "AND OR NOT",
        "NEAR(a b)",
        "a* -b ^c",
        "title: x",
        "a:b & c | !d <-> e",
        "'; DROP TABLE x",
        "\x00",
        "%s %d",
    ],
)
def test_what_means_something_to_a_database_means_nothing_here(store, text):
    before = SearchDocument.objects.count()
    search(text)
    assert SearchDocument.objects.count() == before


def test_questions_lose_their_empty_words_but_never_all():
    assert [g.typed for g in understand("What works?").groups] == ["what", "works"]
    assert [g.phrases[0] for g in understand("How do we help a judge?").groups] == [("judge",)]
