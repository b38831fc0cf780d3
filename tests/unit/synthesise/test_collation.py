"""Words are sorted as R sorts the levels of a factor."""

from whatworks import synthesise
from whatworks.synthesise.collation import collated

# metafor's factor(), R 4.2.2 with ICU 72.1, locale C.UTF-8
IN_R = (
    " q", "_x", "-x", "!a", "@", "#1", "%2", "^", "<5", "=1", ">5", "~1", "$", "10", "5-10", "9", "a", "A",
    "a b", "a_b", "a-b", "a,b", "a;b", "a:b", "a.b", "a'b", "a(b", "a*b", "a/b", "a&b", "a+b", "a|b", "ab",
    "aB", "Ab", "AB", "b", "B", "e", "E", "é", "É", "f", "z", "Z",
)  # fmt: skip


def test_words_are_sorted_as_r_sorts_them():
    assert tuple(sorted({*IN_R}, key=collated)) == IN_R


def test_an_accent_alone_is_a_word_too():
    assert sorted(["a", "\u0301"], key=collated) == ["a", "\u0301"]


def test_a_capital_does_not_make_a_level_the_first():
    fitted = synthesise.regress(
        [0.1, 0.3, 0.2, 0.6, 0.5, 0.9], [0.1] * 6, {"g": ["Zed", "a", "b", "Zed", "a", "b"]}, formula="~ g"
    )
    assert fitted.names == ("intrcpt", "gb", "gZed")
