"""From when on there is something to count."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils import timezone

from catalog.models import ProductLine
from customers.models import Delivery
from followups.models import Answer
from tickets.models import Ticket


def first_day() -> dt.date | None:
    """The day of the first delivery, answer or case; None in an empty house."""
    zone = timezone.get_default_timezone()
    instants = [
        Answer.objects.filter(question="csat").aggregate(at=Min("answered_at"))["at"],
        Ticket.objects.aggregate(at=Min("created_at"))["at"],
    ]
    days = [timezone.localdate(at, zone) for at in instants if at]
    if delivered := Delivery.objects.aggregate(on=Min("delivered_on"))["on"]:
        days.append(delivered)
    return min(days, default=None)


def has_purchases() -> bool:
    """Whether anything was ever sold."""
    return Delivery.objects.exists()


def lines() -> list[tuple[int, str]]:
    """Every product line, to choose from."""
    return list(ProductLine.objects.values_list("pk", "name").order_by("name"))
