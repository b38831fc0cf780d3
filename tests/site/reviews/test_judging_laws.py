"""Laws: whatever is answered can be judged; whatever is changed can be taken back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_judged import make_studied
from whatworks.appraise import appraisal_fields, load_instrument

ROB2 = load_instrument("rob2")
KEY = "mentoring-stability"


def _sheets(effect):
    questions = {q.id: q for d in ROB2.asked_for(effect) for q in d.sheet.questions.values()}
    return st.fixed_dictionaries(
        {}, optional={q: st.sampled_from((*known.answers, *known.read_as)) for q, known in questions.items()}
    ).map(lambda answers: (effect, answers))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("assignment", "adhering")).flatmap(_sheets))
def test_any_answers_tidied_can_be_judged_and_tidying_again_changes_nothing(given_):
    from whatworks_site.reviews.actions.appraising_fields import blank, judged, tidied

    effect, answers = given_
    fields = {
        **blank("made-up", "Ada"),
        "effect": effect,
        "answers": {q: {"answer": a} for q, a in answers.items()},
    }
    once, gone = tidied(fields)
    made = judged(once)
    assert {*once["answers"], *gone} == set(answers)
    assert tidied(once) == (once, ())
    assert judged(appraisal_fields(made)) == made


STEPS = st.lists(
    st.one_of(
        st.just("undo"),
        st.tuples(st.integers(0, 3), st.sampled_from(("REML", "DL")), st.sampled_from(("knha", "z"))),
    ),
    max_size=10,
)


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_taking_back_is_exact_whatever_was_kept(studied, steps):
    from django.db import transaction

    with transaction.atomic():
        _walk(studied, steps)
        transaction.set_rollback(True)


def _walk(studied, steps):
    """Keep and take back, beside a pile of what stood: the two always agree."""
    from whatworks.terms import EvidenceSet, Methods
    from whatworks_site.evidence.models import EvidenceSetRow, Review
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.analysing import keep_analysis, undo_analysis

    def now():
        found = EvidenceSetRow.objects.get(review__key="mentoring", key=KEY).to_record()
        return found, Review.objects.get(key="mentoring").document["methods"]

    pile, versions = [now()], {1}
    for step in steps:
        try:
            if step == "undo":
                undo_analysis(by=studied.lead, review="mentoring", key=KEY)
                pile.pop()
            else:
                start, method, test = step
                chosen = EvidenceSet(
                    id="x", intervention="mentoring", outcome="stability", months_from=float(start)
                )
                methods = Methods(method=method, test=test)
                made = keep_analysis(
                    by=studied.lead, review="mentoring", chosen=chosen, methods=methods, why="So.", key=KEY
                )
                assert made.version not in versions
                versions.add(made.version)
                pile.append(now())
        except NotPossible as why:
            assert "Nothing is different" in str(why) or (step == "undo" and len(pile) == 1)
        assert now() == pile[-1]
