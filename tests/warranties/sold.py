"""Rows of a sale of a given day."""

from datetime import UTC, date, datetime

from customers.models import Unit
from tests.factories import DeliveryFactory, PurchaseFactory, UnitFactory
from warranties.queries import plan_terms, promises_to


def sold(on: date, *, unit: dict | None = None, **fields) -> Unit:
    """A unit bought and delivered at noon of that day. `fields` are the purchase's."""
    at = datetime.combine(on, datetime.min.time(), UTC).replace(hour=12)
    purchase = PurchaseFactory(purchased_at=at, **fields)
    return UnitFactory(purchase=purchase, delivery=DeliveryFactory(purchase=purchase, delivered_at=at), **unit or {})


def guarantees_for(units):
    """The terms of the commercial guarantees that reach each unit, by its id."""
    return {pk: [promised.terms for promised in promises.guarantees] for pk, promises in promises_to(units).items()}


def plans_for(units):
    """The terms of the service plans that each unit has, by its id."""
    return {pk: [plan_terms(cover) for cover in promises.plans] for pk, promises in promises_to(units).items()}
