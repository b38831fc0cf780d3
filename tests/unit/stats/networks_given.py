"""Small networks that several files of tests look at."""

from whatworks.stats.networks.contrasts import contrast_network

TRIANGLE = {
    "study": ["s1", "s2", "s3", "s4", "s5", "s6"],
    "t1": ["A", "A", "A", "B", "B", "A"],
    "t2": ["B", "B", "C", "C", "C", "C"],
    "yi": [0.5, 0.9, 1.6, 0.4, 0.1, 1.1],
    "vi": [0.04, 0.09, 0.05, 0.06, 0.1, 0.03],
}


def triangle():
    return contrast_network(**TRIANGLE)


def three_arms(**given):
    """One study of A, B and C given as two contrasts, beside the triangle."""
    columns = {name: list(values) for name, values in TRIANGLE.items()}
    for values, new in zip(
        columns.values(), (["m", "m"], ["A", "C"], ["B", "B"], [0.6, -0.5], [0.2, 0.3]), strict=True
    ):
        values.extend(new)
    return contrast_network(**columns, **given)
