"""A store in which nothing is published yet says so, and works."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Nothing is published yet"),
        ("/search?q=family", "Nothing yet on “family”"),
        ("/map", "Nothing to map yet"),
        ("/compare", "Nothing is rated yet"),
        ("/changes", "Nothing has been published yet"),
        ("/data", "Nothing is published yet"),
    ],
)
def test_an_empty_store_says_so(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/changes.atom", "/sitemap.xml", "/search.csv", "/search.json", "/map.csv", "/compare.csv",
     "/data/all.json", "/api", "/api/v1/interventions", "/health"],
)  # fmt: skip
def test_files_of_an_empty_store_are_files(client, address):
    assert client.get(address).status_code == 200
