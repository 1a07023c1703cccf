from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import CoverageForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.coverage import decide_coverage


@staff_required
@require_POST
def coverage(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what was found out, and decide again on it."""
    ticket = get_ticket(request, reference)
    form = CoverageForm(request.POST, auto_id="coverage_%s")
    if not form.is_valid():
        return refused(request, ticket, "coverage", coverage_form=form)
    try:
        decide_coverage(ticket=ticket, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        ticket = get_ticket(request, reference)
        return refused(request, ticket, "coverage", why=str(error), coverage_form=form)
    return done(request, get_ticket(request, reference), "timeline", "coverage", said=_("Coverage decided again."))
