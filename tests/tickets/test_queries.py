import datetime as dt

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.status import resolve_ticket
from tickets.queries import View, counts, queue_page
from tickets.states import MessageKind, Resolution, Status

pytestmark = pytest.mark.django_db


def hours(n):
    return NOW + dt.timedelta(hours=n)


def walk(view, *, size, user_id=None):
    """All the pages of a view, forwards."""
    pages, after = [], ""
    while True:
        page = queue_page(view, user_id=user_id, after=after, size=size, now=hours(100))
        pages.append(page)
        if not (after := page.after):
            return pages


def test_queue_shows_first_who_has_waited_longest(agent):
    late, soon = open_case(now=hours(2)), open_case(now=hours(1))
    assert queue_page(View.OPEN, user_id=None, now=NOW).rows == [soon, late]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
def test_pages_give_each_case_once_even_when_instants_are_equal(size):
    cases = [open_case(now=hours(n // 3)) for n in range(7)]
    pages = walk(View.OPEN, size=size)
    assert [row for page in pages for row in page.rows] == cases
    assert [len(page.rows) for page in pages[:-1]] == [size] * (len(pages) - 1)


def test_page_back_is_the_page_that_one_came_from():
    for n in range(7):
        open_case(now=hours(n // 3))
    first, second, third = walk(View.OPEN, size=3)
    back = queue_page(View.OPEN, user_id=None, before=third.before, size=3, now=NOW)
    assert (back.rows, bool(back.before), bool(back.after)) == (second.rows, True, True)
    back = queue_page(View.OPEN, user_id=None, before=second.before, size=3, now=NOW)
    assert (back.rows, back.before, bool(back.after)) == (first.rows, "", True)


def test_resolved_ones_come_last_resolved_first_and_page_too(agent):
    cases = [open_case() for _ in range(5)]
    for n, case in enumerate(cases):
        resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=hours(n // 2))
    pages = walk(View.RESOLVED, size=2)
    assert [row for page in pages for row in page.rows] == cases[::-1]
    assert queue_page(View.RESOLVED, user_id=None, before=pages[1].before, size=2, now=hours(9)).rows == pages[0].rows


def test_resolved_long_ago_is_left_out(agent):
    resolve_ticket(ticket=open_case(), resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    assert queue_page(View.RESOLVED, user_id=None, now=NOW + dt.timedelta(days=15)).rows == []


@pytest.mark.parametrize(
    "mark", ["x", "2026-01-01_1", "2026-01-01T00:00:00+00:00_x", f"{NOW.isoformat()}_{2**70}", "_"]
)
def test_mark_that_cannot_be_read_gives_the_first_page(mark):
    case = open_case()
    assert queue_page(View.OPEN, user_id=None, after=mark, now=NOW).rows == [case]


def test_views_and_counts_agree(agent, ana):
    luis = AgentFactory()
    new, mine, his, waiting, done = (open_case() for _ in range(5))
    part = open_case(text="Echa humo por detrás.")
    assign_ticket(ticket=mine, assignee=ana, by=agent, now=NOW)
    assign_ticket(ticket=his, assignee=luis, by=actor_of(luis), now=NOW)
    reply_to_customer(ticket=waiting, text="¿Una foto?", by=agent, now=NOW)
    reply_to_customer(ticket=part, text="Pedida.", then=Status.WAITING_PART, by=agent, now=NOW)
    resolve_ticket(ticket=done, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    expected = {
        View.OPEN: {new, mine, his, waiting, part},
        View.SAFETY: {part},
        View.MINE: {mine},
        View.UNASSIGNED: {new, waiting, part},
        View.OURS: {new, mine, his},
        View.CUSTOMER: {waiting},
        View.PART: {part},
        View.RESOLVED: {done},
    }
    found = {view: set(queue_page(view, user_id=ana.pk, now=hours(1)).rows) for view in View}
    assert found == expected
    assert counts(user_id=ana.pk) == {view: len(rows) for view, rows in expected.items() if view != View.RESOLVED}


def test_last_words_are_those_the_customer_was_part_of(case, agent):
    reply_to_customer(ticket=case, text="Mañana vamos.", by=agent, now=hours(1))
    add_note(ticket=case, text="Entre nosotros.", by=agent, now=hours(2))
    (row,) = queue_page(View.OPEN, user_id=None, now=NOW).rows
    assert (row.last_words.kind, row.last_words.start) == (MessageKind.REPLY, "Mañana vamos.")
    assert row.subject_says_it is False


def test_first_words_are_not_said_twice(case):
    (row,) = queue_page(View.OPEN, user_id=None, now=NOW).rows
    assert row.subject_says_it is True


@pytest.mark.parametrize("cases", [1, 3, 30])
def test_page_costs_two_queries_whatever_it_holds(cases, django_assert_num_queries):
    for _ in range(cases):
        open_case()
    with django_assert_num_queries(2):
        rows = queue_page(View.OPEN, user_id=None, now=NOW).rows
        assert [(row.customer.name, row.unit.product.name, row.assignee, row.last_words.start) for row in rows]
