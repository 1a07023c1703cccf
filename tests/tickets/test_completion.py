import datetime as dt
import uuid

import pytest
from django.utils.translation import override

from core.actors import SYSTEM
from core.errors import Refused
from core.models import OutgoingMessage
from core.richtext import Words
from customers.states import CustomerKind
from tests.factories import MADRID, NOW
from tests.law_rows import LEY_10, big_company, rule
from tests.tickets.rows import everything
from tickets.actions.aside import mark_spam
from tickets.actions.clocks import keep_clocks
from tickets.actions.completion import ask_to_complete, complete_request, withdraw_request
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.fields import set_kind
from tickets.actions.status import resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.models import CompletionRequest
from tickets.rules import UNDO_SECONDS
from tickets.states import Kind, Resolution, Status

pytestmark = pytest.mark.django_db
OUT, IN_TIME = NOW + dt.timedelta(seconds=UNDO_SECONDS), NOW + dt.timedelta(seconds=UNDO_SECONDS - 1)
MINIMUM, OVER = dt.date(2026, 11, 30), NOW + dt.timedelta(days=20)


def ask(case, agent, text="¿Nos envía la factura?", now=NOW, **given):
    return ask_to_complete(ticket=case, words=Words(text), by=agent, now=now, **given)


def clocks(case):
    """Of the law and of the request, by what they count from."""
    rows = case.clocks.exclude(state="off").order_by("due", "pk")
    return [
        (row.due, row.anchor.split(":")[0], row.state, row.due_at and row.due_at.astimezone(MADRID)) for row in rows
    ]


def end_of(year, month, day):
    return dt.datetime(year, month, day, 23, 59, 59, tzinfo=MADRID)


def told(case):
    return [event.data["to"] for event in case.events.filter(kind="completion").order_by("pk")]


def test_ask_writes_to_the_customer_names_the_day_and_stops_the_term(case, agent):
    big_company()
    request = ask(case, agent)
    case.refresh_from_db()
    message = request.message
    assert message.text.startswith("¿Nos envía la factura?\n\n")
    assert message.text.count("30 de noviembre de 2026") == 1
    assert (case.status, message.held_until) == (Status.WAITING_CUSTOMER, OUT)
    assert OutgoingMessage.objects.filter(kind="case_replied", text__contains="30 de noviembre de 2026").count() == 1
    assert (request.due_at, request.asked_by_id, told(case)) == (end_of(2026, 11, 30), agent.user_id, ["asked"])
    assert clocks(case) == [
        ("completion", "completion", "running", end_of(2026, 11, 30)),
        ("legal", "opened", "paused", None),
    ]


def test_ask_does_not_stop_a_term_of_every_trader(case, agent):
    rule()
    ask(case, agent, until=MINIMUM)
    assert ("legal", "opened", "running", end_of(2026, 12, 1)) in clocks(case)


def test_ask_with_formatted_words_has_the_day_in_both(case, agent):
    request = ask_to_complete(
        ticket=case, words=Words("La factura", "<p><strong>La factura</strong></p>"), by=agent, now=NOW
    )
    assert request.message.html.startswith("<p><strong>La factura</strong></p><p>")
    assert ("30 de noviembre" in request.message.html, "30 de noviembre" in request.message.text) == (True, True)


def test_same_form_twice_asks_once(case, agent):
    form = uuid.uuid4()
    assert ask(case, agent, submission=form) == ask(case, agent, submission=form)
    assert (CompletionRequest.objects.count(), case.messages.count()) == (1, 2)


def test_customer_who_answers_completes_it_and_the_term_begins_anew(case, agent, customer):
    big_company()
    request = ask(case, agent)
    later = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
    write_as_customer(ticket=case, text="Aquí está.", by=customer, now=later)
    request.refresh_from_db()
    assert (request.completed_at, told(case)) == (later, ["asked", "completed"])
    # 15 working days after Friday 20 November: 7 and 8 December rest.
    assert ("legal", "completion", "running", end_of(2026, 12, 15)) in clocks(case)


