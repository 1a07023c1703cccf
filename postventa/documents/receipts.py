"""The receipts of a stay in our hands (TRLGDCU 123.2, RD 58/1988 3.11): one at the hand-in, one at the return.

A receipt says what was true on its day, whenever it is printed again: what happened later does not count.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import pdf_of
from core.errors import Refused
from core.zones import zone_of
from postventa.documents.certificate import qr_of
from postventa.documents.paper import Paper
from postventa.documents.stay_terms import collect_until, guarantee_at_return, suspension
from warranties.models import Custody

STILL_HERE = gettext_lazy("This product is still in our hands. The receipt of its return is made when it goes back.")


def for_receipts(stays: QuerySet[Custody]) -> QuerySet[Custody]:
    """With the rows that a receipt names, in one query."""
    related = ("received_by", "returned_by", "unit__product", "unit__delivery", "unit__purchase__customer")
    return stays.select_related(*related)


def hand_in_receipt(stay: Custody, language: str) -> Paper:
    """What says that we have the unit, since when and why. `stay` comes from for_receipts(). Refused as `pdf_of`."""
    with translation.override(language):
        context = _common(stay) | {
            "title": _("Hand-in receipt"),
            "issued": stay.handed_in_on,
            "suspension": suspension(stay),
            "collect": collect_until(stay),
        }
        content = pdf_of("documents/hand_in.html", context, language=language)
        return Paper(_("hand-in %(number)s") % {"number": stay.number}, content)


def return_receipt(stay: Custody, language: str) -> Paper:
    """What says that it went back and what was done. Refused `custody_open` before, and as `pdf_of`."""
    if stay.returned_on is None:
        raise Refused(STILL_HERE, code="custody_open")
    with translation.override(language):
        context = _common(stay) | {
            "title": _("Return receipt"),
            "issued": stay.returned_on,
            "returned": _hour(stay, stay.returned_at),
            "days": (stay.returned_on - stay.handed_in_on).days,
            "now": guarantee_at_return(stay, stay.returned_on),
        }
        content = pdf_of("documents/return.html", context, language=language)
        return Paper(_("return %(number)s") % {"number": stay.number}, content)


def _common(stay: Custody) -> dict[str, object]:
    return {
        "number": stay.number,
        "stay": stay,
        "unit": stay.unit,
        "customer": stay.unit.purchase.customer,
        "handed_in": _hour(stay, stay.handed_in_at),
        **qr_of(stay.unit),
    }


def _hour(stay: Custody, instant: datetime | None) -> datetime | None:
    """The instant by the customer's clock; None when only the day is known, which is kept as its noon."""
    if instant is None:
        return None
    local = instant.astimezone(zone_of(stay.unit.purchase.customer.timezone)).replace(tzinfo=None)
    return None if local.time() == time(12) else local
