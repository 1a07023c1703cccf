from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import PriorityForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.assignment import change_priority


@staff_required
@require_POST
def priority(request: HttpRequest, reference: str) -> HttpResponse:
    """Say how urgent a case is."""
    ticket = get_ticket(request, reference)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "timeline", "fields", field_form=form)
    level = form.cleaned_data["priority"]
    try:
        change_priority(ticket=ticket, priority=level, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "header", "timeline", "fields", why=str(error))
    said = _("Priority: %(level)s.") % {"level": level.label}
    return done(request, get_ticket(request, reference), "header", "timeline", "fields", said=said)
