"""Many people at the last places: as many get one as there are, and nobody an error."""

import json
from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from remedies.models import Slot
from remedies.states import AppointmentState
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.test_concurrency import at_once
from tests.tickets.visits import HOUR, make_offer, make_slot
from tickets.actions.appointments import book, move_appointment
from tickets.actions.visit_ends import cancel_appointment
from tickets.models import Appointment, Clock, Promise
from tickets.states import ClockState, PromiseState

at_last = pytest.mark.django_db(transaction=True)


def customer_of(case):
    return customer_by_link(case.customer.email)


@at_last
def test_fifty_at_the_last_five_places_book_exactly_five():
    agent, cases = actor_of(AgentFactory()), [open_case() for _n in range(50)]
    slots = [make_slot(room=3), make_slot(who="Luis", room=2)]
    for case in cases:
        make_offer(case, agent)
    deeds = [
        lambda case=case, n=n: book(ticket=case, slot=slots[n % 2], by=customer_of(case), now=NOW)
        for n, case in enumerate(cases)
    ]
    outcomes = at_once(*deeds)
    kinds = Counter(type(one).__name__ if isinstance(one, Appointment) else one.code for one in outcomes)
    assert kinds == {"Appointment": 5, "hour_full": 45}
    booked = Appointment.objects.booked().values_list("slot__who").annotate(n=Count("pk"))
    assert dict(booked.order_by()) == {"Óscar": 3, "Luis": 2}
    assert Promise.objects.filter(state=PromiseState.OPEN).count() == 5
    # Nothing was lost to the others: what they were offered is still open.
    assert sum(case.slot_offers.filter(closed_at=None).exists() for case in cases) == 45


@at_last
def test_ten_clicks_of_one_customer_book_once():
    agent, case, slot = actor_of(AgentFactory()), open_case(), make_slot(room=5)
    make_offer(case, agent)
    outcomes = at_once(*(lambda: book(ticket=case, slot=slot, by=customer_of(case), now=NOW) for _n in range(10)))
    assert (len({one.pk for one in outcomes}), Appointment.objects.count(), Promise.objects.count()) == (1, 1, 1)


@at_last
def test_two_who_change_places_at_once_do_not_wait_in_a_circle():
    agent, cases = actor_of(AgentFactory()), [open_case(), open_case()]
    slots = [make_slot(room=2), make_slot(30, room=2)]
    booked = [book(ticket=case, slot=slot, by=agent, now=NOW) for case, slot in zip(cases, slots, strict=True)]
    outcomes = at_once(
        lambda: move_appointment(appointment=booked[0], slot=slots[1], by=agent, now=NOW),
        lambda: move_appointment(appointment=booked[1], slot=slots[0], by=agent, now=NOW),
    )
    assert [one.slot for one in outcomes] == [slots[1], slots[0]]


@at_last
def test_move_and_cancel_at_once_leave_one_truth():
    agent, case = actor_of(AgentFactory()), open_case()
    booked, other = book(ticket=case, slot=make_slot(), by=agent, now=NOW), make_slot(30)
    outcomes = at_once(
        lambda: move_appointment(appointment=booked, slot=other, by=agent, now=NOW),
        lambda: cancel_appointment(appointment=booked, by=agent, now=NOW),
    )
    refused = [one.code for one in outcomes if isinstance(one, Refused)]
    left = Appointment.objects.booked().count()
    assert (refused, left) in [(["visit_over"], 0), (["visit_over"], 1)]
    assert Promise.objects.filter(state=PromiseState.OPEN).count() == left


# ——— Whatever is done, in whatever order
deeds = st.lists(
    st.tuples(st.sampled_from(["book", "move", "cancel", "close"]), st.integers(0, 2), st.integers(0, 3)), max_size=14
)


@pytest.mark.django_db
@given(steps=deeds)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_hour_is_ever_overbooked_and_every_booking_is_promised(steps):
    with transaction.atomic():
        _play(steps)
        transaction.set_rollback(True)


def _play(steps):
    agent, cases = actor_of(AgentFactory()), [open_case() for _n in range(3)]
    slots = [make_slot(24 + 3 * n, room=1 + n % 2, who=f"Técnico {n}") for n in range(4)]
    pks = [case.pk for case in cases]
    for what, who, where in steps:
        booked = Appointment.objects.booked().filter(ticket=cases[who]).first()
        with suppress(Refused):
            if what == "book":
                book(ticket=cases[who], slot=slots[where], by=agent, now=NOW)
            elif what == "close":
                Slot.objects.filter(pk=slots[where].pk).update(closed=True)
            elif booked and what == "move":
                move_appointment(appointment=booked, slot=slots[where], by=agent, now=NOW + HOUR)
            elif booked:
                cancel_appointment(appointment=booked, by=agent, now=NOW + HOUR)
    mine = Appointment.objects.filter(ticket__in=pks)
    booked = [row for row in mine if row.state == AppointmentState.BOOKED]
    taken = Counter(row.slot_id for row in booked)
    assert all(taken[slot.pk] <= slot.room for slot in slots)
    assert {row.promise.state for row in booked} <= {PromiseState.OPEN}
    over = mine.exclude(state=AppointmentState.BOOKED)
    assert not over.filter(promise__state=PromiseState.OPEN).exists()
    running = Clock.objects.filter(ticket__in=pks, due="promise", state=ClockState.RUNNING)
    assert set(running.values_list("promise", flat=True)) == {row.promise_id for row in booked}
    assert all(row.promise.due_at == row.ends_at for row in booked)


@at_last
def test_booking_that_is_killed_anywhere_is_whole_or_nothing(processes):
    agent, case, slot = actor_of(AgentFactory()), open_case(), make_slot()
    make_offer(case, agent)
    where = [str(case.pk), str(slot.pk), NOW.isoformat()]
    dying = processes.start("killed", "tests.tickets.killed_booking", *where)
    assert dying.popen.wait(120) == 0, dying.output
    seen = [json.loads(line) for line in dying.output.splitlines() if line.startswith("{")]
    nothing = {"booked": 0, "promises": 0, "offers": 1, "letters": 0, "events": 0, "clocks": 0}
    whole = {"booked": 1, "promises": 1, "offers": 0, "letters": 1, "events": 1, "clocks": 1}
    # Whoever died in it had done nothing, until one died after the commit; who came then found it booked.
    assert seen == [nothing] * (len(seen) - 2) + [whole] * 2
    assert len(seen) > 20
