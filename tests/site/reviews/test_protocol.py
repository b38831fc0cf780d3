"""The protocol: versions are added, read and compared; none ever changes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st


def _add(team, text, **more):
    from whatworks_site.reviews.actions.protocol import add_version
    from whatworks_site.reviews.queries.protocol import versions

    seen = more.pop("seen", len(versions(team.review)))
    return add_version(by=team.lead, review=team.key, text=text, why="Because", seen=seen, **more)


def _kept(team):
    from whatworks_site.evidence.rows import records_of

    team.review.refresh_from_db()
    return records_of(team.review).protocol_versions


def test_a_new_version_leaves_the_old_ones_as_they_were(team):
    first = _add(team, "We read everything.")
    second = _add(team, "We read nearly everything.", registration="OSF 12", registered=dt.date(2026, 1, 2))
    assert (first.id, second.id, second.by) == ("1", "2", "Lena")
    assert _kept(team) == (first, second)


def test_nothing_is_saved_over_what_a_colleague_saved_meanwhile(team):
    from whatworks_site.evidence.states import NotPossible

    first = _add(team, "One.")
    with pytest.raises(NotPossible, match="Somebody else"):
        _add(team, "Two.", seen=0)
    with pytest.raises(NotPossible, match="the same as version 1"):
        _add(team, "One.  \r\n")
    assert _kept(team) == (first,)


def test_a_registration_lies_in_the_past_and_has_a_number(team):
    from whatworks_site.evidence.states import NotPossible

    for given_, words in (
        ({"registered": dt.date(2999, 1, 1), "registration": "OSF 1"}, "future"),
        ({"registered": dt.date(2026, 1, 1)}, "which number"),
    ):
        with pytest.raises(NotPossible, match=words):
            _add(team, "Plan", **given_)


def test_a_plan_is_written_from_what_is_set_and_then_compared(team, at_desk):
    client, at = at_desk(team.lead), f"/desk/reviews/{team.key}/protocol"
    draft = client.get(f"{at}/write?outline=1").content.decode()
    assert "Not about kinship carers" in draft and "read by two people" in draft
    one = {"text": "We search.\r\nWe read.", "why": "First", "seen": "0"}
    assert client.post(f"{at}/write", one).status_code == 302
    two = {"text": "We search twice.\nWe read.", "why": "More", "seen": "1"}
    assert client.post(f"{at}/write", two).status_code == 302
    assert "We search." in client.get(f"{at}/1").content.decode()
    shown = client.get(f"{at}?a=1&b=2").content.decode()
    assert "[added] </span> twice<" in shown and "[taken out]" not in shown
    assert client.get(f"{at}/3").status_code == 404
    assert client.get(f"{at}?a=1&b=9").status_code == 200


def test_a_writer_who_was_second_keeps_the_text_and_may_save_again(team, at_desk):
    client, at = at_desk(team.lead), f"/desk/reviews/{team.key}/protocol/write"
    _add(team, "Theirs.")
    mine = {"text": "Mine.", "why": "First", "seen": "0"}
    shown = client.post(at, mine).content.decode()
    assert "Somebody else saved" in shown and "Mine." in shown and 'value="1"' in shown
    assert len(_kept(team)) == 1


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_a_comparison_holds_both_texts_to_the_letter(before, after):
    from whatworks_site.reviews.queries import protocol

    lines = _whole(protocol, before, after)
    for kinds, text in ((("same", "gone"), before), (("same", "added"), after)):
        said = [[p for p in line.pieces if p.kind in kinds] for line in lines]
        kept = ["".join(p.text for p in pieces) for pieces in said if pieces or not text]
        assert "".join(kept) == text.replace("\n", "")


def _whole(protocol, before, after):
    """The comparison with nothing folded."""
    kept, protocol.KEPT = protocol.KEPT, 1000
    try:
        return [line for line in protocol.compare(before, after) if not line.skipped] or [
            protocol.Line((protocol.Piece("same", before.replace("\n", "")),))
        ]
    finally:
        protocol.KEPT = kept
