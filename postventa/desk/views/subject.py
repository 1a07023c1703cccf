from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import SubjectForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.fields import set_subject


@staff_required
@require_POST
def subject(request: HttpRequest, reference: str) -> HttpResponse:
    """Say in other words what a case is about."""
    ticket = get_ticket(request, reference)
    form = SubjectForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "fields", field_form=form)
    try:
        set_subject(ticket=ticket, subject=form.cleaned_data["subject"], by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "fields", why=str(error), field_form=form)
    return noted(request, get_ticket(request, reference), "header", "fields", said=_("The subject is changed."))
