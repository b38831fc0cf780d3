"""3ie's confidence in a review: sound, or flawed and saying so, or flawed."""

from __future__ import annotations

from unit.rate.left_open import NOT_APPLICABLE, SOUGHT, level, levels


def confidence(**of_set):
    return levels("3ie", "confidence", **{k.replace("_", "__", 1): v for k, v in of_set.items()})


def test_each_level():
    assert confidence(review_methods_sound=True) == {"high"}
    assert confidence(review_methods_sound=True, review_flaws_acknowledged=False) == {"high"}
    assert confidence(review_methods_sound=False, review_flaws_acknowledged=True) == {"medium"}
    assert confidence(review_methods_sound=False, review_flaws_acknowledged=False) == {"low"}


def test_what_is_not_known_leaves_what_it_could_make():
    assert confidence() == {"high", "medium", "low"}
    assert confidence(review_methods_sound=False) == {"medium", "low"}
    assert confidence(review_flaws_acknowledged=True) == {"high", "medium"}
    assert confidence(review_methods_sound=SOUGHT, review_flaws_acknowledged=True) == {"high", "medium"}


def test_a_review_that_does_not_speak_of_its_flaws_has_not_accounted_for_them():
    assert confidence(review_methods_sound=False, review_flaws_acknowledged=SOUGHT) == {"low"}


def test_no_review_is_no_level():
    what = {"review__methods_sound": NOT_APPLICABLE, "review__flaws_acknowledged": NOT_APPLICABLE}
    assert level("3ie", "confidence", **what) == "none"
