"""The receipts of a stay in our hands (TRLGDCU 123.2, RD 58/1988 3.11): one at the hand-in, one at the return.

The days of a guarantee are those of the receipt's own day, however late it is printed: no later stay counts. All else
is read anew: the customer, the product, the law in force, and what somebody has put right in the stay since.
"""

from __future__ import annotations

from datetime import datetime, time

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import pdf_of
from core.errors import Refused
from core.zones import zone_of
from postventa.documents.certificate import qr_of
from postventa.documents.law import Cited, cited
from postventa.documents.paper import Paper
from warranties.facts import Facts, Stay
from warranties.models import Custody
from warranties.queries import facts_at_hand_in, rulebook
from warranties.rules import Rulebook
from warranties.stay_terms import at_return, collect_until, meanwhile

STILL_HERE = gettext_lazy("This product is still in our hands. The receipt of its return is made when it goes back.")


def hand_in_receipt(stay: Custody, language: str) -> Paper:
    """What says that we have the unit, since when and why. `stay` comes with_receipt_rows(). Refused as `pdf_of`."""
    before, rules = facts_at_hand_in(stay), rulebook()
    with translation.override(language):
        context = _common(stay) | {
            "title": _("Hand-in receipt"),
            "issued": stay.handed_in_on,
            "suspension": suspension(stay, before, rules),
            "collect": collect_until(before, stay.handed_in_on, rules),
        }
        content = pdf_of("documents/hand_in.html", context, language=language)
        return Paper(_("hand-in %(number)s") % {"number": stay.number}, content)


def return_receipt(stay: Custody, language: str) -> Paper:
    """What says that it went back and what was done. Refused `custody_open` before, and as `pdf_of`."""
    if stay.returned_on is None:
        raise Refused(STILL_HERE, code="custody_open")
    now = at_return(facts_at_hand_in(stay), stay.stay(), rulebook())
    with translation.override(language):
        context = _common(stay) | {
            "title": _("Return receipt"),
            "issued": stay.returned_on,
            "returned": _hour(stay, stay.returned_at),
            "days": stay.days(stay.returned_on),
            "now": now,
            "moved": cited(now.moved),
            "paid_repair": cited(now.paid_repair),
        }
        content = pdf_of("documents/return.html", context, language=language)
        return Paper(_("return %(number)s") % {"number": stay.number}, content)


def suspension(stay: Custody, before: Facts, rules: Rulebook) -> Cited | None:
    """What happens to the legal term meanwhile, in words; None where no term runs. An outcome came later."""
    found = meanwhile(before, Stay(stay.handed_in_on, paid=stay.paid), rules)
    if found is None:
        return None
    if not found.stands_still:
        return _("The term of the legal guarantee goes on meanwhile."), ""
    still = _("The term of the legal guarantee stands still from the hand-in until the product is back with you.")
    return still, found.cite


def _common(stay: Custody) -> dict[str, object]:
    return {
        "number": stay.number,
        "stay": stay,
        "unit": stay.unit,
        "customer": stay.customer,
        "order": stay.unit.order_for(stay.customer),
        "handed_in": _hour(stay, stay.handed_in_at),
        **qr_of(stay.unit),
    }


def _hour(stay: Custody, instant: datetime | None) -> datetime | None:
    """The instant by the customer's clock; None when only the day is known, which is kept as its noon."""
    if instant is None:
        return None
    local = instant.astimezone(zone_of(stay.unit.purchase.customer.timezone)).replace(tzinfo=None)
    return None if local.time() == time(12) else local
