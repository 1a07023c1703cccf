from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.cases import PointForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.checklist import add_point, tick, untick

VERBS = {"point": add_point, "tick": tick, "untick": untick}


@staff_required
@require_POST
def checklist(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a point, or say that one is done, or is not after all."""
    ticket = get_ticket(request, reference)
    form = PointForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "checklist", point_form=form)
    (verb, text) = next((VERBS[name], text) for name, text in form.cleaned_data.items() if text)
    try:
        verb(ticket=ticket, text=text, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "checklist", why=str(error), point_form=form)
    ticket = get_ticket(request, reference)
    return noted(request, ticket, "checklist", said=_("The checklist is up to date."), quiet=True)
