"""My day: what I promised, what runs out in my cases, what I was told, whom to call; nobody else's."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from followups.models import Loop
from postventa.desk import presence
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.followups.makers import planned_call, sent_survey
from tickets.models import Clock, Notice, Promise, Ticket
from tickets.states import ClockState, Due, NoticeKind, PromiseKind, PromiseState

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def owed(case, owner, due_at, **more):
    made = min(due_at, timezone.now()) - 48 * HOUR
    given = {"kind": PromiseKind.CALL, "what": "Llamar", "made_at": made, "made_by": owner} | more
    return Promise.objects.create(ticket=case, owner=owner, due_at=due_at, **given)


def running(case, due_at, due=Due.RESOLUTION):
    return Clock.objects.create(
        ticket=case,
        due=due,
        anchor=f"test:{due}:{due_at:%s}",
        state=ClockState.RUNNING,
        starts_at=due_at,
        due_at=due_at,
    )


def late_loop(person, days=3):
    """An unhappy answer of some days ago, in a case of theirs that nobody answered."""
    now = timezone.now()
    survey = sent_survey(opened_ticket=of(open_case(now=now - days * 24 * HOUR), person))
    given = {"question": "csat", "score": 1, "opened_at": now - days * 24 * HOUR, "due_at": now - HOUR}
    return Loop.objects.create(invitation=survey, ticket=survey.opened_ticket, **given)


def of(case, person):
    Ticket.objects.filter(pk=case.pk).update(assignee=person)
    return case


@pytest.fixture
def noon():
    """Far enough from both ends of the day for an hour more or less."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def page(desk, noon, monkeypatch):
    monkeypatch.setattr("postventa.desk.views.day.timezone.now", lambda: noon)
    return lambda: desk.get("/desk/day/").context["page"]


def told(entries):
    return [(entry.ticket, entry.due) for entry in entries]


def test_day_tells_late_today_and_soon_in_order(page, ana, noon):
    case, other = of(open_case(now=noon), ana), open_case(now=noon)
    Clock.objects.all().delete()
    owed(other, ana, noon + 2 * HOUR)
    owed(other, ana, noon - 3 * HOUR, what="Enviar", state=PromiseState.BROKEN, settled_at=noon)
    running(case, noon + HOUR)
    running(case, noon - HOUR, Due.FIRST)
    running(case, noon + 30 * HOUR, Due.NEXT)
    running(case, noon + 24 * 9 * HOUR, Due.NEXT)
    day = page()
    assert told(day.late) == [(other, Due.PROMISE), (case, Due.FIRST)]
    assert told(day.today) == [(case, Due.RESOLUTION), (other, Due.PROMISE)]
    assert told(day.soon) == [(case, Due.NEXT)]


def test_day_has_nothing_of_others(page, ana, noon):
    bea = AgentFactory()
    hers = of(open_case(now=noon), bea)
    Clock.objects.all().delete()
    owed(hers, bea, noon + HOUR)
    owed(hers, ana, noon + HOUR, state=PromiseState.WITHDRAWN, settled_at=noon)
    owed(hers, ana, noon - HOUR, state=PromiseState.BROKEN, settled_at=noon, done_at=noon)
    running(hers, noon + HOUR)
    Notice.objects.create(user=bea, kind=NoticeKind.LATE, ticket=hers, at=noon)
    day = page()
    assert (day.is_free, told(day.today), day.notices, day.waiting) == (True, [], [], [])


def test_day_shows_unhappy_customers_who_wait_too_long_until_it_is_done(desk, ana):
    mine, hers = late_loop(ana), late_loop(AgentFactory())
    page = desk.get("/desk/day/")
    assert [late.loop for late in page.context["page"].loops] == [mine]
    content = page.content.decode()
    assert ("nobody answered in time" in content, hers.ticket.reference in content) == (True, False)
    Loop.objects.filter(pk=mine.pk).update(closed_at=timezone.now())
    assert desk.get("/desk/day/").context["page"].loops == []


def test_day_leads_to_the_call_that_was_not_made_in_time(desk, ana):
    loop = late_loop(ana)
    call = planned_call(kind="loop", rank=1, invitation=loop.invitation)
    Loop.objects.filter(pk=loop.pk).update(ticket=None, call=call, owner=ana)
    Notice.objects.create(user=ana, kind=NoticeKind.LOOP, at=timezone.now())
    content = desk.get("/desk/day/").content.decode()
    assert (f'href="/desk/calls/{call.pk}/"' in content, content.count('<p><a href="/desk/calls/">')) == (True, 1)


def test_day_leaves_to_a_person_what_the_customer_did_not_send(page, ana, noon):
    case = of(open_case(now=noon), ana)
    Clock.objects.all().delete()
    running(case, noon - HOUR, Due.COMPLETION)
    day = page()
    assert (told(day.late), told(day.left)) == ([], [(case, Due.COMPLETION)])


def test_notices_are_read_once_and_only_those_shown(desk, ana, case):
    shown, later = [Notice.objects.create(user=ana, kind=NoticeKind.LATE, ticket=case, at=timezone.now()) for _ in "ab"]
    hers = Notice.objects.create(user=AgentFactory(), kind=NoticeKind.LATE, ticket=case, at=timezone.now())
    answer = desk.post("/desk/day/notices/", {"notice": [shown.pk, hers.pk, "x", "9" * 30]})
    assert (answer.status_code, answer.url) == (302, "/desk/day/")
    unread = Notice.objects.filter(read_at=None).values_list("pk", flat=True)
    assert set(unread) == {later.pk, hers.pk}


def test_rail_says_how_many_notices_are_unread(desk, ana, case, monkeypatch):
    def unread(address):
        (count,) = set(re.findall(r'data-count="notices"[^>]*>([^<]*)<', desk.get(address).content.decode()))
        return count

    monkeypatch.setattr(presence, "_away_until", 0.0)  # whatever another test made of Redis
    rows = [Notice.objects.create(user=ana, kind=NoticeKind.LATE, ticket=case, at=timezone.now()) for _ in "abc"]
    Notice.objects.create(user=AgentFactory(), kind=NoticeKind.LATE, ticket=case, at=timezone.now())
    page = f"/desk/tickets/{case.reference}/"
    assert (unread("/desk/day/"), unread(page), unread("/desk/queue/rows/")) == ("3", "3", "3")
    Notice.objects.filter(pk=rows[0].pk).update(read_at=timezone.now())
    assert (unread(page), unread("/desk/day/"), unread(page)) == ("3", "2", "2")  # as they were kept, then anew
    desk.post("/desk/day/notices/", {"notice": [row.pk for row in rows]})
    assert (unread("/desk/day/"), unread(page)) == ("", "")


def test_day_is_for_staff(client):
    assert client.get("/desk/day/").status_code == 302
    assert client.post("/desk/day/notices/").status_code == 302


def test_day_asks_as_often_whatever_there_is(desk, ana):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert desk.get("/desk/day/").status_code == 200
        return len(caught)

    def fill():
        now = timezone.now()
        case = of(open_case(now=now), ana)
        owed(case, ana, now + HOUR)
        running(case, now + HOUR)
        Notice.objects.create(user=ana, kind=NoticeKind.LATE, ticket=case, at=now)
        late_loop(ana)

    fill()
    desk.get("/desk/day/")
    few = queries()
    for _ in range(6):
        fill()
    assert queries() == few
