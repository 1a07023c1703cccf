"""The label of a return: what the customer prints, cuts out and sticks on the parcel."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import pdf_of, qr_svg
from core.zones import zone_of
from postventa.documents.paper import Paper
from tickets.models import Parcel, Ticket
from warranties.jurisdictions import country_name

QR_LABEL = gettext_lazy("QR with which the workshop finds this return")


def return_label(parcel: Parcel, ticket: Ticket, language: str) -> Paper:
    """Its label on a page, with what to put in and how to send it. Equal rows give equal bytes. Refused as `pdf_of`.

    The QR opens nothing to anybody but those who work here. `parcel` comes with its centre, `ticket` with its customer
    and its unit's product.
    """
    with translation.override(language):
        context = {
            "title": _("Return label"),
            "number": parcel.number,
            "issued": parcel.made_at.astimezone(zone_of(ticket.customer.timezone)).date(),
            "parcel": parcel,
            "ticket": ticket,
            "customer": ticket.customer,
            "country": country_name(ticket.customer.country) if ticket.customer.country else "",
            "qr": qr_svg(f"{settings.BASE_URL}/desk/parcels/{parcel.number}/", label=QR_LABEL),
        }
        content = pdf_of("documents/return_label.html", context, language=language)
        return Paper(_("label %(number)s") % {"number": parcel.number}, content)
