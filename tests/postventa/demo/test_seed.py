"""The demonstration: whole, plausible, quiet, and only in an empty house."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import OutgoingMessage, User
from core.states import Outgoing
from customers.models import Customer, Delivery, Unit
from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Call, Invitation
from postventa.demo.accounts import CUSTOMER, PASSWORD, STAFF
from postventa.demo.seed import seed
from reports.period import Period, Scope
from reports.queries.satisfaction import csat_by_promise
from tests.factories import CustomerFactory
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import Status

# A Friday evening, the night of a Sunday when the clock moves, the first of January, a leap day.
MOMENTS = ["2026-11-20T18:30", "2026-03-29T01:30", "2027-01-01T00:10", "2028-02-29T12:00"]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_seed_makes_a_plausible_shop_whenever_it_is(moment):
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    seed(now=now)
    states = Counter(Ticket.objects.values_list("status", flat=True))
    assert set(states) == set(Status.values)
    assert 17 <= Ticket.objects.active().count() <= 35
    assert 52 <= Ticket.objects.count() <= 90
    assert not Ticket.objects.filter(created_at__gt=now).exists()
    assert not TicketEvent.objects.filter(at__gt=now).exists()
    assert not Delivery.objects.filter(delivered_at__gt=now).exists()
    assert not Invitation.objects.filter(answered_at__gt=now).exists()
    assert not Call.objects.filter(finished_at__gt=now).exists()
    assert not Message.objects.filter(ticket__language="en", kind="reply", text__icontains="gracias").exists()
    scope = Scope(Period(timezone.localdate(now) - dt.timedelta(days=364), timezone.localdate(now)))
    found = csat_by_promise(scope)
    assert found.difference.value < -0.2
    assert found.difference.is_beyond_chance


@pytest.mark.django_db
def test_seed_plans_the_last_days_and_leaves_the_past_unsent(now):
    seed(now=now)
    queued = OutgoingMessage.objects.filter(status=Outgoing.QUEUED)
    assert all(letter.created_at > now - dt.timedelta(hours=12) for letter in queued)
    assert 0 < queued.count() <= 15
    waiting = Call.objects.filter(state="planned"), Invitation.objects.filter(state="planned")
    assert [1 <= rows.count() <= 40 for rows in waiting] == [True, True]
    assert any(invitation.due_at <= now for invitation in waiting[1])
    planned = Call.objects.count(), Invitation.objects.count()
    plan_deliveries(now=now)
    assert (Call.objects.count(), Invitation.objects.count()) == planned


@pytest.mark.django_db
def test_marta_has_her_three_products(now):
    seed(now=now)
    units = Unit.objects.filter(purchase__customer__email=CUSTOMER).order_by("purchase__purchased_at")
    days = [unit.delivery.delivered_at and (now - unit.delivery.delivered_at).days for unit in units]
    assert [unit.product.sku for unit in units] == ["TEL-55O", "LAV-8K14", "AUR-CX"]
    assert (days[0], days[1], days[2]) == (pytest.approx(425, abs=2), pytest.approx(5, abs=1), None)


@pytest.mark.django_db
def test_command_seeds_once_and_refuses_the_second_time():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert PASSWORD in out.getvalue()
    assert User.objects.filter(email__in=[row[0] for row in STAFF]).count() == len(STAFF)
    assert User.objects.get(email="luis@demo.example").check_password(PASSWORD)
    before = Customer.objects.count(), Ticket.objects.count()
    with pytest.raises(CommandError, match="demo"):
        call_command("seed_demo", stdout=out)
    assert (Customer.objects.count(), Ticket.objects.count()) == before


@pytest.mark.django_db
def test_command_refuses_a_house_with_customers():
    CustomerFactory()
    with pytest.raises(CommandError):
        call_command("seed_demo", stdout=StringIO())
    assert Customer.objects.count() == 1
    assert User.objects.count() == 0
