from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.cases import AnswersForm
from tickets.actions.bulk import answer_children
from tickets.models import Ticket
from tickets.tasks import begin_bulk


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the same reply in every open case that hangs on this one, and look how far it has come."""
    ticket = get_ticket(request, reference)
    waiting = Ticket.objects.active().filter(parent=ticket).count()
    if request.method != "POST":
        return ask(request, ticket, "answers", waiting=waiting, answers_form=AnswersForm())
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return ask(request, ticket, "answers", waiting=waiting, answers_form=form)
    said, words = form.cleaned_data, form.cleaned_data["text"]
    given = {"text": words.text, "html": words.html, "then": said["then"], "submission": said["submission"]}
    try:
        job = answer_children(ticket=ticket, **given, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "answers", why=str(error), waiting=waiting, answers_form=form)
    begin_bulk(job)
    return redirect("desk:bulk_job", job.pk)
