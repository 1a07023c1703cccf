"""Whom a plan is about, as SQL: what no plan wants never comes out of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from customers.models import Purchase, Unit
from followups.models import PlanVersion
from followups.states import Trigger


@dataclass(frozen=True)
class Paths:
    """Where a fact keeps what plans ask for. `lines` says whether one of its units is of these product lines."""

    country: F | Coalesce
    purchase: str
    delivery: str
    lines: str = ""  # empty: those of all units of the delivery

    def __getitem__(self, name: str) -> str:
        return f"{self.delivery}__{name}" if self.delivery else name


OF_DELIVERY = Paths(country=F("purchase__customer__country"), purchase="purchase", delivery="")
OF_CASE = Paths(
    country=F("customer__country"), purchase="unit__purchase", delivery="unit__delivery", lines="unit__product__line"
)
OF_UNIT = Paths(
    country=Coalesce("holder__country", "purchase__customer__country"),
    purchase="purchase",
    delivery="delivery",
    lines="product__line",
)


def fits(version: PlanVersion, paths: Paths) -> Q:
    """Of facts: what the version asks for. What a fact does not know (an order, a promise) fits no wish about it."""
    asked: list[Q] = [Q(pk__isnull=False)]
    if version.plan.trigger == Trigger.INSTALLED:
        asked.append(Q(installed_at__isnull=False))
    if version.lines:
        units = Unit.objects.filter(delivery=OuterRef("pk"), product__line__in=version.lines)
        asked.append(Q(**{f"{paths.lines}__in": version.lines}) if paths.lines else Q(Exists(units)))
    if version.countries:
        asked.append(Q(where__in=version.countries))
    if version.channels:
        asked.append(Q(**{f"{paths.purchase}__channel__in": version.channels}))
    if version.value_from is not None:
        asked.append(_worth(version, paths))
    if version.first_purchase is not None:
        asked.append(_first(paths) if version.first_purchase else Q(_bought_before(paths)))
    if version.visits_over is not None:
        asked.append(Q(**{f"{paths['visits']}__gt": version.visits_over}))
    if version.late is not None:
        asked.append(Q(**{paths["late"]: version.late}))
    return reduce(and_, asked)


def first_fitting(versions: Iterable[PlanVersion], paths: Paths) -> Case:
    """The id of the first of these plans that a fact fits; NULL for none."""
    cases = [When(fits(version, paths), then=Value(version.pk)) for version in versions]
    return Case(*cases, default=None, output_field=BigIntegerField())


def first_fitting_since(versions: Iterable[PlanVersion], paths: Paths, since: dict[int, dt.datetime]) -> Case:
    """From when on facts count for the first plan that they fit; NULL for none."""
    cases = [When(fits(version, paths), then=Value(since[version.pk])) for version in versions]
    return Case(*cases, default=None, output_field=DateTimeField())


def _worth(version: PlanVersion, paths: Paths) -> Q:
    lines = Unit.objects.filter(purchase=OuterRef(paths.purchase), currency=version.currency)
    orders = lines.order_by().values("purchase").annotate(total=Sum("price"))
    return Q(Exists(orders.filter(total__gte=version.value_from)))


def _first(paths: Paths) -> Q:
    return Q(**{f"{paths.purchase}__isnull": False}) & ~Q(_bought_before(paths))


def _bought_before(paths: Paths) -> Q:
    """Whether the person, under whatever number, had bought something before that order."""
    order = paths.purchase
    before = Purchase.objects.filter(purchased_at__lt=OuterRef(f"{order}__purchased_at"))
    by_email = before.exclude(customer__email="").filter(customer__email=OuterRef(f"{order}__customer__email"))
    # What is no number tells nothing: see `facts.known_by`.
    by_phone = before.filter(customer__phone__startswith="+", customer__phone=OuterRef(f"{order}__customer__phone"))
    by_number = before.filter(customer=OuterRef(f"{order}__customer"))
    return reduce(or_, [Q(Exists(found)) for found in (by_number, by_email, by_phone)])
