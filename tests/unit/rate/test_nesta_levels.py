"""Nesta's standards: a ladder, on which a level needs all those below it."""

from __future__ import annotations

from unit.rate.evidence import CLEAR, FOR, UNCLEAR, evidence, rate, study
from whatworks.terms import Design

GAIN = {"direction": FOR, "signal": CLEAR}
READY = {"manualised": True, "scale_procedures": True}


def level(*members, **more):
    return rate("nesta", evidence(*members, **more))


def test_the_steps_in_order():
    assert level(intervention={"description": None}).level == "0"
    assert level().level == "1"
    assert level(study("A", design=Design.PRE_POST, **GAIN)).level == "2"
    assert level(study("A", direction=FOR, signal=UNCLEAR)).level == "2"
    assert level(study("A", **GAIN)).level == "3"


def test_a_step_that_is_missing_holds_back_those_above_it():
    assert level(intervention={"description": None, **READY}).level == "0"
    assert level(study("A", **GAIN), intervention=READY).level == "3"


def test_replication_needs_an_independent_team_and_other_people():
    own, other = study("A", independent=False, **GAIN), study("B", independent=True, **GAIN)
    assert level(own, study("B", independent=False, **GAIN)).level == "3"
    assert level(own, other).possible == ("3", "4", "5"), "nobody has judged the cost"
    assert level(own, other, intervention={"manualised": False}).possible == ("3", "4")
    same = study("C", sample="a", independent=True, **GAIN)
    assert level(own, same).level == "3"


def test_a_cost_that_was_not_reported_is_still_to_be_judged():
    told = {"unknown_because": {"manualised": "sought, not reported"}}
    members = study("A", **GAIN), study("B", independent=True, **GAIN)
    assert level(*members, intervention=told).possible == ("3", "4")
