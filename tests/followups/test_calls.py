"""Recording attempts: what each outcome does to the call, and two agents at once."""

import contextlib
import datetime as dt
import threading

import pytest
from django.db import connections

from core.actors import actor_of
from core.errors import Refused
from followups.actions import calls as calls_module
from followups.actions.calls import record_attempt
from followups.models import Call, CallAttempt
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, planned_call, the_plan
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    the_plan()
    return actor_of(AgentFactory())


def attempt(call, outcome, agent, *, now=NOW, **kwargs):
    seen = kwargs.pop("attempts_seen", call.attempts.count())
    made = record_attempt(call=call, attempts_seen=seen, outcome=outcome, by=agent, now=now, **kwargs)
    call.refresh_from_db()
    return made


def test_record_content_finishes_the_call(agent):
    call = planned_call()
    made = attempt(call, "content", agent, note=" Todo bien ")
    assert (made.at, made.agent_id, made.outcome, made.note) == (NOW, agent.user_id, "content", "Todo bien")
    assert (call.state, call.outcome, call.finished_at, call.ticket) == ("done", "content", NOW, None)


def test_record_unhappy_opens_a_case(agent):
    unit = delivered(4)
    call = planned_call(unit)
    attempt(call, "unhappy", agent, note="No enfría desde ayer.", unit=unit, kind="technical")
    ticket = Ticket.objects.get()
    assert (call.state, call.outcome, call.ticket) == ("done", "unhappy", ticket)
    assert (ticket.channel, ticket.kind, ticket.unit, ticket.customer) == ("call", "technical", unit, call.customer)
    message = ticket.messages.get()
    assert (message.kind, message.text, message.author_id) == ("phone", "No enfría desde ayer.", agent.user_id)


def test_record_unhappy_without_words_writes_nothing(agent):
    call = planned_call()
    with pytest.raises(Refused):
        attempt(call, "unhappy", agent, note="  ")
    call.refresh_from_db()
    assert (call.state, CallAttempt.objects.count(), Ticket.objects.count()) == ("planned", 0, 0)


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "voicemail"])
def test_record_not_reached_tries_again_at_another_part_of_the_day(agent, outcome):
    call = planned_call()
    attempt(call, outcome, agent)  # 11:00 in Madrid
    assert (call.state, call.due_at) == ("planned", dt.datetime(2026, 11, 16, 14, 0, tzinfo=MADRID))


def test_record_last_attempt_gives_up(agent):
    call = planned_call()
    for number in range(4):
        assert call.state == "planned"
        attempt(call, "no_answer", agent, now=NOW + dt.timedelta(days=number))
    assert (call.state, call.outcome, call.attempts.count()) == ("no_contact", "no_answer", 4)


def test_record_call_back_waits_for_the_hour_asked(agent):
    call = planned_call()
    asked = NOW + dt.timedelta(hours=5)
    attempt(call, "call_back", agent, call_back_at=asked)
    assert (call.state, call.due_at) == ("planned", asked)
    attempt(call, "call_back", agent, now=asked, call_back_at=dt.datetime(2026, 11, 21, 12, 0, tzinfo=MADRID))
    assert call.due_at == dt.datetime(2026, 11, 23, 9, 30, tzinfo=MADRID)  # a Saturday: not by law


ENDS_OF_TIME = [dt.datetime(9999, 12, 31, 23, 59, tzinfo=MADRID), dt.datetime(1, 1, 1, tzinfo=MADRID)]


@pytest.mark.parametrize(
    "asked", [None, NOW, NOW - dt.timedelta(hours=1), NOW + dt.timedelta(days=90, minutes=1), *ENDS_OF_TIME]
)
def test_record_call_back_needs_an_hour_to_come_soon(agent, asked):
    call = planned_call()
    with pytest.raises(Refused) as error:
        attempt(call, "call_back", agent, call_back_at=asked)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_back_when", 0)


def test_record_wrong_number_gives_up(agent):
    call = planned_call()
    attempt(call, "wrong_number", agent)
    assert (call.state, call.outcome) == ("no_contact", "wrong_number")


def test_record_refused_stops_all_calls_to_the_customer(agent):
    call = planned_call()
    other = planned_call(delivered(3, customer=call.customer))
    strangers = planned_call()
    attempt(call, "refused", agent)
    assert (call.state, call.outcome) == ("done", "refused")
    call.customer.refresh_from_db()
    assert call.customer.no_calls is True
    states = Call.objects.filter(pk__in=[other.pk, strangers.pk]).order_by("pk").values_list("state", "reason")
    assert list(states) == [("suppressed", "opted_out"), ("planned", "")]


@pytest.mark.parametrize("shared", ["email", "phone"])
def test_record_refused_stops_the_calls_to_the_same_person_under_another_number(agent, shared):
    call = planned_call()
    twin = CustomerFactory(**{shared: getattr(call.customer, shared)})
    other = planned_call(delivered(3, customer=twin))
    attempt(call, "refused", agent)
    other.refresh_from_db()
    twin.refresh_from_db()
    assert (other.state, other.reason, twin.no_calls) == ("suppressed", "opted_out", True)


def test_record_refused_by_somebody_without_addresses_is_about_nobody_else(agent):
    call = planned_call(delivered(4, customer=CustomerFactory(email="", phone="")))
    other = planned_call(delivered(3, customer=CustomerFactory(email="", phone="")))
    attempt(call, "refused", agent)
    other.refresh_from_db()
    assert (other.state, other.customer.no_calls) == ("planned", False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", [None, "email"])
def test_record_refused_by_two_agents_at_once_on_two_calls_of_one_person(shared, monkeypatch):
    the_plan()
    first = planned_call()
    customer = CustomerFactory(email=first.customer.email) if shared else first.customer
    calls, agents = [first, planned_call(delivered(3, customer=customer))], [AgentFactory() for _ in range(2)]
    both, trouble, check = threading.Barrier(2), [], calls_module._check_fresh

    def check_together(*args):
        check(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)  # both hold their call, unless one waits for the other before

    monkeypatch.setattr(calls_module, "_check_fresh", check_together)

    def run(call, agent):
        try:
            record_attempt(call=call, attempts_seen=0, outcome="refused", by=actor_of(agent), now=NOW)
        except Exception as error:
            trouble.append(getattr(error, "code", error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(calls, agents, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == ["call_finished"]
    assert sorted(Call.objects.values_list("state", "outcome")) == [("done", "refused"), ("suppressed", "")]


def test_record_on_a_finished_call_is_refused(agent):
    call = planned_call()
    attempt(call, "content", agent)
    with pytest.raises(Refused) as error:
        attempt(call, "content", agent)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_finished", 1)


def test_record_over_an_attempt_not_seen_is_refused(agent):
    call = planned_call()
    attempt(call, "no_answer", agent)
    with pytest.raises(Refused) as error:
        attempt(call, "no_answer", agent, attempts_seen=0)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_moved", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", ["no_answer", "unhappy"])
def test_record_by_two_agents_at_once_is_written_once(outcome):
    the_plan()
    call, agents = planned_call(), [actor_of(AgentFactory()) for _ in range(2)]
    start, refused = threading.Barrier(2), []

    def run(agent):
        start.wait(10)
        try:
            record_attempt(call=call, attempts_seen=0, outcome=outcome, note="No va", by=agent, now=NOW)
        except Refused as error:
            refused.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["call_moved" if outcome == "no_answer" else "call_finished"]
    assert CallAttempt.objects.count() == 1
    assert Ticket.objects.count() == (outcome == "unhappy")
