"""A deed on many cases: each once, whoever dies on the way."""

import datetime as dt
import threading
import uuid

import pytest
from celery.signals import before_task_publish
from django.db import connection, transaction
from django.utils import timezone

from core.actors import actor_of
from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, TeamFactory, UnitFactory
from tickets import tasks
from tickets.actions import bulk
from tickets.actions.bulk import answer_children, forget_bulk, start_bulk, start_merge, work_on
from tickets.deeds import Deed, Said, read_written
from tickets.models import BulkItem, BulkJob, Macro, Message, Ticket, TicketEvent
from tickets.queries.bulk import deeds_of, progress_of, refused_of
from tickets.states import Status
from tickets.tasks import begin_bulk, forget_old_bulk, sweep_bulk, work_on_bulk

pytestmark = pytest.mark.django_db


def clock():
    return NOW


def start(cases, *written, by, submission=None):
    ids = [case.pk for case in cases]
    deeds = read_written(written)
    return start_bulk(ticket_ids=ids, deeds=deeds, submission=submission or uuid.uuid4(), by=by, now=NOW)


@pytest.fixture
def cases():
    unit = UnitFactory()
    return [open_case(unit=unit) for _ in range(3)]


def test_start_writes_down_what_to_do_and_does_nothing_yet(cases, agent):
    job = start([*cases, cases[0]], "priority:4", "assign:me", by=agent)
    assert [item.ticket for item in job.items.all()] == cases
    assert job.deeds == [{"do": "priority", "to": 4}, {"do": "assign", "to": "me"}]
    assert Ticket.objects.filter(priority=4).count() == 0
    assert (progress_of(job).total, progress_of(job).past) == (3, 0)


def test_start_twice_is_one_job(cases, agent):
    submission = uuid.uuid4()
    jobs = [start(cases, "priority:4", by=agent, submission=submission) for _ in range(2)]
    assert jobs[0] == jobs[1]
    assert BulkItem.objects.count() == 3
    with pytest.raises(Refused) as refusal:
        start(cases, "priority:4", by=actor_of(AgentFactory()), submission=submission)
    assert refusal.value.code == "sent_already"


@pytest.mark.parametrize(
    ("ids", "written", "code"),
    [([], ["priority:4"], "no_cases"), ([1], [], "no_deeds"), (range(1, 5002), ["priority:4"], "cases_many")],
)
def test_start_of_nothing_or_too_much_is_refused(agent, ids, written, code):
    with pytest.raises(Refused) as refusal:
        start_bulk(ticket_ids=list(ids), deeds=read_written(written), submission=uuid.uuid4(), by=agent, now=NOW)
    assert (refusal.value.code, BulkJob.objects.count()) == (code, 0)


def test_work_does_each_and_tells_which_it_could_not(cases, agent):
    Ticket.objects.filter(pk=cases[1].pk).update(aside="spam")
    job = start(cases, "priority:4", "state:waiting_part", by=agent)
    work_on(job=job, clock=clock)
    assert [(item.state, bool(item.why)) for item in job.items.all()] == [
        ("done", False), ("refused", True), ("done", False),
    ]  # fmt: skip
    assert job.finished_at == NOW
    assert [item.ticket for item in refused_of(job)] == [cases[1]]
    assert list(Ticket.objects.order_by("pk").values_list("priority", "status")) == [
        (4, "waiting_part"), (2, "new"), (4, "waiting_part"),
    ]  # fmt: skip


def test_work_twice_does_nothing_more(cases, agent):
    job = start(cases, "priority:4", by=agent)
    work_on(job=job, clock=clock)
    events, finished = TicketEvent.objects.count(), job.finished_at
    work_on(job=job, clock=lambda: NOW.replace(hour=20))
    assert (TicketEvent.objects.count(), job.finished_at) == (events, finished)


