"""Pooling: what goes in, what is told, and that order and inputs do not matter."""

import copy
import json
import random

import numpy as np
import pandas as pd
import pytest

from whatworks.synthesise import pool, poolable, regress, what_if
from whatworks.terms import Direction, Effect, Pool, PoolSource, Scale


def effect(n, yi, vi, scale=Scale.RR, *, study=None, better=-1):
    return Effect(
        id=f"e{n}", study=study or f"S{n:02}", result=f"r{n}", scale=scale, yi=yi, vi=vi, formula="as given",
        better=better, direction=Direction.FAVOURS,
    )  # fmt: skip


EFFECTS = [effect(n, 0.1 * n - 0.7, 0.02 + 0.01 * (n % 4)) for n in range(1, 9)]


def test_the_order_of_effects_changes_nothing_in_the_record():
    first = pool(EFFECTS)
    for seed in range(20):
        shuffled = EFFECTS[:]
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        again = pool(shuffled)
        assert again.pool == first.pool
        assert json.dumps(again.to_json()) == json.dumps(first.to_json())


def test_missing_effects_are_told_and_their_order_changes_nothing():
    mixed = [*EFFECTS, effect(9, 0.1, None), effect(10, None, None)]
    result = pool(mixed).pool
    assert result.k == 8 and "1 of 10 effects left out: no variance (S09)" in result.diagnostics
    assert "1 of 10 effects left out: no estimate (S10)" in result.diagnostics
    assert pool(mixed[::-1]).pool == result


def test_arrays_effects_and_frames_give_the_same_numbers():
    yi, vi = [e.yi for e in EFFECTS], [e.vi for e in EFFECTS]
    frame = pd.DataFrame({"effect": yi, "variance": vi, "name": [e.study for e in EFFECTS]})
    found = [
        pool(EFFECTS),
        pool(yi, vi, scale="RR"),
        pool(np.array(yi), np.array(vi)),
        pool(frame, "variance", yi="effect", labels="name"),
    ]
    assert len({(f.pool.b, f.pool.se, f.pool.tau2, f.pool.pi_lb) for f in found}) == 1


def test_rows_without_numbers_are_named():
    result = pool([0.1, 0.2, 0.3, None], [0.1, None, float("nan"), 0.1]).pool
    assert result.k == 1
    assert result.diagnostics[:2] == (
        "1 of 4 rows left out: no estimate (row 4)",
        "2 of 4 rows left out: no variance (rows 2, 3)",
    )
    frame = pd.DataFrame({"yi": [0.1, 0.2], "vi": pd.array([0.1, pd.NA], dtype="Float64")})
    assert pool(frame).pool.k == 1


def test_inputs_are_never_changed():
    yi, vi = np.array([0.1, 0.5, np.nan]), np.array([0.1, 0.2, 0.1])
    effects = copy.deepcopy(EFFECTS)
    pool(yi, vi)
    pool(effects)
    assert np.array_equal(yi, [0.1, 0.5, np.nan], equal_nan=True) and vi.tolist() == [0.1, 0.2, 0.1]
    assert effects == EFFECTS


def test_the_id_comes_from_effects_and_settings_alone():
    base = pool(EFFECTS).pool
    assert pool(EFFECTS).pool.id == base.id
    others = [
        pool(EFFECTS, test="z"), pool(EFFECTS, method="DL"), pool(EFFECTS, level=90), pool(EFFECTS[1:]),
        pool(EFFECTS, evidence_set="set"),
    ]  # fmt: skip
    assert len({base.id, *(o.pool.id for o in others)}) == 6


def test_the_record_survives_json_and_holds_no_nan():
    for given in (EFFECTS, EFFECTS[:1], EFFECTS[:2], [effect(1, 0.3, 0.1), effect(2, 0.3, 0.2)]):
        result = pool(given)
        text = json.dumps(result.to_json(), allow_nan=False)
        assert Pool.from_json(json.loads(text)) == result.pool
        assert result.pool.source is PoolSource.OURS


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pool([], []), "nothing to pool"),
        (lambda: pool([0.1], [None]), "none of 1 rows has both"),
        (lambda: pool([0.1, "abc"], [0.1, 0.1]), "row 2: yi 'abc' is not a number"),
        (lambda: pool([0.1, 0.2], [0.1, -1]), "row 2: vi -1 is not above 0"),
        (lambda: pool([0.1, 0.2], [0.1]), "2 estimates but 1 variances"),
        (lambda: pool([0.1, float("inf")], [0.1, 0.1]), "row 2: yi is infinite"),
        (lambda: pool([0.1]), "give the variances too"),
        (lambda: pool(EFFECTS, method="MP"), "REML, ML, DL, HE"),
        (lambda: pool(EFFECTS, test="hk"), "z, t, knha, adhoc"),
        (lambda: pool(EFFECTS, scale="risk"), "RR, OR, HR"),
        (lambda: pool([*EFFECTS, EFFECTS[0]]), "given twice"),
        (lambda: pool([EFFECTS[0], effect(20, 0.1, 0.1, Scale.OR)]), "different scales \\(OR, RR\\)"),
        (lambda: pool([EFFECTS[0], effect(20, 0.1, 0.1, better=1)]), "higher is better for some"),
        (lambda: pool(pd.DataFrame({"a": [1]})), "column 'yi' is not in the data; its columns are a"),
        (lambda: regress([1, 2, 3], [1, 1, 1], {"x": [1, 2]}), "'x' has 2 values for 3 studies"),
        (lambda: regress([1, 2, 3], [1, 1, 1], {"x": [1, 1, 1]}), "'x' is constant"),
        (lambda: regress([1, 2, 3], [1, 1, 1], {}), "at least one moderator"),
        (lambda: regress([1, 2], [1, 1], {"x": [1, 2]}), "need at least 3 studies"),
    ],
)
def test_what_cannot_be_pooled_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_study_with_two_effects_is_told():
    told = pool([*EFFECTS, effect(11, 0.1, 0.1, study="S01")]).pool
    assert "2 effects come from one study (S01) and are taken as independent" in told.diagnostics
    assert len(told.studies) == 8 and len(told.effects) == 9


