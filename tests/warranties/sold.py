"""Rows of a sale of a given day."""

from datetime import UTC, date, datetime

from customers.models import Unit
from tests.factories import DeliveryFactory, PurchaseFactory, UnitFactory


def sold(on: date, *, unit: dict | None = None, **fields) -> Unit:
    """A unit bought and delivered at noon of that day. `fields` are the purchase's."""
    at = datetime.combine(on, datetime.min.time(), UTC).replace(hour=12)
    purchase = PurchaseFactory(purchased_at=at, **fields)
    return UnitFactory(purchase=purchase, delivery=DeliveryFactory(purchase=purchase, delivered_at=at), **unit or {})
