"""Why a rating changed: in one sentence, naming what mattered and nothing else."""

from dataclasses import replace

import pytest

from unit.rate.evidence import AGAINST, FOR, RIGOROUS, evidence, pool, rate, scheme_of, study
from whatworks.rate import explain_change, judge_again, only_narrows
from whatworks.rate.explain_change import ReasonKind
from whatworks.terms import DecidedLevel, PoolSource

NAMES = {"england": "England, 2023", "usa": "USA, 2014", "leeds": "Leeds, 2020", "hull": "Hull, 2021"}
USA, LEEDS = study("USA", n_analysed=100, direction=FOR), study("Leeds", n_analysed=90, direction=FOR)
ENGLAND = study("England", n_analysed=1471, direction=AGAINST)
OURS = {"source": PoolSource.OURS, "k": 2}


def why(before, after, scheme="centre", scale=None, **more):
    old, new = rate(scheme, before, scale), rate(scheme, after, scale)
    given = {"scheme": scheme_of(scheme), "scheme_before": scheme_of(scheme), **more}
    return old, new, explain_change(old, new, NAMES, **given)


def test_a_study_that_moves_our_pooled_figure_is_named_with_what_it_turned():
    old, new, reason = why(
        evidence(USA, LEEDS, pool=pool(-0.5, -0.1, **OURS)),
        evidence(USA, LEEDS, ENGLAND, pool=pool(-0.4, 0.2, **{**OURS, "k": 3})),
    )
    assert (old.level, new.level) == ("+2", "0")
    assert reason.kind is ReasonKind.FACTS
    assert reason.sentence == (
        "England, 2023 added: the pooled effect now crosses no difference; effect +2 to 0"
    )


def test_the_studies_come_in_any_order():
    small, large = pool(-0.5, -0.1, **OURS), pool(-0.4, 0.2, **OURS)
    sentences = {
        why(evidence(*first, pool=small), evidence(*second, pool=large))[2].sentence
        for first in ((USA, LEEDS), (LEEDS, USA))
        for second in ((USA, LEEDS, ENGLAND), (ENGLAND, LEEDS, USA))
    }
    assert len(sentences) == 1


def test_of_many_facts_learned_the_one_that_gives_the_level_is_named():
    known = {**RIGOROUS, "baseline_equivalent": None, "peer_reviewed": None, "independent": None}
    before = evidence(study("Leeds", **known))
    after = evidence(
        study("Leeds", **{**known, "baseline_equivalent": True, "peer_reviewed": True, "independent": False})
    )
    old, new, reason = why(before, after, "eif")
    assert (old.level, new.level) == (None, "3")
    assert {c.name for c in reason.mattered} == {"baseline_equivalent"}
    assert reason.sentence.startswith("Leeds, 2020: learned that the arms were alike at the start; ")


def test_two_facts_are_named_where_neither_suffices():
    known = {**RIGOROUS, "baseline_equivalent": None, "attrition_difference": None}
    before = evidence(study("Leeds", **{**known, "peer_reviewed": None}))
    after = evidence(
        study("Leeds", **{**RIGOROUS, "peer_reviewed": True}),
    )
    _, _, reason = why(before, after, "eif")
    assert {c.name for c in reason.mattered} == {"baseline_equivalent", "attrition_difference"}
    assert "peer_reviewed" not in {c.name for c in reason.mattered}


def test_no_smaller_set_of_what_is_named_gives_the_new_level():
    before = evidence(study("Leeds", **{**RIGOROUS, "baseline_equivalent": None, "signal": None}))
    after = evidence(study("Leeds", **RIGOROUS), study("Hull", n_analysed=30, direction=AGAINST))
    old, new, reason = why(before, after, "eif")
    assert old.level != new.level
    mattered = reason.mattered
    for kept in mattered:
        facts = tuple(
            f if (f.subject, f.name) != kept.place else kept.before
            for f in new.facts
            if (f.subject, f.name) != kept.place or kept.before is not None
        )
        again = judge_again(replace(new, facts=facts), scheme_of("eif"))
        assert (again.now.possible, again.now.words) != (new.possible, new.words)


def test_a_study_taken_out_is_named():
    _, _, reason = why(evidence(USA, LEEDS), evidence(USA))
    assert reason.sentence.startswith("Leeds, 2020 taken out: ")
    assert reason.sentence.endswith("effect “Helps” to “Not rated yet”")


def test_a_scheme_that_changed_is_the_reason_where_the_facts_did_not():
    what = evidence(USA, LEEDS)
    new = rate("centre", what)
    old = replace(new, version="0", level="0", possible=("0",), words="No clear difference")
    reason = explain_change(old, new, NAMES, scheme=scheme_of("centre"))
    assert reason.kind is ReasonKind.SCHEME
    assert reason.sentence.startswith(f"{new.scheme_name} went from version 0 to version {new.version}: ")
    assert reason.facts_changed == ()


