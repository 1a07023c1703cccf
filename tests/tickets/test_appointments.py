"""Booking an hour, changing it, and how it ends."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from core.richtext import Words
from remedies.states import AppointmentState, VisitKind
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CentreFactory
from tests.tickets.visits import HOUR, make_offer, make_slot
from tickets.actions.appointments import book, move_appointment
from tickets.actions.aside import mark_spam
from tickets.actions.conversation import answer
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.promises import break_promise
from tickets.actions.slot_offers import withdraw_offer
from tickets.actions.status import resolve_ticket
from tickets.actions.visit_ends import cancel_appointment, finish_appointment, miss_appointment
from tickets.models import Appointment, Clock, Notice, Promise, SlotOffer, TicketEvent
from tickets.queries.visits import all_hours, free_hours, visits_of
from tickets.states import ClockState, EventKind, PromiseKind, PromiseState, Resolution, Status, Turn
from tickets.visits import visit_sentence

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return AgentFactory()


@pytest.fixture
def agent(ana):
    return actor_of(ana)


@pytest.fixture
def case(db):
    return open_case()


@pytest.fixture
def marta(case):
    return customer_by_link(case.customer.email)


def offered(case, agent, *slots, **given):
    made = list(slots) or [make_slot()]
    make_offer(case, agent, **given)
    return made[0]


def written():
    return [model.objects.count() for model in (Appointment, Promise, OutgoingMessage, TicketEvent)]


def told(case):
    return [event.data["to"] for event in case.events.filter(kind=EventKind.BOOKED)]


# ——— Offering
def test_offer_writes_to_the_customer_and_waits_for_them(case, agent):
    offer = offered(case, agent) and SlotOffer.objects.get()
    case.refresh_from_db()
    assert (case.status, case.messages.last().text) == (Status.WAITING_CUSTOMER, "Elija una hora, por favor.")
    assert OutgoingMessage.objects.filter(kind="case_replied").count() == 1
    assert (offer.closed_at, told(case)) == (None, ["offered"])


def test_offer_of_the_same_form_is_one(case, agent):
    form = uuid.uuid4()
    make_slot()
    one, other = (make_offer(case, agent, submission=form) for _n in range(2))
    assert (one, case.messages.count()) == (other, 2)


def test_second_offer_ends_the_first(case, agent):
    make_slot()
    first, second = make_offer(case, agent), make_offer(case, agent)
    first.refresh_from_db()
    assert (first.closed_at, second.closed_at) == (NOW, None)


def test_offer_of_a_form_that_brought_other_words_is_refused(case, agent):
    make_slot()
    form = uuid.uuid4()
    answer(ticket=case, text="Un momento.", then=Status.OPEN, hold=False, seen=None, submission=form, by=agent, now=NOW)
    before = written()
    with pytest.raises(Refused) as refusal:
        make_offer(case, agent, submission=form, now=NOW + HOUR)
    assert (refusal.value.code, written(), SlotOffer.objects.count()) == ("sent_already", before, 0)


def test_resolve_ends_the_offer(case, agent):
    offered(case, agent)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW + HOUR)
    assert SlotOffer.objects.get().closed_at == NOW + HOUR


def test_offer_without_free_hours_is_refused(case, agent):
    make_slot(kind=VisitKind.DROP_OFF)
    make_slot(who="Luis", closed=True)
    make_slot(100)
    before = written()
    for until, words in ((NOW.date(), "a"), (NOW.date() - dt.timedelta(days=1), "b")):
        with pytest.raises(Refused) as refusal:
            make_offer(case, agent, until=until, words=Words(words))
        assert refusal.value.code == "hours_none"
    assert (written(), SlotOffer.objects.count()) == (before, 0)


def test_withdrawn_offer_is_chosen_from_no_more(case, agent, marta):
    slot = offered(case, agent)
    assert [withdraw_offer(ticket=case, by=agent, now=NOW) for _n in range(2)] == [True, False]
    with pytest.raises(Refused) as refusal:
        book(ticket=case, slot=slot, by=marta, now=NOW)
    assert (refusal.value.code, Appointment.objects.count(), told(case)) == ("hour_gone", 0, ["offered", "withdrawn"])


def test_hours_show_whole_days_and_the_same_hour_of_two_once(case, agent):
    for day in range(5):
        for hour in range(10):
            make_slot(24 + 24 * day + hour, long=1)
            make_slot(24 + 24 * day + hour, long=1, who="Luis")
    offer = make_offer(case, agent)
    found = free_hours(offer, now=NOW, most=25)
    assert ([len(choices) for _day, choices in found.days], found.later) == ([10, 10, 10], dt.date(2026, 11, 20))
    rest = free_hours(offer, now=NOW, since=found.later, most=25)
    assert ([len(choices) for _day, choices in rest.days], rest.later) == ([10, 10], None)
    assert len(all_hours(now=NOW, zone=MADRID).days[0][1]) == 20  # who books by hand chooses the person


# ——— Booking
def test_customer_books_an_hour(case, agent, ana, marta):
    slot = offered(case, agent)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    case.refresh_from_db()
    promise = booked.promise
    assert (booked.starts_at, booked.ends_at, booked.state, booked.sequence) == (
        slot.starts_at, slot.ends_at, AppointmentState.BOOKED, 0
    )  # fmt: skip
    assert (promise.kind, promise.due_at, promise.owner, promise.state) == (
        PromiseKind.VISIT, slot.ends_at, ana, PromiseState.OPEN
    )  # fmt: skip
    with override(case.language):
        assert promise.what == visit_sentence(slot.kind, slot.starts_at, slot.ends_at, MADRID)
    assert Clock.objects.get(promise=promise).state == ClockState.RUNNING
    assert (case.status, case.turn) == (Status.OPEN, Turn.US)
    assert SlotOffer.objects.get().closed_at == NOW
    assert told(case) == ["offered", "booked"]
    letter = OutgoingMessage.objects.get(kind="appointment_booked")
    assert (letter.to, "appointment.ics" in letter.text) == (case.customer.email, True)
    assert promise.what in letter.text
    assert promise.what in letter.html
    assert Notice.objects.get().user == ana


def test_booking_twice_is_booking_once(case, agent, marta):
    slot = offered(case, agent)
    one = book(ticket=case, slot=slot, by=marta, now=NOW)
    before = written()
    assert (book(ticket=case, slot=slot, by=marta, now=NOW + HOUR), written()) == (one, before)


def test_second_hour_of_a_case_is_refused(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48)
    book(ticket=case, slot=slot, by=marta, now=NOW)
    before = written()
    for by in (marta, agent):
        with pytest.raises(Refused) as refusal:
            book(ticket=case, slot=other, by=by, now=NOW)
        assert (refusal.value.code, written()) == ("booked_already", before)


def test_full_hour_of_one_is_booked_with_another_who_has_it_too(case, agent, marta):
    full, free = make_slot(), make_slot(who="Luis")
    book(ticket=open_case(), slot=full, by=agent, now=NOW)
    make_offer(case, agent)
    assert book(ticket=case, slot=full, by=marta, now=NOW).slot == free


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"closed": True}, "hour_gone"),
        ({"hours": 1}, "hour_gone"),  # too soon for somebody to set out
        ({"hours": -1}, "hour_gone"),
        ({"kind": VisitKind.DROP_OFF}, "hour_gone"),
        ({"hours": 24 * 9}, "hour_gone"),  # after the last day of the offer
        ({"room": 1, "full": True}, "hour_full"),
    ],
)
def test_hour_that_is_not_free_is_refused_to_a_customer(case, agent, marta, given, code):
    full = given.pop("full", False) if "full" in given else False
    slot = make_slot(who="Eva", **given)
    if full:
        book(ticket=open_case(), slot=slot, by=agent, now=NOW)
    offered(case, agent, make_slot(30), until=NOW.date() + dt.timedelta(days=7))
    before = written()
    with pytest.raises(Refused) as refusal:
        book(ticket=case, slot=slot, by=marta, now=NOW)
    assert (refusal.value.code, written()) == (code, before)


def test_hours_of_another_centre_are_not_offered(case, agent, marta):
    here, there = CentreFactory(), CentreFactory()
    slot, other = make_slot(centre=here), make_slot(who="Eva", centre=there)
    make_offer(case, agent, centre=here)
    with pytest.raises(Refused) as refusal:
        book(ticket=case, slot=other, by=marta, now=NOW)
    assert refusal.value.code == "hour_gone"
    assert book(ticket=case, slot=slot, by=marta, now=NOW).slot == slot


def test_agent_books_on_the_phone_what_was_not_offered(case, agent, ana):
    slot = make_slot(1)
    booked = book(ticket=case, slot=slot, by=agent, now=NOW)
    assert (booked.booked_by, booked.promise.made_by) == (ana, ana)
    assert (Notice.objects.count(), told(case)) == (0, ["booked"])


def test_resolved_case_is_not_booked(case, agent):
    slot = make_slot()
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Listo.", by=agent, now=NOW)
    with pytest.raises(Refused) as refusal:
        book(ticket=case, slot=slot, by=agent, now=NOW)
    assert (refusal.value.code, Appointment.objects.count()) == ("resolved", 0)


def test_spam_is_not_booked_and_its_customer_is_not_told_what_it_is(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    mark_spam(ticket=case, by=agent, now=NOW)
    codes = []
    for by in (marta, agent):
        with pytest.raises(Refused) as refusal:
            move_appointment(appointment=booked, slot=other, by=by, now=NOW)
        codes.append(refusal.value.code)
    assert codes == ["visit_over", "spam"]
    assert cancel_appointment(appointment=booked, by=marta, now=NOW).state == "cancelled"
    assert SlotOffer.objects.filter(closed_at=None).count() == 0


def test_database_refuses_a_second_booking_of_a_case(case, agent):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    booked.pk, booked.promise, booked.slot = None, None, make_slot(48)
    with pytest.raises(IntegrityError, match="appointment_one_per_case"):
        booked.save(force_insert=True)


# ——— Moving
def test_customer_moves_to_another_hour(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48)
    first = book(ticket=case, slot=slot, by=marta, now=NOW)
    second = move_appointment(appointment=first, slot=other, by=marta, now=NOW + HOUR)
    first.refresh_from_db()
    first.promise.refresh_from_db()
    assert (first.state, second.state) == (AppointmentState.MOVED, AppointmentState.BOOKED)
    assert (second.uid, second.sequence, second.replaces) == (first.uid, 1, first)
    assert (first.promise.state, second.promise.replaces) == (PromiseState.MOVED, first.promise)
    assert (second.promise.due_at, told(case)) == (other.ends_at, ["offered", "booked", "moved"])
    assert OutgoingMessage.objects.filter(kind="appointment_booked").count() == 2
    before = written()
    assert (move_appointment(appointment=first, slot=other, by=marta, now=NOW + HOUR), written()) == (second, before)
    assert (move_appointment(appointment=second, slot=other, by=marta, now=NOW + HOUR), written()) == (second, before)


def test_customer_does_not_move_shortly_before(case, agent, marta):
    slot, other = offered(case, agent, make_slot(13)), make_slot(48)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    before = written()
    with pytest.raises(Refused) as refusal:
        move_appointment(appointment=booked, slot=other, by=marta, now=NOW + HOUR + dt.timedelta(seconds=1))
    assert (refusal.value.code, written()) == ("visit_near", before)
    assert move_appointment(appointment=booked, slot=other, by=agent, now=NOW + 2 * HOUR).slot == other


def test_customer_does_not_move_to_another_kind(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48, kind=VisitKind.DROP_OFF)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    with pytest.raises(Refused) as refusal:
        move_appointment(appointment=booked, slot=other, by=marta, now=NOW)
    assert refusal.value.code == "hour_gone"


def test_move_to_a_full_hour_keeps_the_one_booked(case, agent, marta):
    slot, full = offered(case, agent, make_slot()), make_slot(48)
    book(ticket=open_case(), slot=full, by=agent, now=NOW)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    with pytest.raises(Refused) as refusal:
        move_appointment(appointment=booked, slot=full, by=marta, now=NOW)
    booked.refresh_from_db()
    assert (refusal.value.code, booked.state, booked.promise.state) == ("hour_full", "booked", "open")


def test_place_that_was_left_is_free_again(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    move_appointment(appointment=booked, slot=other, by=marta, now=NOW)
    assert book(ticket=open_case(), slot=slot, by=agent, now=NOW).slot == slot


# ——— Ending
def test_customer_cancels_and_may_choose_again(case, agent, ana, marta):
    slot = offered(case, agent)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    cancelled = cancel_appointment(appointment=booked, by=marta, now=NOW + HOUR)
    cancelled.promise.refresh_from_db()
    assert (cancelled.state, cancelled.sequence, cancelled.promise.state) == ("cancelled", 1, "withdrawn")
    assert Clock.objects.get(promise=cancelled.promise).state == ClockState.OFF
    assert visits_of(case).offer.kind == VisitKind.VISIT
    assert OutgoingMessage.objects.filter(kind="appointment_cancelled").count() == 1
    assert [notice.user for notice in Notice.objects.all()] == [ana, ana]
    before = written()
    assert (cancel_appointment(appointment=booked, by=marta, now=NOW + HOUR), written()) == (cancelled, before)
    assert book(ticket=case, slot=slot, by=marta, now=NOW + 2 * HOUR).uid != booked.uid


def test_customer_does_not_cancel_what_has_begun(case, agent, marta):
    booked = book(ticket=case, slot=offered(case, agent), by=marta, now=NOW)
    with pytest.raises(Refused) as refusal:
        cancel_appointment(appointment=booked, by=marta, now=booked.starts_at)
    assert refusal.value.code == "visit_begun"
    assert (
        cancel_appointment(appointment=booked, offer_again=False, by=agent, now=booked.starts_at).state == "cancelled"
    )
    assert visits_of(case).offer is None


def test_visit_that_took_place_keeps_its_promise_even_when_it_is_said_later(case, agent):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    evening = booked.ends_at + 5 * HOUR
    break_promise(promise=booked.promise, by=agent, now=evening)  # as the clocks do
    done = finish_appointment(appointment=booked, by=agent, now=evening)
    done.promise.refresh_from_db()
    assert (done.state, done.promise.state, done.promise.done_at) == ("done", PromiseState.KEPT, booked.ends_at)
    before = written()
    assert (finish_appointment(appointment=booked, by=agent, now=evening), written()) == (done, before)


def test_visit_that_took_place_late_was_late(case, agent):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    late = booked.ends_at + HOUR
    done = finish_appointment(appointment=booked, done_at=late, by=agent, now=late + HOUR)
    done.promise.refresh_from_db()
    assert (done.state, done.promise.state, done.promise.done_at) == ("done", PromiseState.BROKEN, late)


def test_visit_that_was_missed_breaks_its_promise_and_the_next_comes_instead(case, agent):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    after = booked.ends_at + HOUR
    missed = miss_appointment(appointment=booked, by=agent, now=after)
    again = book(ticket=case, slot=make_slot(48), by=agent, now=after)
    missed.promise.refresh_from_db()
    assert (missed.state, missed.promise.state) == ("missed", PromiseState.BROKEN)
    assert (again.promise.replaces, again.replaces) == (missed.promise, None)
    assert told(case) == ["booked", "missed", "booked"]


@pytest.mark.parametrize("verb", [finish_appointment, miss_appointment])
def test_visit_is_not_over_before_it_begins(case, agent, marta, verb):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    before = written()
    for by, code in ((agent, "visit_early"), (marta, "not_staff")):
        with pytest.raises(Refused) as refusal:
            verb(appointment=booked, by=by, now=NOW)
        assert (refusal.value.code, written()) == (code, before)


def test_visit_that_is_over_is_not_moved_or_ended_otherwise(case, agent):
    booked = book(ticket=case, slot=make_slot(), by=agent, now=NOW)
    cancel_appointment(appointment=booked, by=agent, now=NOW)
    for deed in (
        lambda: move_appointment(appointment=booked, slot=make_slot(48), by=agent, now=NOW),
        lambda: finish_appointment(appointment=booked, by=agent, now=booked.ends_at),
        lambda: miss_appointment(appointment=booked, by=agent, now=booked.ends_at),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "visit_over"


# ——— Merged cases
def test_visit_of_a_merged_case_goes_on_in_the_other(case, agent, marta):
    slot, other = offered(case, agent, make_slot()), make_slot(48)
    booked = book(ticket=case, slot=slot, by=marta, now=NOW)
    into = open_case(customer=case.customer)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    assert visits_of(into).booked == [booked]
    with pytest.raises(Refused) as refusal:
        book(ticket=into, slot=other, by=agent, now=NOW)
    assert refusal.value.code == "booked_already"
    moved = move_appointment(appointment=booked, slot=other, by=marta, now=NOW)
    assert (moved.ticket, moved.promise.ticket, visits_of(into).booked) == (into, into, [moved])
    done = finish_appointment(appointment=moved, by=agent, now=moved.ends_at)
    assert (done.state, visits_of(into).booked) == ("done", [])
    unmerge_ticket(ticket=case, by=agent, now=moved.ends_at)
    moved.promise.refresh_from_db()
    assert moved.promise.state == PromiseState.KEPT


def test_merged_cases_that_both_have_an_hour_keep_and_move_both(case, agent, marta):
    into = open_case(customer=case.customer)
    later = book(ticket=case, slot=make_slot(48), by=agent, now=NOW)
    sooner = book(ticket=into, slot=make_slot(), by=agent, now=NOW)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    assert visits_of(into).booked == [sooner, later]
    moved = move_appointment(appointment=later, slot=make_slot(72), by=marta, now=NOW)
    assert (moved.ticket, visits_of(into).booked) == (case, [sooner, moved])
    cancel_appointment(appointment=sooner, by=marta, now=NOW)
    assert (visits_of(into).booked, SlotOffer.objects.count()) == ([moved], 0)  # one hour is enough
    cancel_appointment(appointment=moved, by=marta, now=NOW)
    assert (visits_of(into).booked, SlotOffer.objects.get().ticket) == ([], into)
