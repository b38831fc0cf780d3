"""Dependent effects from a table: groups written as words, rows left out and told, plain sentences."""

import json

import numpy as np
import pytest

from metafor_values import values
from whatworks import stats, synthesise
from whatworks.synthesise.multilevel_reading import random_factors

SCHOOLS = values("konstantopoulos2011")
TEETH = values("berkey1998")["input"]
DATA = {name: SCHOOLS["input"][name] for name in ("district", "school", "year", "yi", "vi")}


def schools(**settings):
    return synthesise.multilevel(DATA, **({"random": "district/school"} | settings))


def test_groups_are_written_as_words():
    assert random_factors("district/school") == (("district", "school"),)
    assert random_factors("~ 1 | study/effect + lab") == (("study", "effect"), ("lab",))
    assert random_factors(["a", "b/c"]) == (("a",), ("b", "c"))
    for text in ("", "a//b", "a/a", "a +"):
        with pytest.raises(ValueError, match="is not understood"):
            random_factors(text)


def test_the_result_is_that_of_the_model():
    found, expected = schools(), SCHOOLS["results"]["threelevel_REML_z"]
    assert found.fit.b[0] == pytest.approx(expected["b"][0], abs=1e-7)
    assert found.fit.s_names == ("district", "district/school")
    assert [row["groups"] for row in found.levels()] == [11, 56]
    assert [row["I2"] for row in found.levels()] == pytest.approx(
        SCHOOLS["results"]["multilevel_I2"]["by_level"], abs=1e-4
    )
    assert found.glance()[0]["I2"] == pytest.approx(SCHOOLS["results"]["multilevel_I2"]["total"], abs=1e-4)
    assert found.tidy()[0]["estimate"] == found.fit.b[0] and found.diagnostics == ()


def test_the_sentence_says_what_was_done():
    said = schools(robust="CR2").sentence()
    assert said.startswith("Pooled over 56 effects, the effect is 0.18 (95% CI ")
    assert "In a new group like these, expect -0.45 to 0.82 (95% prediction interval)." in said
    assert "Effects within one district are allowed to be alike (variances: district 0.0651, " in said
    assert said.endswith("intervals allow for the model being wrong about that (CR2, 11 clusters).")
    assert schools().sentence().endswith("restricted maximum likelihood, normal intervals.")
    assert schools(test="t", method="ML").sentence().endswith("; maximum likelihood, t intervals.")
    assert "correlate by 0.4" in schools(rho=0.4).sentence()
    moderated = schools(formula="~ I(year - 1990)").sentence()
    assert moderated.startswith("Over 56 effects: intrcpt ") and "I(year - 1990) 0.00531" in moderated


def test_everything_goes_to_json():
    found = schools(robust="CR2", rho=0.3).to_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["s_names"] == ["district", "district/school"] and found["imputed_rho"] == 0.3
    assert found["zval"] == found["stat"] and found["robust"]["n_clusters"] == 11
    assert found["pval"] == [schools(rho=0.3).fit.p[0]] and "robust" not in schools().to_json()


def test_robust_tests_replace_those_of_the_model_in_the_table():
    row, expected = schools(robust="CR2").tidy()[0], SCHOOLS["results"]["robust_REML"]["clubSandwich_CR2"]
    assert row["std_error"] == pytest.approx(expected["se"][0], abs=1e-7)
    assert (row["df"], row["p_value"]) == (
        pytest.approx(expected["df"][0], abs=1e-6), pytest.approx(expected["p"][0], abs=1e-6))  # fmt: skip


def test_rows_that_miss_something_are_left_out_and_told():
    holed = {name: list(column) for name, column in DATA.items()}
    holed["yi"][0], holed["district"][1], holed["year"][2] = None, "", float("nan")
    found = synthesise.multilevel(holed, random="district/school", formula="~ year")
    assert found.fit.k == 53 and found.data.places[0] == 4
    assert found.diagnostics[:3] == (
        "1 row left out: no yi (row 1)", "1 row left out: no district (row 2)",
        "1 row left out: no year (row 3)")  # fmt: skip
    assert holed["yi"][0] is None


def test_a_covariance_loses_the_rows_that_are_left_out():
    v = stats.impute_covariance(DATA["vi"], DATA["district"], 0.4)
    holed = DATA | {"yi": [None, *DATA["yi"][1:]]}
    found = synthesise.multilevel(holed, random="district/school", covariance=v)
    wanted = synthesise.multilevel(holed, random="district/school", rho=0.4)
    assert found.fit.b == pytest.approx(wanted.fit.b, rel=1e-12) and found.fit.k == 55


def test_words_become_levels_and_crossed_groups_stand_side_by_side():
    data = DATA | {"time": ["early" if y < 1990 else "late" for y in DATA["year"]], "n": list(range(56))}
    found = synthesise.multilevel(data, random="district/n + year", formula="~ time")
    assert found.terms == ("intrcpt", "timelate")
    assert found.fit.s_names == ("district", "district/n", "year")


