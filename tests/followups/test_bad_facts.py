"""All that may be wrong with what is brought, at once, among fifty good ones: planned, sent and called as if alone."""

import datetime as dt

import pytest

from core.actors import actor_of
from core.models import OutgoingMessage
from customers.models import Customer, Delivery, Purchase
from followups.actions.dispatch import dispatch_due
from followups.actions.next_call import release_call, take_next_call
from followups.actions.planning_rounds import plan_everything, plan_fresh, tidy_calls
from followups.models import Call, Invitation, Trouble
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, make_version, only_plan

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
GOOD = 50


def everything(now):
    """What the sweeps do, one after the other."""
    plan_fresh(now=now)
    plan_everything(now=now)
    tidy_calls(now=now)
    while dispatch_due(now=now).seen:
        pass


def shop():
    """The good ones, the bad ones by what is wrong with them, and the plan by which nobody could be called."""
    impossible = only_plan(position=1, channels=["store"], call_from=dt.time(22), call_until=dt.time(23))
    make_version(position=2)
    good = [delivered(6) for _number in range(GOOD)]
    bad = {
        "no_zone": delivered(6, customer=CustomerFactory(timezone="")),
        "bad_phone": delivered(6, customer=CustomerFactory(phone="12")),
        "future": delivered(-30),
        "before_sale": delivered(6),
        "no_window": delivered(6, purchase__channel="store"),
    }
    Purchase.objects.filter(pk=bad["before_sale"].purchase_id).update(purchased_on=NOW.date())
    return good, bad, impossible.plan


def mend(bad, plan):
    Customer.objects.filter(pk=bad["no_zone"].purchase.customer_id).update(timezone="Atlantic/Canary")
    Customer.objects.filter(pk=bad["bad_phone"].purchase.customer_id).update(phone="+34600111222")
    six_days_ago = NOW - 6 * DAY
    Delivery.objects.filter(pk=bad["future"].delivery_id).update(
        delivered_at=six_days_ago, delivered_on=six_days_ago.date()
    )
    orders = [bad[kind].purchase_id for kind in ("future", "before_sale")]
    Purchase.objects.filter(pk__in=orders).update(purchased_on=NOW.date() - 9 * DAY)
    make_version(plan.name, channels=["store"])


def asked():
    return set(Invitation.objects.filter(state="sent").values_list("delivery", flat=True))


def callable_now():
    return set(Call.objects.filter(state="planned", due_at__lte=NOW).values_list("delivery", flat=True))


def test_bad_ones_keep_none_of_the_good_ones_waiting():
    good, bad, _plan = shop()
    everything(NOW)
    rest = {unit.delivery_id for unit in good}
    assert asked() == rest | {bad["no_zone"].delivery_id, bad["bad_phone"].delivery_id}
    assert callable_now() == rest | {bad["no_zone"].delivery_id}
    assert OutgoingMessage.objects.filter(kind="survey").count() == GOOD + 2


def test_bad_ones_are_each_shown_to_a_person_once():
    _good, bad, plan = shop()
    for _round in range(3):
        everything(NOW)
    assert {(one.kind, one.customer_id, one.delivery_id, one.plan_id) for one in Trouble.objects.open()} == {
        ("no_zone", bad["no_zone"].purchase.customer_id, None, None),
        ("bad_phone", bad["bad_phone"].purchase.customer_id, None, None),
        ("future", None, bad["future"].delivery_id, None),
        ("before_sale", None, bad["before_sale"].delivery_id, None),
        ("no_window", None, None, plan.pk),
    }


def test_mended_ones_go_on_by_themselves():
    good, bad, plan = shop()
    everything(NOW)
    mend(bad, plan)
    everything(NOW)
    assert not Trouble.objects.open().exists()
    assert asked() == {unit.delivery_id for unit in [*good, *bad.values()]}
    assert OutgoingMessage.objects.filter(kind="survey").count() == GOOD + len(bad)
    assert callable_now() >= {unit.delivery_id for kind, unit in bad.items() if kind != "bad_phone"}


def test_agents_are_given_the_good_ones_meanwhile():
    _good, bad, _plan = shop()
    everything(NOW)
    agent = actor_of(AgentFactory())
    call = take_next_call(by=agent, now=NOW)
    assert call
    assert call.delivery_id not in {unit.delivery_id for kind, unit in bad.items() if kind != "no_zone"}
    assert release_call(call=call, by=agent, now=NOW)
