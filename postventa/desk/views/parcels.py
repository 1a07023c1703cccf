"""What customers send back: making the label of a return, and saying that it is here."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_case, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.visits import ParcelForm
from postventa.desk.ticket_page import noted, refused
from postventa.documents.paper import handed_out, language_asked
from postventa.documents.return_label import return_label
from tickets.actions.parcels import cancel_parcel, make_parcel, receive_parcel
from tickets.models import Parcel, Ticket
from tickets.queries.families import end_of, family_ids

PARTS = ("header", "visits", "steps", "case_line")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def parcels(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a return. Asked for: where to, with whom, what to put in."""
    ticket = get_case(request, reference)
    form = ParcelForm(request.POST if request.method == "POST" else None, auto_id="parcel_%s")
    if not form.is_valid():
        return ask(request, ticket, "parcel_new", form=form)
    try:
        made = make_parcel(ticket=ticket, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "parcel_new", why=str(error), form=form)
    messages.success(
        request, _("Return %(number)s is made, and the customer has a letter with its label.") % {"number": made.number}
    )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": reverse("desk:ticket", args=[ticket.reference])})
    return redirect("desk:ticket", ticket.reference)


@staff_required
@require_POST
def parcel_receipt(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It is here."""
    return _done(request, reference, pk, receive_parcel, _("Written down: it is here. The customer has a letter."))


@staff_required
@require_POST
def parcel_removal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Nothing is sent back under its number."""
    return _done(request, reference, pk, cancel_parcel, _("The return is cancelled."))


@staff_required
@require_safe
def parcel_label(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Its label, to print for who has no printer."""
    ticket, parcel = _parcel(request, reference, pk)
    language = language_asked(request, ticket.language)
    return handed_out(request, lambda: return_label(parcel, get_ticket(request, ticket.reference), language))


@staff_required
@require_safe
def parcel(request: HttpRequest, number: str) -> HttpResponse:
    """What the QR on a label opens: the case of the return, where that goes on."""
    row = get_object_or_404(Parcel, number=number.upper().replace("\x00", ""))
    case = get_object_or_404(Ticket, pk=end_of(row.ticket_id))
    return redirect(reverse("desk:ticket", args=[case.reference]) + "#visits")


def _done(request: HttpRequest, reference: str, pk: int, verb: Callable[..., Parcel], said: str) -> HttpResponse:
    ticket, row = _parcel(request, reference, pk)
    try:
        verb(parcel=row, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, ticket.reference), *PARTS, why=str(error))
    return noted(request, get_ticket(request, ticket.reference), *PARTS, said=said)


def _parcel(request: HttpRequest, reference: str, pk: int) -> tuple[Ticket, Parcel]:
    """A case, and a return of it or of one that was merged into it."""
    ticket = get_case(request, reference)
    row = Parcel.objects.filter(ticket__in=family_ids(ticket), pk=pk).select_related("centre").first()
    if row is None:
        raise Http404
    return ticket, row
