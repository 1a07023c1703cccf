"""The papers of a unit, in its customer's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from postventa.desk.access import get_stay, get_unit, staff_required
from postventa.documents.certificate import certificate
from postventa.documents.paper import handed_out, language_asked
from postventa.documents.receipts import hand_in_receipt, return_receipt


@staff_required
@require_safe
def guarantee_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """What covers the unit, as of today."""
    unit = get_unit(request, pk)
    language = language_asked(request, unit.keeper.language)
    return handed_out(request, lambda: certificate(unit, timezone.now(), language))


@staff_required
@require_safe
def hand_in_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a unit that came into our hands."""
    stay = get_stay(request, pk)
    language = language_asked(request, stay.customer.language)
    return handed_out(request, lambda: hand_in_receipt(stay, language))


@staff_required
@require_safe
def return_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a unit that went back."""
    stay = get_stay(request, pk)
    language = language_asked(request, stay.customer.language)
    return handed_out(request, lambda: return_receipt(stay, language))
