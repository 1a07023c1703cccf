"""Whom a plan is about, in which order plans are asked, and how many of those are called."""

import datetime as dt

import pytest

from core.actors import actor_of
from customers.models import Delivery, Purchase
from followups.actions.planning_cases import plan_cases
from followups.actions.planning_deliveries import plan_deliveries
from followups.arms import held_out, sampled, stratum_of
from followups.models import Arm, Call, Invitation
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, PurchaseFactory, TeamFactory, UnitFactory
from tests.followups.makers import delivered, make_version, only_plan, resolved

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def followed(model=Call):
    return set(model.objects.values_list("delivery", flat=True))


def many(count, **kwargs):
    return [delivered(2, **kwargs) for _ in range(count)]


def of_line(unit):
    return {"lines": [unit.product.line_id]}


def dear(unit):
    type(unit).objects.filter(pk=unit.pk).update(price="600.00")
    UnitFactory(purchase=unit.purchase, delivery=unit.delivery, price="400.00")
    return {"value_from": "1000.00", "currency": "EUR"}


def abroad(unit):
    type(unit.purchase.customer).objects.filter(pk=unit.purchase.customer_id).update(country="PT")
    return {"countries": ["PT", "FR"]}


def in_the_shop(unit):
    Purchase.objects.filter(pk=unit.purchase_id).update(channel="store")
    return {"channels": ["store"]}


def with_visits(unit):
    Delivery.objects.filter(pk=unit.delivery_id).update(visits=3)
    return {"visits_over": 2}


def late(unit):
    Delivery.objects.filter(pk=unit.delivery_id).update(promised_on=NOW.date() - 9 * DAY)
    return {"late": True}


def again(unit):
    PurchaseFactory(customer=unit.purchase.customer, purchased_at=NOW - 100 * DAY)
    return {"first_purchase": False}


def again_under_another_number(unit):
    same = CustomerFactory(email=unit.purchase.customer.email)
    PurchaseFactory(customer=same, purchased_at=NOW - 100 * DAY)
    return {"first_purchase": False}


def installed(unit):
    Delivery.objects.filter(pk=unit.delivery_id).update(installed_at=NOW - DAY)
    return {"trigger": "installed"}


WISHES = [of_line, dear, abroad, in_the_shop, with_visits, late, again, again_under_another_number, installed]


@pytest.mark.parametrize("wish", WISHES)
def test_plan_follows_only_those_whom_it_is_about(wish):
    wanted, _other = many(2)
    only_plan(**{"trigger": "delivered", **wish(wanted)})
    plan_deliveries(now=NOW)
    assert followed() == {wanted.delivery_id}


@pytest.mark.parametrize("wish", WISHES)
def test_plan_asks_all_its_conditions_at_once(wish):
    wanted, other = many(2)
    told = {"trigger": "delivered", **wish(wanted)} | {"channels": ["store"]}
    in_the_shop(other)
    only_plan(**told)
    plan_deliveries(now=NOW)
    assert followed() == ({wanted.delivery_id} if wish is in_the_shop else set()) | (
        {other.delivery_id} if wish is in_the_shop else set()
    )


@pytest.mark.parametrize(
    ("says", "found"), [({"late": False}, "kept"), ({"first_purchase": True}, "both"), ({"late": True}, "late")]
)
def test_plan_that_asks_for_the_contrary(says, found):
    units = {"late": delivered(2), "kept": delivered(2)}
    late(units["late"])
    unknown = delivered(2)
    again(unknown)
    Delivery.objects.filter(pk=unknown.delivery_id).update(promised_on=None)
    only_plan(**says)
    plan_deliveries(now=NOW)
    expected = units.values() if found == "both" else [units[found]]
    assert followed() == {unit.delivery_id for unit in expected}


def test_value_in_another_currency_does_not_count():
    unit = delivered(2)
    only_plan(value_from="100.00", currency="USD")
    assert plan_deliveries(now=NOW) == 0
    type(unit).objects.update(currency="USD")
    assert plan_deliveries(now=NOW) == 2


def test_fact_belongs_to_the_first_plan_that_it_fits():
    special, usual = many(2)
    only_plan(means="survey", position=5)
    first = make_version(means="call", position=1, **of_line(special))
    assert plan_deliveries(now=NOW) == 2
    assert (followed(Call), followed(Invitation)) == ({special.delivery_id}, {usual.delivery_id})
    assert Call.objects.get().plan == first


def test_fact_too_old_for_its_plan_is_not_the_next_ones():
    delivered(20)
    only_plan(means="call", position=1, call_window_days=14)
    make_version(means="survey", position=2)
    assert plan_deliveries(now=NOW) == 0


