"""The queue: the cases of a view a page at a time, or those that a search finds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.desk.access import staff_required
from postventa.desk.rail import VIEWS, rail
from tickets.queries import View, queue_page
from tickets.search import find_cases


@staff_required
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    context = rail(request) | {"nav": "cases", "now": timezone.now()}
    if words:
        rows, more = find_cases(words)
        return render(request, "desk/tickets/search.html", context | {"rows": rows, "more": more, "words": words})
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
