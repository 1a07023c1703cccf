"""Rules with several workers, and with workers that are killed: each acts once, and nothing is lost."""

import datetime as dt
import signal
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import CustomerFactory, ManagerFactory, TeamFactory
from tests.tickets import dying_worker
from tests.tickets.rules import keep, work, work_on_time
from tickets import tasks
from tickets.actions.assignment import change_priority
from tickets.actions.conversation import add_note
from tickets.models import Automation, AutomationCue, AutomationRun, Message, Notice, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, deed):
    """The deed in so many threads of their own."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def open_cases(count, **given):
    marta = CustomerFactory()
    return [open_case(customer=marta, now=timezone.now(), **given) for _ in range(count)]


def ago(**length):
    return timezone.now() - dt.timedelta(**length)


def acts():
    """Of each case: how often it was told, tagged, noted."""
    kinds = ("automation", "tagged", "team")
    return [[case.events.filter(kind=kind).count() for kind in kinds] for case in Ticket.objects.order_by("pk")]


def test_four_workers_do_two_hundred_lines_once_each():
    team = TeamFactory()
    keep("Al equipo", "opened", does=[f"team:{team.pk}", "notify:managers"], now=ago(days=1))
    keep("Etiqueta", "team", does=["tag:nuevo"], now=ago(days=1))
    open_cases(200)
    at_once(4, tasks.run_automations)
    while AutomationCue.objects.exists():  # on a slow machine a turn ends before the work does
        at_once(4, tasks.run_automations)
    assert acts() == [[1, 1, 1]] * 200
    assert AutomationRun.objects.filter(outcome="acted").count() == 400
    assert Notice.objects.count() == OutgoingMessage.objects.filter(kind="noticed").count() == 400  # of two managers


def test_workers_and_people_at_once_wait_in_no_circle(agent):
    keep("Subir", "opened", does=["priority:3"], now=ago(days=1))
    keep("Etiqueta", "priority", "customer_wrote", does=["tag:x"], now=ago(days=1))
    cases = open_cases(20)

    def people():
        for case in cases:
            change_priority(ticket=case, priority=4, by=agent, now=timezone.now())
            add_note(ticket=case, text="Visto", by=agent, now=timezone.now())

    at_once(2, people)
    at_once(4, tasks.run_automations)
    at_once(2, tasks.run_automations)
    assert AutomationCue.objects.count() == 0
    assert set(Ticket.objects.values_list("priority", flat=True)) == {3}
    assert TicketEvent.objects.filter(kind="tagged").count() == 20


def test_several_beats_do_a_rule_on_time_once_in_each_case():
    keep("Espera", "time", hours=1, does=["tag:espera", "notify:managers"], now=ago(days=1))
    open_cases(60)
    Ticket.objects.update(turn_since=ago(hours=2))
    at_once(4, tasks.run_automations_on_time)
    at_once(4, tasks.run_automations_on_time)
    assert acts() == [[1, 1, 0]] * 60
    assert AutomationRun.objects.count() == 60


def test_worker_does_not_wait_for_a_case_that_somebody_has_in_hand():
    keep("Etiqueta", "opened", does=["tag:x"], now=ago(days=1))
    held, free = open_cases(2)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=held.pk)
        at_once(1, tasks.run_automations)
    assert [case.tags.count() for case in (held, free)] == [0, 1]
    tasks.run_automations()
    assert [case.tags.count() for case in (held, free)] == [1, 1]


def test_two_workers_stop_a_circle_once(agent):
    luis = ManagerFactory()
    keep("Subir", "priority", asks=[("priority", "is", 1)], does=["priority:4"], author=luis, now=ago(days=1))
    keep("Bajar", "priority", asks=[("priority", "is", 4)], does=["priority:1"], author=luis, now=ago(days=1))
    for case in open_cases(12):
        change_priority(ticket=case, priority=4, by=agent, now=timezone.now())
    at_once(4, tasks.run_automations)
    tasks.run_automations()
    assert Automation.objects.filter(active=True).count() == 1
    assert Notice.objects.filter(kind="rule_stopped").count() == 1
    assert AutomationCue.objects.count() == 0


@pytest.mark.parametrize("point", dying_worker.POINTS)
def test_killed_worker_loses_nothing_and_nothing_is_done_twice(processes, point):
    keep("Nota", "opened", does=["tag:uno", "notify:managers"], author=ManagerFactory(), now=ago(days=1))
    keep("Espera", "time", hours=1, does=["tag:dos", "notify:managers"], author=ManagerFactory(), now=ago(days=1))
    open_cases(6)
    Ticket.objects.update(turn_since=ago(hours=2))
    for calls in (1, 3, 2):
        dying = processes.start("rules", "tests.tickets.dying_worker", point, str(calls))
        assert dying.popen.wait(60) == -signal.SIGKILL, dying.output
    tasks.run_automations()
    tasks.run_automations_on_time()
    assert acts() == [[2, 2, 0]] * 6
    assert (AutomationCue.objects.count(), AutomationRun.objects.filter(outcome="acted").count()) == (0, 12)
    assert Notice.objects.count() == OutgoingMessage.objects.filter(kind="noticed").count() == 24


def test_killed_celery_worker_leaves_the_rest_to_another(processes, wait_until):
    keep("Nota", "opened", does=["tag:uno", "notify:managers"], now=ago(days=1))
    open_cases(80)
    worker = processes.worker()
    tasks.run_automations.delay()
    wait_until(lambda: AutomationRun.objects.count() > 3, why="the worker never began")
    worker.kill()
    while AutomationCue.objects.exists():
        tasks.run_automations()
    assert acts() == [[1, 1, 0]] * 80
    assert (work(timezone.now()), work_on_time(timezone.now()), Message.objects.filter(kind="note").count()) == (
        0,
        0,
        0,
    )
