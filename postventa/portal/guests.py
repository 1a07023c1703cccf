"""A guest: whoever names an order and its e-mail. For two hours they see what was bought with it, and nothing else."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from customers.models import Purchase
from postventa.portal.access import GUEST

STAY = dt.timedelta(hours=2)


def order_of(reference: str, email: str) -> Purchase | None:
    """The order with that reference, when it is that e-mail's; both in their normal form.

    An e-mail is never looked for: it is compared with the order's. So the same is asked of the database whether the
    order, the e-mail or neither is known, and nobody learns who is a customer.
    """
    rows = Purchase.objects.filter(order_ref__in=order_forms(reference)).select_related("customer").order_by("-pk")
    return next((row for row in rows if email and constant_time_compare(row.customer.email, email)), None)


def order_forms(reference: str) -> set[str]:
    """How an order that somebody typed may be written down: as it is, in capitals, in small letters."""
    return {reference, reference.upper(), reference.lower()}


def let_in(request: HttpRequest, purchase: Purchase, now: dt.datetime) -> None:
    """From now on this browser is a guest of that order. Its session gets another key: nobody gave it to them."""
    until = now + STAY
    request.session[GUEST] = {
        "purchase": purchase.pk,
        "email": purchase.customer.email,
        "until": until.isoformat(),
    }
    request.session.cycle_key()


def typed_email(request: HttpRequest) -> str:
    """The e-mail that the guest of this session typed."""
    return str(request.session.get(GUEST, {}).get("email", ""))
