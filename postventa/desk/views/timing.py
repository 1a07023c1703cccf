from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.cases import MinutesForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.timing import spend_time


@staff_required
@require_POST
def times(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down how long one worked on a case."""
    ticket = get_ticket(request, reference)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "times", minutes_form=form)
    minutes = form.cleaned_data["minutes"]
    try:
        spend_time(ticket=ticket, minutes=minutes, submission=form.once, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "times", why=str(error), minutes_form=form)
    said = _("%(minutes)s min written down.") % {"minutes": minutes}
    return noted(request, get_ticket(request, reference), "times", said=said, quiet=True)
