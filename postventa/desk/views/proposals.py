"""Proposing a solution to the customer of a case, what they say to it on the phone, and proposing it no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_proposal, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.proposals import YES, PhoneAnswerForm, ProposalForm
from postventa.desk.ticket_page import back_to, noted, refused
from tickets.actions.answering import note_phone_answer
from tickets.actions.proposing import propose, withdraw_proposal
from tickets.proposals import OFFERED
from tickets.queries.earlier import said_after

CHANGED = ("header", "proposals", "steps")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose a solution. Asked for: which, how much, the words, and until when it can be answered."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        newest = ticket.messages.standing().order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
        return ask(request, ticket, "proposing", form=ProposalForm(ticket=ticket, seen=newest or 0))
    form = ProposalForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return ask(request, ticket, "proposing", form=form)
    try:
        propose(ticket=ticket, **form.given, by=actor(request), now=timezone.now())
    except Refused as error:
        newer = said_after(ticket, form.given["seen"], actor(request)) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return ask(request, ticket, "proposing", why=str(error), form=form, newer=newer)
    messages.success(request, _("The customer reads what you propose, and says yes or no in their case."))
    return back_to(request, ticket)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The customer answered on the phone. Asked for: yes or no, and their words."""
    found = get_proposal(request, reference, pk)
    ticket = get_ticket(request, reference)
    form = PhoneAnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask(request, ticket, "phone_answer", form=form, proposal=found, offered=OFFERED[found.resolution])
    said = {"accept": form.cleaned_data["answer"] == YES, "text": form.cleaned_data["text"]}
    try:
        note_phone_answer(
            proposal=found, **said, submission=form.cleaned_data["submission"], by=actor(request), now=timezone.now()
        )  # fmt: skip
    except Refused as error:
        given = {"form": form, "proposal": found, "offered": OFFERED[found.resolution]}
        return ask(request, ticket, "phone_answer", why=str(error), **given)
    messages.success(request, _("Written down. The customer has a letter with what they said, and it is our turn."))
    return back_to(request, ticket)


@staff_required
@require_POST
def proposal_withdrawal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It is not proposed any more."""
    found = get_proposal(request, reference, pk)
    try:
        withdraw_proposal(proposal=found, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), *CHANGED, why=str(error))
    return noted(request, get_ticket(request, reference), *CHANGED, said=_("The proposal is withdrawn."))
