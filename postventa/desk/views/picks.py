"""The lists from which a fact of a case is chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from postventa.desk.side import Pick
from postventa.desk.ticket_page import unfolded
from tickets.models import Ticket


def offer(request: HttpRequest, ticket: Ticket, choices: Pick) -> HttpResponse:
    """A list, for the menu that fetches it, or without HTMX the page with that menu open."""
    return unfolded(request, ticket, "choices", choices=choices, url=request.path)
