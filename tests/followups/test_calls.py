"""Recording attempts: what each outcome does to the call and to the person, and two agents at once."""

import contextlib
import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import translation

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from customers.models import Customer
from followups.actions import calls as calls_module
from followups.actions.calls import record_attempt
from followups.models import Answer, Call, CallAttempt, Invitation, Trouble
from followups.states import Outcome
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, only_plan, planned_call, planned_survey, the_plans
from tickets.models import Promise, Ticket
from tickets.promises import Promised
from tickets.states import PromiseKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return actor_of(AgentFactory())


def attempt(call, outcome, agent, *, now=NOW, **kwargs):
    seen = kwargs.pop("attempts_seen", call.attempts.count())
    made = record_attempt(call=call, attempts_seen=seen, outcome=outcome, by=agent, now=now, **kwargs)
    call.refresh_from_db()
    return made


def moves(call):
    return list(call.moves.values_list("why", "due_before", "due_after"))


def test_record_content_finishes_the_call(agent):
    call = planned_call(held_by_id=agent.user_id, held_until=NOW + dt.timedelta(minutes=5))
    made = attempt(call, "content", agent, note=" Todo bien ")
    assert (made.at, made.agent_id, made.outcome, made.note) == (NOW, agent.user_id, "content", "Todo bien")
    assert (call.state, call.outcome, call.finished_at, call.opened_ticket) == ("done", "content", NOW, None)
    assert (call.held_by, call.held_until) == (None, None)


def test_record_unhappy_opens_a_case(agent):
    unit = delivered(4)
    call = planned_call(unit)
    attempt(call, "unhappy", agent, note="No enfría desde ayer.", unit=unit, kind="technical")
    ticket = Ticket.objects.get()
    assert (call.state, call.outcome, call.opened_ticket) == ("done", "unhappy", ticket)
    assert (ticket.channel, ticket.kind, ticket.unit, ticket.customer) == ("call", "technical", unit, call.customer)
    message = ticket.messages.get()
    assert (message.kind, message.text, message.author_id) == ("phone", "No enfría desde ayer.", agent.user_id)


def test_record_unhappy_without_words_writes_nothing(agent):
    call = planned_call()
    with pytest.raises(Refused):
        attempt(call, "unhappy", agent, note="  ")
    call.refresh_from_db()
    assert (call.state, CallAttempt.objects.count(), Ticket.objects.count()) == ("planned", 0, 0)


@pytest.mark.parametrize(("outcome", "kind"), [("unhappy", "technical"), ("content", "question")])
def test_record_with_a_promise_keeps_it_in_a_case(agent, outcome, kind):
    call, owner = planned_call(), AgentFactory()
    promised = Promised(PromiseKind.CALL, "Le llamamos con el precio", owner, NOW + dt.timedelta(days=1))
    attempt(call, outcome, agent, note="Quiere una manguera más larga.", kind="technical", promise=promised)
    promise = Promise.objects.get()
    assert (call.state, call.opened_ticket, call.opened_ticket.kind) == ("done", promise.ticket, kind)
    assert (promise.what, promise.owner, promise.due_at) == (promised.what, owner, promised.due_at)


def test_record_a_promise_to_nobody_is_refused(agent):
    call = planned_call()
    promised = Promised(PromiseKind.CALL, "Le llamamos", AgentFactory(), NOW + dt.timedelta(days=1))
    with pytest.raises(Refused) as error:
        attempt(call, "no_answer", agent, note="x", promise=promised)
    assert (error.value.code, CallAttempt.objects.count(), Ticket.objects.count()) == ("promise_to_nobody", 0, 0)


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "voicemail", "voicemail_left", "third_party"])
def test_record_not_reached_tries_again_at_another_part_of_the_day(agent, outcome):
    call = planned_call()
    before = call.due_at
    attempt(call, outcome, agent)  # 11:00 in Madrid
    due = dt.datetime(2026, 11, 16, 14, 0, tzinfo=MADRID)
    assert (call.state, call.due_at, moves(call)) == ("planned", due, [("missed", before, due)])


def test_record_no_time_leaves_them_alone_for_a_week(agent):
    call = planned_call()
    attempt(call, "declined", agent)
    assert (call.state, call.due_at >= NOW + dt.timedelta(days=7)) == ("planned", True)


def test_record_last_attempt_gives_up(agent):
    call = planned_call()
    for number in range(4):
        assert call.state == "planned"
        attempt(call, "no_answer", agent, now=NOW + dt.timedelta(days=number))
    assert (call.state, call.outcome, call.attempts.count()) == ("no_contact", "no_answer", 4)
    assert Invitation.objects.count() == 0  # the plan asks in writing anyway


