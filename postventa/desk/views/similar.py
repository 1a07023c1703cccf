from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from postventa.desk.access import get_ticket, staff_required
from postventa.desk.ticket_page import unfolded
from tickets.queries.similar import similar_cases


@staff_required
@require_safe
def similar(request: HttpRequest, reference: str) -> HttpResponse:
    """Other cases of the same product that were told in like words, and how each ended."""
    ticket = get_ticket(request, reference)
    return unfolded(request, ticket, "similar", similar=similar_cases(ticket))
