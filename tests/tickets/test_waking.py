"""Clocks that come to a point, once. NOW is a Monday at ten, and hours go from nine to six."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.actors import actor_of
from core.models import Team
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tests.tickets.clockwork import at, clocks_of, make_policy, make_step, unlike_counted
from tests.tickets.test_concurrency import at_once
from tickets import tasks
from tickets.actions import waking
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.clocks import keep_clocks
from tickets.actions.conversation import reply_to_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.promises import make_promise
from tickets.actions.status import change_status
from tickets.actions.waking import wake_clocks
from tickets.models import Clock, Notice, Promise, Ticket, TicketEvent
from tickets.states import Priority, PromiseKind, Status

pytestmark = pytest.mark.django_db
FIRST, WHOLE = "first_reply opened", "resolution opened"


@pytest.fixture(autouse=True)
def policy(request, db):
    return make_policy(resolution=None)


def told(*cases):
    """What the sweep wrote: kind, share of what is told and step."""
    events = TicketEvent.objects.filter(ticket__in=cases, actor_kind="system").exclude(kind__in=["opened", "coverage"])
    return [(it.kind, it.data.get("step"), it.data.get("refused")) for it in events.order_by("pk")]


def first_of(case):
    return clocks_of(case)[FIRST]


def test_clock_is_noted_late_at_its_moment_once(case):
    assert [wake_clocks(now=at(when)) for when in ("mon 17:59", "mon 18:00", "mon 18:01")] == [0, 1, 0]
    first = first_of(case)
    assert (first.state, first.late_at, first.wakes_at) == ("running", at("mon 18:00"), None)
    assert [event.data for event in case.events.filter(kind="late")] == [{"clock": first.pk, "due": "first_reply"}]
    assert unlike_counted(case, now=at("mon 18:01")) == {}


def test_step_acts_at_its_share_of_the_time_once(case, policy):
    step = make_step(policy, "first_reply", 50)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    assert [wake_clocks(now=at(when)) for when in ("mon 13:59", "mon 14:00", "mon 14:01")] == [0, 1, 0]
    case.refresh_from_db()
    assert case.priority == Priority.URGENT
    assert told(case) == [("escalated", step.pk, None), ("priority", step.pk, None)]
    first = first_of(case)
    assert case.events.get(kind="escalated").data == {"clock": first.pk, "due": "first_reply", "step": step.pk}
    assert (first.fired, first.wakes_at) == ([step.pk], at("mon 18:00"))


def test_step_tells_who_has_the_case(case, policy, ana, agent):
    make_step(policy, "first_reply", 50, {"do": "notify", "to": "owner"}, {"do": "notify", "to": "managers"})
    luis = ManagerFactory()
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    wake_clocks(now=at("mon 14:00"))
    event = case.events.get(kind="escalated")
    assert {(it.user_id, it.kind, it.event_id) for it in Notice.objects.filter(event=event)} == {
        (ana.pk, "warning", event.pk), (luis.pk, "warning", event.pk),
    }  # fmt: skip


def test_of_points_that_passed_together_the_last_acts(case, policy):
    half, four_fifths, over = (make_step(policy, "first_reply", share) for share in (50, 80, 100))
    also = make_step(policy, "first_reply", 100, {"do": "tag", "to": "tarde"})
    make_step(policy, "first_reply", 150)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    assert wake_clocks(now=at("mon 18:30")) == 1
    assert [one for one in told(case) if one[0] in ("late", "escalated")] == [
        ("late", None, None), ("escalated", over.pk, None), ("escalated", also.pk, None),
    ]  # fmt: skip
    first = first_of(case)
    assert sorted(first.fired) == [half.pk, four_fifths.pk, over.pk, also.pk]
    assert first.wakes_at == at("tue 13:00")


def test_policy_that_was_tightened_acts_on_its_last_point_only(case, policy):
    make_step(policy, "first_reply", 10)
    last = make_step(policy, "first_reply", 20)
    policy.first_reply = 600
    policy.save()
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("mon 16:00"))
    assert wake_clocks(now=at("mon 16:00")) == 1
    assert [one for one in told(case) if one[0] == "escalated"] == [("escalated", last.pk, None)]
    assert wake_clocks(now=at("mon 16:10")) == 0


def test_step_that_acted_does_not_act_again_after_a_pause(case, policy, agent):
    make_step(policy, "first_reply", 50)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    wake_clocks(now=at("mon 14:00"))
    change_status(ticket=case, to=Status.WAITING_CUSTOMER, by=agent, now=at("mon 14:10"))
    change_status(ticket=case, to=Status.OPEN, by=agent, now=at("tue 10:00"))
    assert [wake_clocks(now=at(when)) for when in ("tue 10:00", "tue 13:49", "tue 13:50")] == [0, 0, 1]
    assert [one[0] for one in told(case)] == ["escalated", "priority", "late"]


def test_paused_clock_does_not_wake(case, policy, agent):
    make_step(policy, "first_reply", 50)
    change_status(ticket=case, to=Status.WAITING_CUSTOMER, by=agent, now=at("mon 11:00"))
    assert (wake_clocks(now=at("fri 18:00")), told(case)) == (0, [])


def test_step_whose_deed_is_not_possible_says_so_and_does_the_rest(case, policy):
    deeds = [{"do": "team", "to": 404}, {"do": "priority", "to": 4}, {"do": "assign", "to": 404}]
    step = make_step(policy, "first_reply", 50, *deeds)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    wake_clocks(now=at("mon 14:00"))
    assert told(case) == [("escalated", step.pk, "no_team"), ("priority", step.pk, None)]
    assert first_of(case).fired == [step.pk]


def test_step_that_cannot_be_read_says_so(case, policy):
    step = make_step(policy, "first_reply", 50, {"do": "dance"})
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    assert [wake_clocks(now=at("mon 14:00")) for _twice in range(2)] == [1, 0]
    assert told(case) == [("escalated", step.pk, "unknown_deed")]


def test_step_at_which_something_unexpected_happens_does_not_lose_its_clock(case, policy, monkeypatch, caplog):
    step = make_step(policy, "first_reply", 100)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    monkeypatch.setattr(waking, "do_deeds", lambda **given: 1 / 0)
    assert [wake_clocks(now=at("mon 18:00")) for _twice in range(2)] == [1, 0]
    assert told(case) == [("late", None, None), ("escalated", step.pk, "failed")]
    assert "step_failed" in caplog.text


def test_case_at_which_everything_fails_does_not_keep_the_others(policy, monkeypatch, caplog):
    bad, good = open_case(), open_case()
    real = waking.note_late

    def fail(ticket, *args, **given):
        if ticket.pk == bad.pk:
            raise RuntimeError("no luck")
        real(ticket, *args, **given)

    monkeypatch.setattr(waking, "note_late", fail)
    assert wake_clocks(now=at("mon 18:00")) == 1
    assert (first_of(bad).late_at, first_of(good).late_at) == (None, at("mon 18:00"))
    assert "clock_not_woken" in caplog.text
    monkeypatch.undo()
    assert wake_clocks(now=at("mon 18:01")) == 1
    assert (told(bad), told(good)) == ([("late", None, None)], [("late", None, None)])


def test_step_that_changes_the_policy_counts_by_the_new_one(case, policy):
    make_step(policy, "first_reply", 50)
    policy.position = 9
    policy.save()
    urgent = make_policy("Urgentes", priorities=[Priority.URGENT], first_reply=300, resolution=None)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    wake_clocks(now=at("mon 14:00"))
    assert (first_of(case).policy_id, first_of(case).wakes_at) == (urgent.pk, at("mon 15:00"))
    assert unlike_counted(case, now=at("mon 14:00")) == {}


def test_case_that_went_on_in_another_does_not_wake(case, policy, agent):
    other = open_case(case.customer, case.unit)
    merge_tickets(ticket=case, into=other, by=agent, now=NOW)
    assert wake_clocks(now=at("fri 18:00")) == 1
    assert [one[0] for one in told(case)] == []
    assert [one[0] for one in told(other)] == ["late"]


def test_clock_that_is_not_what_it_should_be_is_put_right(case, agent):
    reply_to_customer(ticket=case, text="Vamos.", by=agent, now=at("mon 12:00"))
    Clock.objects.filter(pk=first_of(case).pk).update(state="running", ended_at=None, wakes_at=NOW)
    assert wake_clocks(now=at("mon 19:00")) == 1
    assert (first_of(case).state, told(case)) == ("ended", [])


def test_promise_breaks_at_its_moment_and_its_steps_act(case, ana, agent):
    step = make_step(None, "promise", 0, {"do": "notify", "to": "owner"})
    before = make_step(None, "promise", -60, {"do": "notify", "to": "owner"})
    promise = make_promise(
        ticket=case, kind=PromiseKind.CALL, what="Llamar", owner=ana, due_at=at("mon 14:00"), by=agent, now=NOW
    )
    assert [wake_clocks(now=at(when)) for when in ("mon 12:59", "mon 13:00", "mon 14:00", "mon 14:01")] == [0, 1, 1, 0]
    assert Promise.objects.get(pk=promise.pk).state == "broken"
    assert told(case) == [("escalated", before.pk, None), ("promise", None, None), ("escalated", step.pk, None)]
    assert set(Notice.objects.filter(event__kind="escalated").values_list("user", "kind")) == {(ana.pk, "promise")}
    clock = clocks_of(case)[f"promise promise:{promise.pk}"]
    assert (clock.state, clock.late_at, clock.wakes_at) == ("running", at("mon 14:00"), None)


def test_steps_of_all_cases_do_not_act_on_a_policy_and_those_switched_off_never(case, policy):
    make_step(None, "legal", -60)
    step = make_step(policy, "first_reply", 50)
    step.active = False
    step.save()
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    assert wake_clocks(now=at("mon 18:00")) == 1
    assert told(case) == [("late", None, None)]


def test_limit_leaves_the_rest_for_the_next_sweep(monkeypatch):
    monkeypatch.setattr(waking, "BATCH", 2)
    for _case in range(5):
        open_case()
    assert [wake_clocks(now=at("mon 18:00"), limit=3) for _sweep in range(3)] == [3, 2, 0]


def test_what_is_due_is_found_along_its_own_index(case):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Clock.objects.due(at("mon 18:00")).order_by("wakes_at", "pk").explain()
    assert "clock_wakes" in plan


def test_sweep_task_wakes_what_is_due(case):
    assert tasks.sweep_clocks() == 1  # NOW is long ago
    assert [one[0] for one in told(case)] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_case_in_hand_is_left_for_the_next_sweep():
    busy, free = open_case(), open_case()
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Ticket.objects.select_for_update(no_key=True).get(pk=busy.pk)
                held.set()
                done.wait(30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    woken = wake_clocks(now=at("mon 18:00"))
    done.set()
    holder.join()
    assert (woken, told(busy), told(free)) == (1, [], [("late", None, None)])
    assert wake_clocks(now=at("mon 18:00")) == 1


@pytest.mark.django_db(transaction=True)
def test_step_is_done_later_when_somebody_waited_in_a_circle_with_it(policy):
    """It is as with rules: a deadlock is nothing that a deed is refused for, all of it is to be done again."""
    one = TeamFactory(handing_out="in_turn")
    one.members.set([AgentFactory()])
    opened = timezone.now() - dt.timedelta(hours=2)
    policy.delete()
    policy = make_policy("Siempre", hours=(0, 1440), first_reply=60, resolution=None)
    make_step(policy, "first_reply", 100, {"do": "team", "to": one.pk})
    case = open_case(now=opened)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=opened)
    has_team = threading.Event()

    def waits_for_the_case():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '20s'")  # so that the step is the one who is let go
                Team.objects.select_for_update().get(pk=one.pk)
                has_team.set()
                cursor.execute("SELECT pg_sleep(1)")
                Ticket.objects.select_for_update().get(pk=case.pk)
        finally:
            connection.close()

    holder = threading.Thread(target=waits_for_the_case)
    holder.start()
    assert has_team.wait(20)
    now = timezone.now()
    wake_clocks(now=now)
    holder.join(60)
    wake_clocks(now=now + dt.timedelta(minutes=1))
    case.refresh_from_db()
    assert [event.data.get("refused") for event in case.events.filter(kind="escalated")] == [None]
    assert case.team_id == one.pk


@pytest.mark.django_db(transaction=True)
def test_several_sweeps_at_once_do_each_thing_once(policy):
    step = make_step(policy, "first_reply", 100, {"do": "tag", "to": "tarde"}, {"do": "notify", "to": "managers"})
    managers = [ManagerFactory(), ManagerFactory()]
    cases = [open_case() for _case in range(20)]
    counts = at_once(*[lambda: wake_clocks(now=at("mon 18:00"))] * 4)
    wake_clocks(now=at("mon 18:00"))  # whatever all of them passed over, because another had it in hand
    assert sum(counts) <= 20
    for case in cases:
        assert told(case) == [("late", None, None), ("escalated", step.pk, None), ("tagged", step.pk, None)]
        assert first_of(case).fired == [step.pk]
    assert Notice.objects.filter(event__kind="escalated").count() == 20 * len(managers)
    assert unlike_counted(*cases, now=at("mon 18:00")) == {}


@pytest.mark.django_db(transaction=True)
def test_sweep_and_a_writer_at_once_end_as_one_after_the_other(policy):
    make_step(policy, "first_reply", 100)
    now = at("mon 18:01")
    for turn, person in enumerate(AgentFactory() for _agent in range(6)):
        case, by = open_case(), actor_of(person)
        at_once(
            lambda: wake_clocks(now=now),
            lambda case=case, by=by: change_priority(ticket=case, priority=Priority.LOW, by=by, now=now),
            lambda case=case, by=by: reply_to_customer(ticket=case, text="Vamos.", by=by, now=now),
        )
        wake_clocks(now=now)
        assert unlike_counted(case, now=now) == {}, turn
        assert (case.events.filter(kind="late").count(), first_of(case).late_at) == (1, at("mon 18:00"))
        assert case.events.filter(kind="escalated").count() == len(first_of(case).fired)


@pytest.mark.parametrize("what", ["first_reply", "promise"])
def test_sweep_killed_between_any_two_steps_does_everything_once(processes, policy, ana, agent, what):
    policy.active = what == "first_reply"
    policy.save()
    step = make_step(policy if policy.active else None, what, 100 if policy.active else 0)
    case, promises = open_case(), int(what == "promise")
    if promises:
        given = {"kind": PromiseKind.CALL, "what": "Llamar", "owner": ana, "due_at": at("mon 18:00")}
        make_promise(ticket=case, by=agent, now=NOW, **given)
    dying = processes.start("killed", "tests.tickets.killed", "wake", at("mon 18:00").isoformat())
    assert dying.popen.wait(120) == 0, dying.output
    seen = [json.loads(line) for line in dying.output.splitlines() if line.startswith("{")]
    nothing = {"late": 0, "escalated": 0, "priority": 0, "promise": promises, "due": 1}
    everything = {"late": 1 - promises, "escalated": 1, "priority": 1, "promise": 2 * promises, "due": 0}
    # Whoever died in it had done nothing, until one died after the commit; who came then found nothing to do.
    assert seen == [nothing] * (len(seen) - 2) + [everything] * 2
    assert len(seen) > 20
    (clock,) = clocks_of(case).values()
    assert (clock.fired, clock.late_at) == ([step.pk], at("mon 18:00"))
    assert unlike_counted(case, now=at("mon 18:00")) == {}


def test_step_added_for_a_point_before_one_that_was_done_does_nothing(case, policy):
    """Of the points that have passed only the last acts, and that one has: nobody is warned of what is long late."""
    over = make_step(policy, "first_reply", 100)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    wake_clocks(now=at("mon 18:00"))
    make_step(policy, "first_reply", 50, {"do": "tag", "to": "la-mitad"})
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("tue 12:00"))
    wake_clocks(now=at("tue 12:00"))
    assert [event.data["step"] for event in case.events.filter(kind="escalated")] == [over.pk]