@pytest.mark.parametrize(
    ("means", "who", "calls", "surveys"),
    [
        ("call", {}, 1, 0),
        ("survey", {}, 0, 1),
        ("both", {}, 1, 1),
        ("call_survey", {}, 1, 0),
        ("call_survey", {"phone": ""}, 0, 1),
        ("call_survey", {"no_calls": True}, 0, 1),
        ("call_survey", {"deceased": True}, 0, 0),
        ("survey_call", {}, 0, 1),
        ("survey_call", {"email": ""}, 1, 0),
        ("survey_call", {"no_surveys": True}, 1, 0),
    ],
)
def test_plan_reaches_people_as_it_says(means, who, calls, surveys):
    delivered(2, customer=CustomerFactory(**who))
    only_plan(means=means)
    plan_deliveries(now=NOW)
    planned = Call.objects.filter(state="planned").count(), Invitation.objects.filter(state="planned").count()
    assert planned == (calls, surveys)


def test_plan_calls_in_the_lane_of_its_team_and_hours():
    team = TeamFactory()
    only_plan(means="call", team=team, call_from=dt.time(16), call_until=dt.time(18))
    delivered(1)
    plan_deliveries(now=NOW)
    call = Call.objects.get()
    assert (call.lane.team, call.lane.call_from, call.lane.call_until) == (team, dt.time(16), dt.time(18))
    assert (call.due_at.hour, call.due_at.minute) == (15, 0)


def test_plan_of_cases_asks_about_the_case():
    agent, at = actor_of(AgentFactory()), NOW - DAY
    tickets = [resolved(open_case(now=NOW - 3 * DAY), by=agent, at=at) for _ in range(2)]
    no_unit = resolved(open_case(CustomerFactory(), now=NOW - 3 * DAY), by=agent, at=at)
    only_plan("resolved", lines=[tickets[0].unit.product.line_id], channels=["online"], countries=["ES"])
    assert plan_cases(now=NOW) == 1
    assert Invitation.objects.get().ticket == tickets[0]
    only_plan("resolved", first_purchase=True)
    assert plan_cases(now=NOW) == 1
    assert not Invitation.objects.filter(ticket=no_unit).exists()
    only_plan("resolved", means="both", countries=["ES"])
    assert plan_cases(now=NOW) == 2
    assert Call.objects.get().ticket == no_unit


def test_sample_is_what_the_seed_says_and_everybody_is_accounted_for():
    only_plan(sample_percent=40, seed=7)
    units = many(60)
    plan_deliveries(now=NOW)
    inside = {u.delivery_id for u in units if sampled(7, f"delivery:{u.delivery_id}", 40)}
    assert 10 < len(inside) < 40
    for model in (Call, Invitation):
        reasons = dict(model.objects.values_list("delivery", "reason"))
        assert reasons == {u.delivery_id: "" if u.delivery_id in inside else "sampled_out" for u in units}


def test_hold_out_gives_each_its_place_and_holds_only_the_call_back():
    plan = only_plan(holdout_percent=10, seed=11)
    line = delivered(2).product.line
    units = many(49, product__line=line)
    for unit in units[:20]:
        late(unit)
    untouchable = delivered(2, customer=CustomerFactory(phone=""), product__line=line)
    plan_deliveries(now=NOW)
    assert not Arm.objects.filter(delivery=untouchable.delivery_id).exists()
    counted = {}
    for arm in Arm.objects.select_related("delivery"):
        of_line_ = arm.delivery.units.get().product.line_id
        assert arm.stratum == stratum_of(country="ES", line=of_line_, late=arm.delivery.late)
        assert arm.held_out == held_out(11, arm.stratum, arm.place, 10)
        assert (arm.plan, arm.assigned_at) == (plan, NOW)
        call = Call.objects.get(delivery=arm.delivery)
        assert (call.state, call.reason) == (("suppressed", "held_out") if arm.held_out else ("planned", ""))
        counted.setdefault(arm.stratum, []).append((arm.place, arm.held_out))
    for places in counted.values():
        assert sorted(place for place, _held in places) == list(range(len(places)))
        for block in range(len(places) // 10):  # exactly one of each full ten
            assert sum(held for place, held in places if place // 10 == block) == 1
    assert set(Invitation.objects.values_list("state", flat=True)) == {"planned"}
    assert Arm.objects.count() == 50


def test_hold_out_goes_on_where_it_stopped():
    only_plan(holdout_percent=50, means="call")
    line = delivered(2).product.line
    plan_deliveries(now=NOW)
    for _ in range(3):
        many(3, product__line=line)
        plan_deliveries(now=NOW)
    assert sorted(Arm.objects.values_list("place", flat=True)) == list(range(10))
    assert Arm.objects.filter(held_out=True).count() == Call.objects.filter(reason="held_out").count() == 5
