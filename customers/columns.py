"""What one line of an export of purchases says. Pure: a row's cells in, facts or sentences out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import phonenumbers
from django.utils.translation import gettext as _

from core.cells import Cells, Moment
from customers.states import Channel, Condition

REQUIRED = ("order_ref", "line", "customer_ref", "sku", "purchased_at")
COLUMNS = (
    *("order_ref", "line", "customer_ref", "customer_name", "customer_email", "customer_phone", "customer_language"),
    *("country", "region", "city", "postal_code", "timezone", "sku", "product_name", "product_line", "brand"),
    *("serial", "lot", "condition", "unit_price", "currency", "channel", "purchased_at", "promised_delivery"),
    *("shipped_at", "delivered_at", "installed_at", "visits_to_complete", "carrier"),
)


class CustomerFacts(NamedTuple):
    ref: str
    name: str
    email: str
    phone: str
    language: str
    country: str
    region: str
    city: str
    postal_code: str
    timezone: str


class ProductFacts(NamedTuple):
    sku: str
    name: str
    brand: str
    line: str


class PurchaseFacts(NamedTuple):
    channel: str
    purchased_at: dt.datetime
    purchased_on: dt.date


class DeliveryFacts(NamedTuple):
    promised_on: dt.date | None
    shipped_at: dt.datetime | None
    delivered_at: dt.datetime | None
    delivered_on: dt.date | None
    installed_at: dt.datetime | None
    visits: int | None
    carrier: str


class UnitFacts(NamedTuple):
    sku: str
    serial: str
    lot: str
    condition: str
    price: Decimal | None
    currency: str


# Which column fills which fact, for those that an export may leave out: what it does not tell is kept as it is.
CUSTOMER_COLUMNS = {
    "name": "customer_name",
    "email": "customer_email",
    "phone": "customer_phone",
    "language": "customer_language",
    "country": "country",
    "region": "region",
    "city": "city",
    "postal_code": "postal_code",
    "timezone": "timezone",
}
PRODUCT_COLUMNS = {"name": "product_name", "brand": "brand", "line": "product_line"}
DELIVERY_COLUMNS = {
    "promised_on": "promised_delivery",
    "shipped_at": "shipped_at",
    "delivered_at": "delivered_at",
    "delivered_on": "delivered_at",
    "installed_at": "installed_at",
    "visits": "visits_to_complete",
    "carrier": "carrier",
}
UNIT_COLUMNS = {
    "serial": "serial",
    "lot": "lot",
    "condition": "condition",
    "price": "unit_price",
    "currency": "currency",
}


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A readable line. What is `silent` had an empty cell or no column."""

    order_ref: str
    line: str
    customer: CustomerFacts
    customer_silent: frozenset[str]
    product: ProductFacts
    product_silent: frozenset[str]
    purchase: PurchaseFacts
    channel_silent: bool
    delivery: DeliveryFacts
    unit: UnitFacts


class House(NamedTuple):
    """What holds when a row does not say: the company's own zone, country and languages (the first is the usual)."""

    zone: str
    country: str
    languages: tuple[str, ...]


def read_line(values: Mapping[str, str], *, house: House, now: dt.datetime) -> PurchaseLine | list[str]:
    """The line, or the sentences that say what to mend. Dates that the law counts are dates of the customer's zone."""
    cells = Cells(values)
    customer = _customer(cells, values, house)
    sku = cells.text("sku", 80, required=True)
    product = ProductFacts(
        sku, cells.text("product_name", 200) or sku, cells.text("brand", 120), cells.text("product_line", 120)
    )
    purchased = cells.moment("purchased_at", customer.timezone, required=True)
    delivery = _delivery(cells, customer.timezone, purchased, now)
    unit = _unit(cells, sku)
    order_ref, line = cells.text("order_ref", 80, required=True), cells.text("line", 40, required=True)
    channel = cells.choice("channel", Channel.values, Channel.OTHER)
    if cells.faults or purchased is None:
        return cells.faults
    return PurchaseLine(
        order_ref=order_ref,
        line=line,
        customer=customer,
        customer_silent=_silent(values, CUSTOMER_COLUMNS),
        product=product,
        product_silent=_silent(values, PRODUCT_COLUMNS),
        purchase=PurchaseFacts(channel, purchased.at, purchased.on),
        channel_silent=not cells.says("channel"),
        delivery=delivery,
        unit=unit,
    )


