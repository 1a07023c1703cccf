from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import AssigneeForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.assignment import assign_ticket


@staff_required
@require_POST
def assignee(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case, give it to a colleague, or to nobody."""
    ticket = get_ticket(request, reference)
    form = AssigneeForm(request.POST, auto_id="fields_%s")
    if not form.is_valid():
        return refused(request, ticket, "timeline", "fields", assignee_form=form)
    try:
        assign_ticket(ticket=ticket, assignee=form.cleaned_data["assignee"], by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "header", "timeline", "fields", why=str(error))
    person = form.cleaned_data["assignee"]
    said = _("%(name)s has this case now.") % {"name": person} if person else _("Nobody has this case now.")
    return done(request, get_ticket(request, reference), "header", "timeline", "fields", said=said)
