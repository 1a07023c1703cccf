"""What a case has still open when it is resolved, merged or set aside: visits, hours to choose from, proposals."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from core.actors import SYSTEM
from core.errors import Refused
from core.models import OutgoingMessage
from remedies.states import AppointmentState, BookedThen
from tests.cases import open_case
from tests.factories import NOW
from tests.tickets.rows import everything
from tests.tickets.visits import HOUR, make_offer, make_slot
from tickets.actions.appointments import book
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.actions.bulk import start_bulk, work_on
from tickets.actions.deeds import do_deeds
from tickets.actions.finishing import Filled, resolve_filled
from tickets.actions.merging import merge_tickets
from tickets.actions.proposing import propose, withdraw_proposal
from tickets.actions.slot_offers import withdraw_offer
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.actions.visit_ends import finish_appointment
from tickets.deeds import Deed, Said
from tickets.models import Appointment, Proposal, SlotOffer, Ticket
from tickets.states import EventKind, PromiseState, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR
FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture
def booked(case, agent):
    return book(ticket=case, slot=make_slot(), by=agent, now=NOW)


def resolve(case, agent, *, now=LATER, **given):
    return resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=now, **given)


def written():
    tables = [list(model.objects.order_by("pk").values()) for model in (Appointment, SlotOffer, Proposal)]
    return everything(), tables, OutgoingMessage.objects.count()


def refused(code, verb):
    before = written()
    with pytest.raises(Refused) as refusal:
        verb()
    assert (refusal.value.code, written()) == (code, before)
    return str(refusal.value)


def told(case):
    return [event.data["to"] for event in case.events.filter(kind=EventKind.BOOKED).order_by("pk")]


def letters(*kinds):
    return list(OutgoingMessage.objects.filter(kind__in=kinds).order_by("pk"))


# ——— Resolving
def test_resolve_with_a_booked_visit_and_no_choice_is_refused_and_says_which(case, agent, booked):
    said = refused("visit_booked", lambda: resolve(case, agent))
    assert "Martes, 17 de noviembre de 2026" in said or "Tuesday, 17 November 2026" in said


def test_resolve_with_a_choice_for_another_visit_is_refused(case, agent, booked):
    refused("visit_booked", lambda: resolve(case, agent, visits={booked.pk + 1: BookedThen.CANCEL}))


def test_resolve_cancels_the_visit_and_tells_the_customer(case, agent, booked):
    resolve(case, agent, visits={booked.pk: BookedThen.CANCEL})
    booked.refresh_from_db()
    booked.promise.refresh_from_db()
    assert (booked.state, booked.ended_at, booked.sequence) == (AppointmentState.CANCELLED, LATER, 1)
    assert booked.promise.state == PromiseState.WITHDRAWN
    assert (told(case), Ticket.objects.get().status) == (["booked", "cancelled"], Status.RESOLVED)
    cancelled, resolved = letters("appointment_cancelled", "case_resolved")
    assert (cancelled.kind, resolved.kind) == ("appointment_cancelled", "case_resolved")
    assert SlotOffer.objects.count() == 0
    assert "17 de noviembre" not in resolved.text


def test_resolve_keeps_the_visit_with_its_promise_and_says_so(case, agent, booked):
    resolve(case, agent, visits={booked.pk: BookedThen.KEEP})
    booked.refresh_from_db()
    booked.promise.refresh_from_db()
    assert (booked.state, booked.promise.state) == (AppointmentState.BOOKED, PromiseState.OPEN)
    assert told(case) == ["booked", "kept"]
    (letter,) = letters("appointment_cancelled", "case_resolved")
    assert all("17 de noviembre" in half for half in (letter.text, letter.html))
    finish_appointment(appointment=booked, by=agent, now=NOW + 27 * HOUR)
    booked.promise.refresh_from_db()
    assert booked.promise.state == PromiseState.KEPT


def test_resolve_ends_a_visit_that_took_place(case, agent, booked):
    refused("visit_early", lambda: resolve(case, agent, visits={booked.pk: BookedThen.DONE}))
    resolve(case, agent, visits={booked.pk: BookedThen.DONE}, now=NOW + 27 * HOUR)
    booked.refresh_from_db()
    booked.promise.refresh_from_db()
    assert (booked.state, booked.promise.state) == (AppointmentState.DONE, PromiseState.KEPT)
    assert (told(case), len(letters("appointment_cancelled"))) == (["booked", "done"], 0)


def test_resolve_asks_for_the_visit_of_a_merged_case_too(case, agent, booked):
    into = open_case(customer=case.customer, unit=case.unit)
    own = book(ticket=into, slot=make_slot(30), by=agent, now=NOW)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    refused("visit_booked", lambda: resolve(into, agent, visits={own.pk: BookedThen.CANCEL}))
    resolve(into, agent, visits={own.pk: BookedThen.CANCEL, booked.pk: BookedThen.KEEP})
    assert list(Appointment.objects.order_by("pk").values_list("state", flat=True)) == ["booked", "cancelled"]
    assert told(into) == ["booked", "kept", "cancelled"]


def test_resolve_twice_with_one_form_is_once(case, agent, booked):
    form = uuid.uuid4()
    given = {"resolution": Resolution.REPAIRED, "text": "", "seen": case.messages.last().pk, "submission": form}
    filled = Filled(visits={booked.pk: BookedThen.CANCEL})
    resolve_filled(ticket=case, filled=filled, **given, by=agent, now=LATER)
    before = written()
    resolve_filled(ticket=case, filled=filled, **given, by=agent, now=LATER)
    assert written() == before


def test_resolve_again_after_a_kept_visit_asks_again(case, agent, booked):
    resolve(case, agent, visits={booked.pk: BookedThen.KEEP})
    reopen_ticket(ticket=case, by=agent, now=LATER)
    refused("visit_booked", lambda: resolve(case, agent))


# ——— Many at once
def bulk(agent, *cases, deed=None):
    deeds = [deed or Deed("resolve", "repaired")]
    ids = [case.pk for case in cases]
    job = start_bulk(ticket_ids=ids, deeds=deeds, submission=uuid.uuid4(), by=agent, now=NOW)
    work_on(job=job, clock=lambda: LATER)
    return {item.ticket_id: (item.state, item.why) for item in job.items.all()}


def test_resolve_many_refuses_a_booked_visit_with_its_sentence_and_does_the_rest(case, agent, booked):
    free = open_case(customer=case.customer)
    done = bulk(agent, case, free)
    assert (done[case.pk][0], done[free.pk]) == ("refused", ("done", ""))
    assert "17" in done[case.pk][1]
    booked.refresh_from_db()
    assert booked.state == AppointmentState.BOOKED


def test_resolve_many_refuses_what_the_customer_can_still_answer(case, agent):
    asked = open_case(customer=case.customer)
    make_slot()
    make_offer(asked, agent)
    propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=agent, now=NOW)
    done = bulk(agent, case, asked)
    assert {state for state, _why in done.values()} == {"refused"}
    assert len({why for _state, why in done.values()}) == 2
    assert (Proposal.objects.get().state, SlotOffer.objects.get().closed_at) == ("open", None)


def test_resolve_many_ends_what_came_to_its_last_day(case, agent):
    asked = open_case(customer=case.customer)
    make_slot()
    make_offer(asked, agent, until=FRIDAY)
    propose(ticket=case, resolution=Resolution.REPLACED, text="Otra.", open_until=FRIDAY, by=agent, now=NOW)
    for one in (case, asked):
        do_deeds(ticket=one, deeds=[Deed("resolve", "repaired")], by=agent, now=NOW + 7 * 24 * HOUR)
    assert (Proposal.objects.get().state, SlotOffer.objects.get().closed_at is None) == ("withdrawn", False)


def test_reply_that_resolves_refuses_what_waits(case, agent):
    propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=agent, now=NOW)
    deeds = [Deed("reply", Said("Arreglado.")), Deed("resolve", "repaired")]
    refused("proposal_open", lambda: do_deeds(ticket=case, deeds=deeds, by=agent, now=LATER))


def test_rule_resolves_what_waits_and_not_what_is_booked(case, agent):
    rule = replace(SYSTEM, because={"automation": 1, "chain": [1]})
    propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=agent, now=NOW)
    other = open_case(customer=case.customer)
    book(ticket=other, slot=make_slot(), by=agent, now=NOW)
    deeds = [Deed("resolve", "repaired")]
    do_deeds(ticket=case, deeds=deeds, by=rule, now=LATER)
    assert Proposal.objects.get().state == "withdrawn"
    refused("visit_booked", lambda: do_deeds(ticket=other, deeds=deeds, by=rule, now=LATER))


# ——— Merging
@pytest.fixture
def over(case, agent):
    """Another case of the same customer, resolved."""
    other = open_case(customer=case.customer, unit=case.unit)
    return resolve(other, agent, now=NOW)


def merge(case, into, agent):
    return merge_tickets(ticket=case, into=into, by=agent, now=LATER)


def test_merge_of_a_booked_visit_into_a_resolved_case_is_refused(case, agent, booked, over):
    assert over.reference in refused("merge_resolved", lambda: merge(case, over, agent))
    reopen_ticket(ticket=over, by=agent, now=LATER)
    merge(case, over, agent)
    booked.refresh_from_db()
    assert booked.state == AppointmentState.BOOKED


def test_merge_of_a_proposal_or_an_offer_into_a_resolved_case_is_refused(case, agent, over):
    make_slot()
    make_offer(case, agent)
    refused("merge_resolved", lambda: merge(case, over, agent))
    withdraw_offer(ticket=case, by=agent, now=NOW)
    proposal = propose(ticket=case, resolution=Resolution.REPLACED, text="Otra.", by=agent, now=NOW)
    refused("merge_resolved", lambda: merge(case, over, agent))
    withdraw_proposal(proposal=proposal, by=agent, now=NOW)
    assert merge(case, over, agent).merged_into == over


def test_merge_of_a_case_that_is_over_with_a_kept_visit_is_done(case, agent, booked, over):
    resolve(case, agent, visits={booked.pk: BookedThen.KEEP})
    assert merge(case, over, agent).merged_into == over


# ——— Spam
def test_spam_cancels_the_visit_and_its_letter_says_only_that(case, agent, booked):
    for _twice in range(2):
        mark_spam(ticket=case, by=agent, now=LATER)
    booked.refresh_from_db()
    booked.promise.refresh_from_db()
    assert (booked.state, booked.ended_at, booked.sequence) == (AppointmentState.CANCELLED, LATER, 1)
    assert (booked.promise.state, told(case)) == (PromiseState.WITHDRAWN, ["booked", "cancelled"])
    (letter,) = letters("appointment_cancelled", "case_resolved")
    for half in (letter.text, letter.html):
        assert "17 de noviembre" in half
        assert not any(word in half.lower() for word in ("spam", "sigue", "resuelto", "goes on", "resolved"))
    take_out_of_spam(ticket=case, by=agent, now=LATER)
    booked.refresh_from_db()
    assert booked.state == AppointmentState.CANCELLED
    assert book(ticket=case, slot=booked.slot, by=agent, now=LATER).state == AppointmentState.BOOKED


def test_spam_cancels_the_visit_of_a_merged_case_too(case, agent, booked):
    into = open_case(customer=case.customer, unit=case.unit)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    mark_spam(ticket=into, by=agent, now=LATER)
    booked.refresh_from_db()
    assert (booked.state, told(into)) == (AppointmentState.CANCELLED, ["cancelled"])


def test_spam_leaves_a_visit_that_is_over_to_whoever_takes_it_out(case, agent, booked):
    mark_spam(ticket=case, by=agent, now=NOW + 27 * HOUR)
    booked.refresh_from_db()
    assert (booked.state, letters("appointment_cancelled")) == (AppointmentState.BOOKED, [])


def test_spam_of_many_cancels_their_visits(case, agent, booked):
    assert bulk(agent, case, deed=Deed("spam")) == {case.pk: ("done", "")}
    booked.refresh_from_db()
    assert booked.state == AppointmentState.CANCELLED
