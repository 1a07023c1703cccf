"""The hour of a visit as a file for calendars (RFC 5545): one event that changes, however often it is moved."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from remedies.states import AppointmentState, VisitKind
from tickets.models import Appointment, Ticket
from tickets.visits import KINDS

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def event_file(appointment: Appointment, ticket: Ticket) -> bytes:
    """The event as it is now, in the language of its case. Equal rows give equal bytes.

    A calendar is read by families and colleagues: it says when, what for and under which reference, and neither the
    customer nor a link that opens the case without a code. `appointment` comes with its slot's centre.
    """
    with translation.override(ticket.language):
        event = _event(appointment, ticket)
    calendar = Calendar()
    calendar.add("prodid", "-//Postventa//Postventa//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, ticket: Ticket) -> Event:
    is_off = appointment.state == AppointmentState.CANCELLED
    changed = appointment.ended_at or appointment.booked_at
    address = f"{settings.BASE_URL}/portal/cases/{ticket.reference}/"
    told = {"kind": KINDS[VisitKind(appointment.kind)], "company": settings.COMPANY["name"]}
    event = Event()
    event.add("uid", f"{appointment.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _("%(kind)s · %(company)s") % told)
    event.add("description", _("Your case %(reference)s: %(url)s") % {"reference": ticket.reference, "url": address})
    event.add("url", address)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if (centre := appointment.slot.centre) and appointment.kind == VisitKind.DROP_OFF:
        event.add("location", ", ".join([centre.name, *centre.address.splitlines()]))
    return event
