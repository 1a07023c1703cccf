"""Days of units that come near: when their guarantee ends, when their maintenance is due.

What could end on a day is found by when it was delivered, one stretch of days for each length that a guarantee may have
(along indexes, never through all units); what does end then says the coverage decision.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from catalog.models import Product
from core.zones import zone_of
from customers.models import Delivery, Unit
from customers.rules import REGISTERED
from followups.facts import PERSON, Fact, Person, Subject
from followups.models import Call, Invitation, PlanVersion
from followups.queries.conditions import OF_UNIT, first_fitting
from warranties.calendar import add_months
from warranties.decision import Decision, last_day
from warranties.models import CommercialGuarantee, GuaranteeComponent
from warranties.queries import coverage_of_units, rulebook
from warranties.rules import ExtensionTerms, Rulebook, SaleTerms
from warranties.states import PlanKind, Regime

BATCH = 500
SLACK = dt.timedelta(days=3)  # months are of different lengths
DAY = dt.timedelta(days=1)
ENDING = (Regime.LEGAL, Regime.COMMERCIAL, Regime.EXTENDED)


def ending_guarantees(
    versions: Sequence[PlanVersion], subject: Subject, today: dt.date, *, back: int, again: bool = False
) -> Iterator[Fact]:
    """Units whose last guarantee ends so many days from now as their plan says, or would have `back` days ago."""
    first, last = _span(versions, today, back)
    ids = sorted(units_that_may_end(first, last))
    for start in range(0, len(ids), BATCH):
        units = list(_ours().filter(pk__in=ids[start : start + BATCH]))
        days = {pk: end for pk, end in ends_of(units, today).items() if first <= end <= last}
        yield from _facts(versions, subject, days, today, back, again)


def first_plan_of_units(versions: Sequence[PlanVersion], ids: Iterable[int]) -> dict[int, int]:
    """By the id of each unit, the version of the first of these plans that it fits; all at once."""
    found = _ours().filter(pk__in=list(ids)).annotate(where=OF_UNIT.country)
    found = found.annotate(fitting=first_fitting(versions, OF_UNIT)).filter(fitting__isnull=False)
    return dict(found.values_list("pk", "fitting"))


def ends_of(units: Iterable[Unit], today: dt.date) -> dict[int, dt.date]:
    """The last day on which a guarantee answers for each unit, by its id; those that none answers for are left out."""
    ends = {pk: _end(decision) for pk, decision in coverage_of_units(units, today).items()}
    return {pk: end for pk, end in ends.items() if end is not None}


def _end(decision: Decision) -> dt.date | None:
    days = [last_day(line) for line in decision.covering if line.regime in ENDING]
    return max((day for day in days if day), default=None)


def due_maintenance(
    versions: Sequence[PlanVersion], subject: Subject, today: dt.date, *, back: int, again: bool = False
) -> Iterator[Fact]:
    """Units whose next maintenance, by a service plan of theirs, is due so many days from now as the plan says."""
    first, last = _span(versions, today, back)
    told: dict[str, Any] = {"first": first, "last": last, "kind": PlanKind.MAINTENANCE.value}
    with connection.cursor() as cursor:
        cursor.execute(_MAINTENANCE, told)
        days: dict[int, dt.date] = {}
        for unit, day in cursor.fetchall():
            days[unit] = min(day, days.get(unit, day))
    ids = sorted(days)
    for start in range(0, len(ids), BATCH):
        some = {pk: days[pk] for pk in ids[start : start + BATCH]}
        yield from _facts(versions, subject, some, today, back, again)


# So many visits in so many months; a plan without a limit of visits is one a year. What was given on to somebody takes
# the plan along only where the plan says so.
_MAINTENANCE = """
SELECT unit, due FROM (
    SELECT c.unit_id AS unit, coalesce(c.starts_on, d.delivered_on) AS start, p.months AS months,
        (coalesce(max(v.on), c.starts_on, d.delivered_on)
            + make_interval(months => CASE WHEN p.visits > 0 THEN greatest(p.months / p.visits, 1) ELSE 12 END)
        )::date AS due
    FROM warranties_cover c
    JOIN warranties_serviceplan p ON p.id = c.plan_id
    JOIN customers_unit u ON u.id = c.unit_id
    JOIN customers_delivery d ON d.id = u.delivery_id
    LEFT JOIN warranties_maintenancevisit v ON v.cover_id = c.id
    WHERE %(kind)s = ANY(p.kinds) AND (p.transferable OR u.changed_hands_on IS NULL)
    GROUP BY c.id, d.delivered_on, p.id
    HAVING p.visits IS NULL OR count(v.id) < p.visits
) AS covers
WHERE due BETWEEN %(first)s AND %(last)s AND due <= (start + make_interval(months => months))::date
"""


def units_that_may_end(first: dt.date, last: dt.date) -> set[int]:
    """The ids of the units of which some guarantee may end in those days."""
    months = lengths_in_months(rulebook())
    found = set(_delivered_then(months, first, last).values_list("units", flat=True))
    with connection.cursor() as cursor:
        for statement in (_OWN_TERMS, _COVERS):
            cursor.execute(statement, {"first": first - SLACK, "last": last + SLACK})
            found.update(pk for (pk,) in cursor.fetchall())
    found.update(_moved_by_repairs(months, first, last))
    return found - {None}


def lengths_in_months(rules: Rulebook) -> set[int]:
    """Every length, in months, that a guarantee by law or of a guarantor may have."""
    found: set[int | None] = set(Product.objects.values_list("announced_months", flat=True).distinct())
    for rule in rules.rules:
        if isinstance(rule.terms, SaleTerms):
            law = rule.terms
            found |= {law.goods_months, law.used_months, law.used_floor_months, law.digital_months}
            found.add(law.supply_floor_months)
            found.add(law.goods_days // 30 if law.goods_days else None)
    for pair in CommercialGuarantee.objects.values_list("months", "advertised_months"):
        found |= set(pair)
    found |= set(GuaranteeComponent.objects.values_list("months", flat=True))
    return {months for months in found if months}


def _delivered_then(months: Iterable[int], first: dt.date, last: dt.date) -> QuerySet[Delivery]:
    """Deliveries of which a term of these lengths ends in those days, from the delivery or from the installation."""
    spans = [(_back(first, length) - SLACK, _back(last, length) + SLACK) for length in sorted(months)]
    done = Delivery.objects.filter(delivered_at__isnull=False).alias(done=Coalesce("installed_at", "delivered_at"))
    return done.filter(reduce(or_, [_on_days(*span) for span in spans], Q(pk__in=[])))


def _on_days(first: dt.date, last: dt.date) -> Q:
    midnight = dt.time(tzinfo=dt.UTC)
    start, end = dt.datetime.combine(first - DAY, midnight), dt.datetime.combine(last + 2 * DAY, midnight)
    return Q(delivered_on__range=(first, last)) | Q(done__range=(start, end))


def _back(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(max(year, 1), month + 1, min(day.day, 28))


_OWN_TERMS = """
SELECT u.id FROM customers_unit u JOIN customers_delivery d ON d.id = u.delivery_id
WHERE (u.used_term_months IS NOT NULL OR u.digital_supply_months IS NOT NULL) AND d.delivered_on IS NOT NULL AND (
    (d.delivered_on + make_interval(months => u.used_term_months))::date BETWEEN %(first)s AND %(last)s
    OR (d.delivered_on + make_interval(months => u.digital_supply_months))::date BETWEEN %(first)s AND %(last)s
)
"""
_COVERS = """
SELECT c.unit_id FROM warranties_cover c
JOIN customers_unit u ON u.id = c.unit_id JOIN customers_delivery d ON d.id = u.delivery_id
LEFT JOIN warranties_serviceplan p ON p.id = c.plan_id
LEFT JOIN warranties_commercialguarantee g ON g.id = c.guarantee_id
WHERE (coalesce(c.starts_on, d.delivered_on) + make_interval(
    months => coalesce(p.months, greatest(g.months, g.advertised_months))))::date BETWEEN %(first)s AND %(last)s
