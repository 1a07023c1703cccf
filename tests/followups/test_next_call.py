"""Which call comes next, for whom, and that nobody is given one that a colleague has."""

import contextlib
import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.errors import Refused
from core.models import Team
from customers.models import Customer
from followups.actions.calls import record_attempt
from followups.actions.lanes import lane_of
from followups.actions.next_call import release_call, take_call, take_next_call
from followups.models import Call, CallAttempt, CallMove
from followups.queries import place_of
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, make_version, planned_call, planned_survey, the_plans
from tickets.actions.status import resolve_ticket

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
EASTER = {"timezone": "Pacific/Easter", "country": "CL", "region": "", "postal_code": ""}


@pytest.fixture
def agent():
    return actor_of(AgentFactory())


def call_to(due=HOUR, *, customer=None, **kwargs):
    return planned_call(delivered(4, customer=customer), due_at=NOW - due, **kwargs)


def late_call(due=HOUR, **kwargs):
    unit = delivered(4, delivery__promised_on=NOW.date() - 9 * DAY)
    return planned_call(unit, due_at=NOW - due, rank=2, **kwargs)


def loop_call(deadline, **kwargs):
    ticket = open_case()
    survey = case_survey(ticket, state="sent", sent_at=NOW - DAY)
    given = {"lane": lane_of(place=place_of(ticket.customer)), "due_at": NOW - HOUR, "created_at": NOW - DAY}
    return Call.objects.create(
        kind="loop", invitation=survey, ticket=ticket, customer=ticket.customer, rank=1, deadline_at=NOW + deadline,
        **given | kwargs,
    )  # fmt: skip


def take(agent, now=NOW):
    return take_next_call(by=agent, now=now)


def fresh(call):
    return Call.objects.get(pk=call.pk)


def test_take_gives_the_longest_due_for_some_minutes(agent):
    call_to(HOUR)
    oldest = call_to(5 * HOUR)
    assert take(agent) == oldest
    assert (fresh(oldest).held_by_id, fresh(oldest).held_until) == (agent.user_id, NOW + 15 * MINUTE)


def test_take_goes_by_agreed_hour_unhappy_answer_late_delivery_and_age():
    usual, older = call_to(HOUR), call_to(9 * HOUR)
    late = late_call()
    calm, urgent = loop_call(3 * DAY), loop_call(DAY)
    agreed = call_to(-10 * MINUTE, rank=0)  # a little before the hour
    call_to(-20 * MINUTE, rank=0)
    order = [take(actor_of(AgentFactory())) for _ in range(7)]
    assert order == [agreed, urgent, calm, late, older, usual, None]


def test_take_again_is_the_same_call_for_as_long(agent):
    call, _other = call_to(2 * HOUR), call_to()
    assert [take(agent), take(agent, NOW + 10 * MINUTE)] == [call, call]
    assert fresh(call).held_until == NOW + 25 * MINUTE


def test_take_after_its_time_is_over_may_be_a_colleague(agent):
    call, colleague = call_to(), actor_of(AgentFactory())
    assert [take(agent), take(colleague), take(colleague, NOW + 15 * MINUTE)] == [call, None, call]
    with pytest.raises(Refused) as error:
        record_attempt(call=call, attempts_seen=0, outcome="content", by=agent, now=NOW + 16 * MINUTE)
    assert error.value.code == "call_held"


def test_take_after_it_was_given_back(agent):
    call, colleague = call_to(), actor_of(AgentFactory())
    take(agent)
    assert [release_call(call=call, by=colleague, now=NOW), release_call(call=call, by=agent, now=NOW)] == [False, True]
    assert take(colleague) == call


def test_take_is_of_my_teams_and_of_none():
    mine, others = Team.objects.create(name="Mañanas"), Team.objects.create(name="Tardes")
    calls = [call_to(plan=make_version(team=team)) for team in (mine, others, None)]
    bea = AgentFactory()
    bea.teams.add(mine)
    beas, anas = actor_of(bea), actor_of(AgentFactory())
    assert [take(anas), take(beas)] == [calls[2], calls[0]]
    release_call(call=calls[2], by=anas, now=NOW)
    release_call(call=calls[0], by=beas, now=NOW)
    assert {take(beas).pk} <= {calls[0].pk, calls[2].pk}


