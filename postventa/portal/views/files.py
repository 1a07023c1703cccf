from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from postventa.file_response import file_response
from postventa.portal.access import actor, customer_required, get_attachment, holder, link_required
from tickets.models import Ticket


@require_safe
@customer_required
def attached(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of one of the customer's cases."""
    return file_response(get_attachment(actor(request), pk).file)


@require_safe
@link_required
def attached_by_link(request: HttpRequest, ticket: Ticket, pk: int, token: str) -> HttpResponseBase:
    """A file of the case that the link opens."""
    return file_response(get_attachment(holder(ticket), pk, ticket=ticket).file)
