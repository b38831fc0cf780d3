"""What the functions say to inputs that are no list of numbers, and that none of them is changed."""

import numpy as np
import pytest

from whatworks.synthesise import multilevel, pool

YI, VI = [0.1, 0.3, 0.2], [0.04, 0.05, 0.03]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((0.3, 0.1), "yi is 0.3; give a list or an array, one number for each study"),
        ((YI, 0.1), "vi is 0.1; give a list or an array"),
        (("abc", VI), "yi is 'abc'; give a list or an array"),
        ((None, VI), "no estimates were given"),
    ],
)
def test_what_is_no_list_is_refused_by_name(given, told):
    with pytest.raises(ValueError, match=told):
        pool(*given)


def test_a_column_that_stands_twice_is_refused_by_name():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([[0.1, 0.2, 0.04], [0.3, 0.1, 0.05]], columns=["yi", "yi", "vi"])
    with pytest.raises(ValueError, match="column 'yi' stands twice in the data; drop or rename one"):
        pool(frame)


@pytest.mark.parametrize("level", ["95", None, 0.95, 100])
def test_a_level_is_a_number_in_per_cent(level):
    with pytest.raises(ValueError, match="is not a level in per cent; write 95 for a 95% interval"):
        pool(YI, VI, level=level)


def test_inputs_are_not_changed():
    yi, vi = list(YI), list(VI)
    pool(yi, vi)
    assert (yi, vi) == (YI, VI)


def test_a_level_may_be_a_whole_number_of_numpy():
    assert pool(YI, VI, level=np.int64(95)) == pool(YI, VI)


def test_groups_may_mix_words_and_numbers_and_come_to_the_same():
    data = {"yi": [*YI, 0.5], "vi": [*VI, 0.02], "study": ["a", "a", "b", "b"]}
    mixed = multilevel(data | {"effect": [1, 2, "c", 4]}, random="study/effect")
    words = multilevel(data | {"effect": ["1", "2", "c", "4"]}, random="study/effect")
    assert mixed.to_json() == words.to_json()
