"""A published table that both an instrument and a scheme hold is the same table in both.

Rooms beside one another share no file, so each holds its own copy; here they are held to one another.
"""

from pathlib import Path

import yaml

import whatworks.appraise
import whatworks.rate

INSTRUMENTS = Path(whatworks.appraise.__file__).parent / "instruments"
SCHEMES = Path(whatworks.rate.__file__).parent / "schemes"


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def test_the_attrition_boundaries_of_instrument_and_scheme_are_one_table():
    table = read(INSTRUMENTS / "tables" / "wwc-attrition.yaml")
    scheme = read(SCHEMES / "us-wwc.yaml")["tables"]
    assert set(table["boundaries"]) == set(scheme) == {"cautious", "optimistic"}
    for name, values in table["boundaries"].items():
        assert (table["from"], table["step"], values) == tuple(
            scheme[name][k] for k in ("from", "step", "values")
        )


def test_the_padlocks_for_losses_stand_at_the_same_limits_in_instrument_and_scheme():
    (instrument,) = INSTRUMENTS.glob("eef*.yaml")
    domain = str(read(instrument))
    rules = read(SCHEMES / "eef-trial.yaml")["criteria"]
    limits = sorted(int(name.removeprefix("lost_")) for name in rules if name.startswith("lost_"))
    assert limits == [10, 20, 30, 40, 50]
    for limit, padlocks in zip(limits, "54321", strict=True):
        assert f"'when': {{'attrition': ['<={limit}%']}}, 'then': '{padlocks}'" in domain
        assert rules[f"lost_{limit}"]["when"] == f"attrition_overall <= {limit}"
