"""Which lines arrived together, and what stays where."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from customers.columns import DeliveryFacts
from customers.grouping import Group, regroup

P1, P2 = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
DAY = dt.date(2026, 3, 3)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
WAITING = DeliveryFacts(P1, None, None, None, None, None, "")
ARRIVED = WAITING._replace(delivered_at=NOON, delivered_on=DAY)


def test_regroup_puts_equal_new_lines_together():
    assert regroup({}, {}, {"1": WAITING, "2": WAITING, "3": ARRIVED}) == [
        Group(None, WAITING, ("1", "2")),
        Group(None, ARRIVED, ("3",)),
    ]


def test_regroup_splits_and_the_stored_row_stays_with_the_first_line():
    late = WAITING._replace(carrier="Uno")
    assert regroup({7: WAITING}, {"1": 7, "2": 7}, {"1": ARRIVED, "2": late}) == [
        Group(7, ARRIVED, ("1",)),
        Group(None, late, ("2",)),
    ]


def test_regroup_leaves_the_stored_row_where_its_facts_still_hold():
    assert regroup({7: ARRIVED}, {"1": 7, "2": 7}, {"1": WAITING, "2": ARRIVED}) == [
        Group(None, WAITING, ("1",)),
        Group(7, ARRIVED, ("2",)),
    ]


def test_regroup_keeps_the_first_promise():
    assert regroup({7: WAITING}, {"1": 7}, {"1": ARRIVED._replace(promised_on=P2)}) == [Group(7, ARRIVED, ("1",))]


def test_regroup_takes_a_promise_where_there_was_none():
    stored = WAITING._replace(promised_on=None)
    assert regroup({7: stored}, {"1": 7}, {"1": WAITING}) == [Group(7, WAITING, ("1",))]


def test_regroup_keeps_what_the_export_has_no_column_for():
    stored = ARRIVED._replace(carrier="Uno")
    assert regroup({7: stored}, {"1": 7}, {"1": ARRIVED}, ["carrier"]) == [Group(7, stored, ("1",))]


def test_regroup_merges_into_the_one_that_had_these_facts():
    stored = {7: WAITING, 9: ARRIVED}
    assert regroup(stored, {"1": 9, "2": 7}, {"2": ARRIVED}) == [Group(9, ARRIVED, ("2", "1"))]


def test_regroup_merges_into_the_one_on_which_something_hangs():
    stored = {7: ARRIVED, 9: WAITING}
    groups = regroup(stored, {"1": 7, "2": 9}, {"1": ARRIVED, "2": ARRIVED}, anchored={9})
    assert groups == [Group(9, ARRIVED, ("1", "2"))]


def test_regroup_never_empties_an_anchored_delivery():
    stored = {7: ARRIVED, 9: ARRIVED._replace(carrier="Uno")}
    told = {"1": ARRIVED, "2": ARRIVED}
    assert regroup(stored, {"1": 7, "2": 9}, told, anchored={7, 9}) == [
        Group(7, ARRIVED, ("1",)),
        Group(9, ARRIVED, ("2",)),
    ]


facts = st.builds(
    lambda promise, carrier, arrived: WAITING._replace(
        promised_on=promise, carrier=carrier, **({"delivered_at": NOON, "delivered_on": DAY} if arrived else {})
    ),
    st.sampled_from([None, P1, P2]),
    st.sampled_from(["", "Uno"]),
    st.booleans(),
)
orders = st.dictionaries(st.sampled_from("12345"), facts, max_size=5)


@given(first=orders, second=orders, anchored=st.sets(st.integers(100, 104)))
def test_regroup_places_every_line_once_and_again_changes_nothing(first, second, anchored):
    deliveries, lines = {}, {}
    for told in (first, second, second):
        before = (dict(deliveries), dict(lines))
        groups = regroup(deliveries, lines, told, anchored=anchored)
        placed = [name for group in groups for name in group.lines]
        assert sorted(placed) == sorted({*lines, *told})
        kept = [group.delivery for group in groups if group.delivery is not None]
        assert len(kept) == len(set(kept))
        assert anchored & set(deliveries) <= set(kept)
        deliveries, lines = {}, {}
        fresh = iter(range(100 + max([0, *before[0]]), 1000))
        for group in groups:
            pk = group.delivery if group.delivery is not None else next(fresh)
            deliveries[pk] = group.facts
            lines |= dict.fromkeys(group.lines, pk)
        for name, said in told.items():
            assert deliveries[lines[name]]._replace(promised_on=None) == said._replace(promised_on=None)
    assert before == (deliveries, lines)
