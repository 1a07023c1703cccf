"""Which cases a view of the queue holds, in which order, a page at a time, and how many they are."""

import datetime as dt

import pytest

from catalog.models import ProductLine
from core.actors import actor_of
from core.models import Team
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ProductFactory, UnitFactory
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.promises import make_promise
from tickets.actions.status import resolve_ticket
from tickets.models import Draft, Mention, Seen, Tag, Ticket, TicketTag
from tickets.queries.queue import beside, in_query, queue_page
from tickets.queries.queue_counts import CAP, count_all, counts
from tickets.queues import Filters, Sort, View, own_sort, read_filters
from tickets.states import Aside, Due, Kind, MessageKind, Priority, PromiseKind, Resolution, Status

pytestmark = pytest.mark.django_db


def hours(n):
    return NOW + dt.timedelta(hours=n)


def view_page(view, **given):
    given = {"user_id": 0, "now": hours(100)} | given
    return queue_page(Filters(view, own_sort(view)), **given)


def cases_of(page):
    return [listed.row.reference for listed in page.rows]


def refs(cases):
    return [case.reference for case in cases]


def walk(filters, *, size, user_id=0):
    """All the pages of a list, forwards."""
    pages, after = [], ""
    while True:
        page = queue_page(filters, user_id=user_id, after=after, size=size, now=hours(100))
        pages.append(page)
        if not (after := page.after):
            return pages


def fits(query, user_id=0, now=NOW):
    return set(in_query(query, user_id=user_id, now=now))


def set_on(case, **columns):
    Ticket.objects.filter(pk=case.pk).update(**columns)


def test_queue_shows_first_who_has_waited_longest():
    late, soon = open_case(now=hours(2)), open_case(now=hours(1))
    assert cases_of(view_page(View.OPEN)) == refs([soon, late])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
