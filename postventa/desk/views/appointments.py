"""The visits of a case: offering the customer hours, booking one on the phone, and how it ended."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.zones import zone_of
from postventa.desk.access import actor, get_case, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.visits import BookingForm, OfferForm, TookPlaceForm
from postventa.desk.ticket_page import noted, refused
from remedies.models import Slot
from tickets.actions.appointments import book, move_appointment
from tickets.actions.slot_offers import offer_hours, withdraw_offer
from tickets.actions.visit_ends import cancel_appointment, finish_appointment, miss_appointment
from tickets.models import Appointment, Ticket
from tickets.models.appointment import AppointmentQuerySet
from tickets.queries.earlier import said_after
from tickets.queries.families import family_ids
from tickets.queries.visits import all_hours
from tickets.visits import read_day

PARTS = ("visits", "promises", "steps", "case_line")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the customer that they may choose an hour. Asked for: of which kind, where, until when, the words."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        newest = ticket.messages.standing().order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
        with override(ticket.language):
            words = _("Please choose the hour that suits you best in your case. It is booked at once.")
        return ask(request, ticket, "slot_offer", form=OfferForm(text=words, seen=newest or 0))
    form = OfferForm(request.POST)
    if not form.is_valid():
        return ask(request, ticket, "slot_offer", form=form)
    given = {name: form.cleaned_data[name] for name in ("kind", "centre", "until", "seen", "submission")}
    try:
        offer_hours(
            ticket=ticket, words=form.cleaned_data["text"], **given, by=actor(request), now=timezone.now()
        )  # fmt: skip
    except Refused as error:
        newer = said_after(ticket, given["seen"], actor(request)) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return ask(request, ticket, "slot_offer", why=str(error), form=form, newer=newer)
    messages.success(request, _("The customer can choose an hour now, and has your words. The case waits for them."))
    return redirect("desk:ticket", ticket.reference)


@staff_required
@require_POST
def slots_removal(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer chooses no more."""
    ticket = get_case(request, reference)
    withdraw_offer(ticket=ticket, by=actor(request), now=timezone.now())
    return noted(
        request, get_ticket(request, reference), *PARTS, said=_("The customer cannot choose an hour any more.")
    )


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """Book an hour on the phone, or another one instead of the booked one. Asked for: which."""
    ticket, now = get_case(request, reference), timezone.now()
    booked = _instead_of(request, ticket)
    form = BookingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        slot = Slot.objects.filter(pk=form.cleaned_data["slot"]).first()
        try:
            if slot is None:
                raise Refused(_("This hour is not offered any more. Please choose another one."), code="hour_gone")
            if booked:
                move_appointment(appointment=booked, slot=slot, by=actor(request), now=now)
            else:
                book(ticket=ticket, slot=slot, by=actor(request), now=now)
        except Refused as error:
            return _booking(request, ticket, booked, form, why=str(error))
        messages.success(request, _("The hour is booked, and the customer has a letter with it."))
        return redirect("desk:ticket", ticket.reference)
    return _booking(request, ticket, booked, form)


def _booking(
    request: HttpRequest, ticket: Ticket, booked: Appointment | None, form: BookingForm, why: str = ""
) -> HttpResponse:
    """The free hours, by the customer's clock: of the kind that is booked, or else of every kind."""
    since, only = read_day(request.GET.get("from", "")), {"kind": booked.kind} if booked else {}
    zone = zone_of(ticket.customer.timezone)
    hours = all_hours(now=timezone.now(), zone=zone, since=since, **only)
    return ask(request, ticket, "booking", why=why, booked=booked, hours=hours, form=form, since=since, zone=zone)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_done(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It took place. Asked for: when, if not in its hour."""
    ticket, row = _appointment(request, reference, pk)
    form = TookPlaceForm(request.POST or None, auto_id="took_%s")
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        return ask(request, ticket, "visit_done", visit=row, form=form)
    given = {"done_at": form.cleaned_data["done_at"]} if form.is_bound else {}
    return _end(request, ticket, row, finish_appointment, _("Written down: the visit took place."), **given)


@staff_required
@require_POST
def appointment_missed(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It did not take place."""
    ticket, row = _appointment(request, reference, pk)
    said = _("Written down: the visit did not take place. Agree on another hour with the customer.")
    return _end(request, ticket, row, miss_appointment, said)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_cancellation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Nobody comes. Asked for: whether the customer may choose another hour."""
    ticket, row = _appointment(request, reference, pk)
    if request.method != "POST":
        return ask(request, ticket, "visit_cancel", visit=row)
    again = request.POST.get("again") == "on"
    try:
        cancel_appointment(appointment=row, offer_again=again, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "visit_cancel", why=str(error), visit=row)
    messages.success(request, _("It is cancelled, and the customer has a letter that says so."))
    return redirect("desk:ticket", reference)


def _end(
    request: HttpRequest, ticket: Ticket, row: Appointment, verb: Callable[..., Appointment], said: str, **given: object
) -> HttpResponse:
    try:
        verb(appointment=row, **given, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, ticket.reference), *PARTS, why=str(error))
    return noted(request, get_ticket(request, ticket.reference), *PARTS, said=said)


def _appointment(request: HttpRequest, reference: str, pk: int) -> tuple[Ticket, Appointment]:
    """A case, and a visit of it or of one that was merged into it."""
    ticket = get_case(request, reference)
    row = _rows(ticket).filter(pk=pk).select_related("slot__centre").first()
    if row is None:
        raise Http404
    return ticket, row


def _instead_of(request: HttpRequest, ticket: Ticket) -> Appointment | None:
    """The visit that the address names, otherwise the next one that is booked."""
    pk, rows = request.GET.get("visit", ""), _rows(ticket)
    if not pk:
        return rows.booked().order_by("starts_at", "pk").first()
    named = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None
    if named is None:
        raise Http404
    return named


def _rows(ticket: Ticket) -> AppointmentQuerySet:
    return Appointment.objects.filter(ticket__in=family_ids(ticket))
