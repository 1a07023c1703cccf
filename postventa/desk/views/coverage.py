"""What covers the unit of a case: decided again on what was found out, or by a person in the computation's place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.coverage_card import CoverageCard
from postventa.desk.coverage_history import history_of
from postventa.desk.forms.coverage import CoverageForm, OverrideForm
from postventa.desk.ticket_page import done, refused, unfolded
from tickets.actions.coverage import decide_coverage, lift_override, override_coverage

CHANGED = ("timeline", "coverage")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def coverage(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what was found out, and decide again on it. Asked for: the form with all that can be said."""
    ticket = get_ticket(request, reference)
    card = CoverageCard.newest(ticket, timezone.localdate())
    if request.method != "POST":
        return unfolded(request, ticket, "coverage_answers", coverage_form=CoverageForm(card=card, whole=True))
    form = CoverageForm(request.POST, card=card)
    if not form.is_valid():
        return refused(request, ticket, "coverage", coverage_form=form)
    try:
        decided = decide_coverage(ticket=ticket, answers=form.answers, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "coverage", why=str(error), coverage_form=form)
    said = _("Coverage decided again.") if decided.is_new else _("Nothing has changed: the decision stands.")
    return done(request, get_ticket(request, reference), *CHANGED, "unit", said=said)


@staff_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def override(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide in the place of the computation, with a reason, or leave it to the computation again."""
    if request.method == "DELETE":
        return _lift(request, reference)
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return unfolded(request, ticket, "coverage_override_form", override_form=OverrideForm())
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "coverage", override_form=form)
    try:
        row = override_coverage(ticket=ticket, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "coverage", why=str(error), override_form=form)
    said = _("You have decided: %(verdict)s. Your reason is in the case.")
    verdict = {"verdict": row.get_verdict_display()}
    return done(request, get_ticket(request, reference), *CHANGED, said=said % verdict)


@staff_required
@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """How the decision came about, and on which rules."""
    ticket = get_ticket(request, reference)
    card = CoverageCard.newest(ticket, timezone.localdate())
    return unfolded(request, ticket, "coverage_past", card=card, past=history_of(ticket))


@staff_required
@require_POST
def computation(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave it to the computation again, for forms, which cannot send DELETE."""
    return _lift(request, reference)


def _lift(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = get_ticket(request, reference)
    try:
        lift_override(ticket=ticket, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "coverage", why=str(error))
    return done(request, get_ticket(request, reference), *CHANGED, said=_("The computation decides again."))
