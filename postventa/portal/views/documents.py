"""The papers of what the customer bought, in their language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Unit
from postventa.documents.certificate import certificate
from postventa.documents.paper import Paper, handed_out, language_asked
from postventa.documents.receipts import hand_in_receipt, return_receipt
from postventa.portal.access import customer_required, get_stay, get_unit
from postventa.portal.limits import HOUR, documents_by_customer, is_limited, too_many


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


def _answer(request: HttpRequest, unit: Unit, make: Callable[[str], Paper]) -> HttpResponse:
    if is_limited(request):
        return too_many(request, seconds=HOUR)
    language = language_asked(request, unit.purchase.customer.language)
    return handed_out(request, lambda: make(language))
