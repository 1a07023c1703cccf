"""Work calendars: when work is done. Managers keep them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actions.calendars import remove_calendar
from core.errors import Refused
from core.models import WorkCalendar
from core.places import regions
from core.queries import calendars as all_calendars
from postventa.desk.access import actor, manager_required
from postventa.desk.calendar_page import example, holidays_of, place_of, week_of
from postventa.desk.forms.calendars import AT_FAULT, CalendarForm, own_days
from postventa.desk.rail import rail
from tickets.actions.policies import change_calendar


@manager_required
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """All of them, each with its week."""
    rows, hours = WorkCalendar.objects.annotate(used=Count("policies")), all_calendars()
    lines = [(row, week_of(hours[row.pk]), place_of(row)) for row in rows]
    return render(request, "desk/settings/calendars.html", {"lines": lines, "nav": "settings"} | rail(request))


@manager_required
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a calendar, new or kept before."""
    row = get_object_or_404(WorkCalendar, pk=pk) if pk else None
    data = request.POST if request.method == "POST" else None
    form, days = CalendarForm(data, calendar=row), own_days(data, row)
    if data is not None and form.is_valid() and days.is_valid():
        kept = _kept(request, form, days, row)
        if kept:
            messages.success(request, _("The calendar is kept."))
            messages.info(request, example(kept, timezone.now()))
            return redirect("desk:calendars")
    now = timezone.now()
    context = {
        "form": form, "days": days, "calendar": row, "holidays": holidays_of(row, now), "example": example(row, now),
        "regions": regions(row.country) if row else {}, "nav": "settings",
    }  # fmt: skip
    failed = form.errors or (data is not None and not days.is_valid())
    return render(request, "desk/settings/calendar.html", context | rail(request), status=422 if failed else 200)


@manager_required
@require_POST
def calendar_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a calendar that nothing goes by."""
    row = get_object_or_404(WorkCalendar, pk=pk)
    try:
        remove_calendar(calendar=row, by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:calendar", row.pk)
    messages.success(request, _("The calendar is gone."))
    return redirect("desk:calendars")


def _kept(request: HttpRequest, form: CalendarForm, days: Any, row: WorkCalendar | None) -> WorkCalendar | None:
    try:
        return change_calendar(calendar=row, days=days.given, by=actor(request), now=timezone.now(), **form.given)
    except Refused as refusal:
        form.add_error(AT_FAULT.get(refusal.code), str(refusal))
        return None
