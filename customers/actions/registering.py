"""A customer says that a product is theirs: bought elsewhere, or given to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Product
from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from core.zones import zone_of
from customers.actions.known import check_known
from customers.models import Customer, Registration
from customers.queries import units_of_serial
from customers.rules import MOST_WAITING
from customers.states import RegistrationState


@dataclass(frozen=True)
class Told:
    """What somebody says of a product of theirs: which one, or in their words, and how they came to it."""

    serial: str = ""
    product: Product | None = None
    product_words: str = ""
    gift: bool = False
    bought_on: dt.date | None = None
    bought_from: str = ""


def register_product(
    *,
    customer: Customer,
    told: Told,
    receipt: Sequence[UploadedFile] = (),
    submission: uuid.UUID,
    by: Actor,
    now: dt.datetime,
) -> Registration:
    """Keep what they say, with the receipt, until an agent has looked at it; the same `submission` twice is one.

    Refused without a product or words for it ("product_missing"), without anything to check it by, a serial number or
    a receipt ("proof_missing"), for a day to come ("bought_in_future"), for what is theirs or is being checked already
    ("already_yours", "waiting_already"), for more than MOST_WAITING at once ("too_many"), for files that we
    cannot take, and for a customer who was forgotten ("forgotten").
    """
    first = Registration.objects.filter(submission=submission).first()
    if first is None:
        row = _row(customer, told, submission, now)
        _check(row, has_receipt=bool(receipt), now=now)
        with received_files(uploads=receipt[:1], now=now) as received, transaction.atomic():
            Customer.objects.select_for_update().get(pk=customer.pk)  # one after the other, so that they are counted
            check_known(customer)
            first = Registration.objects.filter(submission=submission).first()
            if first is None:
                _check_room(row)
                row.receipt = next(iter(store_files(received=received)), None)
                row.save(force_insert=True)
    if first is not None and first.customer_id != customer.pk:
        raise Refused(_("This form was sent before. Please begin again."), code="sent_before")
    return first or row


@transaction.atomic
def withdraw_registration(*, registration: Registration, by: Actor, now: dt.datetime) -> Registration:
    """Its customer takes it back. Doing it twice is doing it once. Refused once it is decided ("decided")."""
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if row.state == RegistrationState.WITHDRAWN:
        return row
    if row.state != RegistrationState.WAITING:
        raise Refused(_("We have answered it already."), code="decided")
    row.state, row.decided_at = RegistrationState.WITHDRAWN, now
    row.save(update_fields=["state", "decided_at"])
    return row


def _row(customer: Customer, told: Told, submission: uuid.UUID, now: dt.datetime) -> Registration:
    return Registration(
        customer=customer,
        serial=plain_words(told.serial)[:120],
        product=told.product,
        product_words="" if told.product else plain_words(told.product_words)[:200],
        gift=told.gift,
        bought_on=told.bought_on,
        bought_from=plain_words(told.bought_from)[:200],
        submission=submission,
        created_at=now,
    )


def _check(row: Registration, *, has_receipt: bool, now: dt.datetime) -> None:
    if row.product is None and not row.product_words:
        raise Refused(_("Choose the product, or write in your words what it is."), code="product_missing")
    if not row.serial and not has_receipt:
        raise Refused(
            _("Write the serial number, or attach a photo of the receipt: one of them is enough."), code="proof_missing"
        )
    if row.bought_on and row.bought_on > now.astimezone(zone_of(row.customer.timezone)).date():
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(row.bought_on)}, code="bought_in_future")


def _check_room(row: Registration) -> None:
    customer = row.customer
    if any(not unit.is_released and _same(unit.keeper, customer) for unit in units_of_serial(row.serial)):
        raise Refused(_("This product is among your products already."), code="already_yours")
    waiting = list(Registration.objects.waiting().filter(customer=customer).values_list("serial", flat=True))
    if row.serial and row.serial in waiting:
        raise Refused(_("You have told us of it already, and we are looking at it."), code="waiting_already")
    if len(waiting) >= MOST_WAITING:
        raise Refused(
            _("We are still looking at %(count)s products that you told us of. Please wait for our answer.")
            % {"count": len(waiting)},
            code="too_many",
        )


def _same(one: Customer, other: Customer) -> bool:
    return one == other or bool(one.email and one.email == other.email)
