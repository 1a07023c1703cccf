"""Whom a rule or an escalation tells, and as what."""

import datetime as dt

import pytest

from core.actors import SYSTEM, Actor, ActorKind
from core.errors import Refused
from core.models import OutgoingMessage
from core.states import HandingOut
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tests.tickets.rules import keep, work
from tickets.actions._ledger import record
from tickets.actions.deeds import do_deeds
from tickets.deeds import read_written
from tickets.models import Clock, DeadlineRule, Notice, Promise, Ticket, TicketEvent
from tickets.states import ClockState, Due, EventKind, NoticeKind

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
STEP = Actor(kind=ActorKind.SYSTEM, because={"step": 7})


@pytest.fixture
def boss(db):
    return ManagerFactory()


@pytest.fixture
def luis(db):
    return AgentFactory(name="Luis Paz")


def clock_of(case, due, *, due_at=NOW + HOUR, **more):
    given = {"anchor": "opened", "state": ClockState.RUNNING, "starts_at": NOW - HOUR, "due_at": due_at}
    return Clock.objects.create(ticket=case, due=due, **given | more)


def tell(case, *told, clock=None, by=STEP):
    """What an escalation does at a point of a clock: its line, then its deeds."""
    data = {"clock": clock.pk if clock else None, "due": str(clock.due) if clock else "", "step": 7}
    event = record(case, EventKind.ESCALATED, data=data, by=by, now=NOW)
    do_deeds(ticket=case, deeds=read_written([f"notify:{to}" for to in told]), by=by, now=NOW)
    return event


def told():
    return sorted(Notice.objects.values_list("user", "kind"))


def test_each_is_told_once_about_the_line_of_the_escalation(case, ana, boss):
    Ticket.objects.filter(pk=case.pk).update(assignee=ana)
    event = tell(case, "assignee", "managers", str(ana.pk), "owner", clock=clock_of(case, Due.RESOLUTION))
    assert told() == sorted([(ana.pk, "warning"), (boss.pk, "warning")])
    assert set(Notice.objects.values_list("event", flat=True)) == {event.pk}
    assert OutgoingMessage.objects.filter(kind="noticed").count() == 2
    assert event.data["step"] == 7


@pytest.mark.parametrize(
    ("due", "due_at", "expected"),
    [
        (Due.FIRST, NOW + HOUR, "warning"),
        (Due.FIRST, NOW, "late"),
        (Due.COMPLETION, NOW - HOUR, "completion"),
    ],
)
def test_notice_says_what_kind_of_time_it_is(case, boss, due, due_at, expected):
    tell(case, "managers", clock=clock_of(case, due, due_at=due_at))
    assert told() == [(boss.pk, expected)]


@pytest.mark.parametrize(
    ("kind", "due", "about"),
    [
        (NoticeKind.WARNING, Due.FIRST, Due.FIRST.label),
        (NoticeKind.PROMISE, Due.PROMISE, ""),
        (NoticeKind.COMPLETION, Due.COMPLETION, ""),
    ],
)
def test_notice_says_once_what_it_is_about(kind, due, about):
    assert Notice(kind=kind, event=TicketEvent(data={"due": str(due)})).about == about


@pytest.mark.parametrize("kind", [EventKind.LATE, EventKind.ESCALATED])
def test_step_tells_of_its_own_clock_though_another_came_to_a_point_meanwhile(case, boss, kind):
    """A deed before counts the clocks of the case again, and may find that another one ran out."""
    event, other = tell(case, clock=clock_of(case, Due.RESOLUTION)), clock_of(case, Due.COMPLETION, due_at=NOW - HOUR)
    record(case, kind, data={"clock": other.pk, "due": "completion"}, by=SYSTEM, now=NOW)
    do_deeds(ticket=case, deeds=read_written(["notify:managers"]), by=STEP, now=NOW)
    assert list(Notice.objects.values_list("user", "kind", "event")) == [(boss.pk, "warning", event.pk)]


def test_owner_of_a_promise_is_who_made_it(case, ana, luis):
    Ticket.objects.filter(pk=case.pk).update(assignee=luis)
    promise = Promise.objects.create(
        ticket=case, kind="call", what="Llamar", owner=ana, made_by=ana, made_at=NOW - HOUR, due_at=NOW + HOUR
    )
    tell(case, "owner", clock=clock_of(case, Due.PROMISE, anchor="promise:1", promise=promise))
    assert told() == [(ana.pk, "promise")]


def test_owner_without_an_assignee_is_the_team_and_then_the_managers(case, boss, ana, luis):
    clock = clock_of(case, Due.RESOLUTION)
    tell(case, "owner", "assignee", "team", clock=clock)
    assert told() == [(boss.pk, "warning")]
    team = TeamFactory()
    team.members.add(ana, luis, AgentFactory(is_active=False))
    Ticket.objects.filter(pk=case.pk).update(team=team)
    Notice.objects.all().delete()
    tell(case, "owner", clock=clock)
    assert told() == sorted([(ana.pk, "warning"), (luis.pk, "warning")])


def test_nobody_who_left_is_told(case):
    gone = ManagerFactory(is_active=False)
    tell(case, "managers", str(gone.pk), clock=clock_of(case, Due.RESOLUTION))
    assert (told(), DeadlineRule.objects.count()) == ([], 0)


@pytest.mark.parametrize("by", [SYSTEM, Actor(kind=ActorKind.STAFF, user_id=1), STEP])
def test_telling_without_a_reason_is_refused(case, boss, by):
    with pytest.raises(Refused) as refusal:
        do_deeds(ticket=case, deeds=read_written(["tag:x", "notify:managers"]), by=by, now=NOW)
    assert (refusal.value.code, Notice.objects.count(), case.tags.count()) == ("only_system", 0, 0)


def test_rule_gives_a_case_to_a_team_hands_it_out_and_tells_who_has_it(ana, boss):
    team = TeamFactory(handing_out=HandingOut.BY_LOAD)
    team.members.add(ana)
    rule = keep("Reparto", "opened", does=[f"team:{team.pk}", "hand_out:", "notify:assignee"])
    case = open_case()
    work()
    case.refresh_from_db()
    assert (case.team, case.assignee) == (team, ana)
    given = case.events.get(kind="assigned").data
    assert (given["how"], given["team"], given["automation"]) == ("by_load", team.pk, rule.pk)
    assert told() == sorted([(ana.pk, "assigned"), (ana.pk, "rule")])