def test_take_sleeps_where_it_is_night():
    call = call_to(customer=CustomerFactory(**EASTER))  # five in the morning there
    assert [take(actor_of(AgentFactory())), take(actor_of(AgentFactory()), NOW + 7 * HOUR)] == [None, call]


def test_take_at_an_agreed_hour_goes_by_the_law_and_not_by_the_plan(agent):
    evening = dt.datetime(2026, 11, 16, 20, 30, tzinfo=MADRID)
    agreed, _usual = call_to(NOW - evening, rank=0), call_to()
    assert take(agent, evening) == agreed
    assert take(actor_of(AgentFactory()), evening) is None


@pytest.mark.parametrize("shared", ["itself", "email", "phone"])
def test_take_never_rings_a_person_twice_at_once(agent, shared):
    first = call_to(2 * HOUR)
    twin = first.customer if shared == "itself" else CustomerFactory(**{shared: getattr(first.customer, shared)})
    second, third = call_to(HOUR, customer=twin), call_to(MINUTE)
    assert [take(agent), take(actor_of(AgentFactory()))] == [first, third]
    with pytest.raises(Refused) as error:
        take_call(call=second, by=actor_of(AgentFactory()), now=NOW)
    assert (error.value.code, fresh(second).held_by_id) == ("person_rung", None)


def test_take_with_one_person_who_has_many_calls_goes_past_them(agent):
    company = CustomerFactory()
    calls = [call_to(9 * HOUR, customer=company) for _ in range(70)]
    other = call_to(MINUTE)
    assert take(agent) in calls
    assert take(actor_of(AgentFactory())) == other


NEVER = {
    "opted_out": lambda call: twin_of(call, no_calls=True),
    "minor": lambda call: twin_of(call, minor=True),
    "deceased": lambda call: twin_of(call, deceased=True),
    "dispute": lambda call: twin_of(call, in_dispute=True),
    "no_address": lambda call: Customer.objects.filter(pk=call.customer_id).update(phone=""),
    "no_hour": lambda call: Customer.objects.filter(pk=call.customer_id).update(quiet_from="08:00", quiet_to="22:00"),
    "not_delivered": lambda call: type(call.delivery).objects.filter(pk=call.delivery_id).update(
        delivered_at=None, delivered_on=None
    ),
    "too_late": lambda call: type(call.delivery).objects.filter(pk=call.delivery_id).update(
        delivered_at=NOW - 16 * DAY
    ),
    "erased": lambda call: Customer.objects.filter(pk=call.customer_id).update(
        erased_at=NOW, name="", email="", phone="", address="", city="", postal_code=""
    ),
}  # fmt: skip


def twin_of(call, **says):
    return CustomerFactory(email=call.customer.email, **says)


@pytest.mark.parametrize("reason", NEVER)
def test_take_looks_at_the_world_again_and_goes_on(agent, reason):
    gone, call = call_to(2 * HOUR), call_to()
    NEVER[reason](gone)
    assert take(agent) == call
    left = fresh(gone)
    assert (left.state, left.reason, left.finished_at, left.held_by) == ("suppressed", reason, NOW, None)


def about_case(ticket, **kwargs):
    given = {"lane": lane_of(place=place_of(ticket.customer)), "due_at": NOW - HOUR, "created_at": NOW - DAY}
    return Call.objects.create(kind="resolution", ticket=ticket, customer=ticket.customer, **given | kwargs)


def test_take_leaves_a_case_that_goes_on(agent):
    ticket = open_case()
    call = about_case(ticket)
    assert (take(agent), fresh(call).reason) == (None, "reopened")


@pytest.mark.parametrize(("safety", "reason"), [(True, "safety"), (False, "")])
def test_take_leaves_a_case_about_safety(agent, safety, reason):
    ticket = open_case(danger=safety)
    call = about_case(resolve_ticket(ticket=ticket, resolution="repaired", text="", by=agent, now=NOW - 2 * HOUR))
    assert (take(agent) == call, fresh(call).reason) == (not safety, reason)


