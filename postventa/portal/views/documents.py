"""The papers of what the customer bought, in their language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from postventa.documents.case_receipt import case_receipt
from postventa.documents.certificate import certificate
from postventa.documents.paper import Paper, handed_out, language_asked
from postventa.documents.receipts import hand_in_receipt, return_receipt
from postventa.portal.access import customer_required, get_stay, get_unit
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.limits import HOUR, documents_by_customer, documents_by_link, is_limited, too_many


@require_safe
@customer_required
@documents_by_customer
def guarantee_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """What covers the product, as of today."""
    unit = get_unit(request, pk)
    return _answer(request, unit, lambda language: certificate(unit, timezone.now(), language))


@require_safe
@customer_required
@documents_by_customer
def hand_in_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a product that we have, or had."""
    stay = get_stay(request, pk)
    return _answer(request, stay.unit, lambda language: hand_in_receipt(stay, language))


@require_safe
@customer_required
@documents_by_customer
def return_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a product that went back to the customer."""
    stay = get_stay(request, pk)
    return _answer(request, stay.unit, lambda language: return_receipt(stay, language))


def _case_receipt(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """What says that we have the case: its reference, what was told, and when."""
    if is_limited(request):
        return too_many(request, seconds=HOUR)
    language = language_asked(request, door.ticket.language)
    return handed_out(request, lambda: case_receipt(door.ticket, language))


case_receipt_paper, case_receipt_by_link = two_doors(
    _case_receipt, methods=("GET", "HEAD"), by_customer=documents_by_customer, by_link=documents_by_link
)


def _answer(request: HttpRequest, unit: Unit, make: Callable[[str], Paper]) -> HttpResponse:
    if is_limited(request):
        return too_many(request, seconds=HOUR)
    language = language_asked(request, unit.keeper.language)
    return handed_out(request, lambda: make(language))
