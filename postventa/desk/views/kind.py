from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import KindForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.fields import set_kind

# Each kind has rules of its own: what it asks for is marked in all of these.
CHANGED = ("header", "coverage", "law", "steps", "fields", "checklist")


@staff_required
@require_POST
def kind(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a case is of another kind."""
    ticket = get_ticket(request, reference)
    form = KindForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "fields", field_form=form)
    chosen = form.cleaned_data["kind"]
    try:
        set_kind(ticket=ticket, kind=chosen, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "fields", why=str(error))
    said = _("Kind: %(kind)s.") % {"kind": chosen.label}
    return noted(request, get_ticket(request, reference), *CHANGED, said=said)
