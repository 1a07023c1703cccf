"""A customer with what they bought."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from followups.actions.revoking import revoke_survey
from postventa.desk.access import actor, get_customer, get_survey, staff_required
from postventa.desk.customer_page import render_page


@staff_required
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who they are, their units with what covers each, their cases, and how we followed up."""
    return render_page(request, get_customer(request, pk))


@staff_required
@require_POST
def survey_withdrawal(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """Take back the link of a survey that they were sent."""
    invitation = get_survey(request, survey, customer=pk)
    try:
        revoke_survey(invitation=invitation, by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The survey is withdrawn: its link takes no more answers."))
    return redirect("desk:customer", pk)
