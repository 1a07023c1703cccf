from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.errors import Refused
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_ticket
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.cover import cover_of, recalls_of
from postventa.portal.ending import ending_of
from postventa.portal.forms.cases import ReplyForm
from postventa.portal.forms.facts import FactsForm
from postventa.portal.law import law_for
from postventa.portal.masks import masked
from postventa.portal.pages import newest_first
from postventa.portal.promised import promised_in
from postventa.portal.proposed import proposed_in
from postventa.portal.story import story_of
from postventa.portal.surveyed import open_surveys
from postventa.portal.visits import case_visits
from tickets.actions.conversation import write_as_customer
from tickets.actions.going_on import is_over
from tickets.models import Message, Statement, Ticket
from tickets.queries.appeals import last_appeal
from tickets.states import Aside, Status

CASES = 20
# Of a long story the newest entries are read at once, and the older ones are folded, unless they are only a few.
RECENT, FEW = 12, 4


@require_safe
@customer_required
def cases(request: HttpRequest) -> HttpResponse:
    """All the customer's cases, newest first; one that was merged is in the case where it goes on."""
    tickets = Ticket.objects.visible_to(actor(request)).exclude(aside=Aside.MERGED).select_related("unit__product")
    rows, beside = newest_first(request, tickets, key="created_at", size=CASES)
    return render(request, "portal/cases.html", {"cases": rows, "nav": "cases"} | beside)


@require_safe
@customer_required
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt: the reference, where the written one went, and what happens next."""
    ticket = get_ticket(request, reference)
    if ticket.status != Status.NEW or ticket.merged_into_id:  # what happens next is told by the case itself from now on
        return redirect("portal:case", ticket.reference)
    context = {
        "ticket": ticket,
        "email": masked(ticket.customer.email),
        "law": law_for(ticket, timezone.now()),
        "nav": "cases",
    }
    return render(request, "portal/sent.html", context)


def _case_page(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """A case as its customer sees it, and where they answer."""
    ticket = door.ticket
    sent_form = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReplyForm(*sent_form, auto_id="reply_%s")
    if message := _replied(request, form, ticket, door.by):
        messages.success(request, _("Your message is in your case. We will answer you here and by e-mail."))
        return door.after(request, message.ticket_id, at="#latest")
    now = timezone.now()
    surveys = open_surveys(door.by, now, of=Q(ticket=ticket))
    context = door.context | _shown(ticket, now) | {"form": form, "surveys": surveys}
    return render(request, "portal/case.html", context, status=limits.form_status(request, form))


def _shown(ticket: Ticket, now: dt.datetime) -> dict[str, object]:
    """All that a case tells its customer."""
    cover, today, story = cover_of(ticket), timezone.localdate(now), story_of(ticket, now)
    law, older = law_for(ticket, now), len(story) - RECENT if len(story) > RECENT + FEW else 0
    return {
        "story": story,
        "folded": story[:older],
        "recent": story[older:],
        "newest": next((entry for entry in reversed(story) if entry.message), story[-1] if story else None),
        "promised": promised_in(ticket, now),
        "is_over": is_over(ticket, now),
        "cover": cover,
        "recalls": recalls_of(ticket, cover, today),
        "today": today,
        "law": law,
        "facts": FactsForm(points=law.asked.points, initial={"asked": law.asked.request.pk}) if law.asked else None,
        "proposed": proposed_in(ticket, now),
        "visits": case_visits(ticket, now),
        "ending": ending_of(ticket, story),
        "appeal": last_appeal(ticket),
        "stated": Statement.objects.filter(ticket=ticket).select_related("symptom").first(),
        "now": now,
    }


case, case_by_link = two_doors(_case_page)


def _replied(request: HttpRequest, form: ReplyForm, ticket: Ticket, by: Actor) -> Message | None:
    """The message that a good form became; if it became none, the errors are in the form."""
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return None
    try:
        return write_as_customer(ticket=ticket, by=by, now=timezone.now(), **form.cleaned_data)
    except Refused as error:
        form.refuse(error, code=error.code)
        return None
