import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import reply_to_customer

pytestmark = pytest.mark.django_db


def shown(response):
    """The references of the rows, in their order."""
    return re.findall(r'class="row-link" href="/desk/tickets/([^/]+)/"', response.content.decode())


def test_queue_shows_open_cases_waiting_longest_first(desk):
    late, soon = open_case(now=NOW + dt.timedelta(hours=1)), open_case()
    assert shown(desk.get("/desk/")) == [soon.reference, late.reference]


def test_view_shows_only_its_own(desk, ana, agent):
    mine, _other = open_case(), open_case()
    assign_ticket(ticket=mine, assignee=ana, by=agent, now=NOW)
    assert shown(desk.get("/desk/?view=mine")) == [mine.reference]


def test_view_that_does_not_exist_is_the_first(desk, case):
    assert shown(desk.get("/desk/?view=<script>")) == [case.reference]


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


def test_empty_queue_says_what_will_come(desk):
    assert b"Nothing here" in desk.get("/desk/").content


def test_search_finds_by_serial(desk, case):
    open_case()
    assert shown(desk.get("/desk/", {"q": case.unit.serial})) == [case.reference]


def test_search_for_a_whole_reference_opens_the_case(desk, case):
    response = desk.get("/desk/", {"q": f" {case.reference.lower()} "})
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")


def test_search_that_finds_nothing_offers_to_look_for_the_customer(desk, case):
    page = desk.get("/desk/", {"q": 'nadie "> <script>'}).content.decode()
    assert (shown(desk.get("/desk/", {"q": "nadie"})), "No case found" in page) == ([], True)
    assert "<script>" not in page.replace("<script src=", "")


@pytest.mark.parametrize("address", ["/desk/", "/desk/?q=Lavadora Zeta"])
def test_page_costs_the_same_queries_for_1_3_and_30_cases(desk, address):
    costs = []
    for extra in (1, 2, 27):
        for _ in range(extra):
            open_case(unit=UnitFactory(purchase__customer=CustomerFactory(name="Lavadora Zeta")))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 9