def test_customer_who_writes_before_it_went_out_completes_nothing(case, agent, customer):
    request = ask(case, agent)
    write_as_customer(ticket=case, text="Otra cosa.", by=customer, now=IN_TIME)
    request.refresh_from_db()
    assert (request.completed_at, told(case)) == (None, ["asked"])


def test_still_incomplete_asks_again_and_stops_the_term_again(case, agent, customer):
    big_company()
    ask(case, agent)
    write_as_customer(ticket=case, text="¿Cuál factura?", by=customer, now=OUT)
    ask(case, agent, now=OUT, until=dt.date(2026, 12, 10))
    assert told(case) == ["asked", "completed", "asked"]
    assert [row[2] for row in clocks(case) if row[0] == "legal"] == ["paused"]


def test_ask_anew_after_the_day_ends_the_old_request_and_the_term_stays_stopped(case, agent, customer):
    big_company()
    first = ask(case, agent)
    second = ask(case, agent, now=OVER)
    first.refresh_from_db()
    assert (first.withdrawn_at, told(case)) == (OVER, ["asked", "over", "asked"])
    assert [row[2] for row in clocks(case) if row[0] == "legal"] == ["paused"]
    later = OVER + dt.timedelta(minutes=5)
    write_as_customer(ticket=case, text="Aquí está.", by=customer, now=later)
    second.refresh_from_db()
    assert second.completed_at == later
    assert [row[1:3] for row in clocks(case) if row[0] == "legal"] == [("completion", "running")]


def test_taking_the_reply_back_leaves_all_as_it_was(case, agent):
    big_company()
    keep_clocks(case, now=NOW)
    case_before, before = everything(), clocks(case)
    request = ask(case, agent)
    take_back(message=request.message, by=agent, now=IN_TIME)
    request.refresh_from_db()
    assert (request.withdrawn_at, told(case), clocks(case)) == (IN_TIME, ["asked", "withdrawn"], before)
    assert everything()["Ticket"] == case_before["Ticket"]


def test_taking_back_the_second_request_brings_the_first_one_back(case, agent):
    big_company()
    first = ask(case, agent)
    before = clocks(case)
    second = ask(case, agent, now=OVER)
    take_back(message=second.message, by=agent, now=OVER + dt.timedelta(seconds=1))
    first.refresh_from_db()
    assert (first.withdrawn_at, told(case)) == (None, ["asked", "over", "asked", "withdrawn", "restored"])
    assert clocks(case) == before


def test_take_back_after_something_else_happened_is_refused(case, agent):
    request = ask(case, agent)
    add_note(ticket=case, text="Llamó.", by=agent, now=NOW)
    refused("changed_since", lambda: take_back(message=request.message, by=agent, now=IN_TIME))


def test_complete_by_hand_is_once(case, agent):
    request = ask(case, agent)
    complete_request(request=request, by=agent, now=OUT)
    before = everything()
    assert complete_request(request=request, by=agent, now=OVER).completed_at == OUT
    assert everything() == before
    refused("request_over", lambda: withdraw_request(request=request, by=agent, now=OUT))


def test_withdraw_lets_the_term_go_on(case, agent):
    big_company()
    request = ask(case, agent)
    withdraw_request(request=request, by=agent, now=OUT)
    before = everything()
    withdraw_request(request=request, by=agent, now=OVER)
    assert everything() == before
    assert clocks(case) == [("legal", "opened", "running", end_of(2026, 12, 9))]
    refused("request_over", lambda: complete_request(request=request, by=agent, now=OUT))


def test_withdraw_after_its_day_is_refused(case, agent):
    request = ask(case, agent)
    refused("request_over", lambda: withdraw_request(request=request, by=agent, now=OVER))


