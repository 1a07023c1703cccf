"""Writing what happened into the tables, as the other floors would: rows, and no word to the floor of follow-ups.

Whatever is written may be written again: a database that breaks off does not say whether it kept it.
"""

import datetime as dt
from collections import defaultdict
from importlib import import_module

from django.db import transaction

from dev.faults.facts import DAY, DELIVERED, OPENED, REOPENED, RESOLVED, UNDONE, WISHED, Arrival, Happens, Month
from dev.faults.people import Someone

LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
QUARANTINE = {"transaction_days": 12, "relation_days": 20}
PLANS = {
    "online": {"means": "both", "holdout_percent": 10},
    "store": {"means": "call_survey"},
    "phone": {"means": "survey_call", "fallback_days": 3},
    "other": {"means": "survey", "sample_percent": 90},
}


def write_beginning(people: list[Someone], month: Month, start: dt.datetime, agents: int, per_day: int) -> None:
    """The plans, the agents, the people and what they bought."""
    from catalog.models import Product
    from core.models import User
    from customers.models import Customer, Purchase
    from followups.models import CallCapacity, Plan, Policy

    Plan.objects.update(live=None, live_since=None)
    Policy.objects.update_or_create(id=1, defaults=QUARANTINE)
    CallCapacity.objects.update_or_create(team=None, defaults={"per_day": per_day})
    for number, (channel, says) in enumerate(PLANS.items()):
        asks = "recommendation" if channel == "other" else "delivery"
        _plan(f"trial {channel}", "delivered", 100 + number, start, asks, channels=[channel], **says)
    _plan(
        "trial cases", "resolved", 110, start, "resolution", means="survey", survey_delay=24, survey_unit="hours",
        survey_window_days=7, loop_by="call",
    )  # fmt: skip
    for number in range(agents):
        User.objects.create_user(email=f"agente{number}@trial.example", password=None, name=f"Agente {number}")
    Product.objects.create(id=1, sku="trial", name="Lavadora")
    Customer.objects.bulk_create(
        (
            Customer(id=pk, ref=f"trial-{pk}", name=f"Cliente {someone.number}", **says)
            for someone in people
            for pk, says in someone.records.items()
        ),
        batch_size=2000,
    )
    Purchase.objects.bulk_create(
        (
            Purchase(
                id=one.id, order_ref=f"trial-{one.id}", customer_id=one.customer, channel=one.channel,
                purchased_at=one.purchased_at, purchased_on=one.local(one.purchased_at),
            )
            for one in month.arrivals.values()
        ),
        batch_size=2000,
    )  # fmt: skip


def _plan(name: str, trigger: str, position: int, start: dt.datetime, asks: str, **says) -> None:
    from followups.models import Plan, PlanVersion

    plan = Plan.objects.create(name=name, trigger=trigger, position=position, created_at=start)
    given = {"number": 1, "created_at": start, "questionnaire": _questionnaire(asks), "script": _questionnaire("call")}
    version = PlanVersion.objects.create(plan=plan, **given | says)
    Plan.objects.filter(pk=plan.pk).update(live=version, live_since=start)


def _questionnaire(code: str):
    """The newest one that every installation begins with."""
    from followups.models import Questionnaire

    known = import_module("followups.migrations.0005_first_plans").KNOWN
    number, use, scope, items = next(rest for name, *rest in reversed(known) if name == code)
    found, _new = Questionnaire.objects.get_or_create(
        code=code, version=number,
        defaults={"use": use, "scope": scope, "items": items, "created_at": _LONG_AGO, "published_at": _LONG_AGO},
    )  # fmt: skip
    return found


_LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def write_facts(month: Month, some: list[Happens], now: dt.datetime) -> None:
    """What happened since the clock was set last; cases and wishes are of now, for nobody knew of them before."""
    by = defaultdict(list)
    for happens in some:
        by[happens.what].append(happens)
    _write_arrivals([month.arrivals[one.row] for one in by[DELIVERED]])
    _write_undone([one.row for one in by[UNDONE]])
    _write_cases(month, by, now)
    _write_wishes(by[WISHED])


def _write_arrivals(arrivals: list[Arrival]) -> None:
    from customers.models import Delivery, Unit

    Delivery.objects.bulk_create(
        (
            Delivery(
                id=one.id, purchase_id=one.id, delivered_at=one.said_at, delivered_on=one.local(one.said_at),
                promised_on=one.local(one.said_at) + one.promised * DAY,
            )
            for one in arrivals
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    Unit.objects.bulk_create(
        (Unit(id=one.id, purchase_id=one.id, line="1", product_id=1, delivery_id=one.id) for one in arrivals),
        ignore_conflicts=True,
    )


def _write_undone(deliveries: list[int]) -> None:
    from customers.models import Delivery

    Delivery.objects.filter(pk__in=deliveries).update(delivered_at=None, delivered_on=None)


def _write_cases(month: Month, by: dict[str, list[Happens]], now: dt.datetime) -> None:
    from tickets.models import Ticket

    fresh = [month.cases[one.row] for one in by[OPENED]]
    Ticket.objects.bulk_create(
        (
            Ticket(
                id=case.id, reference=_reference(case.id), subject="No desagua", status="open", channel="portal",
                language="es", customer_id=case.customer, safety=case.safety, created_at=now, turn_since=now,
                last_message_at=now,
            )
            for case in fresh
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    ends = {one.row: one.what for one in sorted([*by[OPENED], *by[REOPENED], *by[RESOLVED]])}  # the last one counts
    open_ = [pk for pk, what in ends.items() if what != RESOLVED]
    Ticket.objects.filter(pk__in=open_).update(status="open", resolved_at=None, resolution="")
    over = [pk for pk, what in ends.items() if what == RESOLVED]
    Ticket.objects.filter(pk__in=over).update(status="resolved", resolved_at=now, resolution="repaired")


def _reference(number: int) -> str:
    digits = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(8))
    return f"TR-{digits[:4]}-{digits[4:]}"


def _write_wishes(wishes: list[Happens]) -> None:
    from customers.models import Customer

    for one in wishes:
        Customer.objects.filter(pk=one.row).update(**{one.more: True})