def test_finished_work_keeps_its_verbs_and_forgets_its_words(cases, agent):
    deeds = [*read_written(["priority:4"]), Deed("reply", Said("Vamos, Marta.", "<p>Vamos, Marta.</p>"))]
    ids = [case.pk for case in cases]
    job = start_bulk(ticket_ids=ids, deeds=deeds, submission=uuid.uuid4(), by=agent, now=NOW)
    assert deeds_of(job) == (Deed("priority", 4), Deed("reply"))
    work_on(job=job, clock=clock)
    assert [case.messages.last().text for case in cases] == ["Vamos, Marta."] * 3
    assert BulkJob.objects.get().deeds == [{"do": "priority", "to": 4}, {"do": "reply"}]
    assert deeds_of(job) == (Deed("priority", 4), Deed("reply"))
    assert start_bulk(ticket_ids=ids, deeds=deeds, submission=job.submission, by=agent, now=NOW) == job
    begin_bulk(job)
    assert (Message.objects.filter(kind="reply").count(), progress_of(job).done) == (3, 3)


def test_forget_empties_the_words_of_jobs_of_a_month_ago(agent, ana):
    said = [{"do": "priority", "to": 4}, {"do": "reply", "to": {"text": "Hola, Marta.", "html": "", "then": ""}}]
    note = [{"do": "note", "to": {"text": "Es vecina mía.", "html": "", "then": ""}}]
    month = dt.timedelta(days=30, seconds=1)
    jobs = [
        BulkJob.objects.create(
            owner=ana, deeds=deeds, created_at=NOW - month, finished_at=finished, submission=uuid.uuid4()
        )
        for deeds, finished in [(said, NOW - month), (note, NOW - month), (said, NOW), (note, None), (7, NOW - month)]
    ]
    assert [forget_bulk(now=NOW), forget_bulk(now=NOW)] == [2, 0]
    for job in jobs:
        job.refresh_from_db()
    emptied = [[{"do": "priority", "to": 4}, {"do": "reply"}], [{"do": "note"}]]
    assert [job.deeds for job in jobs] == [*emptied, said, note, 7]
    assert deeds_of(jobs[0]) == (Deed("priority", 4), Deed("reply"))


def test_sweep_forgets_by_the_clock_of_the_day(ana):
    note = [{"do": "note", "to": {"text": "Es vecina mía.", "html": "", "then": ""}}]
    for days in (29, 31):
        past = timezone.now() - dt.timedelta(days=days)
        BulkJob.objects.create(owner=ana, deeds=note, created_at=past, finished_at=past, submission=uuid.uuid4())
    assert [forget_old_bulk(), forget_old_bulk()] == [1, 0]


@pytest.mark.parametrize("kept", [7, [7], [{"do": "fly", "to": 1}], [{"do": "priority", "to": 9}, {"do": "note"}]])
def test_work_that_cannot_be_read_is_told_as_nothing(cases, agent, kept):
    job = start(cases, "priority:4", by=agent)
    BulkJob.objects.update(deeds=kept)
    job.refresh_from_db()
    work_on(job=job, clock=clock)
    assert (progress_of(job).refused, deeds_of(job), job.finished_at) == (3, (), NOW)


def test_work_stops_when_its_turn_is_over_and_goes_on_in_the_next(cases, agent):
    job = start(cases, "priority:4", by=agent)
    ticks = iter(range(100))
    until = NOW + dt.timedelta(seconds=4)
    finished = [work_on(job=job, clock=lambda: NOW + dt.timedelta(seconds=next(ticks)), until=until)]
    assert (finished, progress_of(job).done) == ([False], 2)
    assert (work_on(job=job, clock=clock, until=until), progress_of(job).done) == (True, 3)


def test_work_goes_on_after_what_nobody_expected(cases, agent, monkeypatch, caplog):
    def burst(*, ticket, **given):
        if ticket == cases[0]:
            Ticket.objects.filter(pk=ticket.pk).update(priority=1)
            raise ZeroDivisionError
        return real(ticket=ticket, **given)

    real = bulk.do_deeds
    monkeypatch.setattr(bulk, "do_deeds", burst)
    job = start(cases, "priority:4", by=agent)
    work_on(job=job, clock=clock)
    assert [item.state for item in job.items.all()] == ["refused", "done", "done"]
    assert "bulk_case_failed" in caplog.text


