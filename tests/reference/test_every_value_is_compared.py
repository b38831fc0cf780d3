"""No value that metafor and its kin print for our kinds of analysis goes uncompared but those named here.

The reference tests are run once more with every value that they read being noted.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from metafor_values import NAMES, leaves, values

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "test_effect_sizes_reference.py", "test_pooling_reference.py", "test_pooling_more_reference.py",
    "test_regression_reference.py",
    "test_dependent_reference.py", "test_network_reference.py", "test_bias_reference.py",
)  # fmt: skip
NOT_COMPARED = {
    r"/(names|method|test|note|formula|model|small|p\.1|s_names|s_nlevels|permutest_note)$": (
        "how the model was asked for, not what came out"
    ),
    r"/(k|ddf|QMdf|n_clusters|N_studies|M_effects)$": "counts that other values of the same fit rest on",
    r"/(G|gamma2|phi)$": "parts that R prints for every model, and these models have not",
    r"^(assink2016|konstantopoulos2011)/.*/(tau2|rho)$": "zero by construction: there is no inner factor",
    r"^(berkey1998|senn2013_network|konstantopoulos2011/hcs).*/sigma2$": "zero by construction: no factor",
    r"^senn2013_network/.*/rho$": "given, not estimated",
    r"/predict_threelevel_REML/pred$": "the coefficient itself, which is compared",
    r"/(PET|PEESE)_(REML|fe)/(AIC|BIC|logLik|s2w|se_tau2)$": (
        "the same model as a meta-regression, whose figures are compared in metareg"
    ),
    r"/selmodel_beta/": (
        "R integrates to 1e-4 and at times stops at a lower peak: the likelihood ratio is compared where it "
        "found the highest, and tight values of R stand in metafor_more"
    ),
    r"/selmodel_3PSM_step\.025_(less|greater)/": (
        "R's search stops early or short of its bound: compared where it converged, and tight values stand "
        "in metafor_more"
    ),
    r"/clubSandwich_CR3/error$": "R refuses: the matrix is singular for it",
}


def _outside():
    """The environment without what a test run leaves in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Every value that the reference tests read."""
    noted = tmp_path_factory.mktemp("read") / "values.txt"
    environment = {**_outside(), "METAFOR_READ": str(noted), "OPENBLAS_NUM_THREADS": "1"}
    files = [str(ROOT / "tests" / "reference" / name) for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return set(noted.read_text("utf-8").split())


def test_every_value_is_compared_or_there_is_a_reason(read):
    every = {place for name in NAMES for place in leaves(values(name)["results"], name)}
    missing = {p for p in every - read if not any(re.search(rule, p) for rule in NOT_COMPARED)}
    assert sorted(missing) == []
    assert len(every & read) > 15_000


def test_no_reason_is_given_for_nothing(read):
    every = {place for name in NAMES for place in leaves(values(name)["results"], name)}
    idle = [rule for rule in NOT_COMPARED if not any(re.search(rule, p) for p in every - read)]
    assert idle == []
