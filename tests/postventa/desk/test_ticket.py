import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import Actor, ActorKind, actor_of, customer_by_link
from core.models import OutgoingMessage
from followups.models import CallAttempt
from postventa.desk.ledger_words import ICONS
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, TeamFactory
from tests.followups.makers import planned_call
from tests.law_rows import rule
from tests.tickets.clockwork import make_policy
from tickets.actions._ledger import record
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.models import EscalationStep, Tag
from tickets.states import Due, EventKind, Priority, RelationKind, Resolution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(case):
    return customer_by_link(case.customer.email)


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
    desk.get("/desk/")  # what the rail counts is known for a while
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
    assert costs[0] == costs[1] == costs[2] <= 20


def test_long_message_is_folded_and_shown_whole_on_request(desk):
    case = open_case(text="línea\n" * 3_000)
    there = f"/desk/tickets/{case.reference}/messages/{case.messages.get().pk}/"
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert (there in page, page.count("línea\n") < 200) == (True, True)
    for headers in ({}, {"hx-request": "true"}):
        response = desk.get(there, headers=headers)
        assert response.content.decode().count("línea") >= 3_000


def test_long_conversation_shows_the_newest_and_the_earlier_on_request(desk, customer):
    case = open_case(text="Primero de todos")
    for n in range(120):
        write_as_customer(ticket=case, text=f"Número {n}.", by=customer, now=NOW + dt.timedelta(minutes=n))
    here = f"/desk/tickets/{case.reference}/"
    page = desk.get(here).content.decode()
    assert ("Número 119." in page, "Número 60." in page, "Número 59." in page) == (True, True, False)
    older = re.search(r'href="([^"]*before=[^"]*)"', page)[1]
    piece = desk.get(older, headers={"hx-request": "true"}).content.decode()
    assert ("Número 59." in piece, "Número 60." in piece, "<html" in piece) == (True, False, False)
    assert ("Primero de todos" in piece, "before=" in piece) == (True, False)
    whole = desk.get(older).content.decode()
    assert ("Número 59." in whole, "To the newest messages" in whole) == (True, True)
    assert f'name="seen" value="{case.messages.last().pk}"' in whole


def test_every_kind_of_event_is_told(desk, case, agent):
    other, tag = open_case(customer=case.customer), Tag.objects.create(name="urgente")
    given = {
        EventKind.SAFETY: [{"to": True}, {"to": False}],
        EventKind.KIND: [{"from": "complaint", "to": "question"}],
        EventKind.TEAM: [{"from": None, "to": TeamFactory(name="Taller").pk}, {"from": None, "to": None}],
        EventKind.TAGGED: [{"added": [tag.pk], "removed": []}, {"added": [], "removed": [tag.pk]}],
        EventKind.FIELD: [{"names": ["subject", "gone"]}],
        EventKind.CAUSE: [{"from": None, "to": None}],
        EventKind.CONFIRMED: [{"decision": 1}, {"decision": None}],
        EventKind.ASIDE: [
            {"from": "", "to": "spam", "into": None},
            {"from": "spam", "to": "", "into": None},
            {"from": "", "to": "merged", "into": other.pk},
            {"from": "merged", "to": "", "into": None},
        ],
        EventKind.MERGED: [{"case": other.pk}],
        EventKind.UNMERGED: [{"case": other.pk}],
        EventKind.SPLIT: [{"case": other.pk, "message": 1}],
        EventKind.PARENT: [{"from": None, "to": other.pk}, {"from": other.pk, "to": None}],
        EventKind.RELATED: [
            {"case": other.pk, "kind": kind, "on": on} for kind in RelationKind.values for on in (True, False)
        ],
        EventKind.CHECK: [{"item": 0, "done": True}, {"item": 0, "done": False}],
        EventKind.TIME: [{"entry": 1, "minutes": 5}, {"entry": 1, "minutes": -1}],
        EventKind.TAKEN_BACK: [{"message": 1}],
        EventKind.AUTOMATION: [
            {"to": "acted", "told": []},
            {"to": "acted", "told": [1]},
            {"to": "noted"},
            {"to": "loop"},
        ],
        EventKind.LEGAL: [{"start": 1, "event": "refund", "to": to} for to in ("said", "done", "withdrawn")],
        EventKind.COMPLETION: [
            {"request": 1, "to": to, "due_at": "2026-11-30T22:59:59+00:00", "until": "2026-11-30"}
            for to in ("asked", "completed", "withdrawn", "over", "restored")
        ],
        EventKind.PROMISE: [
            {"promise": 0, "kind": "call", "to": to, "due_at": "2026-11-17T11:00:00+00:00", "owner": owner}
            for to in ("made", "kept", "broken", "done_late", "moved", "withdrawn", "handed")
            for owner in (agent.user_id, AgentFactory(name="Luis Gil").pk)
        ],
        EventKind.PROPOSAL: [
            {"proposal": 1, "to": to, "resolution": "refunded"} for to in ("made", "accepted", "refused", "withdrawn")
        ],
        EventKind.APPEAL: [{"n": n, "promise": None} for n in (1, 2)],
        EventKind.BOOKED: [
            {"offer": 1, "to": "offered", "kind": "visit"},
            {"offer": 1, "to": "withdrawn"},
            *(
                {
                    "appointment": 1,
                    "kind": "visit",
                    "to": to,
                    "starts_at": "2026-11-24T09:00:00+00:00",
                    "ends_at": "2026-11-24T11:00:00+00:00",
                }
                for to in ("booked", "moved", "cancelled", "done", "missed")
            ),
        ],
        EventKind.PARCEL: [{"parcel": 0, "to": to} for to in ("labelled", "sent", "received", "cancelled")],
        EventKind.LATE: [{"clock": 1, "due": due} for due in Due.values],
        EventKind.ESCALATED: [
            {"clock": 1, "due": "promise", "step": 0},
            {"clock": 1, "due": "promise", "step": 0, "refused": "closed"},
        ],
        EventKind.OPENED: [{}],
    }
    for kind, lines in given.items():
        for data in lines:
            record(case, kind, data=data, by=agent, now=NOW)
    page = read(desk, case)
    told_above = {"message", "status", "assigned", "priority", "coverage", "unit"}
    assert set(EventKind) == set(given) | told_above == set(ICONS) | {EventKind.MESSAGE}
    assert f"Ana Ruiz merged {other.reference} into this case" in page
    assert "Ana Ruiz spent 5 minutes on it" in page
    assert "Ana Ruiz added tags: urgente" in page
    assert "Ana Ruiz promised this for 17 November 2026, 12:00; Luis Gil keeps it" in page
    assert "The time ran out: Legal deadline" in page
    assert f'href="/desk/tickets/{other.reference}/"' in page


