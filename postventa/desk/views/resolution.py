"""The resolution of a case: POST resolves it, DELETE (or a POST to `reopening`) opens it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.resolution import ResolutionForm
from postventa.desk.ticket_page import done, refused, unfolded
from tickets.actions.finishing import resolve_filled
from tickets.actions.status import reopen_ticket
from tickets.models import Ticket
from tickets.queries.earlier import said_after
from tickets.queries.proposals import agreed_in

CHANGED = (
    "header", "timeline", "coverage", "proposals", "promises", "visits", "law", "steps", "fields", "checklist",
)  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def resolution(request: HttpRequest, reference: str) -> HttpResponse:
    """Resolve a case, or open it again. When somebody spoke meanwhile, resolving asks to be confirmed."""
    if request.method == "DELETE":
        return _reopen(request, reference)
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return unfolded(request, ticket, "resolution_form", resolution_form=_empty(request, ticket))
    form = ResolutionForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return refused(request, ticket, "steps", resolution_form=form)
    try:
        _resolve(request, ticket, form)
    except Refused as error:
        ticket = get_ticket(request, reference)
        newer = said_after(ticket, form.cleaned_data["seen"], actor(request)) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return refused(request, ticket, *CHANGED, why=str(error), resolution_form=form)
    said = _("Resolved: %(how)s. The customer is told by e-mail.") % {"how": form.cleaned_data["resolution"].label}
    return done(request, get_ticket(request, reference), *CHANGED, said=said)


def _resolve(request: HttpRequest, ticket: Ticket, form: ResolutionForm) -> None:
    said, words = form.cleaned_data, form.cleaned_data["text"]
    given = {name: said[name] for name in ("resolution", "seen", "submission")}
    words_ = {"text": words.text, "html": words.html}
    given["anyway"] = said.get("anyway", False)
    resolve_filled(ticket=ticket, filled=form.filled, **given, **words_, by=actor(request), now=timezone.now())


def _empty(request: HttpRequest, ticket: Ticket) -> ResolutionForm:
    """With what its reader has seen: what their page says, or what a page made now shows; with what was agreed."""
    asked = request.GET.get("seen", "")
    known = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    newest = ticket.messages.standing().order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    form = ResolutionForm(ticket=ticket, seen=known if known is not None else newest or 0)
    if agreed := agreed_in(ticket):
        form.initial["resolution"] = agreed.resolution
    return form


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
