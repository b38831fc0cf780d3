"""A pool that was kept runs again to the same digits, and says so where it does not."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from whatworks.synthesise import pool
from whatworks.synthesise.kept import Run, again, differences, run_of
from whatworks.terms import Direction, Effect, Scale

numbers = st.floats(min_value=-3, max_value=3, allow_nan=False)
variances = st.floats(min_value=1e-4, max_value=4)


def effects_of(pairs):
    return [
        Effect(
            id=f"e{i}", study=f"s{i}", result=f"r{i}", scale=Scale.SMD, yi=y, vi=v, formula="given", better=1,
            direction=Direction.FAVOURS,
        )
        for i, (y, v) in enumerate(pairs)
    ]  # fmt: skip


@given(
    st.lists(st.tuples(numbers, variances), min_size=1, max_size=8),
    st.sampled_from(["REML", "DL", "EE"]),
    st.sampled_from(["z", "knha"]),
)
def test_what_was_kept_as_json_runs_again_to_the_same_digits(pairs, method, test):
    run = run_of(effects_of(pairs), method=method, test=test)
    read = Run.from_json(json.loads(json.dumps(run.to_json())))
    assert read == run
    assert differences(read) == ()


def test_a_digit_that_comes_out_otherwise_is_named_with_both_values():
    run = run_of(effects_of([(0.1, 0.02), (0.4, 0.05), (0.3, 0.01)]))
    changed = replace(run, pool=replace(run.pool, b=run.pool.b + 1e-15))
    (digit,) = differences(changed)
    assert (digit.name, digit.now) == ("b", run.pool.b)
    assert digit.then != digit.now


def test_the_inputs_digest_tells_the_numbers_apart_and_not_their_order():
    one = run_of(effects_of([(0.1, 0.02), (0.4, 0.05)]))
    other = run_of(effects_of([(0.1, 0.02), (0.4, 0.0501)]))
    assert one.inputs == replace(one, effects=one.effects[::-1]).inputs
    assert one.inputs != other.inputs


def test_running_again_gives_the_whole_result():
    effects = effects_of([(0.1, 0.02), (0.4, 0.05)])
    assert again(run_of(effects, level=90.0)).pool == pool(effects, level=90.0).pool


def test_an_effect_without_a_variance_is_no_input():
    effects = [*effects_of([(0.1, 0.02), (0.4, 0.05)]), replace(effects_of([(0.2, 0.1)])[0], id="x", vi=None)]
    run = run_of(effects)
    assert [e.id for e in run.effects] == ["e0", "e1"]
    assert "no variance" in run.pool.diagnostics[0]
    assert differences(run) == (), "what is said of the fit is not a digit of it"
