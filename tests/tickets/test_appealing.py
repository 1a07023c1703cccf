"""The customer asks for a supervisor: by when, who is told, and how often."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from core.errors import Refused
from core.models import Team, WorkCalendar, WorkHours
from core.worktime import Calendar, NoHours
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory
from tests.tickets.rows import everything
from tickets.actions.appealing import appeal
from tickets.actions.aside import mark_spam
from tickets.actions.merging import merge_tickets
from tickets.actions.promise_changes import move_promise
from tickets.actions.promises import keep_promise
from tickets.actions.status import resolve_ticket
from tickets.appeals import answer_by, may_appeal
from tickets.models import KindRules, Notice, Promise
from tickets.queries.appeals import last_appeal
from tickets.states import EventKind, NoticeKind, Priority, PromiseKind, Resolution, Status

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")
DAY = dt.timedelta(days=1)
OFFICE = ((540, 840), (960, 1140))
WEEK = Calendar(MADRID, (OFFICE,) * 5 + ((),) * 2, frozenset({dt.date(2026, 12, 8)}))


@pytest.fixture
def boss():
    return ManagerFactory(name="Luis Jefe")


def ask(case, customer, text="Nadie me contesta.", now=NOW, **given):
    return appeal(ticket=case, text=text, by=customer, now=now, **given)


def appeals(case):
    return [event.data["n"] for event in case.events.filter(kind=EventKind.APPEAL).order_by("pk")]


def refused(code, verb):
    before = everything(), Promise.objects.count(), Notice.objects.count()
    with pytest.raises(Refused) as refusal:
        verb()
    assert (refusal.value.code, (everything(), Promise.objects.count(), Notice.objects.count())) == (code, before)


# ——— Pure
@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ((2026, 11, 16, 10), (2026, 11, 18, 19)),  # Monday: by Wednesday's closing time
        ((2026, 11, 19, 23), (2026, 11, 23, 19)),  # Thursday night: Friday and Monday
        ((2026, 11, 21, 9), (2026, 11, 24, 19)),  # Saturday: Monday and Tuesday
        ((2026, 12, 4, 12), (2026, 12, 9, 19)),  # a holiday on Tuesday does not count
    ],
)
def test_answer_comes_by_the_end_of_the_second_working_day(asked, answered):
    assert answer_by(WEEK, dt.datetime(*asked, tzinfo=MADRID)) == dt.datetime(*answered, tzinfo=MADRID)


def test_answer_by_a_calendar_on_which_nobody_works_is_none():
    with pytest.raises(NoHours):
        answer_by(Calendar(MADRID, ((),) * 7), NOW)


def test_appeal_is_possible_once_a_week():
    assert [may_appeal(last, NOW) for last in (None, NOW - 6 * DAY, NOW - 7 * DAY)] == [True, False, True]


# ——— The verb
def test_appeal_is_urgent_promised_and_told(case, customer, boss):
    message = ask(case, customer)
    case.refresh_from_db()
    promise = Promise.objects.get()
    assert (message.kind, message.text, case.priority) == ("customer", "Nadie me contesta.", Priority.HIGH)
    assert (promise.kind, promise.owner, promise.due_at) == (
        PromiseKind.ANSWER, boss, dt.datetime(2026, 11, 18, 18, tzinfo=MADRID)
    )  # fmt: skip
    (event,) = case.events.filter(kind=EventKind.APPEAL)
    assert event.data == {"n": 1, "promise": promise.pk}
    told = Notice.objects.order_by("pk").values_list("user", "kind", "event__kind")
    assert list(told) == [
        (boss.pk, NoticeKind.PROMISE, EventKind.PROMISE),
        (boss.pk, NoticeKind.APPEAL, EventKind.APPEAL),
    ]
    assert case.clocks.filter(promise=promise, state="running").count() == 1
    found = last_appeal(case)
    assert (found.waits, found.promise, found.again_on) == (True, promise, NOW + 7 * DAY)


def test_appeal_goes_by_the_usual_calendar(case, customer, boss):
    calendar = WorkCalendar.objects.create(name="Tardes", is_default=True, zone="Europe/Madrid")
    WorkHours.objects.bulk_create(WorkHours(calendar=calendar, weekday=day, starts=900, ends=1260) for day in (0, 3, 4))
    ask(case, customer)
    assert Promise.objects.get().due_at == dt.datetime(2026, 11, 20, 21, tzinfo=MADRID)


def test_appeal_goes_to_the_managers_of_the_team_first(case, customer, boss):
    theirs = ManagerFactory()
    case.team = Team.objects.create(name="Lavado")
    case.team.members.add(theirs, AgentFactory())
    case.save()
    ask(case, customer)
    assert (Promise.objects.get().owner, set(Notice.objects.values_list("user", flat=True))) == (theirs, {theirs.pk})


def test_appeal_where_there_is_no_manager_promises_nothing(case, customer):
    ask(case, customer)
    assert (Promise.objects.count(), appeals(case), last_appeal(case).waits) == (0, [1], False)


def test_appeal_without_words_says_so_in_ours(case, customer, boss):
    assert ask(case, customer, text=" ").text


def test_appeal_twice_with_one_form_is_once(case, customer, boss):
    form = uuid.uuid4()
    assert ask(case, customer, submission=form) == ask(case, customer, submission=form)
    assert (appeals(case), Promise.objects.count()) == ([1], 1)


def test_appeal_again_within_a_week_is_refused_and_later_is_not(case, customer, boss):
    ask(case, customer)
    refused("appeal_again", lambda: ask(case, customer, now=NOW + 6 * DAY))
    ask(case, customer, now=NOW + 7 * DAY)
    assert appeals(case) == [1, 2]


def test_appeal_in_a_merged_case_counts_where_it_goes_on(case, customer, agent, boss):
    into = open_case(customer=case.customer, unit=case.unit)
    ask(case, customer)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    refused("appeal_again", lambda: ask(into, customer, now=NOW + DAY))
    assert ask(case, customer, now=NOW + 8 * DAY).ticket == into


def test_appeal_opens_a_refused_case_again(case, customer, agent, boss):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    ask(case, customer)
    case.refresh_from_db()
    assert (case.status, case.resolution) == (Status.OPEN, "")


def test_appeal_leaves_an_urgent_case_urgent(customer, case, boss):
    case.priority = Priority.URGENT
    case.save()
    ask(case, customer)
    case.refresh_from_db()
    assert case.priority == Priority.URGENT


def test_appeal_that_speaks_of_danger_makes_it_urgent(case, customer, boss):
    ask(case, customer, text="Sale humo y nadie viene.")
    case.refresh_from_db()
    assert (case.safety, case.priority) == (True, Priority.URGENT)


def test_appeal_in_a_case_long_over_is_refused(case, customer, agent, boss):
    KindRules.objects.update_or_create(kind=case.kind, defaults={"reopen_days": 10})
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    refused("appeal_over", lambda: ask(case, customer, now=NOW + 11 * DAY))


def test_appeal_in_spam_or_by_staff_is_refused(case, customer, agent, boss):
    refused("not_customer", lambda: ask(case, agent))
    mark_spam(ticket=case, by=agent, now=NOW)
    refused("appeal_over", lambda: ask(case, customer))  # they are not told what it was taken for


def test_appeal_that_was_answered_waits_no_more(case, customer, agent, boss):
    ask(case, customer)
    keep_promise(promise=Promise.objects.get(), by=agent, now=NOW + DAY)
    found = last_appeal(case)
    assert (found.waits, found.was_answered) == (False, True)


def test_appeal_whose_answer_was_moved_waits_for_the_new_moment(case, customer, agent, boss):
    ask(case, customer)
    moved = move_promise(promise=Promise.objects.get(), due_at=NOW + 4 * DAY, by=agent, now=NOW + DAY)
    found = last_appeal(case)
    assert (found.waits, found.promise, found.was_answered) == (True, moved, False)
