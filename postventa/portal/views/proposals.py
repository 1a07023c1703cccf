"""Saying yes or no to a solution that we proposed. A page that is only looked at answers nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from postventa.portal import limits
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.forms.proposal import NO, YES, ProposalForm
from postventa.portal.proposed import proposed_in
from tickets.actions.answering import answer_proposal
from tickets.models import Proposal
from tickets.queries.proposals import newest_proposal, proposals_of


def _proposal(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """The proposal alone, with the one answer that was chosen, to be said once more."""
    if request.method == "POST":
        return _answered(request, door)
    proposed = proposed_in(door.ticket, timezone.now())
    if proposed is None and newest_proposal(door.ticket) is None:
        raise Http404
    if proposed is None or not proposed.is_open:
        messages.info(request, _("There is nothing to answer any more. Your case says what has happened since."))
        return redirect(door.here)
    answer = request.GET.get("answer", "")
    initial = {"proposal": proposed.row.pk, "answer": answer if answer in (YES, NO) else ""}
    context = {"proposed": proposed, "form": ProposalForm(initial=initial), "answer": initial["answer"]}
    return render(request, "portal/case_proposal.html", door.context | context)


def _answered(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    form, proposal = ProposalForm(request.POST), None
    if limits.is_limited(request):
        form.refuse_for_now()
    if form.is_valid():
        proposal = proposals_of(door.ticket).filter(pk=form.cleaned_data["proposal"]).first()
        if proposal is None:
            raise Http404
        said = {name: form.cleaned_data[name] for name in ("text", "submission")}
        try:
            proposal = answer_proposal(
                proposal=proposal, accept=form.cleaned_data["answer"] == YES, **said, by=door.by, now=timezone.now()
            )
        except Refused as error:
            form.refuse(error, code=error.code)
        else:
            return _thanks(request, door, proposal)
    status = 429 if limits.is_limited(request) else 422
    context = {"proposed": proposed_in(door.ticket, timezone.now()), "form": form, "answer": form["answer"].value()}
    return render(request, "portal/case_proposal.html", door.context | context, status=status)


def _thanks(request: HttpRequest, door: CaseDoor, proposal: Proposal) -> HttpResponse:
    if proposal.state == "accepted":
        messages.success(
            request, _("You have accepted. It is our turn now: we tell you here and by e-mail how it goes on.")
        )
    else:
        messages.success(request, _("You have not accepted. It is our turn now: we look for something better."))
    return door.after(request, proposal.answer.ticket_id if proposal.answer else door.ticket.pk)


proposal, proposal_by_link = two_doors(_proposal)
