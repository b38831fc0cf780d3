"""Laws of comparing and building: whatever two people wrote, what was chosen is what comes out."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.terms import Design, Result, Study

NUMBERS = ("percent_t", "percent_c", "estimate", "p")
STUDY = Study(id="s", name="One", intervention="x", design=Design.RCT)


@st.composite
def results(draw, months):
    values = {name: draw(st.none() | st.sampled_from([0.1, 0.2, 0.3])) for name in NUMBERS}
    reasons = {n: "sought, not reported" for n in NUMBERS if values[n] is None and draw(st.booleans())}
    quote = draw(st.none() | st.sampled_from(["one", "two"]))
    return Result(
        id=f"s-{months:g}", study="s", outcome="o", measure="m", months=months, quote=quote,
        unknown_because=reasons, **values,
    )  # fmt: skip


@st.composite
def drafts(draw):
    from whatworks_site.reviews.extract_draft import Draft

    made = []
    for name in ("One", "Two"):
        months = draw(st.lists(st.sampled_from([6.0, 12.0, 24.0]), unique=True))
        held = [draw(results(each)) for each in months]
        # Two people number their results as they come: the same number may be another result.
        numbered = tuple(replace(each, id=f"s-{n}") for n, each in enumerate(held, start=1))
        made.append(Draft(replace(STUDY, name=draw(st.sampled_from([name, "Same"]))), (), numbered))
    return made


@settings(max_examples=150, deadline=None)
@given(drafts(), st.data())
def test_what_is_built_is_what_was_chosen_field_by_field(pair, data):
    from whatworks_site.reviews.reconcile_compare import build, compare, tally

    groups = compare(pair, (), {}, {})
    choices, wanted = {}, {}
    for group in groups:
        if not group.is_in_all:
            choices[group.presence_name] = {"pick": data.draw(st.sampled_from(["keep", "leave"]))}
        for line in group.differing:
            pick = data.draw(st.sampled_from(["0", "1", "third"]))
            third = "Other" if group.kind == "study" else None if line.field == "quote" else 0.7
            choices[line.name] = {"pick": pick, "value": third, "why": None}
            wanted[line.name] = third if pick == "third" else line.said[int(pick)].value
    settled = compare(pair, (), {}, choices)
    counts = tally(settled)
    assert counts.settled == counts.to_settle and counts.agreed + counts.differ == counts.compared
    built, names = build(settled, (), (), {})
    kept = [g for g in settled if g.kind == "result" and not g.is_left_out]
    assert len(built.results) == len(kept) == len({r.id for r in built.results})
    for group, result in zip(kept, built.results, strict=True):
        assert names[group.key] == result.id
        for line in group.lines:
            held = [said.value for said in line.said if said is not None]
            assert getattr(result, line.field) == wanted.get(line.name, held[0])
    assert built.study.name == wanted.get(settled[0].lines[0].name, pair[0].study.name)


@settings(max_examples=100, deadline=None)
@given(drafts())
def test_every_result_of_either_is_compared_exactly_once(pair):
    from whatworks_site.reviews.reconcile_compare import compare

    rows = [group.row for group in compare(pair, (), {}, {}) if group.kind == "result"]
    for place, draft in enumerate(pair):
        assert sorted(r.id for row in rows if (r := row[place])) == sorted(r.id for r in draft.results)
    for one, two in rows:
        assert one is None or two is None or one.months == two.months


@settings(max_examples=60, deadline=None)
@given(drafts())
def test_a_draft_agrees_with_itself(pair):
    from whatworks_site.reviews.reconcile_compare import build, compare, tally

    groups = compare([pair[0], pair[0]], (), {}, {})
    assert tally(groups).to_settle == 0
    built, _ = build(groups, (), (), {})
    assert built == replace(pair[0], removed=())


@settings(max_examples=60, deadline=None)
@given(drafts())
def test_what_is_taken_out_and_put_back_leaves_no_trace(pair):
    from whatworks_site.reviews.extract_draft import Draft

    draft = pair[0]
    changed = draft
    for result in draft.results:
        changed = changed.without("results", result.id)
    changed = Draft.from_document(changed.to_document())
    for _ in draft.results:
        changed = changed.restored()
    assert changed == draft
