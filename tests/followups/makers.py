"""Plans, deliveries, calls and surveys as they stand after some days."""

import datetime as dt
from importlib import import_module

from followups.actions.lanes import lane_of
from followups.models import Call, Invitation, Plan, PlanVersion, Questionnaire
from followups.queries import place_of
from tests.factories import MADRID, NOW, CustomerFactory, UnitFactory
from tickets.actions.status import resolve_ticket
from tickets.states import Resolution

FIRST = import_module("followups.migrations.0005_first_plans").KNOWN
DELIVERY, RESOLUTION, CALL, NPS, IMPORTED = (
    ("delivery", 1),
    ("resolution", 2),
    ("call", 1),
    ("recommendation", 1),
    ("imported", 1),
)


def questionnaire(code: str = "delivery", version: int = 1) -> Questionnaire:
    """One that the migrations made, or the same made again after a transactional test emptied all."""
    found = Questionnaire.objects.filter(code=code, version=version).first()
    if found:
        return found
    use, scope, items = next(rest for name, number, *rest in FIRST if (name, number) == (code, version))
    return Questionnaire.objects.create(
        code=code, version=version, use=use, scope=scope, items=items, created_at=NOW, published_at=NOW
    )


def make_version(name: str = "", *, trigger: str = "delivered", live: bool = True, position: int = 9, **says):
    """A version of a plan, in force unless `live` is false: a call and a survey, if nothing else is said.

    With the name of a plan that exists it is its next version.
    """
    name = name or f"Plan {Plan.objects.count() + 1}"
    plan, _new = Plan.objects.get_or_create(
        name=name, defaults={"trigger": trigger, "position": position, "created_at": NOW}
    )
    resolved_case = plan.trigger == "resolved"
    given = {
        "means": "survey" if resolved_case else "both",
        "questionnaire": questionnaire(*(RESOLUTION if resolved_case else DELIVERY)),
        "script": questionnaire(*CALL),
        "number": plan.versions.count() + 1,
        "created_at": NOW,
    }
    if resolved_case:
        given |= {"survey_delay": 24, "survey_unit": "hours", "survey_window_days": 7, "loop_by": "call"}
    version = PlanVersion.objects.create(plan=plan, **given | says)
    if live:
        switch_on(version)
    return version


def switch_on(version: PlanVersion) -> None:
    Plan.objects.filter(pk=version.plan_id).update(live=version, live_since=NOW)


def only_plan(trigger: str = "delivered", **says) -> PlanVersion:
    """The only plan in force: all others are switched off."""
    Plan.objects.update(live=None, live_since=None)
    return make_version(trigger=trigger, **says)


def the_plans() -> tuple[PlanVersion, PlanVersion]:
    """Those of the migrations, after a delivery and after a case, or the same made again."""
    delivered_, resolved_ = "Después de la entrega", "Después de un caso"
    found = dict(Plan.objects.live().filter(name__in=[delivered_, resolved_]).values_list("name", "live"))
    return (
        PlanVersion.objects.get(pk=found[delivered_]) if delivered_ in found else make_version(delivered_, position=0),
        PlanVersion.objects.get(pk=found[resolved_])
        if resolved_ in found
        else make_version(resolved_, trigger="resolved", position=1),
    )


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
    """A call after a delivery, by the plan of the migrations unless `plan` says another."""
    unit = unit or delivered(4)
    customer = unit.purchase.customer
    plan = kwargs.pop("plan", None) or the_plans()[0]
    given = {
        "delivery": unit.delivery,
        "customer": customer,
        "plan": plan,
        "lane": lane_of(place=place_of(customer), plan=plan),
        "due_at": due_at or NOW - dt.timedelta(hours=1),
        "created_at": NOW - dt.timedelta(days=2),
    }
    return Call.objects.create(**given | kwargs)


def planned_survey(unit=None, due_at=None, **kwargs) -> Invitation:
    """A survey after a delivery, by the plan of the migrations unless `plan` says another."""
    unit = unit or delivered(6)
    plan = kwargs.pop("plan", None) or the_plans()[0]
    given = {
        "kind": "delivery",
        "plan": plan,
        "questionnaire": plan.questionnaire,
        "customer": unit.purchase.customer,
        "purchase": unit.purchase,
        "delivery": unit.delivery,
        "due_at": due_at or NOW - dt.timedelta(minutes=5),
        "created_at": NOW - dt.timedelta(days=5),
    }
    return Invitation.objects.create(**_expiring(given | kwargs))


def sent_survey(unit=None, **kwargs) -> Invitation:
    return planned_survey(unit, **{"state": "sent", "sent_at": NOW - dt.timedelta(hours=2), **kwargs})


def case_survey(ticket, **kwargs) -> Invitation:
    """The survey about a case, planned unless `state` and `sent_at` say more."""
    plan = kwargs.pop("plan", None) or the_plans()[1]
    given = {
        "kind": "resolution",
        "plan": plan,
        "questionnaire": plan.questionnaire,
        "customer": ticket.customer,
        "ticket": ticket,
        "due_at": NOW,
        "created_at": NOW - dt.timedelta(days=1),
    }
    return Invitation.objects.create(**_expiring(given | kwargs))


def _expiring(given: dict) -> dict:
    sent = given.get("sent_at")
    return given if sent is None else {"expires_at": sent + dt.timedelta(days=60), **given}


def resolved(ticket, *, by, at):
    return resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text="", by=by, now=at)
