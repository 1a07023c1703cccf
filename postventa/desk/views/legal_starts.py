"""Dates from which the law counts: said, done, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_legal_start, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.law import LegalStartForm
from postventa.desk.ticket_page import back_to, noted, refused
from tickets.actions.legal_starts import end_legal_start, say_legal_start, withdraw_legal_start
from tickets.models import LegalStart
from tickets.queries.law import law_of


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def legal_starts(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that something happened from which the law counts. Asked for: what, and when."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return ask(request, ticket, "legal_start", start_form=LegalStartForm())
    form = LegalStartForm(request.POST)
    if not form.is_valid():
        return ask(request, ticket, "legal_start", start_form=form)
    try:
        start = say_legal_start(ticket=ticket, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "legal_start", why=str(error), start_form=form)
    if law_of(ticket).counts_from(start):
        messages.success(request, _("The date is written down, and the law's clock counts from it."))
    else:
        messages.warning(
            request, _("The date is written down. No term that binds us counts from it, so that no clock runs.")
        )
    return back_to(request, ticket)


@staff_required
@require_POST
def legal_start_done(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What had to follow is done."""
    return _end(request, reference, pk, end_legal_start, _("It is done: its clock has stopped."))


@staff_required
@require_POST
def legal_start_withdrawal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was said by mistake."""
    return _end(request, reference, pk, withdraw_legal_start, _("The date is withdrawn: nothing counts from it."))


def _end(request: HttpRequest, reference: str, pk: int, verb: Callable[..., LegalStart], said: str) -> HttpResponse:
    start = get_legal_start(request, reference, pk)
    try:
        verb(start=start, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "header", "law", why=str(error))
    return noted(request, get_ticket(request, reference), "header", "law", said=said)