def test_take_puts_off_who_has_an_open_case(agent):
    busy, call = call_to(2 * HOUR), call_to()
    before = busy.due_at
    open_case(customer=CustomerFactory(phone=busy.customer.phone))
    assert take(agent) == call
    tomorrow = dt.datetime(2026, 11, 17, 9, 30, tzinfo=MADRID)
    move = CallMove.objects.get()
    assert (fresh(busy).state, fresh(busy).due_at) == ("planned", tomorrow)
    assert (move.call, move.why, move.due_before, move.due_after) == (busy, "open_case", before, tomorrow)


def test_take_drops_who_has_an_open_case_until_it_is_too_late(agent):
    call = planned_call(delivered(14))
    open_case(customer=call.customer)
    assert (take(agent), fresh(call).state, fresh(call).reason) == (None, "suppressed", "open_case")


def test_take_calls_an_unhappy_one_although_their_case_is_open(agent):
    call = loop_call(DAY)
    assert take(agent) == call


def test_take_puts_off_who_wants_quiet_just_now(agent):
    call = call_to(customer=CustomerFactory(quiet_from="10:00", quiet_to="12:00"))
    assert take(agent) is None
    assert (fresh(call).due_at, call.moves.get().why) == (dt.datetime(2026, 11, 16, 12, 0, tzinfo=MADRID), "quiet")


@pytest.mark.parametrize(("rank", "given"), [(3, False), (0, True)])
def test_take_where_the_law_allows_one_call_a_day(agent, rank, given):
    bogota = CustomerFactory(timezone="America/Bogota", country="CO", region="", postal_code="")
    twin = CustomerFactory(phone=bogota.phone, timezone="America/Bogota", country="CO", region="", postal_code="")
    first, second = call_to(5 * HOUR, customer=bogota), call_to(customer=twin, rank=rank)
    noon = dt.datetime(2026, 11, 17, 17, 0, tzinfo=dt.UTC)
    CallAttempt.objects.create(call=first, at=noon - 2 * HOUR, agent_id=agent.user_id, outcome="no_answer")
    Call.objects.filter(pk=first.pk).update(due_at=noon + DAY)
    assert (take(agent, noon) == second) == given
    due = second.due_at if given else dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
    assert (fresh(second).due_at, [move.why for move in second.moves.all()]) == (due, [] if given else ["day_limit"])


def test_take_waits_when_the_delivery_was_completed_again(agent):
    call = call_to()
    type(call.delivery).objects.filter(pk=call.delivery_id).update(installed_at=NOW - HOUR)
    assert take(agent) is None
    assert (fresh(call).due_at, call.moves.get().why) == (dt.datetime(2026, 11, 18, 9, 30, tzinfo=MADRID), "later")


def test_take_of_who_has_moved_goes_by_their_new_clock(agent):
    call = call_to()
    Customer.objects.filter(pk=call.customer_id).update(**EASTER)
    assert take(agent) is None
    there = fresh(call)
    assert (there.lane.zone, there.due_at.isoformat()) == ("Pacific/Easter", "2026-11-16T14:30:00+00:00")


def test_take_goes_past_many_that_are_not_to_be_made(agent):
    gone = [call_to(9 * HOUR, customer=CustomerFactory(no_calls=True)) for _ in range(70)]
    call = call_to(MINUTE)
    assert take(agent) == call
    assert {fresh(one).reason for one in gone} == {"opted_out"}


