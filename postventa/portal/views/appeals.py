"""Asking that a supervisor look at a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from postventa.portal import limits
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.forms.appeal import AppealForm
from tickets.actions.appealing import appeal as ask_for_supervisor
from tickets.actions.going_on import is_over
from tickets.appeals import may_appeal
from tickets.models import Message
from tickets.queries.appeals import appeal_answer_by, last_appeal
from tickets.queries.deadlines import place_of


def _appeal(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """Why, if they like; and by when they have an answer."""
    form, now, before = AppealForm(request.POST or None), timezone.now(), last_appeal(door.ticket)
    if request.method == "POST" and (message := _asked(request, door, form)):
        messages.success(request, _("A supervisor has your case now. Below you see by when they answer you."))
        return door.after(request, message.ticket_id)
    if request.method != "POST" and (is_over(door.ticket, now) or (before and not may_appeal(before.at, now))):
        messages.info(request, _("Your case says who looks at it, and by when."))
        return redirect(f"{door.here}#supervisor")
    answer_on = appeal_answer_by(door.ticket, now).astimezone(place_of(door.ticket.customer).zone).date()
    context = {"form": form, "answer_on": answer_on}
    return render(request, "portal/case_appeal.html", door.context | context, status=limits.form_status(request, form))


def _asked(request: HttpRequest, door: CaseDoor, form: AppealForm) -> Message | None:
    """The message with which it was asked; if it was not, the errors are in the form."""
    if limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return None
    try:
        return ask_for_supervisor(ticket=door.ticket, **form.cleaned_data, by=door.by, now=timezone.now())
    except Refused as error:
        form.refuse(error, code=error.code)
        return None


appeal, appeal_by_link = two_doors(_appeal)