def test_effects_that_have_no_level_of_their_own_are_told():
    found = schools(random="district")
    assert "no level has one group an effect" in found.diagnostics[0]


def test_profiles_and_groups_come_as_tables():
    found = schools()
    rows = found.intervals()
    assert [row["term"] for row in rows] == ["district", "district/school"]
    assert rows[0]["conf_low"] == pytest.approx(0.02224, abs=1e-5)
    assert found.groups()[0]["group"] == "11" and found.groups()[11]["group"] == "11/1"


def test_sensitivity_has_a_row_for_each_correlation():
    rows = synthesise.sensitivity_to_rho(DATA, rhos=(0, 0.6), random="district/school", robust="CR1")
    assert [row["rho"] for row in rows] == [0.0, 0.6]
    assert rows[0]["estimate"] == pytest.approx(schools().fit.b[0], rel=1e-8)
    assert rows[0]["std_error"] == pytest.approx(schools(robust="CR1").robust.se[0], rel=1e-8)
    assert rows[1]["sigma2 district"] < rows[0]["sigma2 district"]


def test_outcomes_have_a_mean_each():
    data = {name: TEETH[name] for name in ("trial", "outcome", "yi", "vi")}
    found = synthesise.multivariate(
        data, outcome="outcome", study="trial", covariance=TEETH["V"], robust="CR2"
    )
    assert found.terms == ("outcomeAL", "outcomePD")
    assert found.fit.b == pytest.approx((-0.339215, 0.353428), abs=1e-6)
    assert "Effects within one trial are allowed to be alike" in found.sentence()
    assert "(variances: AL 0.0327, PD 0.0117)" in found.sentence()
    assert found.i2() is None and found.levels() == [] and found.robust.n_clusters == 5
    numbered = data | {"outcome": [1 if o == "AL" else 2 for o in data["outcome"]]}
    one = synthesise.multivariate(numbered, outcome="outcome", study="trial", struct="CS", rho=0.5)
    assert one.terms == ("C(outcome)1", "C(outcome)2") and "each outcome" in one.sentence()
    with pytest.raises(ValueError, match="not both"):
        synthesise.multivariate(data, outcome="outcome", study="trial", rho=0.5, covariance=TEETH["V"])


def test_robumeta_from_a_table():
    found = synthesise.robumeta(DATA, study="district", model="HIER", formula="~ year")
    assert found.terms == ("intrcpt", "year") and found.fit.n_clusters == 11
    assert "effects are taken to vary within studies and between them" in found.sentence()
    told = found.to_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told and told["omega2"] == found.omega2
    expected = SCHOOLS["results"]["robumeta"]["CORR_small_rho.8"]
    corr = synthesise.robumeta(DATA, study="district")
    assert corr.tidy()[0]["std_error"] == pytest.approx(expected["se"][0], abs=1e-9)
    assert corr.glance()[0]["I2"] == pytest.approx(expected["I2"]) and corr.rho == 0.8


def test_a_plain_model_tested_robustly():
    found = synthesise.robust(DATA, cluster="district")
    plain = synthesise.pool(DATA["yi"], DATA["vi"])
    assert found.fit.b[0] == pytest.approx(plain.pool.b) and found.tau2 == pytest.approx(plain.pool.tau2)
    assert found.fit.df[0] < 10 and "weighted as if independent" in found.sentence()


@pytest.mark.parametrize(("settings", "words"), [
    ({"random": "distric/school"}, "no column 'distric'; the data's columns are district, school"),
    ({"formula": "~ size"}, "no column 'size'"),
    ({"rho": 0.5, "covariance": np.eye(56)}, "rho or the covariance, not both"),
    ({"covariance": np.eye(3)}, r"give \(56, 56\)"),
    ({"robust": "HC1"}, "kind 'HC1' is not known"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_words(settings, words):
    with pytest.raises(ValueError, match=words):
        schools(**settings)


@pytest.mark.parametrize(("data", "words"), [
    ([1, 2], "give a data frame, or a mapping of columns"),
    (DATA | {"vi": [-1, *DATA["vi"][1:]]}, "row 1: vi -1 is not above 0"),
    (DATA | {"vi": DATA["vi"][1:]}, "column 'vi' has 55 rows and 'yi' 56"),
    (DATA | {"yi": [None] * 56}, "no row has all of"),
    (DATA | {"yi": ["much"] * 56}, "row 1: yi 'much' is not a number"),
])  # fmt: skip
def test_tables_that_cannot_be_used_are_refused_with_words(data, words):
    with pytest.raises(ValueError, match=words):
        synthesise.multilevel(data, random="district/school")


def test_a_data_frame_will_do():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(DATA)
    found = synthesise.multilevel(frame, random="district/school")
    assert found.fit.b == schools().fit.b
    assert next(iter(found.tidy(frame=True).columns)) == "term"
