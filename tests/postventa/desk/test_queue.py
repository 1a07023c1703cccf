import datetime as dt
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from postventa.desk import presence
from postventa.desk.neighbours import neighbours
from postventa.desk.presence import leave, look
from postventa.desk.queue_rows import CHANNELS
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import reply_to_customer
from tickets.models import Ticket
from tickets.states import Channel, Due

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta_user(db):
    return CustomerUserFactory()


def shown(response):
    """The references of the rows, in their order."""
    return re.findall(r'class="row-link" href="/desk/tickets/([^/"]+)/', response.content.decode())


def test_queue_shows_open_cases_waiting_longest_first(desk):
    late, soon = open_case(now=NOW + dt.timedelta(hours=1)), open_case()
    assert shown(desk.get("/desk/")) == [soon.reference, late.reference]


def test_view_shows_only_its_own(desk, ana, agent):
    mine, _other = open_case(), open_case()
    assign_ticket(ticket=mine, assignee=ana, by=agent, now=NOW)
    assert shown(desk.get("/desk/?view=mine")) == [mine.reference]


def test_view_that_does_not_exist_is_the_first_and_is_said(desk, case):
    response = desk.get("/desk/?view=<script>")
    assert (shown(response), response.context["page"].unknown) == ([case.reference], ("view",))
    assert b"is not known and was left out: view." in response.content


def test_row_leads_to_its_case_with_the_list_and_the_place(desk, case, ana):
    page = desk.get("/desk/?view=ours&priority=2&nonsense=1").content.decode()
    (address,) = re.findall(r'class="row-link" href="([^"]+)"', page)
    query = QueryDict(QueryDict(urlsplit(unescape(address)).query)["in"])
    assert (query["view"], query["priority"], query["at"][-2:]) == ("ours", "2", f"_{case.pk}"[-2:])
    assert neighbours(case, query, ana, NOW) == (None, None)


def test_neighbours_keep_the_list_and_say_their_own_place(desk, case, ana):
    after = open_case(now=NOW + dt.timedelta(hours=1))
    _none, near = neighbours(case, QueryDict("view=ours&saved=7&at="), ana, NOW)
    assert near.reference == after.reference
    back, _none = neighbours(after, QueryDict(near.query), ana, NOW)
    assert (back.reference, QueryDict(back.query)["saved"]) == (case.reference, "7")
    assert neighbours(case, QueryDict(""), ana, NOW) == (None, None)


def test_chip_takes_its_filter_away_alone(desk, case):
    response = desk.get("/desk/?priority=2&only=unread&assignee=nobody&age=3&product=XR")
    chips = {str(chip.name): chip.href for chip in response.context["page"].chips}
    assert list(chips) == ["Assignee", "Priority", "Product", "Waiting", "Only"]
    assert chips["Priority"] == "?view=open&assignee=nobody&product=XR&age=3&only=unread"
    assert b"No case fits these filters" in response.content


def test_filters_are_a_page_of_their_own_without_a_script_and_a_piece_with_it(desk, case):
    page = desk.get("/desk/queue/filters/?priority=3&tag=7")
    assert next(template.name for template in page.templates if template.name) == "desk/tickets/filters.html"
    assert b'name="priority" value="3" checked' in page.content
    piece = desk.get("/desk/queue/filters/", headers={"hx-request": "true"})
    assert b"<html" not in piece.content


def test_rows_that_say_the_same_are_not_sent_again(desk, case, agent):
    def ask(response):
        seen = {"seen": response.context["page"].print, "rail": response.context["rail_print"]}
        return desk.get("/desk/queue/rows/", seen)

    first = desk.get("/desk/")
    assert (ask(first).status_code, ask(first).content) == (204, b"")
    reply_to_customer(ticket=case, text="Mañana vamos.", by=agent, now=NOW)
    second = ask(first)
    assert (second.status_code, shown(second)) == (200, [case.reference])
    assert ask(second).status_code == 204


def test_rows_are_for_the_desk_alone(client, desk, marta_user):
    assert client.get("/desk/queue/rows/", headers={"hx-request": "true"}).status_code == 401
    client.force_login(marta_user)
    assert [client.get(f"/desk/queue/{part}/").status_code for part in ("rows", "filters", "more")] == [404] * 3


def test_views_that_are_folded_away_have_their_counts_when_opened(desk, case, agent):
    reply_to_customer(ticket=case, text="¿Una foto?", by=agent, now=NOW)
    page = desk.get("/desk/queue/more/").content.decode()
    assert re.findall(r'data-count="(\w+)">(\d*)<', page) == [
        ("promises", "0"),
        ("customer", "1"),
        ("part", "0"),
        ("resolved", ""),
        ("spam", ""),
    ]


