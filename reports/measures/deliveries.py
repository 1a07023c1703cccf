"""Deliveries: on time or late, and how many visits they took. Each on the day it arrived at the customer's place."""

from __future__ import annotations

from django.db.models import Q

from customers.models import Delivery
from reports.measures._measure import Measure, Places
from reports.states import Source

PLACES = Places(
    line="units__product__line", channel="purchase__channel", country="purchase__customer__country", many_lines=True
)
TOUCHED = {
    Source.DELIVERY: ("pk",),
    Source.UNIT: ("units",),
    Source.PRODUCT: ("units__product",),
    Source.PURCHASE: ("purchase",),
    Source.CUSTOMER: ("purchase__customer",),
}

ARRIVED = Measure(
    code="arrived",
    model=Delivery,
    on="delivered_on",
    on_date=True,
    counts=Q(delivered_on__isnull=False),
    hit=Q(late__isnull=False),
    subject=Source.DELIVERY,
    touched=TOUCHED,
    places=PLACES,
)
ON_TIME = Measure(
    code="on_time",
    model=Delivery,
    on="delivered_on",
    on_date=True,
    counts=Q(late__isnull=False),
    hit=Q(late=False),
    by="carrier",
    subject=Source.DELIVERY,
    touched=TOUCHED,
    places=PLACES,
)
# Of what says how many visits it took until it was complete.
VISITS = Measure(
    code="visits",
    model=Delivery,
    on="delivered_on",
    on_date=True,
    counts=Q(delivered_on__isnull=False, visits__isnull=False),
    hit=Q(visits__lte=1),
    amount="visits",
    subject=Source.DELIVERY,
    touched=TOUCHED,
    places=PLACES,
)

DELIVERIES = (ARRIVED, ON_TIME, VISITS)