@pytest.mark.parametrize(
    ("outcomes", "final"),
    [
        (["third_party", "no_answer", "busy", "no_answer"], "third_party"),
        (["no_answer", "voicemail", "busy", "no_answer"], "voicemail"),
        (["no_answer", "no_answer", "third_party", "disconnected"], "disconnected"),
    ],
)
def test_record_last_attempt_ends_with_what_came_nearest(agent, outcomes, final):
    call = planned_call()
    for number, outcome in enumerate(outcomes):
        attempt(call, outcome, agent, now=NOW + dt.timedelta(days=number))
    assert (call.state, call.outcome, call.attempts.count()) == ("no_contact", final, 4)


def test_record_missed_after_a_call_back_ends_as_one_who_had_been_reached(agent):
    call = planned_call(plan=only_plan(attempts=1, attempt_days=1))
    attempt(call, "call_back", agent, call_back_at=NOW + dt.timedelta(hours=2))
    attempt(call, "no_answer", agent, now=NOW + dt.timedelta(hours=2))
    assert (call.state, call.outcome) == ("no_contact", "call_back")


def test_record_attempt_with_no_day_left_gives_up(agent):
    call = planned_call(delivered(14))
    attempt(call, "no_answer", agent, now=dt.datetime(2026, 11, 16, 19, 30, tzinfo=MADRID))
    assert (call.state, call.outcome) == ("no_contact", "no_answer")


def test_record_last_attempt_asks_in_writing_where_the_plan_says_so(agent):
    call = planned_call(plan=only_plan(means="call_survey", attempts=1, attempt_days=1))
    attempt(call, "voicemail", agent)
    survey = Invitation.objects.get()
    assert (call.state, survey.instead_of, survey.delivery, survey.state) == (
        "no_contact", call, call.delivery, "planned",
    )  # fmt: skip


def test_record_reached_takes_back_what_would_be_asked_instead(agent):
    unit, other = delivered(4), delivered(4)
    plan = only_plan(means="call_survey")
    call, survey, others = (
        planned_call(unit, plan=plan),
        planned_survey(unit, plan=plan),
        planned_survey(other, plan=plan),
    )
    attempt(call, "partial", agent)
    found = Invitation.objects.filter(pk__in=[survey.pk, others.pk]).order_by("pk").values_list("state", "reason")
    assert list(found) == [("suppressed", "called"), ("planned", "")]


def test_record_reached_leaves_the_survey_of_a_plan_of_both(agent):
    unit = delivered(4)
    call, survey = planned_call(unit), planned_survey(unit)
    attempt(call, "content", agent)
    survey.refresh_from_db()
    assert survey.state == "planned"


def test_record_call_back_waits_for_the_hour_asked(agent):
    call = planned_call()
    before, asked = call.due_at, NOW + dt.timedelta(hours=5)
    attempt(call, "call_back", agent, call_back_at=asked)
    assert (call.state, call.rank, call.due_at, moves(call)) == ("planned", 0, asked, [("agreed", before, asked)])


def test_record_call_back_at_an_hour_outside_the_law_is_refused_with_the_first_that_may_be(agent):
    call = planned_call()
    before = call.due_at
    saturday = dt.datetime(2026, 11, 21, 12, 0, tzinfo=MADRID)
    with translation.override("en"), pytest.raises(Refused, match="Mon 23 Nov, 9:00") as error:
        attempt(call, "call_back", agent, call_back_at=saturday)
    call.refresh_from_db()
    assert (error.value.code, CallAttempt.objects.count(), call.due_at) == ("call_back_not_then", 0, before)


def test_record_call_back_outside_the_plan_s_hours_is_legal(agent):
    call = planned_call()
    asked = dt.datetime(2026, 11, 16, 20, 40, tzinfo=MADRID)
    attempt(call, "call_back", agent, call_back_at=asked)
    assert call.due_at == asked


def test_record_missed_at_the_agreed_hour_is_usual_again(agent):
    call = planned_call(rank=0)
    attempt(call, "no_answer", agent)
    assert (call.state, call.rank) == ("planned", 3)


ENDS_OF_TIME = [dt.datetime(9999, 12, 31, 23, 59, tzinfo=MADRID), dt.datetime(1, 1, 1, tzinfo=MADRID)]


@pytest.mark.parametrize(
    "asked", [None, NOW, NOW - dt.timedelta(hours=1), NOW + dt.timedelta(days=90, minutes=1), *ENDS_OF_TIME]
)
def test_record_call_back_needs_an_hour_to_come_soon(agent, asked):
    call = planned_call()
    with pytest.raises(Refused) as error:
        attempt(call, "call_back", agent, call_back_at=asked)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_back_when", 0)


