"""A case goes on in another one: POST merges it, a POST to `unmerging` takes it out again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.deed_page import ask, ask_for_other
from postventa.desk.forms.cases import OtherForm
from postventa.desk.ticket_page import refused
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.status import change_status
from tickets.models import Message, Ticket
from tickets.proposals import OFFERED
from tickets.queries.families import family_ids
from tickets.queries.proposals import waiting_proposal
from tickets.queries.visits import booked_in
from tickets.states import Status, Turn


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def merging(request: HttpRequest, reference: str) -> HttpResponse:
    """Merge a case into another one. Asked for: into which; with `?into=` what happens then."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        form = OtherForm({"other": request.GET["into"]}, by=actor(request)) if "into" in request.GET else None
        if form and form.is_valid():
            return _preview(request, ticket, form.cleaned_data["other"])
        return ask_for_other(request, ticket, "merging", other_form=form)
    form = OtherForm(request.POST, by=actor(request))
    if not form.is_valid():
        return ask_for_other(request, ticket, "merging", other_form=form)
    into = form.cleaned_data["other"]
    try:
        with transaction.atomic():
            waits = _waits_for_us(ticket, into)
            ticket = merge_tickets(ticket=ticket, into=into, by=actor(request), now=timezone.now())
            if waits and "ours" in request.POST:
                change_status(ticket=into, to=Status.OPEN, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask_for_other(request, ticket, "merging", why=str(error))
    messages.success(request, render_to_string("desk/tickets/_undo_merge.html", {"ticket": ticket}, request))
    return redirect("desk:ticket", into.reference)


@staff_required
@require_POST
def unmerging(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a merged case out again; who asks for it in the receiving case stays there."""
    ticket = get_ticket(request, reference)
    was_in = ticket.merged_into
    try:
        unmerge_ticket(ticket=ticket, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), why=str(error))
    messages.success(request, _("%(reference)s is a case of its own again.") % {"reference": ticket})
    stays = was_in is not None and "stay" in request.POST
    return redirect("desk:ticket", was_in.reference if stays else ticket.reference)  # type: ignore[union-attr]


def _preview(request: HttpRequest, ticket: Ticket, into: Ticket) -> HttpResponse:
    counted = Message.objects.standing().filter(ticket__in=[ticket.pk, into.pk]).order_by()  # type: ignore[attr-defined]
    said = dict(counted.values_list("ticket").annotate(n=Count("pk")))
    both = [(case, said.get(case.pk, 0)) for case in (ticket, into)]
    other_customer = into.customer_id != ticket.customer_id
    ours = _waits_for_us(ticket, into)
    stands = {
        "booked": [bool(booked_in(family_ids(case))) for case in (ticket, into)],
        "proposed": _proposed(ticket, into),
    }
    return ask(request, ticket, "merging", into=into, both=both, other_customer=other_customer, ours=ours, **stands)


def _proposed(ticket: Ticket, into: Ticket) -> str:
    """Of two proposals that wait for an answer the one that counts then, in words."""
    now = timezone.now()
    both = [one for case in (ticket, into) if (one := waiting_proposal(case, now))]
    return str(OFFERED[max(both, key=lambda one: (one.proposed_at, one.pk)).resolution]) if len(both) == 2 else ""


def _waits_for_us(ticket: Ticket, into: Ticket) -> bool:
    """Whether it is our turn in what goes in, and somebody else's where it goes on."""
    return ticket.turn == Turn.US and ticket.is_active and into.is_active and into.turn != Turn.US
