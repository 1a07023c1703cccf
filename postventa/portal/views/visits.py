"""Choosing an hour for a visit, changing or cancelling it, and taking it into a calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.errors import Refused
from postventa.documents.ics import MEDIA_TYPE, event_file
from postventa.portal import limits
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.forms.visits import HourForm
from postventa.portal.visits import case_visits
from remedies.models import Slot
from remedies.states import AppointmentState
from tickets.actions.appointments import book, move_appointment
from tickets.actions.visit_ends import cancel_appointment
from tickets.models import Appointment
from tickets.queries.families import end_of, family_ids
from tickets.queries.visits import free_hours, other_hours
from tickets.visits import read_day


def _appointment(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """The hours to choose from: for the first time, or instead of the one that is booked."""
    if request.method != "POST":
        return _hours(request, door, HourForm(auto_id="hour_%s"))
    if door.ticket.merged_into_id:
        return redirect(door.goes_on(request, end_of(door.ticket.pk)))
    form = HourForm(request.POST, auto_id="hour_%s")
    if limits.is_limited(request):
        form.refuse_for_now()
    if form.is_valid():
        try:
            _choose(door, form)
        except Refused as error:
            return _hours(request, door, form, why=str(error))
        messages.success(request, _("Your hour is booked. We have written to you with it too."))
        return redirect(door.here)
    return _hours(request, door, form)


def _choose(door: CaseDoor, form: HourForm) -> None:
    """Book it, or move to it. Refused as these are."""
    slot = Slot.objects.filter(pk=form.cleaned_data["slot"]).first()
    if slot is None:
        raise Refused(_("This hour is not offered any more. Please choose another one."), code="hour_gone")
    now, instead = timezone.now(), form.cleaned_data["instead"]
    if instead:
        rows = Appointment.objects.filter(ticket__in=family_ids(door.ticket), pk=instead)
        if (old := rows.first()) is None:
            raise Http404
        move_appointment(appointment=old, slot=slot, by=door.by, now=now)
    else:
        book(ticket=door.ticket, slot=slot, by=door.by, now=now)


def _hours(request: HttpRequest, door: CaseDoor, form: HourForm, *, why: str = "") -> HttpResponse:
    """The hours as they are now; `why`: what happened to the one that was chosen."""
    now, since = timezone.now(), read_day(request.GET.get("from", ""))
    shown = case_visits(door.ticket, now)
    booked = shown.meant(request.POST.get("instead") or request.GET.get("visit", ""))
    if booked and booked.may_move:
        hours = other_hours(booked.row, door.ticket, now=now, since=since)
    elif shown.offer:
        shown.offer.ticket = door.ticket
        hours = free_hours(shown.offer, now=now, since=since)
    else:
        messages.warning(request, why or _not_now(is_near=booked is not None and door.ticket.is_active))
        return redirect(door.here)
    status = 429 if limits.is_limited(request) else 409 if why else 422 if form.is_bound else 200
    context = {"visits": shown, "booked": booked, "hours": hours, "since": since, "form": form, "why": why}
    return render(request, "portal/visit.html", door.context | context, status=status)


def _not_now(*, is_near: bool) -> str:
    if is_near:
        hours = settings.VISIT_MOVE_HOURS
        return _("It begins in less than %(n)s hours, so it cannot be changed here any more. Please write to us.") % {
            "n": hours
        }
    return _("There is no hour to choose at the moment.")


def _cancellation(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """Nobody comes. Asked first."""
    now, pk = timezone.now(), request.POST.get("visit") or request.GET.get("visit", "")
    if request.method != "POST" or limits.is_limited(request):
        booked = case_visits(door.ticket, now).meant(pk)
        if booked is None:
            return redirect(door.here)
        status = 429 if limits.is_limited(request) else 200
        return render(request, "portal/visit_cancellation.html", door.context | {"booked": booked}, status=status)
    row = _named(door, pk)
    if row is None:
        raise Http404
    try:
        cancel_appointment(appointment=row, by=door.by, now=now)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is cancelled. If you still need it, choose another hour."))
    return redirect(door.here)


def _event(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """A visit for a calendar, as it is now: the one that is named, else the next that is booked, or the last."""
    rows = Appointment.objects.filter(ticket__in=family_ids(door.ticket)).exclude(state=AppointmentState.MOVED)
    rows = rows.select_related("slot__centre").order_by("-pk")
    if pk := request.GET.get("visit"):
        named = _named(door, pk)
        row = rows.filter(uid=named.uid).first() if named else None
    else:
        row = rows.booked().order_by("starts_at", "pk").first() or rows.first()
    if row is None:
        raise Http404
    response = HttpResponse(event_file(row, door.ticket), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{door.ticket.reference}.ics")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _named(door: CaseDoor, pk: str) -> Appointment | None:
    """A visit of this case, or of one that was merged into it."""
    rows = Appointment.objects.filter(ticket__in=family_ids(door.ticket))
    return rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None


appointment, appointment_by_link = two_doors(_appointment)
cancellation, cancellation_by_link = two_doors(_cancellation)
event, event_by_link = two_doors(_event, methods=("GET", "HEAD"))