def test_take_costs_the_same_queries_for_any_number(agent):
    counts = []
    for more in (1, 4, 30):
        for _ in range(more):
            call_to()
        with CaptureQueriesContext(connection) as captured:
            call = take(agent)
        release_call(call=call, by=agent, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_take_by_hand_is_the_one_that_was_chosen(agent):
    _first, chosen = call_to(2 * HOUR), call_to()
    taken = take_call(call=chosen, by=agent, now=NOW)
    assert (taken, fresh(chosen).held_by_id, take(agent)) == (chosen, agent.user_id, chosen)


def test_take_by_hand_a_second_one_is_refused(agent):
    first, second = call_to(), call_to()
    take_call(call=first, by=agent, now=NOW)
    with pytest.raises(Refused) as error:
        take_call(call=second, by=agent, now=NOW)
    assert (error.value.code, fresh(second).held_by) == ("call_in_hand", None)


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"held_until": NOW + MINUTE}, "call_held"),
        ({"due_at": NOW + HOUR}, "call_not_due"),
        ({"state": "done", "outcome": "content", "finished_at": NOW}, "call_finished"),
    ],
)
def test_take_by_hand_what_cannot_be_taken_is_refused(agent, says, code):
    says = says | ({"held_by": AgentFactory()} if code == "call_held" else {})
    call = planned_call(**says)
    with pytest.raises(Refused) as error:
        take_call(call=call, by=agent, now=NOW)
    assert (error.value.code, CallMove.objects.count()) == (code, 0)


def test_take_by_hand_at_night_is_refused_and_moves_nothing(agent):
    call = call_to()
    with pytest.raises(Refused) as error:
        take_call(call=call, by=agent, now=NOW + 12 * HOUR)
    assert (error.value.code, fresh(call).due_at) == ("call_not_now", call.due_at)


def test_take_by_hand_who_does_not_want_it_any_more_writes_it_down(agent):
    call = call_to(customer=CustomerFactory(no_calls=True))
    taken = take_call(call=call, by=agent, now=NOW)
    assert (taken.held_by_id, fresh(call).state, fresh(call).reason) == (None, "suppressed", "opted_out")


def all_at_once(agents, ask):
    """What each of them is given when all of them ask together, over connections of their own."""
    start, given, trouble = threading.Barrier(len(agents)), [], []

    def run(agent):
        try:
            connection.ensure_connection()
            start.wait(60)
            given.append(ask(agent))
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    return given


@pytest.mark.django_db(transaction=True)
def test_fifty_agents_at_once_have_fifty_calls():
    plan = the_plans()[0]
    for number in range(60):
        call_to(HOUR + number * MINUTE, plan=plan)
    agents = [actor_of(AgentFactory()) for _ in range(50)]
    given = all_at_once(agents, take)
    assert len({call.pk for call in given}) == 50
    assert Counter(Call.objects.filter(held_by__isnull=False).values_list("held_by", flat=True)) == Counter(
        agent.user_id for agent in agents
    )


@pytest.mark.django_db(transaction=True)
def test_agents_at_once_never_ring_one_person_twice():
    plan = the_plans()[0]
    people = [CustomerFactory() for _ in range(3)]
    for customer in people * 4:
        twin = CustomerFactory(email=customer.email)
        call_to(customer=twin, plan=plan)
    given = all_at_once([actor_of(AgentFactory()) for _ in range(20)], take)
    assert Counter(call.customer.email for call in given if call) == Counter(customer.email for customer in people)


@pytest.mark.django_db(transaction=True)
def test_one_agent_who_clicks_twice_has_one_call():
    plan = the_plans()[0]
    for _ in range(5):
        call_to(plan=plan)
    agent = actor_of(AgentFactory())
    given = all_at_once([agent] * 8, take)
    assert (len({call.pk for call in given}), Call.objects.filter(held_by=agent.user_id).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_taking_and_writing_down_at_once_never_wait_for_each_other_in_a_ring():
    plan = the_plans()[0]
    calls = [call_to(plan=plan) for _ in range(12)]
    survey = planned_survey()
    agents = [actor_of(AgentFactory()) for _ in range(12)]

    def ask(pair):
        agent, call = pair
        with contextlib.suppress(Refused):  # a colleague has it in hand already
            record_attempt(call=call, attempts_seen=0, outcome="no_answer", by=agent, now=NOW)
        return take_next_call(by=agent, now=NOW)

    given = all_at_once(list(zip(agents, calls, strict=True)), ask)
    taken = [call.pk for call in given if call]
    assert (len(taken), survey.state) == (len(set(taken)), "planned")
