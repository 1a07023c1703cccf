from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.law import PointsForm
from postventa.desk.ticket_page import back_to
from tickets.actions.points import write_points
from tickets.models import Ticket
from tickets.points import offered_points
from tickets.states import MessageKind


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def points(request: HttpRequest, reference: str) -> HttpResponse:
    """What a complaint asks, and what is answered to each. Offered: the questions of the customer's first words."""
    ticket = get_ticket(request, reference)
    known = list(ticket.points.all())  # type: ignore[attr-defined]
    form = PointsForm(request.POST or None, points=known, offered=() if known else _offered(ticket))
    if request.method != "POST" or not form.is_valid():
        return ask(request, ticket, "points", points_form=form)
    try:
        given = {"texts": form.cleaned_data["texts"], "answers": form.answers}
        write_points(ticket=ticket, **given, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "points", why=str(error), points_form=form)
    messages.success(request, _("The points of the complaint are written down."))
    return back_to(request, ticket)


def _offered(ticket: Ticket) -> list[str]:
    first = ticket.messages.filter(kind=MessageKind.CUSTOMER).order_by("created_at", "pk").first()  # type: ignore[attr-defined]
    return offered_points(first.text) if first else []