@pytest.mark.parametrize(
    ("bound", "until", "code"),
    [
        (True, "2026-11-27", "too_short"),
        (False, "2026-11-16", "too_short"),
        (False, "2026-01-01", "too_short"),
        (False, "2028-01-01", "too_far"),
    ],
)
def test_ask_for_too_short_or_too_far_a_day_is_refused(case, agent, bound, until, code):
    if bound:
        big_company()
    refused(code, lambda: ask(case, agent, until=dt.date.fromisoformat(until)))


def test_refusal_of_a_short_term_names_the_day_and_the_law(case, agent):
    big_company()
    with override("en"), pytest.raises(Refused) as refusal:
        ask(case, agent, until=dt.date(2026, 11, 20))
    assert str(refusal.value) == (
        f"The law gives the customer at least 10 working days: until 30 November 2026 ({LEY_10})."
    )


def test_ask_for_tomorrow_where_no_law_says_more(case, agent):
    assert ask(case, agent, until=dt.date(2026, 11, 17)).due_at == end_of(2026, 11, 17)


def test_company_has_no_time_that_the_law_gives_consumers(case, agent):
    big_company()
    case.customer.kind = CustomerKind.COMPANY
    case.customer.save()
    assert ask(case, agent, until=dt.date(2026, 11, 17)).due_at == end_of(2026, 11, 17)


def test_complaint_that_became_a_question_keeps_its_time(case, agent):
    big_company()
    set_kind(ticket=case, kind=Kind.QUESTION, by=agent, now=NOW)
    refused("too_short", lambda: ask(case, agent, until=dt.date(2026, 11, 17)))


@pytest.mark.parametrize("code", ["text_empty", "asked_already", "not_staff", "spam", "resolved", "newer_message"])
def test_ask_that_cannot_be_is_refused(case, agent, customer, code):
    text, by, given = "¿Nos envía la factura?", agent, {}
    if code == "text_empty":
        text = ""
    elif code == "asked_already":
        ask(case, agent)
    elif code == "not_staff":
        by = SYSTEM
    elif code == "spam":
        mark_spam(ticket=case, by=agent, now=NOW)
    elif code == "resolved":
        resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="Ya.", by=agent, now=NOW)
    else:
        given["seen"] = 0
    refused(code, lambda: ask(case, by, text=text, **given))


def test_resolve_while_the_customer_has_time_asks_to_be_confirmed(case, agent):
    ask(case, agent)
    given = {"ticket": case, "resolution": Resolution.REPAIRED, "text": "Ya está.", "by": agent}
    refused("completion_open", lambda: resolve_ticket(**given, now=OUT))
    assert resolve_ticket(**given, anyway=True, now=OUT).status == Status.RESOLVED


def test_resolve_after_the_day_needs_no_tick(case, agent):
    ask(case, agent)
    resolved = resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="No llegó.", by=agent, now=OVER)
    assert resolved.status == Status.RESOLVED


def refused(code, deed):
    before = everything()
    with pytest.raises(Refused) as refusal:
        deed()
    assert (refusal.value.code, everything()) == (code, before)


def test_ask_with_a_form_that_brought_a_plain_reply_is_refused(case, agent):
    form = uuid.uuid4()
    reply_to_customer(ticket=case, text="Lo miramos.", submission=form, by=agent, now=NOW)
    refused("sent_already", lambda: ask(case, agent, submission=form))


@pytest.mark.parametrize("verb", [complete_request, withdraw_request])
@pytest.mark.parametrize("bound", [True, False])
def test_ledger_says_whether_a_term_stood_still(case, agent, verb, bound):
    big_company() if bound else rule()
    verb(request=ask(case, agent), by=agent, now=OUT)
    line = case.events.filter(kind="completion").latest("pk")
    assert line.data.get("stopped", False) is bound


def test_request_that_came_too_late_stopped_nothing(case, agent):
    big_company()
    late = NOW + dt.timedelta(days=40)
    request = ask(case, agent, now=late)
    complete_request(request=request, by=agent, now=late + dt.timedelta(hours=1))
    assert "stopped" not in case.events.filter(kind="completion").latest("pk").data
