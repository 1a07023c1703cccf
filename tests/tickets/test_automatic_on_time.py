"""Rules on time: once for each turn of a case."""

import datetime as dt

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tests.tickets.rules import keep, runs, work, work_on_time
from tickets.actions.automations import switch_off
from tickets.actions.conversation import reply_to_customer, write_as_customer
from tickets.actions.status import change_status, resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.models import Automation, AutomationRun, Notice, Ticket
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_rule_on_time_acts_when_its_hours_are_over_and_once_for_each_turn(agent):
    keep("Espera", "time", hours=48, does=["tag:espera", "notify:managers"])
    case = open_case()
    assert [work_on_time(NOW + hours * HOUR) for hours in (47.9, 48, 48.1, 90)] == [0, 1, 0, 0]
    run = AutomationRun.objects.get()
    assert (run.occasion, run.outcome) == ("since:2026-11-16T10:00:00.000000+00:00", "acted")
    reply_to_customer(ticket=case, text="Vamos.", by=agent, now=NOW + 100 * HOUR)
    assert [work_on_time(NOW + hours * HOUR) for hours in (147, 148, 149)] == [0, 1, 0]
    assert Notice.objects.count() == 2


def test_rule_on_time_leaves_cases_that_rest_or_do_not_fit(agent):
    keep("Quejas", "time", hours=1, asks=[("kind", "is", "complaint")], does=["priority:3"])
    resolved, aside, question, fits = open_case(), open_case(), open_case(kind="question"), open_case()
    resolve_ticket(ticket=resolved, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    Ticket.objects.filter(pk=aside.pk).update(aside="spam")
    assert work_on_time(NOW + 5 * HOUR) == 1
    assert list(Ticket.objects.filter(priority=3)) == [fits]
    assert question.priority == 2


def test_rule_on_time_that_comes_to_fit_later_acts_then(case, agent):
    team = TeamFactory()
    keep("Del equipo", "time", hours=1, asks=[("team", "is", team.pk)], does=["priority:3"])
    assert work_on_time(NOW + 2 * HOUR) == 0
    Ticket.objects.update(team=team)
    assert work_on_time(NOW + 3 * HOUR) == 1


def test_rule_on_time_after_a_reply_taken_back_goes_on_with_the_turn_before(case, agent):
    keep("Espera", "time", hours=1, does=["tag:espera"])
    assert work_on_time(NOW + 2 * HOUR) == 1
    message = reply_to_customer(ticket=case, text="Vamos.", hold=True, by=agent, now=NOW + 3 * HOUR)
    take_back(message=message, by=agent, now=NOW + 3 * HOUR)
    assert work_on_time(NOW + 30 * HOUR) == 0


def test_rules_on_time_that_move_a_case_to_and_fro_are_stopped(case, agent):
    author = ManagerFactory()
    keep("A pieza", "time", hours=1, asks=[("turn", "is", "us")], does=["state:waiting_part"], author=author)
    keep("Abrir", "time", hours=1, asks=[("state", "is", "waiting_part")], does=["state:open"], author=author)
    assert [work_on_time(NOW + hours * HOUR) for hours in (1, 2, 3, 4, 5)] == [1, 1, 1, 0, 0]
    assert runs() == [("A pieza", "acted"), ("Abrir", "acted"), ("A pieza", "loop")]
    case.refresh_from_db()
    assert (case.status, Automation.objects.get(name="A pieza").stopped_ticket) == ("open", case)


def test_person_who_moves_the_case_between_begins_another_chain(case, agent):
    keep("Abrir", "time", hours=1, asks=[("state", "is", "waiting_part")], does=["state:open"])
    for hours in (0, 10, 20):
        change_status(ticket=case, to=Status.WAITING_PART, by=agent, now=NOW + hours * HOUR)
        work_on_time(NOW + (hours + 1) * HOUR)
    assert runs() == [("Abrir", "acted")] * 3


def test_rule_on_time_that_cannot_be_read_or_is_off_does_nothing(case):
    author = ManagerFactory()
    broken = keep("Ilegible", "time", hours=1, does=["tag:x"])
    off = keep("Apagada", "time", hours=1, does=["tag:y"], author=author)
    Automation.objects.filter(pk=broken.pk).update(conditions=[{"field": "soul"}])
    switch_off(automation=off, by=actor_of(author), now=NOW)
    assert (work_on_time(NOW + 5 * HOUR), runs()) == (0, [])


def test_rule_on_time_sets_off_rules_on_events(case):
    keep("Subir", "time", hours=1, does=["priority:3"])
    keep("Avisar", "priority", does=["notify:managers"])
    work_on_time(NOW + HOUR)
    work(NOW + HOUR)
    assert runs() == [("Subir", "acted"), ("Avisar", "acted")]


def test_hours_since_the_customer_wrote_are_asked(case):
    keep("Callado", "time", hours=1, asks=[("customer_hours", "at_least", 5)], does=["tag:callado"])
    write_as_customer(ticket=case, text="¿Hola?", by=actor_of(AgentFactory()), now=NOW + HOUR)
    assert [work_on_time(NOW + hours * HOUR) for hours in (5, 6)] == [0, 1]