"""
_REPAIRS = """
SELECT c.unit_id, min(d.delivered_on), max(coalesce(c.returned_on, %(first)s)) FILTER (WHERE c.outcome = 'replaced'),
    sum(coalesce(c.returned_on, %(last)s) - c.handed_in_on + 1), count(*)
FROM warranties_custody c
JOIN customers_unit u ON u.id = c.unit_id JOIN customers_delivery d ON d.id = u.delivery_id
WHERE d.delivered_on IS NOT NULL GROUP BY c.unit_id
"""


def _moved_by_repairs(months: set[int], first: dt.date, last: dt.date) -> set[int]:
    """Units that were in the workshop and whose end may have moved into those days for it."""
    added = _months_per_repair(rulebook())
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(_REPAIRS, {"first": first, "last": last})
        for unit, delivered, replaced, days, repairs in cursor.fetchall():
            for length in months:
                latest = add_months(max(delivered, replaced or delivered), length + added * repairs)
                if add_months(delivered, length) <= last and latest + int(days) * DAY + SLACK >= first:
                    found.add(unit)
                    break
    return found


def _months_per_repair(rules: Rulebook) -> int:
    """The most that a repair adds to a term by some law."""
    terms = [rule.terms for rule in rules.rules]
    own = [law.repair_extension_months for law in terms if isinstance(law, SaleTerms)]
    return max(own + [law.months for law in terms if isinstance(law, ExtensionTerms)], default=0)


def _span(versions: Sequence[PlanVersion], today: dt.date, back: int) -> tuple[dt.date, dt.date]:
    leads = [version.lead_days for version in versions]
    return today + (min(leads) - back) * DAY, today + max(leads) * DAY


def _ours() -> QuerySet[Unit]:
    """Sold by us, and with somebody who can be spoken to."""
    released = Q(holder=None, changed_hands_on__isnull=False)
    return Unit.objects.exclude(purchase__order_ref__startswith=REGISTERED).exclude(released)


def _facts(
    versions: Sequence[PlanVersion], subject: Subject, days: dict[int, dt.date], today: dt.date, back: int, again: bool
) -> Iterator[Fact]:
    """The facts of units on these days, by the first plan that each fits; without those planned, unless `again`."""
    leads = {version.pk: version.lead_days for version in versions}
    planned = defaultdict(set) if again else _planned(subject, days)
    for unit, plan, purchase, line, *who in _told(versions, days):
        happened = days[unit] - leads[plan] * DAY
        if days[unit] in planned[unit] or not today - back * DAY <= happened <= today:
            continue
        person = Person(*who)
        at = dt.datetime.combine(happened, dt.time(), tzinfo=zone_of(person.zone)).astimezone(dt.UTC)
        yield Fact(unit, plan, at, purchase, line, late=None, safety=False, person=person, about_on=days[unit])


def _told(versions: Sequence[PlanVersion], ids: Iterable[int]) -> list[tuple[Any, ...]]:
    keeper = {
        f"person_{name}": Case(When(holder=None, then=F(f"purchase__customer__{name}")), default=F(f"holder__{name}"))
        for name in PERSON
    }
    found = _ours().filter(pk__in=list(ids)).annotate(where=OF_UNIT.country, **keeper)
    found = found.annotate(fitting=first_fitting(versions, OF_UNIT))
    told = ("pk", "fitting", "purchase_id", "product__line", *keeper)
    return list(found.filter(fitting__isnull=False).order_by("pk").values_list(*told))


def _planned(subject: Subject, days: dict[int, dt.date]) -> defaultdict[int, set[dt.date]]:
    found: defaultdict[int, set[dt.date]] = defaultdict(set)
    calls = Call.objects.filter(kind=subject.call, unit__in=list(days)).values_list("unit", "about_on")
    surveys = Invitation.objects.filter(kind=subject.survey, unit__in=list(days)).values_list("unit", "about_on")
    for unit, day in [*calls, *surveys]:
        if unit is not None and day is not None:
            found[unit].add(day)
    return found
