"""The queue as an address says it: read, written, and what means nothing left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.queues import (
    FIXED,
    NAMES,
    Filters,
    Only,
    Order,
    Sort,
    View,
    as_lists,
    order_of,
    own_sort,
    read_filters,
    write,
)
from tickets.states import Channel, Kind, Priority, Status, Turn

some = lambda values: st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple)  # noqa: E731
numbers = st.lists(st.integers(0, 10**18 - 1), unique=True, max_size=3)


@st.composite
def any_filters(draw):
    view = draw(st.sampled_from(View))
    return Filters(
        view=view,
        sort=own_sort(view) if view in FIXED else draw(st.sampled_from(Sort)),
        state=draw(some(Status.values)),
        turn=draw(some(Turn.values)),
        assignee=draw(some(["me", "nobody", "3", "41"])),
        team=draw(some(["mine", "none", "7"])),
        priority=draw(some(Priority.values)),
        kind=draw(some(Kind.values)),
        channel=draw(some(Channel.values)),
        tag=tuple(draw(numbers)),
        line=tuple(draw(numbers)),
        product=draw(some(["XR-200", "a b&c=d", "ñ%20/?#+"])),
        age=draw(some([1, 3650]))[:1],
        only=draw(some([only.value for only in Only])),
    )


@given(any_filters())
def test_filters_are_read_as_they_were_written(filters):
    assert read_filters(write(filters)) == (filters, ())


@given(any_filters())
def test_filters_are_read_as_a_kept_view_keeps_them(filters):
    assert read_filters(as_lists(filters) | {"sort": [filters.sort.value]}) == (filters, ())


@given(st.text(max_size=200))
def test_any_address_is_read(text):
    filters, _unknown = read_filters(text)
    assert read_filters(write(filters)) == (filters, ())


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ("view=nowhere", ("view",)),
        ("sort=random", ("sort",)),
        ("colour=red&priority=2", ("colour",)),
        ("state=asleep&state=open", ("state",)),
        ("assignee=somebody", ("assignee",)),
        ("team=-1", ("team",)),
        ("priority=9&priority=high", ("priority",)),
        ("tag=x", ("tag",)),
        ("line=" + "9" * 30, ("line",)),
        ("age=0", ("age",)),
        ("age=99999", ("age",)),
        ("product=%00", ("product",)),
        ("only=blue", ("only",)),
        ("after=x&before=y&at=z&saved=1&q=w&tag=", ()),
    ],
)
def test_what_means_nothing_is_left_out_and_said(query, unknown):
    assert read_filters(query).unknown == unknown


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", Order("turn_since")),
        ("view=due", Order("due_at")),
        ("view=drafts", Order("last_message_at", descending=True)),
        ("sort=priority", Order("turn_since", rank="priority")),
        ("view=due&sort=waiting", Order("turn_since")),
        ("view=resolved&sort=priority", Order("resolved_at", descending=True)),
        ("view=spam&sort=due", Order("last_message_at", descending=True)),
    ],
)
def test_view_has_its_own_order_unless_another_is_asked_for(query, order):
    assert order_of(read_filters(query).filters) == order


def test_filter_is_taken_away_alone():
    filters = Filters(tag=(1, 2), only=("unread",))
    assert filters.without("tag", 1) == Filters(tag=(2,), only=("unread",))
    assert list(filters.given()) == [("tag", 1), ("tag", 2), ("only", "unread")]
    assert {name for name, _value in filters.given()} <= set(NAMES)