@pytest.mark.parametrize(
    ("outcome", "troubles"),
    [
        ("wrong_number", [("bad_phone", "wrong_number")]),
        ("disconnected", [("bad_phone", "disconnected")]),
        ("language", []),
    ],
)
def test_record_nobody_can_be_reached_there_gives_up(agent, outcome, troubles):
    call = planned_call()
    attempt(call, outcome, agent)
    assert (call.state, call.outcome) == ("no_contact", outcome)
    assert list(Trouble.objects.filter(call=call, customer=call.customer).values_list("kind", "detail")) == troubles


def test_record_had_contacted_us_makes_the_call_no_more(agent):
    call, survey = planned_call(unit := delivered(4)), planned_survey(unit)
    attempt(call, "contacted_us", agent)
    survey.refresh_from_db()
    assert (call.state, call.reason, call.outcome, survey.state) == ("suppressed", "contacted_us", "", "planned")


def test_record_order_cancelled_asks_nothing_about_it(agent):
    call, survey = planned_call(unit := delivered(4)), planned_survey(unit)
    attempt(call, "cancelled", agent)
    survey.refresh_from_db()
    assert (call.state, call.reason, survey.state, survey.reason) == ("suppressed", "cancelled") * 2


def test_record_has_died_stops_all_that_was_planned(agent):
    call = planned_call()
    twin = CustomerFactory(phone=call.customer.phone)
    other, survey = planned_call(delivered(3, customer=twin)), planned_survey(delivered(3, customer=call.customer))
    strangers = planned_call()
    attempt(call, "deceased", agent)
    found = [(row.state, row.reason) for row in (Call.objects.get(pk=other.pk), Invitation.objects.get(pk=survey.pk))]
    assert (call.state, call.reason, found) == ("suppressed", "deceased", [("suppressed", "deceased")] * 2)
    assert list(Customer.objects.filter(deceased=True)) == [call.customer]  # the telephone may be of a family
    trace = AuditEntry.objects.get(noun="customers.customer")
    assert (trace.object_id, trace.after, trace.actor_id) == (call.customer_id, {"deceased": True}, agent.user_id)
    strangers.refresh_from_db()
    assert strangers.state == "planned"


def test_record_refused_stops_all_calls_to_the_customer(agent):
    call = planned_call()
    held = {"held_by": AgentFactory(), "held_until": NOW - dt.timedelta(minutes=1)}
    other = planned_call(delivered(3, customer=call.customer), **held)
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


def test_every_outcome_is_recorded(agent):
    states = {}
    for outcome in Outcome:
        call = planned_call()
        attempt(call, outcome, agent, note="Dice algo.", call_back_at=NOW + dt.timedelta(hours=5))
        states[outcome.value] = call.state
    finished = {"content", "unhappy", "partial", "refused"}
    again = {"no_answer", "busy", "voicemail", "voicemail_left", "third_party", "declined", "call_back"}
    lost, dropped = {"wrong_number", "disconnected", "language"}, {"contacted_us", "cancelled", "deceased"}
    assert states == (
        dict.fromkeys(finished, "done") | dict.fromkeys(again, "planned") | dict.fromkeys(lost, "no_contact")
        | dict.fromkeys(dropped, "suppressed")
    )  # fmt: skip


def test_record_answers_are_kept_with_the_consent(agent):
    call = planned_call()
    said = {"on_time": 1, "all_there": 1, "working": 2, "doubts": " ¿Cómo se limpia el filtro? "}
    attempt(call, "content", agent, answers=said, consent=True)
    kept = list(call.answers.order_by("id").values_list("question", "value", "text", "answered_at"))
    assert kept == [
        ("on_time", 1, "", NOW), ("all_there", 1, "", NOW), ("working", 2, "", NOW),
        ("doubts", None, "¿Cómo se limpia el filtro?", NOW),
    ]  # fmt: skip
    assert call.consent is True


