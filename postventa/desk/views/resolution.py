"""The resolution of a case: POST resolves it, DELETE (or a POST to `reopening`) opens it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import ResolutionForm
from postventa.desk.ticket_page import done, refused
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.queries import said_after

CHANGED = ("header", "timeline", "fields")


@staff_required
@require_http_methods(["POST", "DELETE"])
def resolution(request: HttpRequest, reference: str) -> HttpResponse:
    """Resolve a case, or open it again. When somebody spoke meanwhile, resolving asks to be confirmed."""
    if request.method == "DELETE":
        return _reopen(request, reference)
    ticket = get_ticket(request, reference)
    form = ResolutionForm(request.POST, auto_id="resolution_%s")
    if not form.is_valid():
        return refused(request, ticket, "fields", resolution_form=form)
    try:
        resolve_ticket(ticket=ticket, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        ticket = get_ticket(request, reference)
        newer = said_after(ticket, form.cleaned_data["seen"]) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return refused(request, ticket, *CHANGED, why=str(error), resolution_form=form)
    said = _("Resolved: %(how)s. The customer is told by e-mail.") % {"how": form.cleaned_data["resolution"].label}
    return done(request, get_ticket(request, reference), *CHANGED, said=said)


@staff_required
@require_POST
def reopening(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case again, for forms, which cannot send DELETE."""
    return _reopen(request, reference)


def _reopen(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = get_ticket(request, reference)
    try:
        reopen_ticket(ticket=ticket, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), *CHANGED, why=str(error))
    return done(request, get_ticket(request, reference), *CHANGED, said=_("The case is open again."))
