"""The hours that the house offers for visits. Managers keep them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.visits import AT_FAULT, SlotsForm
from postventa.desk.rail import rail
from remedies.actions.slots import close_slots, hours_to_offer, offer_slots
from remedies.queries import house_calendar, house_zone, in_the_way
from remedies.slots import Hour
from tickets.actions.slot_offers import offer_again
from tickets.queries.visits import closed_hours, slots_by_day
from tickets.visits import on_the_clock, read_day

WEEKS = dt.timedelta(days=14)
MOST_IDS = 1000


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: HttpRequest) -> HttpResponse:
    """Two weeks of hours with who booked them, and the form that offers more: first it says how many they would be."""
    zone, now = house_zone(house_calendar()), timezone.now()
    form = SlotsForm(request.POST or None, today=now.astimezone(zone).date())
    preview = None
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "who", "centre", "room")}
        pattern = form.pattern(zone)
        try:
            if "offer" in request.POST:
                made = offer_slots(pattern=pattern, **given, by=actor(request), now=now)
                said = ngettext("%(n)s hour is offered now.", "%(n)s hours are offered now.", len(made))
                messages.success(request, said % {"n": len(made)})
                return redirect("desk:slots")
            preview = _preview(hours_to_offer(pattern, now=now), given["who"], zone)
        except Refused as refusal:
            form.add_error(AT_FAULT.get(refusal.code), str(refusal))
    return _page(request, form, preview, zone, now)


def _preview(hours: list[Hour], who: str, zone: ZoneInfo) -> dict[str, object]:
    """How many there would be, on which days the first ones, and which stand in the way."""
    shown = [(on_the_clock(starts, zone), on_the_clock(ends, zone)) for starts, ends in hours]
    taken = in_the_way(who, hours)
    return {
        "n": len(hours), "days": len({starts.date() for starts, _ends in shown}), "first": shown[:6], "last": shown[-1],
        "taken": [(slot, on_the_clock(slot.starts_at, zone), on_the_clock(slot.ends_at, zone)) for slot in taken[:5]],
        "more": max(0, len(taken) - 5),
    }  # fmt: skip


def _page(
    request: HttpRequest, form: SlotsForm, preview: dict[str, object] | None, zone: ZoneInfo, now: dt.datetime
) -> HttpResponse:
    first = read_day(request.GET.get("from", "")) or now.astimezone(zone).date()
    since, until = (dt.datetime.combine(day, dt.time(), zone) for day in (first, first + WEEKS))
    days = slots_by_day(since=since, until=until, zone=zone)
    closed = closed_hours(since=since, until=until, now=now, zone=zone)
    context = {
        "form": form, "preview": preview, "days": days, "closed": closed, "first": first,
        "until": first + WEEKS - dt.timedelta(days=1),
        "before": first - WEEKS, "after": first + WEEKS, "zone": zone, "nav": "settings",
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "desk/settings/slots.html", context | rail(request), status=status)


@manager_required
@require_POST
def slots_closing(request: HttpRequest) -> HttpResponse:
    """The chosen hours are offered no more; who booked one keeps it."""
    closed = close_slots(ids=_chosen(request), by=actor(request), now=timezone.now())
    if closed:
        said = ngettext(
            "%(n)s hour is closed. What is booked in it stays booked.",
            "%(n)s hours are closed. What is booked in them stays booked.",
            closed,
        )
        messages.success(request, said % {"n": closed})
    else:
        messages.info(request, _("Nothing was chosen. Tick the hours to close first."))
    return _back(request)


@manager_required
@require_POST
def slots_reopening(request: HttpRequest) -> HttpResponse:
    """The chosen hours, closed before, are offered again."""
    try:
        opened = offer_again(ids=_chosen(request), by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    if opened:
        said = ngettext("%(n)s hour is offered again.", "%(n)s hours are offered again.", opened)
        messages.success(request, said % {"n": opened})
    else:
        messages.info(request, _("Nothing was chosen. Tick the hours to offer again first."))
    return _back(request)


def _chosen(request: HttpRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("slot")[:MOST_IDS] if pk.isdecimal() and len(pk) < 10]


def _back(request: HttpRequest) -> HttpResponse:
    """The same two weeks again."""
    day = read_day(request.POST.get("from", ""))
    return redirect(reverse("desk:slots") + (f"?from={day:%Y-%m-%d}#h-days" if day else ""))
