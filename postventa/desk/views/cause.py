from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.causes import causes_offered
from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import CauseForm
from postventa.desk.side import Pick
from postventa.desk.ticket_page import noted, refused
from postventa.desk.views.picks import offer
from tickets.actions.fields import say_cause


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why it failed, or that nobody knows yet. Asked for: the causes, each with what it is part of."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        options = (*causes_offered(), ("", _("Nobody knows yet")))
        return offer(request, ticket, Pick("cause", _("Cause"), "", options=options, now=ticket.cause_id or ""))
    form = CauseForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "fields", field_form=form)
    chosen = form.cleaned_data["cause"]
    try:
        say_cause(ticket=ticket, cause=chosen, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "fields", why=str(error))
    said = _("Cause: %(cause)s.") % {"cause": chosen} if chosen else _("Nobody knows the cause yet.")
    return noted(request, get_ticket(request, reference), "fields", said=said)