def _silent(values: Mapping[str, str], columns: Mapping[str, str]) -> frozenset[str]:
    return frozenset(fact for fact, column in columns.items() if not values.get(column))


def _customer(cells: Cells, values: Mapping[str, str], house: House) -> CustomerFacts:
    country = values.get("country", "").upper()
    if country and country not in phonenumbers.SUPPORTED_REGIONS:
        cells.fault(_("«%(column)s» says «%(value)s», which is no country; write its two letters, as ES."), "country")
    language = values.get("customer_language", "").lower().replace("_", "-").split("-")[0] or house.languages[0]
    if language not in house.languages:
        known = ", ".join(house.languages)
        cells.fault(_("«%(column)s» says «%(value)s»; it can be: %(choices)s."), "customer_language", choices=known)
    return CustomerFacts(
        ref=cells.text("customer_ref", 80, required=True),
        name=cells.text("customer_name", 200),
        email=cells.email("customer_email"),
        phone=cells.phone("customer_phone", country or house.country),
        language=language,
        country=country,
        region=cells.text("region", 80),
        city=cells.text("city", 120),
        postal_code=cells.text("postal_code", 20),
        timezone=cells.zone("timezone", house.zone),
    )


def _delivery(cells: Cells, zone: str, purchased: Moment | None, now: dt.datetime) -> DeliveryFacts:
    """Carriers' papers may say that it was shipped after it arrived: that is kept as told, and harms nobody."""
    promised = cells.moment("promised_delivery", zone)
    shipped = cells.moment("shipped_at", zone)
    delivered = cells.moment("delivered_at", zone)
    installed = cells.moment("installed_at", zone)
    if purchased and purchased.is_after_now(now, zone):
        cells.fault(_("%(column)s (%(value)s) is in the future. Check it."), "purchased_at")
    if delivered and delivered.is_after_now(now, zone):
        cells.fault(_("%(column)s (%(value)s) is in the future. Leave it empty until it is delivered."), "delivered_at")
    if purchased and delivered and delivered.is_before(purchased):
        cells.before("delivered_at", "purchased_at")
    if installed and not cells.says("delivered_at"):
        cells.fault(
            _("%(column)s (%(value)s) is there and %(other)s is empty. Fill in both or neither."),
            "installed_at",
            other="delivered_at",
        )
    if installed and delivered and installed.is_before(delivered):
        cells.before("installed_at", "delivered_at")
    if installed and installed.is_after_now(now, zone):
        cells.fault(_("%(column)s (%(value)s) is in the future. Leave it empty until it is installed."), "installed_at")
    return DeliveryFacts(
        promised_on=promised.on if promised else None,
        shipped_at=shipped.at if shipped else None,
        delivered_at=delivered.at if delivered else None,
        delivered_on=delivered.on if delivered else None,
        installed_at=installed.at if installed else None,
        visits=cells.whole("visits_to_complete", 1, 999),
        carrier=cells.text("carrier", 120),
    )


def _unit(cells: Cells, sku: str) -> UnitFacts:
    price, currency = cells.amount("unit_price"), cells.currency("currency")
    if cells.says("unit_price") and not cells.says("currency"):
        cells.fault(_("There is a price without its currency; write it in «%(column)s», as EUR."), "currency")
    return UnitFacts(
        sku=sku,
        serial=cells.text("serial", 120),
        lot=cells.text("lot", 80),
        condition=cells.choice("condition", Condition.values, Condition.NEW),
        price=price,
        currency=currency,
    )