def test_work_stops_for_an_account_that_left(cases, ana, agent):
    job = start(cases, "priority:4", by=agent)
    ana.is_active = False
    ana.save()
    work_on(job=BulkJob.objects.get(), clock=clock)
    assert (progress_of(job).refused, Ticket.objects.filter(priority=4).count()) == (3, 0)


def test_start_of_a_macro_of_another_team_is_refused(cases, agent, ana):
    team = TeamFactory()
    macro = Macro.objects.create(name="Suya", deeds=[{"do": "priority", "to": 4}], team=team)
    with pytest.raises(Refused) as refusal:
        start(cases, f"macro:{macro.pk}", by=agent)
    assert (refusal.value.code, BulkJob.objects.count()) == ("no_macro", 0)
    ana.teams.add(team)
    work_on(job=start(cases, f"macro:{macro.pk}", by=agent), clock=clock)
    assert Ticket.objects.filter(priority=4).count() == 3


def test_worker_asks_again_whose_the_macro_is(cases, agent):
    macro = Macro.objects.create(name="Suya", deeds=[{"do": "priority", "to": 4}])
    job = start(cases, f"macro:{macro.pk}", by=agent)
    Macro.objects.update(team=TeamFactory())
    work_on_bulk(job.pk)
    assert (progress_of(job).refused, Ticket.objects.filter(priority=4).count()) == (3, 0)


def test_merge_takes_the_oldest_or_the_one_said(agent):
    marta = CustomerFactory()
    old, new, other = (open_case(customer=marta, now=NOW.replace(hour=hour)) for hour in (8, 9, 10))
    ids = [new.pk, other.pk, old.pk]
    job = start_merge(ticket_ids=ids, submission=uuid.uuid4(), by=agent, now=NOW)
    work_on(job=job, clock=clock)
    assert [Ticket.objects.get(pk=pk).merged_into for pk in ids] == [old, old, None]
    said = start_merge(ticket_ids=ids, into=other.pk, submission=uuid.uuid4(), by=agent, now=NOW)
    assert said.deeds == [{"do": "merge", "to": other.pk}]


@pytest.mark.parametrize(("count", "code"), [(1, "merge_count"), (21, "merge_count"), (2, "merge_other_customer")])
def test_merge_of_too_few_too_many_or_strangers_is_refused(agent, count, code):
    marta = CustomerFactory()
    cases = [open_case(customer=None if code == "merge_other_customer" else marta) for _ in range(count)]
    with pytest.raises(Refused) as refusal:
        start_merge(ticket_ids=[case.pk for case in cases], submission=uuid.uuid4(), by=agent, now=NOW)
    assert (refusal.value.code, BulkJob.objects.count()) == (code, 0)


def test_merge_into_a_case_that_was_not_chosen_is_refused(agent):
    marta = CustomerFactory()
    cases = [open_case(customer=marta) for _ in range(3)]
    ids = [case.pk for case in cases[:2]]
    with pytest.raises(Refused) as refusal:
        start_merge(ticket_ids=ids, into=cases[2].pk, submission=uuid.uuid4(), by=agent, now=NOW)
    assert refusal.value.code == "merge_into"


