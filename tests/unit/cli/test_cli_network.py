"""`synthesise network` gives the published digits from arms and from contrasts, and fails in words."""

import pytest

from metafor_values import values

SENN = values("senn2013_network")
KEYS = [
    "b", "se", "ci_lb", "ci_ub", "zval", "pval", "names", "tau2", "QE", "QEp", "league", "p_scores",
    "inconsistency", "node_split", "k", "n_studies", "n_treatments",
]  # fmt: skip


def text(header, *columns):
    rows = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    return "\n".join([",".join(header), *rows]) + "\n"


@pytest.fixture
def contrasts(table):
    g = SENN["input"]
    header = ("study", "t1", "t2", "yi", "vi")
    return table(text(header, *(g[name] for name in header)), "contrasts.csv")


@pytest.fixture
def covariances(table):
    return table("\n".join(",".join(map(repr, row)) for row in SENN["input"]["V"]), "v.csv")


@pytest.mark.parametrize(("flag", "key"), [("--random", "random_CS_rho.5"), ("--common", "common")])
def test_contrasts_with_their_covariances_give_metafors_digits(flag, key, contrasts, covariances, run):
    said = run(
        "synthesise", "network", contrasts, "--covariances", covariances, "--reference", "placebo", flag,
        "--small-values", "good", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    found, wanted = said.json, SENN["results"][key]
    assert list(found)[: len(KEYS)] == KEYS
    assert found["names"] == wanted["names"]
    for ours, theirs in (("b", "b"), ("se", "se"), ("ci_lb", "ci_lb"), ("ci_ub", "ci_ub"), ("zval", "stat")):
        assert found[ours] == pytest.approx(wanted[theirs], rel=1e-6), ours
    assert found["tau2"] == pytest.approx(wanted["tau2"][0], rel=1e-6)
    assert found["QE"] == pytest.approx(wanted["QE"], rel=1e-6)
    assert (found["k"], found["n_studies"], found["n_treatments"]) == (27, 26, 10)
    assert found["diagnostics"] == []


def test_arms_give_the_same(table, run):
    a = SENN["input"]["arms"]
    names = ("study", "drug", "mi", "sdi", "ni")
    path = table(text(names, a["study"], a["treatment"], a["mi"], a["sdi"], a["ni"]))
    said = run(
        "synthesise", "network", path, "--measure", "MD", "--treatment", "drug", "--mean", "mi",
        "--sd", "sdi", "--n", "ni", "--reference", "placebo", "--json",
    )  # fmt: skip
    assert said.json["b"] == pytest.approx(SENN["results"]["random_CS_rho.5"]["b"], rel=1e-6)


def test_counts_are_read_from_their_columns(table, run):
    path = table("study,treatment,events,n\nx,A,10,50\nx,B,20,60\ny,A,12,40\ny,B,18,45\n")
    said = run("synthesise", "network", path, "--measure", "OR", "--json")
    assert said.code == 0, said.err
    assert said.json["names"] == ["B"]


def test_standard_errors_stand_for_variances(table, run):
    plain = table("study,t1,t2,yi,vi\n1,A,B,1,0.25\n2,A,B,2,0.25\n", "a.csv")
    other = table("study,t1,t2,yi,e\n1,A,B,1,0.5\n2,A,B,2,0.5\n", "b.csv")
    wanted = run("synthesise", "network", plain, "--json").json
    assert run("synthesise", "network", other, "--se", "e", "--json").json == wanted


def test_a_shared_arm_or_an_assumed_correlation_fills_in(table, run):
    rows = "1,A,B,1,0.25,\n2,A,B,2,0.25,\nm,A,B,1,0.2,0.1\nm,A,C,2,0.3,0.1\n"
    path = table("study,t1,t2,yi,vi,arm\n" + rows)
    told = run("synthesise", "network", path, "--json").json
    known = run("synthesise", "network", path, "--shared-vi", "arm", "--json").json
    other = run("synthesise", "network", path, "--rho", "0.1", "--json").json
    assert any("correlate by 0.5" in note for note in told["diagnostics"])
    assert not any("correlate" in note for note in known["diagnostics"])
    assert len({str(found["se"]) for found in (told, known, other)}) == 3


def test_the_plain_answer_is_a_sentence_and_the_ranks(contrasts, run):
    said = run("synthesise", "network", contrasts, "--reference", "placebo", "--small-values", "good")
    assert said.code == 0
    assert "26 studies compare 10 treatments. Against placebo" in said.out
    assert "Best first" in said.out
    assert said.out.index("rosiglitazone   ") < said.out.index("placebo   ")
    assert "Willms (1999)" in said.out


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("study,t1,t2,yi\n1,A,B,1\n", [], "no column 'vi'"),
        ("study,t1,t2,yi,vi\n1,A,B,x,1\n", [], "line 2, column yi: 'x' is not a number"),
        ("study,t1,t2,yi,vi\n1,,B,1,1\n", [], "line 2, column t1: is empty; name the t1"),
        ("study,t1,t2,yi,vi\n1,A,B,1,1\n2,C,D,1,1\n", [], "2 parts that no study joins (1: A, B; 2: C, D)"),
        ("study,t1,t2,yi,vi\n1,A,B,1,1\n", ["--reference", "Z"], "use one of A, B"),
        ("study,t1,t2,yi,vi\nm,A,B,1,1\nm,A,C,1,1\nm,B,C,0,9\n", [], "cannot belong to one study"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_place(text, options, words, table, run):
    said = run("synthesise", "network", table(text), *options)
    assert said.code == 1
    assert words in said.err


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ("a,b\n1,2\n", "line 1: not all cells are numbers"),
        ("1,0\n0\n", "line 2: 1 cells of 2 rows"),
    ],
)
def test_covariances_that_are_none_are_said_with_their_line(matrix, words, table, run):
    path = table("study,t1,t2,yi,vi\n1,A,B,1,1\n2,A,B,1,1\n")
    said = run("synthesise", "network", path, "--covariances", table(matrix, "v.csv"))
    assert said.code == 1
    assert words in said.err
