from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from postventa.desk.access import get_case, get_ticket, staff_required
from postventa.desk.forms.presence import CursorForm
from postventa.desk.neighbours import neighbours
from postventa.desk.ticket_page import arrived, earlier, later, render_page


@staff_required
@require_safe
def ticket(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a case; with `?before=` an older piece of a long one."""
    if request.htmx and "before" in request.GET:  # type: ignore[attr-defined]
        return earlier(request, get_ticket(request, reference))
    return render_page(request, get_ticket(request, reference))


@staff_required
@require_safe
def beside(request: HttpRequest, reference: str, *, way: str) -> HttpResponse:
    """The case before or after one in the list that it was opened from, which is read only when somebody goes there."""
    case, within = get_case(request, reference), QueryDict(request.GET.get("in", ""))
    near = getattr(neighbours(case, within, request.user, timezone.now()), way)
    if near is None:
        messages.info(request, _("There is no other case in this view in that direction."))
        return redirect(f"{reverse('desk:tickets')}?{within.urlencode()}")
    return redirect(f"{reverse('desk:ticket', args=[near.reference])}?{urlencode({'in': near.query})}")


@staff_required
@require_safe
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said and happened since, for a page that shows the rest."""
    form = CursorForm(request.GET)
    if not (request.htmx and form.is_valid()):  # type: ignore[attr-defined]
        return redirect("desk:ticket", reference)
    return arrived(request, get_ticket(request, reference), form.cursor)


@staff_required
@require_safe
def surroundings(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands around the conversation, as it is now."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("desk:ticket", reference)
    return later(request, get_ticket(request, reference))