def test_answer_reaches_every_open_child_with_its_own_name(agent):
    parent, closed = open_case(), open_case()
    ana, leo = (open_case(customer=CustomerFactory(name=name)) for name in ("Ana Gil", "Leo Paz"))
    Ticket.objects.filter(pk__in=[ana.pk, leo.pk, closed.pk]).update(parent=parent)
    Ticket.objects.filter(pk=closed.pk).update(aside="spam")
    job = answer_children(
        ticket=parent, text="{{first_name}}: ya está.", then="open", submission=uuid.uuid4(), by=agent, now=NOW
    )
    begin_bulk(job)
    assert [case.messages.last().text for case in (ana, leo)] == ["Ana: ya está.", "Leo: ya está."]
    assert (closed.messages.count(), parent.messages.count()) == (1, 1)
    assert OutgoingMessage.objects.filter(kind="case_replied").count() == 2
    assert Ticket.objects.get(pk=ana.pk).status == Status.OPEN


def test_answer_without_children_or_words_is_refused(case, agent):
    for text, code in [("Hola", "no_children"), (" ", "text_empty")]:
        with pytest.raises(Refused) as refusal:
            answer_children(ticket=case, text=text, submission=uuid.uuid4(), by=agent, now=NOW)
        assert (refusal.value.code, BulkJob.objects.count()) == (code, 0)


def test_sweep_goes_on_with_what_was_left(cases, agent):
    job = start(cases, "priority:4", by=agent)
    item = job.items.first()
    item.state = "done"
    item.save()
    assert [sweep_bulk(), sweep_bulk()] == [1, 0]
    assert sorted(Ticket.objects.values_list("priority", flat=True)) == [2, 4, 4]  # what was done is not done again


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_each_case_once(agent):
    unit = UnitFactory()
    cases = [open_case(unit=unit) for _ in range(40)]
    job = start(cases, "priority:4", "tag:prisa", by=agent)

    def work():
        try:
            work_on_bulk(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    job.refresh_from_db()
    assert job.finished_at is not None
    assert (progress_of(job).done, progress_of(job).total) == (40, 40)
    assert TicketEvent.objects.filter(kind="priority").count() == 40
    assert TicketEvent.objects.filter(kind="tagged").count() == 40


@pytest.fixture
def queued():
    """The moments, if any was said, for which turns at bulk jobs are put in the queue."""
    etas = []

    def note(headers, **kwargs):
        etas.append(headers["eta"])

    before_task_publish.connect(note, sender=work_on_bulk.name)
    yield etas
    before_task_publish.disconnect(note, sender=work_on_bulk.name)


@pytest.mark.django_db(transaction=True)
def test_worker_waits_a_little_for_the_case_that_another_has_in_hand(agent, queued):
    job = start([open_case()], "priority:4", by=agent)
    with transaction.atomic():
        job.items.select_for_update().get()
        thread = threading.Thread(target=lambda: (work_on_bulk(job.pk), connection.close()))
        thread.start()
        thread.join(60)
    assert [eta is not None for eta in queued] == [True]
    work_on_bulk(job.pk)
    assert (progress_of(job).done, len(queued)) == (1, 1)


def test_worker_goes_on_at_once_when_only_its_time_was_over(cases, agent, queued, monkeypatch):
    job = start(cases, "priority:4", by=agent)
    monkeypatch.setattr(tasks, "TURN", dt.timedelta(0))
    work_on_bulk(job.pk)
    assert (queued, progress_of(job).waiting) == ([None], 3)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_the_rest_to_another(processes, wait_until):
    unit = UnitFactory()
    cases = [open_case(unit=unit, now=timezone.now()) for _ in range(60)]
    deeds = [Deed("note", Said("Hecho.")), *read_written(["tag:uno", "priority:3"])]
    ids, by = [case.pk for case in cases], actor_of(AgentFactory())
    job = start_bulk(ticket_ids=ids, deeds=deeds, submission=uuid.uuid4(), by=by, now=timezone.now())
    worker = processes.worker()
    work_on_bulk.delay(job.pk)
    wait_until(lambda: progress_of(job).done > 3, why="the worker never began")
    worker.kill()
    left = progress_of(job)
    assert left.waiting > 0
    work_on_bulk(job.pk)
    job.refresh_from_db()
    assert (progress_of(job).done, job.finished_at is not None) == (60, True)
    assert Message.objects.filter(kind="note").count() == 60
