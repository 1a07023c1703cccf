"""Spam: POST sets a case aside, a POST to `removal` takes it out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.ticket_page import refused
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.queries.visits import visits_ahead


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def spam(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark a case as spam. Asked for: whether it is."""
    ticket, now = get_ticket(request, reference), timezone.now()
    if request.method != "POST":
        return ask(request, ticket, "spam", visits=visits_ahead(ticket, now))
    try:
        mark_spam(ticket=ticket, by=actor(request), now=now)
    except Refused as error:
        return ask(request, ticket, "spam", why=str(error), visits=visits_ahead(ticket, now))
    messages.success(request, render_to_string("desk/tickets/_undo_spam.html", {"ticket": ticket}, request))
    return redirect("desk:ticket", ticket.reference)


@staff_required
@require_POST
def spam_removal(request: HttpRequest, reference: str) -> HttpResponse:
    """It was none."""
    ticket = get_ticket(request, reference)
    try:
        take_out_of_spam(ticket=ticket, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), why=str(error))
    messages.success(request, _("The case is out of the spam, where it was."))
    return redirect("desk:ticket", ticket.reference)
