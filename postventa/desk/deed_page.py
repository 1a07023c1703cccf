"""A deed that wants a second look or another case: asked in a dialog of a case's page, or on a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from postventa.desk.access import actor
from postventa.desk.rail import rail
from tickets.models import Ticket
from tickets.queries.others import other_cases


def ask(request: HttpRequest, ticket: Ticket, name: str, *, why: str = "", **given: object) -> HttpResponse:
    """Show the template of that name; with `why`, because it was refused and nothing was written."""
    deed = f"desk/tickets/_{name}.html"
    context = {"ticket": ticket, "now": timezone.now(), "why": why, "deed": deed, **given}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, deed, context | {"in_dialog": True})
    refused = why or any(getattr(one, "errors", None) for one in given.values())
    status = 409 if why else 422 if refused else 200
    return render(request, "desk/tickets/deed.html", rail(request) | {"nav": "cases"} | context, status=status)


def ask_for_other(request: HttpRequest, ticket: Ticket, name: str, *, why: str = "", **given: object) -> HttpResponse:
    """The same with the cases that fit what was typed to look one up, or with those of the customer."""
    words = request.GET.get("q", "")
    zone = timezone.get_current_timezone()
    found = other_cases(ticket, words, by=actor(request), zone=zone)
    return ask(request, ticket, name, why=why, words=words, found=found, **given)