def test_record_answers_of_a_call_cut_short_are_kept_and_gone_on_with(agent):
    call = planned_call()
    attempt(call, "call_back", agent, answers={"on_time": 0}, consent=True, call_back_at=NOW + dt.timedelta(hours=5))
    attempt(call, "content", agent, answers={"on_time": 1, "all_there": 1}, consent=True)
    assert list(call.answers.order_by("question").values_list("question", "value")) == [
        ("all_there", 1),
        ("on_time", 1),
    ]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"answers": {"on_time": 1}}, "no_consent"),
        ({"answers": {"on_time": 1}, "consent": False}, "no_consent"),
        ({"answers": {"on_time": 7}, "consent": True}, "off_scale"),
        ({"answers": {"all_there": 0}, "consent": True}, "call_unhappy"),
    ],
)
def test_record_answers_that_cannot_be_are_refused(agent, says, code):
    call = planned_call()
    with pytest.raises(Refused) as error:
        attempt(call, "content", agent, **says)
    assert (error.value.code, CallAttempt.objects.count(), Answer.objects.count()) == (code, 0, 0)


def test_record_what_is_wrong_already_has_a_case(agent):
    call = planned_call()
    open_case(customer=CustomerFactory(email=call.customer.email))
    attempt(call, "content", agent, answers={"working": 0}, consent=True)
    assert (call.state, Ticket.objects.count()) == ("done", 1)


def test_record_answers_to_what_is_not_asked_are_left_out(agent):
    call = planned_call()
    attempt(call, "content", agent, answers={"nps": 9, "on_time": 1}, consent=True)
    assert list(call.answers.values_list("question", flat=True)) == ["on_time"]


def test_record_on_a_finished_call_is_refused(agent):
    call = planned_call()
    attempt(call, "content", agent)
    with pytest.raises(Refused) as error:
        attempt(call, "content", agent)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_finished", 1)


def test_record_in_the_hand_of_a_colleague_is_refused(agent):
    call = planned_call(held_by=AgentFactory(name="Bea"), held_until=NOW + dt.timedelta(minutes=1))
    with pytest.raises(Refused) as error:
        attempt(call, "content", agent)
    assert (error.value.code, "Bea" in str(error.value), CallAttempt.objects.count()) == ("call_held", True, 0)
    attempt(call, "content", agent, now=NOW + dt.timedelta(minutes=2))  # hers no more
    assert call.state == "done"


def test_record_over_an_attempt_not_seen_is_refused(agent):
    call = planned_call()
    attempt(call, "no_answer", agent)
    with pytest.raises(Refused) as error:
        attempt(call, "no_answer", agent, attempts_seen=0)
    assert (error.value.code, CallAttempt.objects.count()) == ("call_moved", 1)


def test_record_a_call_that_no_plan_made(agent):
    ticket = open_case()
    survey = case_survey(ticket, state="sent", sent_at=NOW, expires_at=NOW + dt.timedelta(days=60))
    lane = planned_call().lane
    call = Call.objects.create(
        kind="loop", invitation=survey, ticket=ticket, customer=ticket.customer, lane=lane, rank=1, due_at=NOW,
        deadline_at=NOW + dt.timedelta(days=1), created_at=NOW,
    )  # fmt: skip
    attempt(call, "no_answer", agent)
    assert (call.state, call.rank, call.due_at) == ("planned", 1, dt.datetime(2026, 11, 16, 14, 0, tzinfo=MADRID))
    attempt(call, "content", agent, now=call.due_at)
    assert call.state == "done"


def together(calls, agents, outcome, note=""):
    """What went wrong when these agents write down the outcome of these calls at once."""
    trouble = []

    def run(call, agent):
        try:
            record_attempt(
                call=call, attempts_seen=0, outcome=outcome, note=note, by=actor_of(agent), now=NOW
            )  # fmt: skip
        except Exception as error:
            trouble.append(getattr(error, "code", error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(calls, agents, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", [None, "email"])
def test_record_refused_by_two_agents_at_once_on_two_calls_of_one_person(shared, monkeypatch):
    the_plans()
    first = planned_call()
    customer = CustomerFactory(email=first.customer.email) if shared else first.customer
    calls, agents = [first, planned_call(delivered(3, customer=customer))], [AgentFactory() for _ in range(2)]
    both, check = threading.Barrier(2), calls_module._check_seen

    def check_together(*args):
        check(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)  # both hold their call, unless one waits for the other before

    monkeypatch.setattr(calls_module, "_check_seen", check_together)
    assert together(calls, agents, "refused") == ["call_finished"]
    assert sorted(Call.objects.values_list("state", "outcome")) == [("done", "refused"), ("suppressed", "")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", ["no_answer", "unhappy"])
def test_record_by_two_agents_at_once_is_written_once(outcome):
    the_plans()
    call = planned_call()
    refused = together([call, call], [AgentFactory() for _ in range(2)], outcome, "No va")
    assert refused == ["call_moved" if outcome == "no_answer" else "call_finished"]
    assert CallAttempt.objects.count() == 1
    assert Ticket.objects.count() == (outcome == "unhappy")
