"""Plans that a unit has, guarantees that were registered, maintenance visits used up. The law asks for none of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from customers.actions.known import check_known
from customers.models import Unit
from warranties.actions._reasons import check_reason
from warranties.calendar import add_months
from warranties.models import CommercialGuarantee, Cover, MaintenanceVisit, ServiceCentre, ServicePlan
from warranties.queries import local_date, reaches

# Months from today. A plan may wait for other guarantees to end; past that it is a slip of the pen.
LATEST_START = 120


@transaction.atomic
def add_plan(
    *,
    unit: Unit,
    plan: ServicePlan,
    starts_on: dt.date | None = None,
    reference: str = "",
    by: Actor,
    now: dt.datetime,
) -> Cover:
    """The unit has the plan, from `starts_on` or from its delivery.

    Refused twice, for a start before the purchase, and for one more than ten years from now.
    """
    check_known(unit.keeper)
    unit = Unit.objects.locked().get(pk=unit.pk)
    check_plan(unit, plan, starts_on, now)
    return Cover.objects.create(
        unit=unit, plan=plan, starts_on=starts_on, reference=reference.strip(), created_at=now, created_by_id=by.user_id
    )


@transaction.atomic
def register_guarantee(
    *,
    unit: Unit,
    guarantee: CommercialGuarantee,
    on: dt.date | None = None,
    reference: str = "",
    by: Actor,
    now: dt.datetime,
) -> Cover:
    """The unit was registered for the guarantee, today or on a past day; some of them run from then.

    Refused twice, for a guarantee that this purchase did not come with, for a day to come or before the purchase.
    """
    check_known(unit.keeper)
    unit = Unit.objects.locked().get(pk=unit.pk)
    day = check_guarantee(unit, guarantee, on, now)
    return Cover.objects.create(
        unit=unit, guarantee=guarantee, starts_on=day, reference=reference.strip(), created_at=now,
        created_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def remove_cover(*, cover: Cover, reason: str, by: Actor, now: dt.datetime) -> None:
    """A plan or a registration that was written down by mistake is gone; what it said stays in the unit's trace.

    Refused without a reason, when a visit of the plan was used, and when it is gone already.
    """
    check_known(cover.unit.keeper)
    unit = Unit.objects.locked().get(pk=cover.unit_id)
    check_reason(reason)
    held = Cover.objects.select_for_update(of=("self",)).filter(pk=cover.pk).first()
    if held is None:
        raise Refused(_("It was removed already."), code="cover_gone")
    if held.visits.exists():
        raise Refused(
            _("Visits of this plan were used, so it was no mistake. It cannot be removed."), code="cover_used"
        )
    before = {
        "cover": held.pk,
        "plan": held.plan_id,
        "guarantee": held.guarantee_id,
        "starts_on": held.starts_on,
        "reference": held.reference,
    }
    held.delete()
    note_change(
        noun="customers.unit",
        object_id=unit.pk,
        what="cover_removed",
        before=before,
        after={},
        reason=reason,
        by=by,
        now=now,
    )


def check_plan(unit: Unit, plan: ServicePlan, starts_on: dt.date | None, now: dt.datetime) -> None:
    """Refused as `add_plan` would; for a form that keeps what was typed."""
    if unit.covers.filter(plan=plan).exists():
        raise Refused(_("This product has that plan already."), code="plan_twice")
    if starts_on is not None and starts_on < unit.purchase.purchased_on:
        raise Refused(
            _("The plan cannot begin before the purchase, on %(on)s.") % _day(unit.purchase.purchased_on),
            code="plan_before_purchase",
        )
    latest = add_months(local_date(unit, now), LATEST_START)
    if starts_on is not None and starts_on > latest:
        raise Refused(_("The plan cannot begin after %(on)s. Check the year.") % _day(latest), code="plan_too_late")


def check_guarantee(unit: Unit, guarantee: CommercialGuarantee, on: dt.date | None, now: dt.datetime) -> dt.date:
    """The day of the registration. Refused as `register_guarantee` would; for a form that keeps what was typed."""
    today, bought = local_date(unit, now), unit.purchase.purchased_on
    day = on or today
    if unit.covers.filter(guarantee=guarantee).exists():
        raise Refused(_("This product is registered for that guarantee already."), code="guarantee_twice")
    if not reaches(guarantee, unit):
        raise Refused(_("This product was not sold with that guarantee."), code="guarantee_of_another")
    if day > today:
        raise Refused(_("%(on)s has not come yet.") % _day(day), code="registered_in_future")
    if day < bought:
        raise Refused(
            _("It cannot be registered before the purchase, on %(on)s.") % _day(bought), code="registered_too_early"
        )
    return day


@transaction.atomic
def record_visit(
    *,
    cover: Cover,
    on: dt.date,
    centre: ServiceCentre | None = None,
    note: str = "",
    visits_seen: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> MaintenanceVisit:
    """A maintenance visit of the plan was used. Refused when there are none left, and for a day outside the plan.

    `visits_seen` is how many whoever writes had before their eyes: with others since, the form was sent twice or a
    colleague was quicker, and it is refused.
    """
    check_known(cover.unit.keeper)
    cover = Cover.objects.select_for_update(of=("self",)).select_related("plan").get(pk=cover.pk)
    unit = Unit.objects.select_related("purchase__customer", "delivery").get(pk=cover.unit_id)
    if cover.plan is None or not cover.plan.has_maintenance:
        raise Refused(_("This plan has no maintenance."), code="plan_without_maintenance")
    _check_day(cover, cover.plan, unit, on, now)
    visits, used = cover.plan.visits, cover.visits.count()
    if visits_seen is not None and used != visits_seen:
        raise Refused(
            _("Another visit was written down meanwhile. Look at the list, and send this one again if it is missing."),
            code="visits_since",
        )
    if visits is not None and used >= visits:
        sentence = ngettext(
            "The %(count)s visit of this plan is used up.", "The %(count)s visits of this plan are used up.", visits
        )
        raise Refused(sentence % {"count": visits}, code="visits_used_up")
    return MaintenanceVisit.objects.create(
        cover=cover, on=on, centre=centre, note=note.strip(), created_at=now, created_by_id=by.user_id
    )


def _check_day(cover: Cover, plan: ServicePlan, unit: Unit, on: dt.date, now: dt.datetime) -> None:
    begins = cover.starts_on or unit.delivery.delivered_on
    if begins is None:
        raise Refused(_("The plan begins at the delivery, and there was none yet."), code="plan_not_begun")
    if on > local_date(unit, now):
        raise Refused(_("%(on)s has not come yet.") % _day(on), code="visit_in_future")
    ends = add_months(begins, plan.months)
    if not begins <= on <= ends:
        days = {"begins": date_format(begins), "ends": date_format(ends)}
        raise Refused(
            _("The plan holds from %(begins)s to %(ends)s. Check the day of the visit.") % days,
            code="visit_outside_plan",
        )


def _day(day: dt.date) -> dict[str, str]:
    return {"on": date_format(day)}
