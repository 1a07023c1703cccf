"""Deliveries, calls and surveys as they stand after some days."""

import datetime as dt

from followups.models import Call, Invitation, Plan
from followups.questionnaires import DELIVERY, RESOLUTION
from tests.factories import MADRID, NOW, CustomerFactory, UnitFactory
from tickets.actions.status import resolve_ticket
from tickets.states import Resolution


def the_plan() -> Plan:
    """The plan in force: that of the migrations, or the same made again after a transactional test emptied all."""
    return Plan.objects.get_or_create(active=True)[0]


def delivered(days_ago: float = 6, *, installed_days_ago: float | None = None, customer=None, **kwargs):
    """A unit that was delivered that long before NOW; its delivery is `unit.delivery`."""
    moment = NOW - dt.timedelta(days=days_ago)
    return UnitFactory(
        purchase__customer=customer or CustomerFactory(),
        purchase__purchased_at=moment - dt.timedelta(days=5),
        delivery__delivered_at=moment,
        delivery__delivered_on=moment.astimezone(MADRID).date(),
        delivery__installed_at=None if installed_days_ago is None else NOW - dt.timedelta(days=installed_days_ago),
        **kwargs,
    )


def planned_call(unit=None, due_at=None, **kwargs) -> Call:
    unit = unit or delivered(4)
    return Call.objects.create(
        delivery=unit.delivery,
        customer=unit.purchase.customer,
        due_at=due_at or NOW - dt.timedelta(hours=1),
        created_at=NOW - dt.timedelta(days=2),
        **kwargs,
    )


def planned_survey(unit=None, due_at=None, **kwargs) -> Invitation:
    unit = unit or delivered(6)
    given = {
        "kind": "delivery",
        "questionnaire": DELIVERY,
        "customer": unit.purchase.customer,
        "purchase": unit.purchase,
        "delivery": unit.delivery,
        "due_at": due_at or NOW - dt.timedelta(minutes=5),
        "created_at": NOW - dt.timedelta(days=5),
    }
    return Invitation.objects.create(**given | kwargs)


def sent_survey(unit=None, **kwargs) -> Invitation:
    return planned_survey(unit, **{"state": "sent", "sent_at": NOW - dt.timedelta(hours=2), **kwargs})


def case_survey(ticket, **kwargs) -> Invitation:
    """The survey about a case, planned unless `state` and `sent_at` say more."""
    return Invitation.objects.create(
        **{
            "kind": "resolution",
            "questionnaire": RESOLUTION,
            "customer": ticket.customer,
            "ticket": ticket,
            "due_at": NOW,
            "created_at": NOW - dt.timedelta(days=1),
            **kwargs,
        }
    )


def resolved(ticket, *, by, at):
    return resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text="", by=by, now=at)
