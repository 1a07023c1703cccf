"""The queue: the cases of a view a page at a time, or those that a search finds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.desk.access import staff_required
from postventa.desk.rail import VIEWS, rail
from tickets.queries import View, queue_page
from tickets.search import find_cases, reference_in


@staff_required
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """The cases of a view, or those that `?q=` finds."""
    if words := request.GET.get("q", "").strip():
        return _found(request, words)
    context = rail(request) | {"nav": "cases", "now": timezone.now()}
    asked = request.GET.get("view", "")
    view = View(asked) if asked in list(View) else View.OPEN
    page = queue_page(
        view,
        user_id=request.user.pk,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        now=context["now"],
    )
    shown = {"view": view, "title": VIEWS[view][0], "count": next(i.count for i in context["views"] if i.view == view)}
    return render(request, "desk/tickets/queue.html", context | shown | {"page": page, "rows": page.rows})


def _found(request: HttpRequest, words: str) -> HttpResponse:
    """What a search finds; a whole reference opens its case at once."""
    rows, more = find_cases(words)
    if rows and rows[0].reference == reference_in(words):
        return redirect("desk:ticket", rows[0].reference)
    context = rail(request) | {"nav": "cases", "now": timezone.now()}
    return render(request, "desk/tickets/search.html", context | {"rows": rows, "more": more, "words": words})
