import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.states import Priority, Resolution, Status

pytestmark = pytest.mark.django_db


def read(desk, case):
    return " ".join(desk.get(f"/desk/tickets/{case.reference}/").content.decode().split())


def test_page_tells_the_story_in_words(desk, case, agent, ana):
    luis = AgentFactory(name="Luis Prado")
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    assign_ticket(ticket=case, assignee=luis, by=agent, now=NOW)
    change_priority(ticket=case, priority=Priority.HIGH, by=actor_of(luis), now=NOW)
    add_note(ticket=case, text="Entre nosotros.", by=agent, now=NOW)
    change_status(ticket=case, to=Status.WAITING_PART, by=agent, now=NOW)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Hecho.", by=agent, now=NOW)
    reopen_ticket(ticket=case, by=agent, now=NOW)
    assign_ticket(ticket=case, assignee=None, by=agent, now=NOW)
    page = read(desk, case)
    said = [
        f"{case.customer} opened the case. Channel: Portal",
        "Coverage on the facts known: Covered",
        "Ana Ruiz took the case",
        "Ana Ruiz gave the case to Luis Prado",
        "Luis Prado changed the priority from «Normal» to «High»",
        "Entre nosotros.",
        "Ana Ruiz moved the case from «Open» to «Waiting for a part»",
        "Ana Ruiz resolved the case: Repaired",
        "Ana Ruiz opened the case again",
        "Ana Ruiz left the case without an assignee",
    ]
    assert [words for words in said if words not in page] == []
    assert "Last touched by Ana Ruiz" in page


def test_page_shows_words_escaped_with_safe_links(desk):
    case = open_case(text='Vea https://ejemplo.es/?a=1&b="x" y <img src=x onerror=alert(1)> javascript:alert(2)')
    page = read(desk, case)
    assert '<a href="https://ejemplo.es/?a=1&amp;b=" rel="nofollow noopener noreferrer" target="_blank">' in page
    assert ("<img src=x" in page, 'href="javascript' in page) == (False, False)


def test_page_says_what_covers_it_and_why(desk, case):
    page = read(desk, case)
    assert "Legal guarantee" in page
    assert "TRLGDCU 120.1" in page
    assert "Orientation, not legal advice." in page


def test_page_offers_only_the_moves_that_the_table_allows(desk, case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    page = read(desk, case)
    assert [f'name="to" value="{status}"' in page for status in Status] == [
        status == Status.CLOSED for status in Status
    ]
    assert f"/desk/tickets/{case.reference}/reopening/" in page


def test_page_of_a_question_has_no_product(desk, case):
    page = read(desk, open_case(customer=case.customer))
    assert "This case is not about a product." in page
    assert case.subject in page  # among the customer's other cases


@pytest.mark.parametrize("policy", ["default-src 'self'"])
def test_page_keeps_the_strict_policy(desk, case, policy):
    response = desk.get(f"/desk/tickets/{case.reference}/")
    assert policy in response["content-security-policy"]
    assert "unsafe" not in response["content-security-policy"]


def test_page_costs_the_same_queries_for_1_3_and_30_messages(desk, agent, ana):
    costs = []
    for count in (1, 3, 30):
        case = open_case()
        assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
        for n in range(count):
            at = NOW + dt.timedelta(minutes=n)
            reply_to_customer(ticket=case, text=f"Número {n}", then=Status.OPEN, by=agent, now=at)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/tickets/{case.reference}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 16
