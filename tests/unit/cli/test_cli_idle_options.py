"""An option that would do nothing is refused, with what it goes with."""

import pytest

GROUPED = "study,effect,yi,vi,sei\na,1,0.1,0.02,0.1\na,2,0.3,0.05,0.2\nb,3,0.2,0.04,0.2\nc,4,0.6,0.04,0.2\n"
IDLE = {
    "robust beside robumeta": ("multilevel", "--robumeta", "CORR", "--robust", "CR2"),
    "method beside robumeta": ("multilevel", "--robumeta", "CORR", "--method", "ML"),
    "struct without inner": ("multilevel", "--struct", "CS"),
    "large without robumeta": ("multilevel", "--large"),
    "vi beside se": ("pool", "--se", "sei", "--vi", "vi"),
}


@pytest.mark.parametrize("case", IDLE)
def test_an_idle_option_is_refused_by_name(case, run, table):
    verb, *options = IDLE[case]
    said = run("synthesise", verb, table(GROUPED, "grouped.csv"), *options)
    assert said.code == 1
    assert "would do nothing" in said.err


@pytest.mark.parametrize(
    ("kind", "option"),
    [("forest", "--fill"), ("funnel", "--group=study"), ("baujat", "--subsets=10"), ("forest", "--order=yi")],
)
def test_an_option_of_another_plot_is_refused(kind, option, run, table, tmp_path):
    out = tmp_path / "drawn.svg"
    said = run("synthesise", "plot", kind, table(GROUPED, "grouped.csv"), option, "--out", out)
    assert said.code == 1
    assert "would do nothing: it is of" in said.err
    assert not out.exists()


@pytest.mark.parametrize("kind", ["gosh", "p-curve"])
def test_a_model_is_refused_where_the_plot_has_its_own(kind, run, table, tmp_path):
    said = run(
        "synthesise",
        "plot",
        kind,
        table(GROUPED, "grouped.csv"),
        "--method",
        "PM",
        "--out",
        tmp_path / "d.svg",
    )
    assert said.code == 1
    assert "--method would do nothing" in said.err


@pytest.mark.parametrize("method", ["PM", "SJ", "CE"])
def test_what_was_pooled_by_any_estimator_can_be_drawn(method, run, table, tmp_path):
    out = tmp_path / f"{method}.svg"
    options = ("--label", "effect", "--method", method, "--test", "adhoc", "--out", out)
    said = run("synthesise", "plot", "forest", table(GROUPED, "grouped.csv"), *options)
    assert said.code == 0, said.err
    assert out.read_text("utf-8").startswith("<svg")


def test_options_left_at_what_they_are_do_not_count_as_given(run, table):
    said = run("synthesise", "multilevel", table(GROUPED, "grouped.csv"), "--robumeta", "CORR")
    assert said.code == 0, said.err
