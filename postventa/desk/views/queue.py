"""The queue: the cases of a view that fit its filters, a page at a time, and what of it changes while it is open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.desk.access import staff_required
from postventa.desk.forms.filters import FilterGroups
from postventa.desk.queue_page import QueuePage
from postventa.desk.rail import more_views, rail
from postventa.desk.views.search import found


@staff_required
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """The cases of a view, or those that `?q=` finds."""
    if words := request.GET.get("q", "").strip():
        return found(request, words)
    now = timezone.now()
    page = QueuePage(request, now)
    context = rail(request, known=True, exact=page.filters.view)
    page.waiting = context["waiting"]
    context |= {"nav": "cases", "now": now, "page": page, "view": page.key}
    return render(request, "desk/tickets/queue.html", context)


@staff_required
@require_safe
def queue_rows(request: HttpRequest) -> HttpResponse:
    """What the page of the same address has now; nothing when it shows that already (`seen` is the print of it)."""
    now, context = timezone.now(), rail(request)
    page = QueuePage(request, now, context["waiting"])
    if request.GET.get("seen") == page.print and request.GET.get("rail") == context["rail_print"]:
        return HttpResponse(status=204)
    return render(request, "desk/tickets/_live.html", context | {"now": now, "page": page, "view": page.key})


@staff_required
@require_safe
def queue_filters(request: HttpRequest) -> HttpResponse:
    """All the filters to choose from: inside the page of the queue, or as a page of their own."""
    page = QueuePage(request, timezone.now())
    context = {"page": page, "groups": FilterGroups(page.filters)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/tickets/_filters.html", context)
    return render(request, "desk/tickets/filters.html", context | rail(request) | {"nav": "cases", "view": page.key})


@staff_required
@require_safe
def queue_more(request: HttpRequest) -> HttpResponse:
    """The views that the rail folds away, with how much waits in each."""
    return render(request, "desk/_more_views.html", {"more_views": more_views(request.user.pk)})
