"""Counting all active cases again after a change of what they are counted by."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.cases import open_case
from tests.factories import NOW
from tests.law_rows import rule
from tests.tickets.clockwork import at, clocks_of, make_policy, rows_of_clocks, unlike_counted
from tests.tickets.test_concurrency import at_once
from tickets import tasks
from tickets.actions import reviewing
from tickets.actions.legal_starts import say_legal_start
from tickets.actions.policies import ask_review, save_policy
from tickets.actions.promises import make_promise
from tickets.actions.reviewing import review_clocks
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import Clock, ClockReview, Ticket
from tickets.states import DeadlineEvent, PromiseKind, Resolution, Status, TermUnit

pytestmark = pytest.mark.django_db
FIRST, WHOLE = "first_reply opened", "resolution opened"
LATER = at("mon 10:30")


@pytest.fixture(autouse=True)
def policy(request, db):
    return make_policy()


def tighten(policy, agent, **targets):
    """Change the policy as a manager does."""
    given = {"first_reply": 480, "next_reply": 480, "resolution": 2700} | targets
    save_policy(policy=policy, name=policy.name, calendar=policy.calendar, **given, by=agent, now=NOW)


def review(**given):
    return review_clocks(clock=lambda: LATER, **given)


def moments(*cases):
    return [clocks_of(case)[FIRST].due_at for case in cases]


def test_review_counts_every_active_case_by_the_new_policy(policy, agent, monkeypatch):
    monkeypatch.setattr(reviewing, "BATCH", 2)
    cases = [open_case() for _case in range(5)]
    change_status(ticket=cases[0], to=Status.WAITING_CUSTOMER, by=agent, now=NOW)
    done = open_case()
    resolve_ticket(ticket=done, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    before = rows_of_clocks(done)
    tighten(policy, agent, first_reply=60)
    assert moments(*cases[1:]) == [at("mon 18:00")] * 4
    assert review() is True
    assert moments(*cases) == [None] + [at("mon 11:00")] * 4
    assert rows_of_clocks(done) == before
    assert unlike_counted(*cases, done, now=LATER) == {}
    assert set(ClockReview.objects.values_list("finished_at", flat=True)) == {LATER}


def test_review_without_a_change_writes_nothing(policy, agent, django_assert_num_queries):
    open_case()
    with django_assert_num_queries(1):
        assert review() is True


def test_review_counts_what_is_still_owed_in_cases_that_are_over(policy, agent, ana, monkeypatch):
    """Money to give back, by a term that binds us only now, and a call that was promised."""
    monkeypatch.setattr(reviewing, "BATCH", 2)
    cases = [open_case() for _case in range(6)]
    owes, promised = cases[1], cases[4]
    for case in (owes, promised):
        resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    say_legal_start(ticket=owes, event=DeadlineEvent.REFUND, at=NOW, by=agent, now=NOW)
    call = {"kind": PromiseKind.CALL, "what": "Llamar", "owner": ana, "due_at": at("tue 10:00")}
    make_promise(ticket=promised, by=agent, now=NOW, **call)
    promised.clocks.filter(due="promise").delete()
    rule("es-refund", event=DeadlineEvent.REFUND, amount=14, unit=TermUnit.CALENDAR_DAYS, kinds=[])
    ask_review(now=NOW)
    assert review() is True
    assert list(owes.clocks.filter(due="legal").values_list("state", flat=True)) == ["running"]
    assert list(promised.clocks.filter(due="promise").values_list("state", flat=True)) == ["running"]


def test_review_counts_the_clocks_that_go_on_in_cases_that_are_over(policy, agent):
    case = open_case()
    resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    Clock.objects.filter(ticket=case, due="resolution").update(state="running", ended_at=None, due_at=LATER)
    ask_review(now=NOW)
    assert review() is True
    assert unlike_counted(case, now=LATER) == {}


def test_review_that_waits_counts_for_another_change_and_one_that_began_does_not(policy, agent):
    for _twice in range(2):
        ask_review(now=NOW)
    assert ClockReview.objects.count() == 1
    ClockReview.objects.update(upto=reviewing.BEGUN)
    for _twice in range(2):
        ask_review(now=NOW)
    assert list(ClockReview.objects.order_by("pk").values_list("upto", flat=True)) == [reviewing.BEGUN, 0]


def test_review_that_is_over_takes_those_before_it_away(policy, agent):
    for _time in range(3):
        ask_review(now=NOW)
        review()
    assert list(ClockReview.objects.values_list("finished_at", flat=True)) == [LATER]


@pytest.mark.django_db(transaction=True)
def test_change_that_joins_a_waiting_review_is_counted_by_it(policy, agent):
    """It ends after the review was found: the review begins when it has."""
    case = open_case()
    ask_review(now=NOW)
    reviewer = threading.Thread(target=lambda: (review(), connection.close()))
    with transaction.atomic():
        tighten(policy, agent, first_reply=60)
        assert ClockReview.objects.count() == 1
        reviewer.start()
        reviewer.join(0.5)
        assert reviewer.is_alive()
    reviewer.join(30)
    assert moments(case) == [at("mon 11:00")]


def test_review_past_its_turn_goes_on_where_it_was(policy, agent, monkeypatch):
    monkeypatch.setattr(reviewing, "BATCH", 1)
    cases = [open_case() for _case in range(3)]
    tighten(policy, agent, first_reply=60)
    ticks = iter([LATER] * 4 + [LATER + dt.timedelta(minutes=1)] * 9)
    assert review_clocks(clock=lambda: next(ticks), until=LATER + dt.timedelta(seconds=1)) is False
    assert moments(*cases) == [at("mon 11:00")] * 2 + [at("mon 18:00")]
    assert ClockReview.objects.get().upto == cases[1].pk
    assert review() is True
    assert moments(*cases) == [at("mon 11:00")] * 3


def test_newer_change_counts_for_those_before_it(policy, agent, monkeypatch):
    monkeypatch.setattr(reviewing, "BATCH", 1)
    cases = [open_case() for _case in range(3)]
    tighten(policy, agent, first_reply=60)
    ClockReview.objects.update(upto=cases[1].pk)
    tighten(policy, agent, first_reply=120)
    assert review() is True
    assert moments(*cases) == [at("mon 12:00")] * 3
    assert list(ClockReview.objects.values_list("upto", "finished_at")) == [(cases[2].pk, LATER)]


def test_case_that_cannot_be_counted_does_not_keep_the_others(policy, agent, monkeypatch, caplog):
    bad, good = open_case(), open_case()
    real = reviewing.keep_clocks

    def fail(ticket, **given):
        if ticket.pk == bad.pk:
            raise RuntimeError("no luck")
        real(ticket, **given)

    monkeypatch.setattr(reviewing, "keep_clocks", fail)
    tighten(policy, agent, first_reply=60)
    assert review() is True
    assert moments(bad, good) == [at("mon 18:00"), at("mon 11:00")]
    assert "clocks_not_counted" in caplog.text


def test_tasks_ask_for_a_review_and_take_a_turn_at_it(policy):
    case = open_case(now=timezone.now())
    Ticket.objects.get(pk=case.pk).clocks.all().delete()
    tasks.count_clocks_again()
    tasks.review_clocks()
    assert (case.clocks.count(), ClockReview.objects.get().finished_at is not None) == (2, True)


@pytest.mark.django_db(transaction=True)
def test_reviews_at_once_count_the_same(policy, agent, monkeypatch):
    monkeypatch.setattr(reviewing, "BATCH", 3)
    cases = [open_case() for _case in range(10)]
    tighten(policy, agent, first_reply=60)
    assert at_once(*[review] * 4) == [True] * 4
    assert moments(*cases) == [at("mon 11:00")] * 10
    assert unlike_counted(*cases, now=LATER) == {}


@pytest.mark.django_db(transaction=True)
def test_case_that_is_being_opened_with_the_old_policy_is_counted_too(policy, agent):
    """Its transaction counted before the change and ends after it: the review begins after that."""
    opened, changed = threading.Event(), threading.Event()
    cases = []

    def open_slowly():
        try:
            with transaction.atomic():
                cases.append(open_case())
                opened.set()
                changed.wait(30)
        finally:
            connection.close()

    opener = threading.Thread(target=open_slowly)
    opener.start()
    opened.wait(30)
    tighten(policy, agent, first_reply=60)
    assert review() is False
    changed.set()
    opener.join(30)
    assert review() is True
    assert moments(*cases) == [at("mon 11:00")]


def test_review_killed_between_any_two_steps_is_finished_by_who_comes_next(processes, policy, agent):
    cases = [open_case() for _case in range(3)]
    tighten(policy, agent, first_reply=60)
    dying = processes.start("killed", "tests.tickets.killed", "review", LATER.isoformat())
    assert dying.popen.wait(120) == 0, dying.output
    assert dying.output.count("{") > 10
    assert moments(*cases) == [at("mon 11:00")] * 3
    assert ClockReview.objects.get().finished_at == LATER
    assert unlike_counted(*cases, now=LATER) == {}
    ask_review(now=LATER)
    assert review() is True
