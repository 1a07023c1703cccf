from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from postventa.desk.access import get_ticket, staff_required
from postventa.desk.ticket_page import render_page


@staff_required
@require_safe
def ticket(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a case."""
    return render_page(request, get_ticket(request, reference))
