from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Refused
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_ticket, holder, link_required
from postventa.portal.cover import cover_of, recalls_of
from postventa.portal.forms.cases import ReplyForm
from postventa.portal.masks import masked
from postventa.portal.pages import newest_first
from postventa.portal.story import story_of
from tickets.actions.conversation import write_as_customer
from tickets.models import Ticket
from tickets.states import Status

CASES = 20


@require_safe
@customer_required
def cases(request: HttpRequest) -> HttpResponse:
    """All the customer's cases, newest first."""
    tickets = Ticket.objects.visible_to(actor(request)).select_related("unit__product")
    rows, beside = newest_first(request, tickets, key="created_at", size=CASES)
    return render(request, "portal/cases.html", {"cases": rows, "nav": "cases"} | beside)


@require_safe
@customer_required
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt: the reference, where the written one went, and what happens next."""
    ticket = get_ticket(request, reference)
    if ticket.status != Status.NEW:  # what happens next is told by the case itself from now on
        return redirect("portal:case", ticket.reference)
    context = {"ticket": ticket, "email": masked(ticket.customer.email), "nav": "cases"}
    return render(request, "portal/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case as its customer sees it, and where they answer."""
    ticket = get_ticket(request, reference)
    return _case_page(request, ticket, here=reverse("portal:case", args=[ticket.reference]), by=actor(request))


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_link
@link_required
def case_by_link(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """The same page for whoever came by the link of a letter; it reaches this case and nothing else."""
    return _case_page(request, ticket, here=reverse("case_link", args=[token]), by=holder(ticket), token=token)


def _case_page(request: HttpRequest, ticket: Ticket, *, here: str, by: Actor, token: str = "") -> HttpResponse:
    sent_form = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReplyForm(*sent_form, auto_id="reply_%s")
    if _replied(request, form, ticket, by):
        messages.success(request, _("Your message is in your case. We will answer you here and by e-mail."))
        return redirect(f"{here}#latest")
    cover, today = cover_of(ticket), timezone.localdate()
    status = 429 if form.is_bound and limits.is_limited(request) else 200
    context = {
        "ticket": ticket,
        "story": story_of(ticket),
        "cover": cover,
        "recalls": recalls_of(ticket, cover, today),
        "today": today,
        "form": form,
        "here": here,
        "token": token,
        "nav": "" if token else "cases",
    }
    return render(request, "portal/case.html", context, status=status)


def _replied(request: HttpRequest, form: ReplyForm, ticket: Ticket, by: Actor) -> bool:
    """Whether a good form became a message; if not, the errors are in the form."""
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return False
    try:
        write_as_customer(ticket=ticket, by=by, now=timezone.now(), **form.cleaned_data)
    except Refused as error:
        form.refuse(error, code=error.code)
        return False
    return True
