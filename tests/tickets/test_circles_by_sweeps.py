"""A circle that goes through a sweep (who hands out, who notes what is late) is seen as one."""

import datetime as dt

import pytest

from tests.cases import open_case
from tests.factories import NOW, AgentFactory, TeamFactory
from tests.tickets.clockwork import make_policy
from tests.tickets.rules import keep, work
from tickets.actions.clocks import keep_clocks
from tickets.actions.fields import set_team
from tickets.actions.handing_out import hand_out_waiting
from tickets.actions.waking import wake_clocks
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
ROUNDS = 30


def test_rule_that_gives_back_what_is_handed_out_is_stopped(case, agent):
    """Every ten seconds somebody gets the case, a notice and a letter, and loses it; for ever."""
    team = TeamFactory(handing_out="in_turn")
    team.members.add(AgentFactory())
    rule = keep("Nadie", "assigned", does=["assign:"])
    set_team(ticket=case, team=team, by=agent, now=NOW)
    for round_ in range(ROUNDS):
        now = NOW + dt.timedelta(seconds=10 * (round_ + 1))
        work(now)
        hand_out_waiting(now=now)
    rule.refresh_from_db()
    told = Notice.objects.filter(ticket=case, kind="assigned").count()
    assert (rule.stopped_at is not None, told < ROUNDS // 2) == (True, True), f"{told} notices"


def test_rules_that_make_a_case_late_again_are_stopped():
    """Late: less urgent. Less urgent: urgent. Urgent: late, by the clock of another policy, in the next sweep."""
    make_policy(
        "Urgentes", hours=(0, 1440), priorities=[4], first_reply=1, position=0, next_reply=None, resolution=None
    )
    make_policy("Otras", hours=(0, 1440), first_reply=4000, position=1, next_reply=None, resolution=None)
    case = open_case(now=NOW)
    Ticket.objects.filter(pk=case.pk).update(priority=4)
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    rules = [
        keep("Menos", "late", asks=[("priority", "is", 4)], does=["priority:2"]),
        keep("Más", "priority", asks=[("priority", "is", 2)], does=["priority:4"]),
    ]
    for round_ in range(ROUNDS):
        now = NOW + dt.timedelta(seconds=120 + 10 * round_)
        wake_clocks(now=now)
        work(now)
    for rule in rules:
        rule.refresh_from_db()
    late = case.events.filter(kind="late").count()
    assert any(rule.stopped_at for rule in rules), f"{late} lines of what is late"
