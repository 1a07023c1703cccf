"""What a search finds; a whole reference opens its case at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from postventa.desk.access import actor
from postventa.desk.rail import rail
from postventa.desk.search_page import SearchPage
from tickets.models import Ticket
from tickets.search import reference_in


def found(request: HttpRequest, words: str) -> HttpResponse:
    """The page of a search. For the view of `/desk/?q=`, which has looked who asks."""
    reference = reference_in(words)
    if reference and Ticket.objects.visible_to(actor(request)).filter(reference=reference).exists():
        return redirect("desk:ticket", reference)
    page = SearchPage(words, by=actor(request), after=request.GET.get("after", ""))
    return render(
        request,
        "desk/tickets/search.html",
        rail(request, known=True) | {"nav": "cases", "now": timezone.now(), "page": page},
    )