@pytest.mark.parametrize("sort", Sort)
def test_pages_give_each_case_once_even_among_equals(size, sort):
    cases = [open_case(now=hours(n // 3)) for n in range(7)]
    for n, case in enumerate(cases):
        set_on(case, due_at=hours(n // 3), due_kind=Due.FIRST, priority=1 + n % 2)
    expected = {Sort.NEWEST: cases[::-1], Sort.PRIORITY: cases[1::2] + cases[::2]}.get(sort, cases)
    pages = walk(Filters(sort=sort), size=size)
    assert [row for page in pages for row in cases_of(page)] == refs(expected)
    assert [len(page.rows) for page in pages[:-1]] == [size] * (len(pages) - 1)


def test_page_back_is_the_page_that_one_came_from():
    for n in range(7):
        open_case(now=hours(n // 3))
    first, second, third = walk(Filters(), size=3)
    back = view_page(View.OPEN, before=third.before, size=3)
    assert (back.rows, bool(back.before), bool(back.after)) == (second.rows, True, True)
    back = view_page(View.OPEN, before=second.before, size=3)
    assert (back.rows, back.before, bool(back.after)) == (first.rows, "", True)


def test_resolved_ones_come_last_resolved_first_and_those_of_long_ago_do_not(agent):
    cases = [open_case() for _ in range(5)]
    for n, case in enumerate(cases):
        resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=hours(n // 2))
    pages = walk(Filters(View.RESOLVED), size=2)
    assert [row for page in pages for row in cases_of(page)] == refs(cases[::-1])
    assert view_page(View.RESOLVED, now=NOW + dt.timedelta(days=20)).rows == []


@pytest.mark.parametrize("mark", ["x", "2026-01-01_1", f"{NOW.isoformat()}_{2**70}", "_", f"{NOW.isoformat()}_1_4"])
def test_mark_that_cannot_be_read_gives_the_first_page(mark):
    case = open_case()
    assert cases_of(view_page(View.OPEN, after=mark)) == [case.reference]


def test_each_view_holds_its_own_and_counts_agree(agent, ana):
    luis = AgentFactory()
    new, mine, his, waiting, done, answered, spam, merged = (open_case() for _ in range(8))
    part = open_case(text="Echa humo por detrás.")
    assign_ticket(ticket=mine, assignee=ana, by=agent, now=NOW)
    assign_ticket(ticket=his, assignee=luis, by=actor_of(luis), now=NOW)
    for case in (waiting, answered):
        reply_to_customer(ticket=case, text="¿Una foto?", by=agent, now=NOW)
    set_on(answered, status=Status.OPEN, last_said=answered.messages.get(kind=MessageKind.CUSTOMER))
    reply_to_customer(ticket=part, text="Pedida.", then=Status.WAITING_PART, by=agent, now=NOW)
    resolve_ticket(ticket=done, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    set_on(merged, aside=Aside.MERGED, merged_into=new)
    for one in (new, done, spam):  # a promise outlives the resolution, but nobody keeps one to spam
        promised = {"kind": PromiseKind.CALL, "what": "La llamamos", "owner": ana, "due_at": hours(5)}
        make_promise(ticket=one, **promised, by=agent, now=NOW)
    set_on(spam, aside=Aside.SPAM)
    set_on(his, due_at=hours(4), due_kind=Due.FIRST)
    Draft.objects.create(ticket=done, author=ana, kind=MessageKind.NOTE, text="A medias", updated_at=NOW)
    note = add_note(ticket=his, text="¿Lo ves?", by=actor_of(luis), now=NOW)
    Mention.objects.create(message=note, ticket=his, user=ana, at=NOW)
    expected = {
        View.OPEN: {new, mine, his, waiting, part, answered},
        View.MINE: {mine},
        View.UNASSIGNED: {new, waiting, part, answered},
        View.ANSWERED: {answered},
        View.OURS: {new, mine, his, answered},
        View.DUE: {new, his},
        View.SAFETY: {part},
        View.PROMISES: {new, done},
        View.CUSTOMER: {waiting},
        View.PART: {part},
        View.MENTIONS: {his},
        View.DRAFTS: {done},
        View.RESOLVED: {done},
        View.SPAM: {spam},
    }
    found = {view: set(cases_of(view_page(view, user_id=ana.pk, now=hours(1)))) for view in View}
    assert found == {view: set(refs(cases)) for view, cases in expected.items()}
    counted = {view: len(cases) for view, cases in expected.items() if view not in (View.RESOLVED, View.SPAM)}
    assert counts(View, user_id=ana.pk, now=NOW) == counted


def test_first_case_that_nobody_answered_is_no_answer_to_us(ana, agent):
    assign_ticket(ticket=open_case(), assignee=ana, by=agent, now=NOW)
    assert view_page(View.ANSWERED).rows == []


def test_due_ones_come_by_when_they_are_due():
    late, soon, never = (open_case() for _ in range(3))
    set_on(late, due_at=hours(9), due_kind=Due.LEGAL)
    set_on(soon, due_at=hours(2), due_kind=Due.PROMISE)
    assert cases_of(view_page(View.DUE)) == refs([soon, late])
    assert never.reference in cases_of(view_page(View.OPEN))


def test_most_urgent_come_first_and_then_who_waited_longest(agent):
    old, urgent, young = open_case(), open_case(now=hours(1)), open_case(now=hours(2))
    change_priority(ticket=urgent, priority=Priority.URGENT, by=agent, now=hours(3))
    found = queue_page(Filters(sort=Sort.PRIORITY), user_id=0, now=hours(4))
    assert cases_of(found) == refs([urgent, old, young])


def test_filters_narrow_and_go_together(ana, agent):
    line = ProductLine.objects.create(name="Secadoras")
    dryer = open_case(unit=UnitFactory(product=ProductFactory(sku="SEC 1", line=line)))
    asked = open_case(kind=Kind.QUESTION, now=NOW - dt.timedelta(days=5))
    team, other = Team.objects.create(name="Norte"), Team.objects.create(name="Sur")
    ana.teams.add(team)
    set_on(dryer, team=team, assignee=ana)
    set_on(asked, team=other)
    tag, rare = Tag.objects.create(name="garantía"), Tag.objects.create(name="rara")
    TicketTag.objects.bulk_create([TicketTag(ticket=case, tag=tag) for case in (dryer, asked)])
    TicketTag.objects.create(ticket=asked, tag=rare)
    both = {dryer, asked}
    for query, expected in [
        ("kind=question", {asked}),
        (f"line={line.pk}", {dryer}),
        ("product=SEC+1", {dryer}),
        ("team=mine", {dryer}),
        (f"team={other.pk}&team=mine", both),
        ("team=none", set()),
        ("assignee=me", {dryer}),
        ("assignee=nobody", {asked}),
        (f"assignee=nobody&assignee={ana.pk}", both),
        (f"tag={tag.pk}", both),
        (f"tag={tag.pk}&tag={rare.pk}", {asked}),
        ("age=4", {asked}),
        ("turn=us", both),
        ("turn=customer", set()),
        ("state=new&channel=portal", both),
        ("state=open", set()),
        ("priority=2&kind=question", {asked}),
        ("only=safety", set()),
        ("assignee=999999999999999999", set()),
    ]:
        assert fits(query, user_id=ana.pk) == expected, query


def test_unread_is_what_others_said_since_i_last_looked(ana, agent, case):
    def unread():
        return (fits("only=unread", user_id=ana.pk) == {case}, view_page(View.OPEN, user_id=ana.pk).rows[0].row.unread)

    assert unread() == (True, True)
    case.refresh_from_db()
    Seen.objects.create(ticket=case, user=ana, message=case.last_said_id, at=NOW)
    assert unread() == (False, False)
    reply_to_customer(ticket=case, text="Mañana.", by=agent, now=NOW)
    assert unread() == (False, False)
    luis = AgentFactory()
    reply_to_customer(ticket=case, text="O pasado.", by=actor_of(luis), now=NOW)
    assert unread() == (True, True)


def test_row_says_what_the_customer_was_part_of(case, agent):
    (row,) = [listed.row for listed in view_page(View.OPEN).rows]
    assert (row.words, row.spoke_last, row.customer) == ("", "", case.customer.name)
    reply_to_customer(ticket=case, text="Mañana  vamos.", by=agent, now=hours(1))
    add_note(ticket=case, text="Entre nosotros.", by=agent, now=hours(2))
    (row,) = [listed.row for listed in view_page(View.OPEN).rows]
    assert (row.words, row.spoke_last, row.product) == ("Mañana vamos.", "reply", case.unit.product.name)


def test_row_with_a_short_subject_shows_what_was_said_since(case, customer):
    begins = case.messages.get().text[:2]
    Ticket.objects.filter(pk=case.pk).update(subject=begins)
    (row,) = [listed.row for listed in view_page(View.OPEN).rows]
    assert row.words == ""
    write_as_customer(ticket=case, text=begins + " y además gotea.", by=customer, now=hours(1))
    (row,) = [listed.row for listed in view_page(View.OPEN).rows]
    assert row.words == begins + " y además gotea."


def test_row_has_tags_by_name_and_my_draft_alone(case, ana):
    luis = AgentFactory()
    for name in ("vip", "garantía", "obra"):
        TicketTag.objects.create(ticket=case, tag=Tag.objects.create(name=name))
    Draft.objects.create(ticket=case, author=luis, kind=MessageKind.REPLY, text="…", updated_at=NOW)
    (row,) = [listed.row for listed in view_page(View.OPEN, user_id=ana.pk).rows]
    assert (row.shown_tags, row.more_tags, row.draft) == (("garantía", "obra"), 1, False)
    (row,) = [listed.row for listed in view_page(View.OPEN, user_id=luis.pk).rows]
    assert row.draft is True


@pytest.mark.parametrize("cases", [1, 3, 30])
def test_page_costs_two_queries_whatever_it_holds(cases, django_assert_num_queries):
    for _ in range(cases):
        open_case()
    with django_assert_num_queries(2):
        assert len(view_page(View.OPEN).rows) == cases


def test_counts_stop_at_their_cap():
    case = open_case()
    columns = {field.attname: getattr(case, field.attname) for field in Ticket._meta.concrete_fields}
    del columns["id"], columns["submission"]
    Ticket.objects.bulk_create(Ticket(**columns | {"reference": f"X{n}"}) for n in range(CAP + 5))
    assert counts([View.OPEN], user_id=0, now=NOW) == {View.OPEN: CAP}
    assert count_all([Filters(), Filters(kind=("question",))], user_id=0, now=NOW) == [CAP, 0]


@pytest.mark.parametrize("sort", [Sort.WAITING, Sort.PRIORITY, Sort.NEWEST])
def test_neighbours_are_those_beside_it_in_the_list(sort):
    for n in range(5):
        open_case(now=hours(n // 2))
    filters = Filters(sort=sort)
    listed = queue_page(filters, user_id=0, now=hours(9)).rows
    for at, (row, mark) in enumerate(listed):
        case = Ticket.objects.get(pk=row.pk)
        beyond = {-1: None, 5: None}
        places = dict(enumerate((other.reference, place) for other, place in listed)) | beyond
        assert beside(case, filters, at=mark, user_id=0, now=hours(9)) == [places[at - 1], places[at + 1]]
        assert beside(case, filters, at="", user_id=0, now=hours(9)) == [places[at - 1], places[at + 1]]


def test_case_that_left_the_list_still_has_its_neighbours(agent):
    first, second, third = (open_case(now=hours(n)) for n in range(3))
    filters = read_filters("view=ours").filters
    at = queue_page(filters, user_id=0, now=hours(9)).rows[1].mark
    reply_to_customer(ticket=second, text="¿Una foto?", by=agent, now=hours(5))
    second.refresh_from_db()
    found = beside(second, filters, at=at, user_id=0, now=hours(9))
    assert [place and place[0] for place in found] == refs([first, third])


def test_case_that_is_not_due_has_no_neighbours_among_those_that_are():
    case, due = open_case(), open_case()
    set_on(due, due_at=hours(1), due_kind=Due.FIRST)
    assert beside(case, read_filters("view=due").filters, at="", user_id=0, now=NOW) == [None, None]
