from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import UnitForm
from postventa.desk.ticket_page import done, refused, unfolded
from tickets.actions.unit import set_unit


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_unit(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which of the customer's products a case is about. Asked for: those that there are."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return unfolded(request, ticket, "unit_form", unit_form=UnitForm(ticket=ticket))
    form = UnitForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return refused(request, ticket, "unit", unit_form=form)
    unit = form.cleaned_data["unit"]
    try:
        set_unit(ticket=ticket, unit=unit, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "unit", why=str(error), unit_form=form)
    said = _("The case is about %(product)s.") % {"product": unit.product}
    return done(request, get_ticket(request, reference), "timeline", "coverage", "unit", said=said)