def test_row_says_who_is_looking_but_not_that_i_am(desk, case, ana):
    luis = AgentFactory(name="Luis Pérez")
    now = timezone.now()
    look(case.pk, ana, writing=False, now=now)
    look(case.pk, luis, writing=True, now=now)
    page = desk.get("/desk/").content.decode()
    assert re.findall(r'aria-label="([^"]*): Writing"', page) == ["Luis Pérez"]
    assert ">AR</span>" not in page.split("data-rows")[1].split('class="avatar')[0]
    leave(case.pk, luis)
    leave(case.pk, ana)


def test_row_has_a_clock_when_it_is_near(desk, case):
    def clocks():
        return re.findall(r'class="deadline" data-tone="(\w+)"', desk.get("/desk/").content.decode())

    due = timezone.now() + dt.timedelta(days=3)
    Ticket.objects.filter(pk=case.pk).update(due_at=due, due_kind=Due.FIRST)
    assert clocks() == []
    Ticket.objects.filter(pk=case.pk).update(due_at=due - dt.timedelta(days=4))
    assert clocks() == ["bad"]


def test_row_says_that_we_spoke_last(desk, case, agent):
    assert b"We spoke last" not in desk.get("/desk/").content
    reply_to_customer(ticket=case, text="Mañana vamos.", by=agent, now=NOW)
    page = desk.get("/desk/").content.decode()
    assert ("We spoke last" in page, "Mañana vamos." in page) == (True, True)


def test_row_of_danger_carries_its_mark(desk):
    open_case(text="Sale humo del enchufe")
    page = desk.get("/desk/").content.decode()
    assert (page.count('aria-label="Safety"'), page.count('aria-label="Urgent"')) == (1, 1)


def test_row_shows_words_as_words(desk):
    open_case(customer=CustomerFactory(name="<b>Marta</b>"), text="<script>alert(1)</script> no va")
    page = desk.get("/desk/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Marta&lt;/b&gt;" in page


def test_second_page_goes_on_where_the_first_ended(desk):
    cases = [open_case(now=NOW + dt.timedelta(minutes=n)) for n in range(32)]
    first = desk.get("/desk/")
    (link,) = re.findall(r'href="\?([^"]+)" rel="next"', first.content.decode())
    second = desk.get("/desk/?" + link.replace("&amp;", "&"))
    assert shown(first) + shown(second) == [case.reference for case in cases]
    (back,) = re.findall(r'href="\?([^"]+)" rel="prev"', second.content.decode())
    assert shown(desk.get("/desk/?" + back.replace("&amp;", "&"))) == shown(first)


def counts(response):
    return {item.key: item.count for item in response.context["views"]}


def test_rail_is_a_little_old_beside_a_case_and_exact_in_the_queue(desk, case, monkeypatch):
    monkeypatch.setattr(presence, "_away_until", 0.0)  # whatever another test made of Redis
    page = f"/desk/tickets/{case.reference}/"
    assert counts(desk.get(page))["open"] == "1"
    open_case()
    assert (counts(desk.get(page))["open"], counts(desk.get("/desk/"))["open"]) == ("1", "2")
    assert counts(desk.get("/desk/?view=mine"))["open"] == "1"
    desk.get("/desk/queue/rows/")  # what the queue asks for all the time
    assert counts(desk.get(page))["open"] == "2"


def test_rail_is_counted_anew_where_a_deed_is_reported(desk, case):
    page = f"/desk/tickets/{case.reference}/"
    assert counts(desk.get(page))["mine"] == "0"
    after = desk.post(f"{page}assignee/", {"assignee": desk.session["_auth_user_id"]}, follow=True)
    assert counts(after)["mine"] == "1"


def test_empty_queue_says_what_will_come(desk):
    assert b"Nothing waits" in desk.get("/desk/").content


@pytest.mark.parametrize("address", ["/desk/", "/desk/?view=ours&priority=2&sort=priority", "/desk/queue/rows/"])
def test_page_costs_the_same_queries_for_1_3_and_30_cases(desk, address):
    desk.get(address)  # what the rail counts is known for a while
    costs = []
    for extra in (1, 2, 27):
        for _ in range(extra):
            open_case(unit=UnitFactory(purchase__customer=CustomerFactory(name="Lavadora Zeta")))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 8


def test_every_channel_has_its_sign():
    assert set(CHANNELS) == set(Channel)
