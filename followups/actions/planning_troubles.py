"""What stands in the way of planning, for a person to look at: bad data, plans that leave no time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model

from core.zones import check_zone
from customers.former import last_corrected
from customers.models import Customer, Delivery
from followups.actions.mended_phones import plan_mended_phones
from followups.actions.troubles import note_trouble, settle_troubles
from followups.facts import Fact, Person, Subject, is_dialled
from followups.models import PlanVersion, Trouble
from followups.possible import is_possible
from followups.queries.facts import delivered_before_purchase, delivered_in_the_future
from followups.states import TroubleKind
from tickets.models import Ticket


def note_people(people: Iterable[Person], called: Iterable[Person], now: dt.datetime) -> None:
    """Of those, whose time zone is not known; of those who are called, whose phone is no number."""
    zones = {person.id for person in people if not is_zone(person.zone)}
    phones = {person.id for person in called if person.phone and not is_dialled(person.phone)}
    _note(TroubleKind.NO_ZONE, "customer_id", zones, now)
    _note(TroubleKind.BAD_PHONE, "customer_id", phones, now)


def note_hours(plans: Iterable[int], now: dt.datetime) -> None:
    """Plans that leave no hour to call at some place."""
    _note(TroubleKind.NO_WINDOW, "plan_id", set(plans), now)


def note_unplanned(subject: Subject, fact: Fact, error: str, now: dt.datetime) -> None:
    """A fact of which no row could be made."""
    about: dict[str, Model] = {"customer": Customer(pk=fact.person.id)}
    if not subject.has_day:
        about = {subject.column: Delivery(pk=fact.id) if subject.column == "delivery" else Ticket(pk=fact.id)}
    note_trouble(kind=TroubleKind.NOT_PLANNED, detail=error, now=now, **about)


def note_bad_deliveries(*, since: dt.datetime, now: dt.datetime) -> None:
    """Deliveries that are in the future, and those before their purchase: none is followed before it is mended."""
    _note(TroubleKind.FUTURE, "delivery_id", set(delivered_in_the_future(now)), now)
    _note(TroubleKind.BEFORE_PURCHASE, "delivery_id", set(delivered_before_purchase(since, now)), now)


def note_impossible(plans: Iterable[PlanVersion], now: dt.datetime) -> set[int]:
    """Plans by which nobody could be reached in time are left out until somebody mends them; their versions' ids."""
    impossible = [version for version in plans if not is_possible(version)]
    note_hours({version.plan_id for version in impossible}, now)
    return {version.pk for version in impossible}


def settle_mended(*, now: dt.datetime) -> int:
    """Settle what is not in the way any more, and call those whose phone is mended; how many are settled."""
    count = 0
    with connection.cursor() as cursor:
        for statement in (_DATES, _PLANNED):
            cursor.execute(statement, {"now": now})
            count += cursor.rowcount
    count += _settle_people(now) + _settle_plans(now)
    plan_mended_phones(now=now)
    return count


def _settle_people(now: dt.datetime) -> int:
    kinds = [TroubleKind.NO_ZONE, TroubleKind.BAD_PHONE]
    found = Trouble.objects.open().filter(kind__in=kinds, customer__isnull=False).select_related("customer")
    # Those about a call are of somebody who dialled: that number exists, and is wrong until somebody corrects it.
    corrected = last_corrected([one.customer_id for one in found if one.customer_id and one.call_id], "phone")
    mended = [one.pk for one in found if _is_in_order(one, corrected)]
    return settle_troubles(pk__in=mended, now=now) if mended else 0


def _is_in_order(trouble: Trouble, corrected: Mapping[int, dt.datetime]) -> bool:
    customer = trouble.customer
    assert customer
    if trouble.kind == TroubleKind.NO_ZONE:
        return is_zone(customer.timezone)
    at = corrected.get(customer.pk)
    return is_dialled(customer.phone) and (trouble.call_id is None or (at is not None and at > trouble.last_at))


def _settle_plans(now: dt.datetime) -> int:
    """A version says the same for ever: a plan is mended by a newer one that is possible, or by switching it off."""
    noted = Trouble.objects.open().filter(kind=TroubleKind.NO_WINDOW, plan__isnull=False)
    mended = [
        trouble.pk
        for trouble in noted.select_related("plan__live__plan")
        if (plan := trouble.plan) and (plan.live is None or _is_mended(plan.live, trouble))
    ]
    return settle_troubles(pk__in=mended, now=now) if mended else 0


def _is_mended(version: PlanVersion, trouble: Trouble) -> bool:
    return version.created_at >= trouble.first_at and is_possible(version)


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        check_zone(name)
    except ValidationError:
        return False
    return True


def _note(kind: TroubleKind, column: str, ids: set[int], now: dt.datetime) -> None:
    """Write down what is not written down yet, all at once."""
    if ids:
        rows = [Trouble(kind=kind, first_at=now, last_at=now, **{column: pk}) for pk in sorted(ids)]
        Trouble.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


_DATES = """
UPDATE followups_trouble t SET settled_at = %(now)s
FROM customers_delivery d JOIN customers_purchase p ON p.id = d.purchase_id
WHERE t.settled_at IS NULL AND d.id = t.delivery_id AND (
    (t.kind = 'future' AND (d.delivered_at IS NULL OR coalesce(d.installed_at, d.delivered_at) <= %(now)s))
    OR (t.kind = 'before_sale' AND (d.delivered_on IS NULL OR d.delivered_on >= p.purchased_on))
)
"""
_PLANNED = """
UPDATE followups_trouble t SET settled_at = %(now)s
WHERE t.settled_at IS NULL AND t.kind = 'not_planned' AND (
    EXISTS (SELECT FROM followups_call c WHERE c.delivery_id = t.delivery_id AND c.kind = 'delivery')
    OR EXISTS (SELECT FROM followups_invitation i WHERE i.delivery_id = t.delivery_id AND i.kind = 'delivery')
    OR EXISTS (SELECT FROM followups_call c WHERE c.ticket_id = t.ticket_id AND c.kind = 'resolution')
    OR EXISTS (SELECT FROM followups_invitation i WHERE i.ticket_id = t.ticket_id AND i.kind = 'resolution')
)
"""
