"""An agent looks at what a customer registered: it changes hands, it is written down, or it is refused with words."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Product
from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers import notices
from customers.actions.handing_over import hand_over
from customers.actions.known import check_known
from customers.models import Delivery, Purchase, Registration, Unit
from customers.queries import units_of_serial
from customers.rules import ref_by_registration
from customers.states import Channel, RegistrationState


@transaction.atomic
def accept_as_handed_over(
    *, registration: Registration, unit: Unit, on: dt.date | None = None, by: Actor, now: dt.datetime
) -> Registration:
    """It is a unit of ours, which is theirs from that day on; who had it and who has it now are told.

    Refused when somebody has decided ("decided"), and as `hand_over` does.
    """
    row = _waiting(registration)
    row.unit = hand_over(unit=unit, to=row.customer, on=on, by=by, now=now)
    _decide(row, RegistrationState.ACCEPTED, by, now)
    notices.tell_accepted(row, now)
    return row


@transaction.atomic
def accept_as_written(
    *, registration: Registration, product: Product, bought_on: dt.date, serial: str = "", by: Actor, now: dt.datetime
) -> Registration:
    """It was bought in another shop: it is written down as they told it, and they are told.

    The order is «REG-…», and the product arrived on the day on which it was bought. Refused when somebody has decided
    ("decided"), for a day to come ("bought_in_future"), and for a serial number of that product that we know
    ("serial_known"): that one changes hands.
    """
    row = _waiting(registration)
    serial = serial.strip()[:120]
    if bought_on > now.astimezone(zone_of(row.customer.timezone)).date():
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(bought_on)}, code="bought_in_future")
    if any(unit.product_id == product.pk for unit in units_of_serial(serial)):
        raise Refused(
            _("We know a %(product)s with this serial number. Let that one change hands.") % {"product": product},
            code="serial_known",
        )
    row.unit = _written(row, product, bought_on, serial)
    _decide(row, RegistrationState.ACCEPTED, by, now)
    notices.tell_accepted(row, now)
    return row


@transaction.atomic
def refuse_registration(*, registration: Registration, answer: str, by: Actor, now: dt.datetime) -> Registration:
    """Not registered; the customer reads why. Refused when somebody has decided ("decided"), and without words."""
    row = _waiting(registration)
    row.answer = answer.replace("\x00", "").strip()
    if not row.answer:
        raise Refused(_("Write to the customer why, and what they can do."), code="answer_missing")
    _decide(row, RegistrationState.REFUSED, by, now)
    notices.tell_refused(row, now)
    return row


def _waiting(registration: Registration) -> Registration:
    """The row, held: of two agents at once one decides. Refused for a customer who was forgotten."""
    check_known(registration.customer_id)
    rows = Registration.objects.select_for_update(of=("self",)).select_related("customer", "product")
    row = rows.get(pk=registration.pk)
    if row.state == RegistrationState.WITHDRAWN:
        raise Refused(_("The customer has taken it back."), code="decided")
    if row.state != RegistrationState.WAITING:
        raise Refused(_("A colleague has decided it already."), code="decided")
    return row


def _decide(row: Registration, state: RegistrationState, by: Actor, now: dt.datetime) -> None:
    row.state, row.decided_at, row.decided_by_id = state, now, by.user_id
    row.save(update_fields=["state", "unit", "answer", "decided_at", "decided_by"])


def _written(row: Registration, product: Product, bought_on: dt.date, serial: str) -> Unit:
    noon = dt.datetime.combine(bought_on, dt.time(12), zone_of(row.customer.timezone))
    purchase = Purchase.objects.create(
        order_ref=ref_by_registration(row.submission),
        customer=row.customer,
        channel=Channel.OTHER,
        purchased_at=noon,
        purchased_on=bought_on,
    )
    delivery = Delivery.objects.create(purchase=purchase, delivered_at=noon, delivered_on=bought_on)
    return Unit.objects.create(purchase=purchase, line="1", product=product, delivery=delivery, serial=serial)
