"""A person's own keys."""

import re

import pytest

from whatworks_site.reviews.actions.keys import key_faults

URL = "/desk/keys"
SCREEN = "/desk/reviews/kin/screen/titles"
USUAL = {
    "include": "i", "exclude": "e", "maybe": "m", "undo": "u", "note": "n", "next": "j", "back": "k",
    "help": "?",
}  # fmt: skip


def test_the_usual_keys_stand_on_the_buttons(team, at_desk):
    browser = at_desk(team.one)
    work = re.search(r'name="work" value="(\d+)"', browser.get(SCREEN).content.decode()).group(1)
    browser.post(SCREEN, {"work": work, "verdict": "include"})
    text = browser.get(SCREEN).content.decode()
    for key in USUAL.values():
        assert f'data-key="{key}"' in text
    assert 'data-key="1"' in text and 'data-key="2"' in text


def test_a_person_chooses_other_keys_for_themselves_alone(team, at_desk):
    form = {**USUAL, "include": "Y", "exclude": "x", "undo": "", "on": "on"}
    assert at_desk(team.one).post(URL, form).status_code == 302
    text = at_desk(team.one).get(SCREEN).content.decode()
    assert 'data-key="y"' in text and 'data-key="i"' not in text
    assert 'data-key="u"' not in text and 'data-key="1"' not in text
    assert 'data-key="i"' in at_desk(team.two).get(SCREEN).content.decode()


def test_keys_can_be_switched_off_and_every_button_stays(team, at_desk):
    at_desk(team.one).post(URL, {**USUAL, "numbers": "on"})
    text = at_desk(team.one).get(SCREEN).content.decode()
    assert "data-key" not in text and "ww-kbd" not in text
    assert text.count('name="verdict"') == 3 and text.count('name="criterion"') == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"exclude": "i"}, "I is the key for “Include” and for “Exclude”"),
        ({"exclude": "3"}, "3 excludes with a reason"),
        ({"exclude": "ab"}, "must have one key"),
    ],
)
def test_a_clash_is_refused_in_words(team, at_desk, changed, words):
    from whatworks_site.reviews.models import Keys

    page = at_desk(team.one).post(URL, {**USUAL, **changed, "on": "on", "numbers": "on"})
    assert words in page.content.decode()
    assert not Keys.objects.exists()


def test_the_usual_keys_come_back(team, at_desk):
    browser = at_desk(team.one)
    browser.post(URL, {**USUAL, "include": "y", "on": "on"})
    browser.post(URL, {"do": "usual"})
    assert 'data-key="i"' in browser.get(SCREEN).content.decode()


def test_numbers_are_free_where_they_exclude_nothing():
    assert key_faults({**USUAL, "include": "1"}, numbers=False) == {}
