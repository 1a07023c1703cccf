from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import StateForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.status import change_status


@staff_required
@require_POST
def state(request: HttpRequest, reference: str) -> HttpResponse:
    """Move a case on, as the table of states allows; to resolve it there is `resolution`."""
    ticket = get_ticket(request, reference)
    form = StateForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "timeline", "fields", why=_("That state does not exist."))
    try:
        change_status(ticket=ticket, to=form.cleaned_data["to"], by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "header", "timeline", "fields", why=str(error))
    ticket = get_ticket(request, reference)
    said = _("State: %(state)s.") % {"state": ticket.get_status_display()}
    return done(request, ticket, "header", "timeline", "fields", said=said)
