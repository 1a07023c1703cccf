from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.own_fields import OwnFieldsForm
from postventa.desk.ticket_page import noted, refused, unfolded
from tickets.actions.fields import set_own_fields
from tickets.queries.requirements import fields_of


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_fields(request: HttpRequest, reference: str) -> HttpResponse:
    """Fill in the company's own fields. Asked for: a box for each."""
    ticket = get_ticket(request, reference)
    given = {"fields": fields_of(ticket.kind), "values": ticket.own_fields}
    if request.method != "POST":
        return unfolded(request, ticket, "own_form", own_form=OwnFieldsForm(**given))
    form = OwnFieldsForm(request.POST, **given)
    if not form.is_valid():
        return refused(request, ticket, "fields", own_form=form)
    try:
        set_own_fields(ticket=ticket, values=form.values, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "fields", why=str(error), own_form=form)
    return noted(request, get_ticket(request, reference), "fields", said=_("The fields are saved."))