def test_line_of_a_clock_says_which_clock_which_law_and_which_step(desk, agent):
    law = rule()
    case = open_case()
    clock = case.clocks.get(rule=law)
    named = EscalationStep.objects.create(name="Un día antes", due=Due.LEGAL, minutes=-1440, deeds=[])
    policy = make_policy()
    half = EscalationStep.objects.create(policy=policy, due=Due.FIRST, percent=50, deeds=[])
    for kind, data, step in [
        (EventKind.LATE, {"clock": clock.pk, "due": "legal"}, None),
        (EventKind.LATE, {"clock": 0, "due": "first_reply"}, None),
        (EventKind.ESCALATED, {"clock": clock.pk, "due": "legal"}, named),
        (EventKind.ESCALATED, {"clock": 0, "due": "first_reply", "refused": "no_team"}, half),
    ]:
        because = {"step": step.pk} if step else {}
        by = Actor(kind=ActorKind.SYSTEM, because=because)
        record(case, kind, data=data | because, by=by, now=NOW)
    page = read(desk, case)
    answer = "Legal deadline · Answer a complaint · TRLGDCU art. 21.3"
    assert f"The time ran out: {answer}" in page
    assert "The time ran out: First reply" in page
    assert f"The escalation «Un día antes» came to its point: {answer} · 1 d before" in page
    assert (
        "An escalation came to its point: First reply · At 50 % of the time. "
        "Something that it asks for was not possible: That team is not there any more."
    ) in page


def test_merged_case_shows_its_words_where_it_goes_on(desk, case, agent):
    other = open_case(customer=case.customer, text="La otra cosa")
    merge_tickets(ticket=other, into=case, by=agent, now=NOW)
    page = read(desk, case)
    assert "La otra cosa" in page
    assert f'<a class="reference" href="/desk/tickets/{other.reference}/">' in page
    gone = read(desk, other)
    assert ("This case was merged." in gone, 'id="composer"' in gone) == (True, False)
    assert f'href="/desk/tickets/{case.reference}/"' in gone


def test_letter_that_could_not_be_delivered_is_said(desk, case, agent):
    message = reply_to_customer(ticket=case, text="Vamos.", by=agent, now=NOW)
    OutgoingMessage.objects.filter(pk=message.letter_id).update(status="failed")
    assert "Could not be delivered" in read(desk, case)


def test_page_warns_of_a_colleagues_note_and_not_of_ones_own(desk, case, agent):
    add_note(ticket=case, text="Mío", by=agent, now=NOW)
    assert "left a note above" not in read(desk, case)
    add_note(ticket=case, text="Suyo", by=actor_of(AgentFactory(name="Luis Prado")), now=NOW)
    assert "Luis Prado left a note above" in read(desk, case)


def test_page_leads_to_its_neighbours_in_the_view(desk, case):
    after = open_case(now=NOW + dt.timedelta(hours=1))
    here = f"/desk/tickets/{case.reference}/"
    page = desk.get(f"{here}?in=view%3Dopen").content.decode()
    assert [f'href="{here}{way}/?in=view%3Dopen"' in page for way in ("previous", "next")] == [True, True]
    assert ('href="/desk/?view=open"' in page, "/next/" in desk.get(here).content.decode()) == (True, False)
    there = desk.get(f"{here}next/?in=view%3Dopen")["location"]
    assert there.startswith(f"/desk/tickets/{after.reference}/?in=view%3Dopen")
    assert desk.get(f"{here}previous/?in=view%3Dopen")["location"] == "/desk/?view=open"
    assert desk.get("/desk/tickets/PV-2222-2222/next/?in=view%3Dopen").status_code == 404


def test_calls_and_answers_stand_in_the_conversation(desk, case, ana):
    call = planned_call(case.unit)
    CallAttempt.objects.create(call=call, at=NOW, agent=ana, outcome="no_answer", note="Comunica")
    page = read(desk, case)
    assert ("Ana Ruiz called about the delivery. No answer" in page, "Comunica" in page) == (True, True)
