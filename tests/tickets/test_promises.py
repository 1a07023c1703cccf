"""Promising, keeping, breaking: pure decisions first, then the actions with their clocks."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from core.actors import SYSTEM, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerUserFactory
from tests.tickets.test_concurrency import at_once
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.actions.conversation import reply_to_customer
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.promise_changes import move_promise
from tickets.actions.promises import break_promise, keep_promise, make_promise
from tickets.actions.status import change_status, resolve_ticket
from tickets.actions.waking import wake_clocks
from tickets.models import Clock, Notice, Promise, Ticket, TicketEvent
from tickets.promises import Made, Promised, clock_of, usual_moments, was_broken
from tickets.states import ClockState, Due, EventKind, PromiseKind, PromiseState, Resolution, Status

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
TUESDAY = NOW + 25 * HOUR


def promise(case, ana, agent, **given):
    asked = {"kind": PromiseKind.CALL, "what": "La llamamos el martes", "owner": ana, "due_at": TUESDAY, "now": NOW}
    return make_promise(ticket=case, by=agent, **(asked | given))


def lines(case):
    rows = case.events.filter(kind=EventKind.PROMISE).order_by("pk")
    return [row.data["to"] for row in rows]


def clock(promise):
    row = Clock.objects.get(promise=promise.pk)
    return row.state, row.due_at, row.ended_at


def due(case):
    row = Ticket.objects.get(pk=case.pk)
    return row.due_at, row.due_kind


# ——— Pure
@pytest.mark.parametrize(
    ("given", "aside", "state", "ended"),
    [
        ({"state": "open"}, False, ClockState.RUNNING, None),
        ({"state": "open"}, True, ClockState.OFF, None),
        ({"state": "kept", "settled_at": NOW + HOUR, "done_at": NOW + HOUR}, False, ClockState.ENDED, NOW + HOUR),
        ({"state": "kept", "settled_at": NOW + HOUR, "done_at": NOW + HOUR}, True, ClockState.ENDED, NOW + HOUR),
        ({"state": "broken", "settled_at": TUESDAY}, False, ClockState.RUNNING, None),
        ({"state": "broken", "settled_at": TUESDAY}, True, ClockState.OFF, None),
        ({"state": "broken", "settled_at": TUESDAY, "done_at": TUESDAY + HOUR}, False, "ended", TUESDAY + HOUR),
        ({"state": "broken", "settled_at": TUESDAY, "replaced_at": TUESDAY + HOUR}, False, "ended", TUESDAY + HOUR),
        ({"state": "moved", "settled_at": NOW + HOUR, "replaced_at": NOW + HOUR}, False, "ended", NOW + HOUR),
        ({"state": "withdrawn", "settled_at": NOW + HOUR}, False, ClockState.OFF, None),
    ],
)
def test_clock_runs_until_the_customer_waits_no_more(given, aside, state, ended):
    wanted = clock_of(Made(pk=7, made_at=NOW, due_at=TUESDAY, **given), aside=aside)
    assert (wanted.due, wanted.anchor, wanted.promise, wanted.due_at) == (Due.PROMISE, "promise:7", 7, TUESDAY)
    assert (wanted.state, wanted.ended_at) == (state, ended)


@pytest.mark.parametrize(
    ("state", "settled", "broken"),
    [
        ("open", None, False),
        ("kept", NOW, False),
        ("moved", NOW, False),
        ("broken", TUESDAY, True),
        ("withdrawn", NOW, False),
        ("withdrawn", TUESDAY, True),
    ],
)
def test_was_broken_says_whether_its_moment_passed(state, settled, broken):
    assert was_broken(state, TUESDAY, settled) == broken


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-16 10:00", ["16 18", "17 12", "18 12", "19 12"]),
        ("2026-11-16 17:30", ["16 18", "17 12", "18 12", "19 12"]),
        ("2026-11-16 17:31", ["17 12", "18 12", "19 12", "20 12"]),
        ("2026-11-19 10:00", ["19 18", "20 12", "23 12", "24 12"]),  # a Thursday: no noon on the weekend
        ("2026-11-20 10:00", ["20 18", "21 12", "23 12", "24 12"]),  # but tomorrow is offered, whatever day it is
    ],
)
def test_usual_moments_are_near_and_in_the_zone_of_who_looks(now, expected):
    zone = ZoneInfo("Europe/Madrid")
    found = usual_moments(dt.datetime.fromisoformat(now).replace(tzinfo=zone))
    assert [f"{moment:%d %H}" for moment in found] == expected
    assert {moment.tzinfo for moment in found} == {zone}


def test_usual_moments_keep_the_hour_when_the_clocks_change():
    zone = ZoneInfo("Europe/Madrid")
    before = dt.datetime(2026, 3, 28, 10, tzinfo=zone)  # the night after, the clocks go forward
    assert usual_moments(before)[1].utcoffset() == dt.timedelta(hours=2)


# ——— Making one
def test_make_promise_runs_its_clock_and_is_what_is_due_next(case, ana, agent):
    made = promise(case, ana, agent, what="  La llamamos \n el martes ")
    assert (made.what, made.state, made.owner, made.made_by_id) == ("La llamamos el martes", "open", ana, ana.pk)
    assert clock(made) == (ClockState.RUNNING, TUESDAY, None)
    assert due(case) == (TUESDAY, Due.PROMISE)
    event = case.events.get(kind=EventKind.PROMISE)
    assert event.data == {
        "promise": made.pk, "kind": "call", "to": "made", "due_at": TUESDAY.isoformat(), "owner": ana.pk,
    }  # fmt: skip
    assert Notice.objects.count() == 0


def test_make_promise_of_somebody_else_tells_them(case, ana, agent):
    luis = AgentFactory()
    promise(case, ana, agent, owner=luis)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.ticket) == (luis, "promise", case)
    assert OutgoingMessage.objects.filter(kind="noticed", to=luis.email).count() == 1


def test_make_promise_twice_with_one_form_is_one(case, ana, agent):
    form = uuid.uuid4()
    first = promise(case, ana, agent, submission=form)
    assert promise(case, ana, agent, submission=form, what="Otra cosa") == first
    assert (Promise.objects.count(), lines(case)) == (1, ["made"])


def test_make_promise_with_a_form_of_another_case_is_refused(case, ana, agent):
    form = uuid.uuid4()
    promise(open_case(), ana, agent, submission=form)
    with pytest.raises(Refused) as refused:
        promise(case, ana, agent, submission=form)
    assert (refused.value.code, lines(case)) == ("sent_already", [])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"what": " \u200b "}, "promise_empty"),
        ({"what": "x" * 201}, "promise_long"),
        ({"due_at": NOW}, "promise_past"),
        ({"due_at": NOW - HOUR}, "promise_past"),
        ({"due_at": NOW + dt.timedelta(days=367)}, "promise_far"),
    ],
)
def test_make_promise_that_cannot_be_is_refused(case, ana, agent, given, code):
    with pytest.raises(Refused) as refused:
        promise(case, ana, agent, **given)
    assert (refused.value.code, Promise.objects.count(), lines(case), Clock.objects.count()) == (code, 0, [], 0)


def test_make_promise_of_who_does_not_work_here_is_refused(case, ana, agent):
    for owner in (CustomerUserFactory(), AgentFactory(is_active=False)):
        with pytest.raises(Refused) as refused:
            promise(case, ana, agent, owner=owner)
        assert refused.value.code == "promise_owner"
    with pytest.raises(Refused) as refused:
        promise(case, ana, customer_by_link(case.customer.email))
    assert (refused.value.code, Promise.objects.count()) == ("not_staff", 0)


def test_make_promise_needs_a_case_that_goes_on(case, ana, agent):
    spam, merged, closed, resolved = open_case(), open_case(customer=case.customer), open_case(), open_case()
    mark_spam(ticket=spam, by=agent, now=NOW)
    merge_tickets(ticket=merged, into=case, by=agent, now=NOW)
    for one in (closed, resolved):
        resolve_ticket(ticket=one, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    change_status(ticket=closed, to=Status.CLOSED, by=agent, now=NOW)
    for one, code in ((spam, "spam"), (merged, "merged"), (closed, "closed")):
        with pytest.raises(Refused) as refused:
            promise(one, ana, agent)
        assert refused.value.code == code
    assert promise(resolved, ana, agent).state == PromiseState.OPEN
    assert Promise.objects.count() == 1


def test_promise_in_a_reply_is_in_its_letter_and_outlives_the_resolution(case, ana, agent):
    given = Promised(kind=PromiseKind.CALL, what="La llamamos el martes", owner=ana, due_at=TUESDAY)
    message = reply_to_customer(ticket=case, text="Lo miramos.", promised=given, by=agent, now=NOW)
    made = Promise.objects.get()
    assert (made.message, made.ticket) == (message, case)
    letter = OutgoingMessage.objects.get(kind="case_replied")
    assert "«La llamamos el martes»" in letter.text
    assert "«La llamamos el martes»" in letter.html
    assert "17 de noviembre de 2026 a las 12:00" in letter.text  # the customer's clock, in Madrid
    resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW + HOUR)
    assert (clock(made)[0], due(case)) == (ClockState.RUNNING, (TUESDAY, Due.PROMISE))


def test_reply_with_a_promise_that_cannot_be_sends_nothing(case, ana, agent):
    given = Promised(kind=PromiseKind.CALL, what="Ayer", owner=ana, due_at=NOW - HOUR)
    before = OutgoingMessage.objects.count()
    with pytest.raises(Refused) as refused:
        reply_to_customer(ticket=case, text="Lo miramos.", promised=given, by=agent, now=NOW)
    case.refresh_from_db()
    assert (refused.value.code, case.messages.count(), case.status) == ("promise_past", 1, Status.NEW)
    assert OutgoingMessage.objects.count() == before


# ——— Keeping and breaking
def test_keep_promise_by_its_moment_is_kept(case, ana, agent):
    made = promise(case, ana, agent)
    kept = keep_promise(promise=made, by=agent, now=TUESDAY)
    assert (kept.state, kept.done_at, kept.settled_at) == ("kept", TUESDAY, TUESDAY)
    assert (clock(made), due(case)) == ((ClockState.ENDED, TUESDAY, TUESDAY), (None, ""))
    assert keep_promise(promise=made, by=agent, now=TUESDAY + HOUR).done_at == TUESDAY
    assert lines(case) == ["made", "kept"]


def test_keep_promise_after_its_moment_is_broken_and_done_late(case, ana, agent):
    made = promise(case, ana, agent)
    late = keep_promise(promise=made, by=agent, now=TUESDAY + HOUR)
    assert (late.state, late.settled_at, late.done_at) == ("broken", TUESDAY, TUESDAY + HOUR)
    assert lines(case) == ["made", "broken", "done_late"]
    row = Clock.objects.get(promise=made)
    assert (row.state, row.late_at, row.ended_at) == (ClockState.ENDED, TUESDAY, TUESDAY + HOUR)


def test_keep_promise_that_was_done_in_time_but_not_said_puts_it_right(case, ana, agent):
    made = promise(case, ana, agent)
    assert wake_clocks(now=TUESDAY + HOUR) == 1
    right = keep_promise(promise=made, done_at=TUESDAY - HOUR, by=agent, now=TUESDAY + 2 * HOUR)
    assert (right.state, right.settled_at, right.done_at) == ("kept", TUESDAY - HOUR, TUESDAY - HOUR)
    assert lines(case) == ["made", "broken", "kept"]


@pytest.mark.parametrize("done_at", [NOW - HOUR, NOW + 3 * HOUR])
def test_keep_promise_before_it_was_made_or_in_the_future_is_refused(case, ana, agent, done_at):
    made = promise(case, ana, agent)
    with pytest.raises(Refused) as refused:
        keep_promise(promise=made, done_at=done_at, by=agent, now=NOW + 2 * HOUR)
    made.refresh_from_db()
    assert (refused.value.code, made.state, lines(case)) == ("promise_done_when", "open", ["made"])


def test_break_promise_only_when_its_moment_has_passed_and_once(case, ana, agent):
    made = promise(case, ana, agent)
    assert break_promise(promise=made, by=SYSTEM, now=TUESDAY - HOUR).state == "open"
    for _ in range(2):
        broken = break_promise(promise=made, by=SYSTEM, now=TUESDAY + HOUR)
    assert (broken.state, broken.settled_at, broken.done_at) == ("broken", TUESDAY, None)
    assert lines(case) == ["made", "broken"]


def test_sweep_breaks_a_promise_once_and_it_stays_due_until_it_is_done(case, ana, agent):
    made = promise(case, ana, agent)
    assert (wake_clocks(now=TUESDAY - HOUR), lines(case)) == (0, ["made"])
    wake_clocks(now=TUESDAY + HOUR)
    wake_clocks(now=TUESDAY + 2 * HOUR)
    made.refresh_from_db()
    assert (made.state, lines(case), due(case)) == ("broken", ["made", "broken"], (TUESDAY, Due.PROMISE))
    keep_promise(promise=made, by=agent, now=TUESDAY + 3 * HOUR)
    assert (due(case), lines(case)) == ((None, ""), ["made", "broken", "done_late"])
    assert not TicketEvent.objects.filter(ticket=case, kind=EventKind.LATE, data__due=Due.PROMISE).exists()


def test_spam_stops_the_clock_and_coming_back_starts_it_again(case, ana, agent):
    made = promise(case, ana, agent)
    mark_spam(ticket=case, by=agent, now=NOW + HOUR)
    assert (clock(made)[0], due(case), wake_clocks(now=TUESDAY + HOUR)) == (ClockState.OFF, (None, ""), 0)
    take_out_of_spam(ticket=case, by=agent, now=TUESDAY + 2 * HOUR)
    assert (clock(made)[0], wake_clocks(now=TUESDAY + 2 * HOUR)) == (ClockState.RUNNING, 1)
    made.refresh_from_db()
    assert made.state == PromiseState.BROKEN


def test_merging_takes_promises_along_and_unmerging_gives_them_back(case, ana, agent):
    other = open_case(customer=case.customer)
    mine, theirs = promise(case, ana, agent), promise(other, ana, agent, due_at=TUESDAY + HOUR)
    rows = list(Clock.objects.order_by("pk").values())
    merge_tickets(ticket=case, into=other, by=agent, now=NOW + HOUR)
    assert {one.pk for one in other.promises.all()} == {mine.pk, theirs.pk}
    assert (due(other), due(case), clock(mine)[0]) == ((TUESDAY, Due.PROMISE), (None, ""), ClockState.RUNNING)
    unmerge_ticket(ticket=case, by=agent, now=NOW + 2 * HOUR)
    assert (list(case.promises.all()), list(other.promises.all())) == ([mine], [theirs])
    assert list(Clock.objects.order_by("pk").values()) == rows
    merge_tickets(ticket=case, into=other, by=agent, now=NOW + 3 * HOUR)
    new = move_promise(promise=mine, due_at=TUESDAY + 5 * HOUR, by=agent, now=NOW + 3 * HOUR)
    unmerge_ticket(ticket=case, by=agent, now=NOW + 4 * HOUR)
    assert (set(case.promises.all()), list(other.promises.all())) == ({mine, new}, [theirs])


@pytest.mark.django_db(transaction=True)
def test_promise_kept_by_two_at_once_is_kept_once(case, ana, agent):
    made = promise(case, ana, agent)
    at_once(*[lambda: keep_promise(promise=made, by=agent, now=NOW + HOUR)] * 4)
    assert lines(case) == ["made", "kept"]
