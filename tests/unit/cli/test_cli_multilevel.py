"""`synthesise multilevel` gives metafor's digits from a file, and fails in words."""

import pytest

from metafor_values import values

SCHOOLS, CRIME, TEETH = (values(n) for n in ("konstantopoulos2011", "assink2016", "berkey1998"))


def text(columns):
    rows = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    return "\n".join([",".join(columns), *rows]) + "\n"


@pytest.fixture
def schools(table):
    names = ("district", "school", "year", "yi", "vi")
    return table(text({n: SCHOOLS["input"][n] for n in names}), "schools.csv")


@pytest.fixture
def crime(table):
    names = ("study", "esid", "year", "deltype", "yi", "vi")
    return table(text({n: CRIME["input"][n] for n in names}), "crime.csv")


def agree(found, expected, names):
    for name in names:
        wanted = expected[name] if isinstance(expected[name], list) else [expected[name]]
        got = found[name] if isinstance(found[name], list) else [found[name]]
        assert got == pytest.approx(wanted, rel=1e-6, abs=1e-6), name


MODEL = ("b", "se", "ci_lb", "ci_ub", "sigma2", "QE", "QEp", "QM", "QMp", "k", "logLik", "AIC", "BIC", "AICc")


def test_three_levels(schools, run):
    said = run("synthesise", "multilevel", schools, "--random", "district/school", "--json").json
    agree(said, SCHOOLS["results"]["threelevel_REML_z"], MODEL)
    assert said["s_names"] == ["district", "district/school"]
    assert [said["pi_lb"], said["pi_ub"]] == pytest.approx(
        SCHOOLS["results"]["predict_threelevel_REML"]["pi"], abs=1e-6
    )
    by_t = run("synthesise", "multilevel", schools, "--random", "district/school", "--method", "ML", "--test",
               "t", "--json").json  # fmt: skip
    agree(by_t, SCHOOLS["results"]["threelevel_ML_t"], MODEL)


def test_correlated_errors_moderators_and_robust_tests(crime, run):
    said = run("synthesise", "multilevel", crime, "--random", "study/esid", "--rho", "0.6", "--mods",
               "~ deltype", "--robust", "CR2", "--json").json  # fmt: skip
    agree(said, CRIME["results"]["CHE_mod_deltype"], MODEL)
    agree(said["robust"], CRIME["results"]["robust_CHE_mod_deltype"]["clubSandwich_CR2"],
          ("se", "t", "df", "p", "ci_lb", "ci_ub"))  # fmt: skip
    assert said["names"] == ["intrcpt", "deltypegeneral", "deltypeovert"]


@pytest.mark.parametrize(("options", "key"), [
    (("--robumeta", "CORR"), "CORR_small_rho.8"), (("--robumeta", "CORR", "--large"), "CORR_nosmall"),
    (("--robumeta", "HIER"), "HIER_small")])  # fmt: skip
def test_robumeta(options, key, crime, run):
    said = run("synthesise", "multilevel", crime, "--random", "study/esid", *options, "--json").json
    agree(said, CRIME["results"]["robumeta"][key], ("b", "se", "t", "df", "p", "ci_lb", "ci_ub", "tau2"))


def test_outcomes_with_their_covariances(table, run):
    i = TEETH["input"]
    file = table(text({n: i[n] for n in ("trial", "outcome", "yi", "vi")}), "teeth.csv")
    matrix = table("\n".join(",".join(map(repr, row)) for row in i["V"]), "v.csv")
    said = run("synthesise", "multilevel", file, "--random", "trial", "--inner", "outcome", "--covariances",
               matrix, "--json").json  # fmt: skip
    expected = TEETH["results"]["UN_REML"]
    assert said["b"] == pytest.approx(expected["b"], abs=1e-6)
    assert said["tau2"] + said["rho"] == pytest.approx(expected["tau2"] + expected["rho"], abs=1e-5)


def test_in_words(schools, run):
    said = run("synthesise", "multilevel", schools, "--random", "district")
    assert "Effects within one district are allowed to be alike" in said.out
    assert "Coefficients" in said.out and "Levels" in said.out and "no level has one group" in said.out


@pytest.mark.parametrize(("options", "words"), [
    (("--random", "team"), "no column 'team'"),
    (("--random", "district", "--rho", "3"), "rho 3 gives no covariance"),
    (("--random", "district", "--mods", "~ size"), "no column 'size'"),
])  # fmt: skip
def test_mistakes_are_told_in_words(options, words, schools, run):
    said = run("synthesise", "multilevel", schools, *options)
    assert said.code == 1 and words in said.err


@pytest.mark.parametrize(("matrix", "words"), [
    ("a,b\n1,2\n", "it holds numbers only"), ("1,2\n3\n", "as many columns as lines")])  # fmt: skip
def test_a_covariance_file_that_is_none_is_told(matrix, words, schools, table, run):
    said = run("synthesise", "multilevel", schools, "--random", "district", "--covariances",
               table(matrix, "v.csv"))  # fmt: skip
    assert said.code == 1 and words in said.err