def test_the_sentence_is_on_the_readers_scale():
    words = pool(EFFECTS).sentence()
    assert words.startswith("Pooled over 8 estimates, the risk ratio is 0.78 (95% CI ")
    assert "prediction interval" in words and "REML" in words and "Hartung-Knapp" in words and "tau²" in words
    risk = pool([0.0512, 0.0811], [0.0001, 0.0001], scale="RD", method="EE", test="z").sentence()
    assert "6.6 percentage points" in risk and "no prediction interval" in risk
    assert pool([0.1], [0.1]).sentence().startswith("One study")


def test_tidy_and_glance_are_rows_or_frames():
    result = pool(EFFECTS)
    assert [row["type"] for row in result.tidy(studies=True)] == ["study"] * 8 + ["summary"]
    assert sum(row["weight"] for row in result.tidy(studies=True)[:-1]) == pytest.approx(100)
    assert result.tidy()[0]["estimate"] == result.pool.b
    assert isinstance(result.glance(frame=True), pd.DataFrame)
    assert result.glance()[0]["k"] == 8


def test_supposed_studies_move_the_pool_as_real_ones_would():
    extra = [(-0.5, 0.02), (-0.4, 0.03)]
    found = what_if(EFFECTS, extra)
    real = pool([*EFFECTS, effect(20, *extra[0]), effect(21, *extra[1])]).pool
    assert (found.k, found.b, found.ci_lb) == (real.k, real.b, real.ci_lb)
    assert found.effects == pool(EFFECTS).pool.effects and found.scale is Scale.RR
    assert "2 studies are supposed, not real" in found.diagnostics
    assert what_if(EFFECTS, extra[::-1]) == found
    assert what_if(EFFECTS, []).b == pool(EFFECTS).pool.b
    assert what_if([], extra).k == what_if([effect(1, None, None)], extra).k == 2
    assert what_if([effect(1, 0.1, None)], extra).k == 2


def test_poolable_takes_the_scale_with_most_studies_and_never_mixes_ratios():
    odds = [effect(n, 0.1, 0.1, Scale.OR) for n in (20, 21, 22)]
    risks = [effect(n, 0.1, 0.1) for n in (30, 31)]
    bare = [effect(n, 0.1, None, Scale.RD) for n in range(40, 45)]
    assert poolable([*bare, *risks, *odds]) == tuple(odds)
    assert {e.scale for e in poolable([*risks, *odds[:2]])} == {Scale.RR}
    assert poolable([risks[0], odds[0]]) == poolable(bare) == poolable([]) == ()
    same_study = [effect(50, 0.1, 0.1, study="A"), effect(51, 0.2, 0.1, study="A")]
    assert poolable(same_study) == ()


def test_regression_takes_words_and_numbers_and_tells_what_is_missing():
    yi = [0.1 * n + (0.5 if n % 2 else 0) for n in range(8)]
    kind = ["north" if n % 2 else "east" for n in range(8)]
    weeks = [0, 1, 2, 3, 4, 5, 6, None]
    result = regress(yi, [0.01] * 8, {"weeks": weeks, "kind": kind}, test="z")
    assert result.terms == ("intercept", "weeks", "kind: north")
    assert result.fit.b == pytest.approx((0, 0.1, 0.5), abs=1e-9)
    assert result.diagnostics[0] == "1 row left out: no weeks (row 8)"
    assert result.glance()[0]["R2"] is not None and "weeks" in result.sentence()
    assert json.loads(json.dumps(result.to_json(), allow_nan=False))["k"] == 7


def test_regression_does_not_depend_on_the_order_of_studies():
    order = [5, 2, 7, 0, 1, 6, 3, 4]
    x = [1.0, 4, 2, 8, 5, 7, 3, 6]
    one = regress(EFFECTS, None, {"x": x})
    other = regress([EFFECTS[i] for i in order], None, {"x": [x[i] for i in order]})
    assert one.to_json() == other.to_json()
