"""Replies and notes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.messages import MessageForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.models import Ticket
from tickets.queries import said_after
from tickets.states import MessageKind


@staff_required
@require_POST
def messages(request: HttpRequest, reference: str) -> HttpResponse:
    """Say something in a case. When the customer or a colleague spoke meanwhile, a reply asks to be confirmed."""
    ticket = get_ticket(request, reference)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, ticket, "composer", message_form=form)
    try:
        _say(request, ticket, form)
    except Refused as error:
        ticket = get_ticket(request, reference)
        newer = said_after(ticket, form.cleaned_data["seen"]) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return refused(request, ticket, "header", "timeline", "composer", "fields", why=str(error), message_form=form)
    said = _("Your reply is on its way.") if form.cleaned_data["kind"] == MessageKind.REPLY else _("Note saved.")
    ticket = get_ticket(request, reference)
    return done(request, ticket, "header", "timeline", "composer", "fields", said=said)


def _say(request: HttpRequest, ticket: Ticket, form: MessageForm) -> None:
    given = form.cleaned_data
    common = {
        "ticket": ticket,
        "text": given["text"],
        "files": given["files"],
        "submission": given["submission"],
        "by": actor(request),
        "now": timezone.now(),
    }
    if given["kind"] == MessageKind.REPLY:
        reply_to_customer(then=given["then"], seen=given["seen"], **common)
    else:
        add_note(kind=MessageKind(given["kind"]), **common)