def test_a_scheme_that_changed_is_the_reason_where_the_facts_that_changed_do_not_matter():
    new = rate("centre", evidence(USA, LEEDS))
    other = rate("centre", evidence(study("USA", n_analysed=101, direction=FOR), LEEDS))
    old = replace(other, version="0", level="0", possible=("0",), words="No clear difference")
    reason = explain_change(old, new, NAMES, scheme=scheme_of("centre"))
    assert reason.kind is ReasonKind.SCHEME
    assert [c.name for c in reason.facts_changed] == ["n_analysed"]
    assert reason.mattered == ()


def test_facts_are_the_reason_where_the_old_scheme_too_gives_the_new_level():
    before, after = rate("centre", evidence(USA)), rate("centre", evidence(USA, LEEDS))
    older = replace(scheme_of("centre"), version="0")
    reason = explain_change(
        replace(before, version="0"), after, NAMES, scheme=scheme_of("centre"), scheme_before=older
    )
    assert reason.kind is ReasonKind.FACTS
    assert reason.sentence.startswith("Leeds, 2020 added")


def test_both_are_named_where_neither_alone_suffices():
    before, after = rate("centre", evidence(USA)), rate("centre", evidence(USA, LEEDS))
    reason = explain_change(replace(before, version="0"), after, NAMES, scheme=scheme_of("centre"))
    assert reason.kind is ReasonKind.SCHEME
    assert "went from version 0" in reason.sentence
    assert "Leeds, 2020 added" in reason.sentence


def test_the_software_is_the_reason_where_nothing_else_changed():
    new = rate("centre", evidence(USA, LEEDS))
    old = replace(new, engine="0", level="0", possible=("0",), words="No clear difference")
    assert explain_change(old, new, NAMES, scheme=scheme_of("centre")).kind is ReasonKind.ENGINE


def test_a_person_is_the_reason_where_the_rule_says_the_same():
    rule = rate("centre", evidence(USA, LEEDS))
    kept = DecidedLevel(
        level=rule.level, possible=rule.possible, words=rule.words, because=rule.because,
        reason="Both trials were of another programme.", on="2026-11-23",
    )  # fmt: skip
    decided = replace(rule, level="0", possible=("0",), words="No clear difference", decided=kept)
    reason = explain_change(rule, decided, NAMES, scheme=scheme_of("centre"))
    assert reason.kind is ReasonKind.PERSON
    assert "Both trials were of another programme." in reason.sentence


def test_without_the_scheme_every_fact_that_changed_is_named():
    known = {**RIGOROUS, "baseline_equivalent": None, "peer_reviewed": None}
    before = rate("eif", evidence(study("Leeds", **known)))
    after = rate("eif", evidence(study("Leeds", **RIGOROUS, peer_reviewed=True)))
    reason = explain_change(before, after, NAMES)
    assert reason.facts_changed
    assert all(c.mattered for c in reason.facts_changed)


def test_ratings_of_different_things_are_refused():
    one = rate("centre", evidence(USA, LEEDS))
    with pytest.raises(ValueError, match="not ratings of the same thing"):
        explain_change(one, rate("eif", evidence(USA, LEEDS)), NAMES)


@pytest.mark.parametrize("scheme", ["centre", "eif", "nesta"])
@pytest.mark.parametrize(
    "what",
    [
        evidence(),
        evidence(USA, LEEDS, ENGLAND),
        evidence(USA, LEEDS, pool=pool(-0.5, -0.1, **OURS)),
        evidence(study("Leeds", **RIGOROUS), study("Hull", n_analysed=10)),
        evidence(study("Leeds", **{**RIGOROUS, "signal": None}), intervention={"manualised": True}),
    ],
    ids=["nothing", "three", "pooled", "rigorous", "open"],
)
def test_every_rating_is_computed_again_from_the_facts_kept_with_it(scheme, what):
    for scale in scheme_of(scheme).scales:
        again = judge_again(rate(scheme, what, scale.id), scheme_of(scheme))
        assert again.same
        assert again.now.is_of(again.kept)


def test_a_rating_kept_wrongly_is_found_out():
    kept = replace(rate("centre", evidence(USA, LEEDS)), level="-2", possible=("-2",), words="Harms")
    again = judge_again(kept, scheme_of("centre"))
    assert not again.same
    assert again.now.level == "+2"


def test_fewer_open_levels_only_narrow_a_rating():
    wide = rate("eif", evidence(study("Leeds", **{**RIGOROUS, "signal": None, "measure_independent": None})))
    fewer = rate("eif", evidence(study("Leeds", **{**RIGOROUS, "signal": None})))
    assert set(fewer.possible) < set(wide.possible)
    assert only_narrows(wide, fewer) is (fewer.level is None)
    assert not only_narrows(fewer, wide)
