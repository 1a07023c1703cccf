"""What was missing in a case: asked point by point, answered in one form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from postventa.portal import limits
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.forms.facts import FactsForm
from postventa.portal.law import asked_in
from tickets.actions.facts import give_facts
from tickets.models import CompletionRequest, Message
from tickets.points import offered_points
from tickets.queries.families import end_of


def _facts(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """The form alone. What was typed while somebody of us completed or withdrew the request is sent all the same."""
    if request.method == "POST":
        return _given(request, door)
    asked = asked_in(door.ticket, timezone.now()) if door.ticket.is_active else None
    if asked is None:
        messages.info(request, _("Nothing is missing in your case any more."))
        return redirect(door.here)
    form = FactsForm(points=asked.points, initial={"asked": asked.request.pk})
    return render(request, "portal/case_facts.html", door.context | {"asked": asked, "facts": form})


def _given(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    asked = _the_request(request, door)
    form = FactsForm(request.POST, request.FILES, points=offered_points(asked.message.text if asked.message else ""))
    if message := _sent(request, door, form, asked):
        messages.success(request, _("What you sent is in your case. It is our turn now."))
        return door.after(request, message.ticket_id)
    context = {"asked": asked_in(door.ticket, timezone.now()), "facts": form}
    status = 429 if limits.is_limited(request) else 422
    return render(request, "portal/case_facts.html", door.context | context, status=status)


def _the_request(request: HttpRequest, door: CaseDoor) -> CompletionRequest:
    """The one that the page showed, wherever it has gone with its case since; without one, the newest."""
    here = CompletionRequest.objects.filter(ticket__in=[door.ticket.pk, end_of(door.ticket.pk)]).select_related(
        "message"
    )
    pk = request.POST.get("asked", "")
    rows = here.filter(pk=int(pk)) if pk.isdecimal() and len(pk) < 19 else here
    found = rows.order_by("-pk").first()
    if found is None:
        raise Http404
    return found


def _sent(request: HttpRequest, door: CaseDoor, form: FactsForm, asked: CompletionRequest) -> Message | None:
    """The message that a good form became; if it became none, the errors are in the form."""
    if limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return None
    said = {name: form.cleaned_data[name] for name in ("text", "files", "submission")}
    asked.ticket = door.ticket
    try:
        return give_facts(request=asked, answers=form.answers, **said, by=door.by, now=timezone.now())
    except Refused as error:
        form.refuse(error, code=error.code)
        return None


facts, facts_by_link = two_doors(_facts)
