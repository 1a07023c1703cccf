"""My day: everything that an agent has to do by a moment, in one place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postventa.desk.access import staff_required
from postventa.desk.day_page import Day
from postventa.desk.rail import rail
from tickets.actions.telling import read_notices


@staff_required
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The page."""
    page = Day(user=request.user, now=timezone.now())
    return render(request, "desk/day.html", {"page": page, "nav": "day"} | rail(request))


@staff_required
@require_POST
def notices(request: HttpRequest) -> HttpResponse:
    """They have read these notices: those that the page showed, so that one that came meanwhile stays."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    read_notices(user=request.user, ids=ids, now=timezone.now())
    return redirect("desk:day")
