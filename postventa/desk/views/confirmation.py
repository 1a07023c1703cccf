"""A person stands by what was decided about the coverage: POST says so, a POST to `removal` takes it back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.ticket_page import noted, refused
from tickets.actions.fields import confirm_coverage, unconfirm_coverage


class ConfirmationForm(forms.Form):
    """The decision that was on the page."""

    decision = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@staff_required
@require_POST
def coverage_confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = get_ticket(request, reference)
    form = ConfirmationForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "coverage", why=_("Say which decision you confirm. Open the page again."))
    given = {"decision": form.cleaned_data["decision"], "by": actor(request), "now": timezone.now()}
    try:
        confirm_coverage(ticket=ticket, **given)
    except Refused as error:
        return refused(request, get_ticket(request, reference), "coverage", why=str(error))
    return noted(request, get_ticket(request, reference), "coverage", said=_("You stand by the coverage."))


@staff_required
@require_POST
def coverage_confirmation_removal(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = get_ticket(request, reference)
    try:
        unconfirm_coverage(ticket=ticket, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "coverage", why=str(error))
    return noted(request, get_ticket(request, reference), "coverage", said=_("Nobody stands by the coverage now."))
