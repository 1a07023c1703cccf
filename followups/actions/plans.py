"""Writing plans: what they say is a version that never changes; which version holds is said apart."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions.audit import note_difference
from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from core.sms import can_text
from followups.faults import Fault, faults_of
from followups.models import Plan, PlanVersion
from followups.states import Trigger

NOUN = "followups.plan"
LONGEST_NAME = 80
_NOT_SAID = {"id", "plan", "number", "author", "created_at", "seed"}
SAID = tuple(field.name for field in PlanVersion._meta.fields if field.name not in _NOT_SAID)


class Impossible(Refused):
    """A plan that nobody could follow: each fault with the field to mend. The sentence is that of the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0][1], code="impossible")
        self.faults = list(faults)


@transaction.atomic
def make_plan(*, name: str, trigger: Trigger, says: Mapping[str, Any], by: Actor, now: dt.datetime) -> PlanVersion:
    """Write a new plan with its first version, behind the others and switched off; note who did.

    `says`: what the version says, by the names of `SAID`. Impossible as `check_plan`; refused for a name that is empty,
    too long ("name_empty", "name_long") or another plan's ("name_taken").
    """
    last = Plan.objects.aggregate(last=Max("position"))["last"]
    plan = Plan(name=_checked(name), trigger=trigger, position=0 if last is None else last + 1, created_at=now)
    version = PlanVersion(number=1, seed=secrets.randbits(31), **says)
    check_plan(version=version, trigger=trigger)
    _save(plan)
    _note(plan, "added", {}, by, now)
    return _write(version, plan, by, now)


@transaction.atomic
def write_version(
    *, plan: Plan, name: str, says: Mapping[str, Any], seen: int, by: Actor, now: dt.datetime
) -> PlanVersion:
    """Write what the plan says from now on as its next version, which holds once it is switched on; rename it.

    `seen`: the number of the version that was changed. What says the same as the newest is no new version: that one is
    given back. Refused when somebody wrote a newer one meanwhile ("newer"), and as `make_plan` is.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("live").get(pk=plan.pk)
    newest = plan.versions.order_by("-number").first()
    if newest is not None and newest.number != seen:
        raise Refused(
            _("%(who)s wrote version %(number)s meanwhile. Look at it first: nothing of yours is written.")
            % {"who": newest.author or _("Somebody"), "number": newest.number},
            code="newer",
        )
    version = PlanVersion(number=seen + 1, seed=newest.seed if newest else secrets.randbits(31), **says)
    check_plan(version=version, trigger=plan.trigger)
    before = _facts(plan)
    plan.name = _checked(name)
    _save(plan)
    _note(plan, "changed", before, by, now)
    if newest is not None and said_by(newest) == said_by(version):
        return newest
    return _write(version, plan, by, now)


@transaction.atomic
def switch_on(*, version: PlanVersion, seen: int | None, by: Actor, now: dt.datetime) -> Plan:
    """Have the plan follow that version, from now on; what it planned so far stays.

    `seen`: the number of the version that held when it was decided, None while the plan was off. Refused when another
    holds by now ("changed"), and Impossible when the version could not be written as it is today.
    """
    plan = _held(version.plan_id, seen)
    check_plan(version=version, trigger=plan.trigger)
    before = _facts(plan)
    plan.live, plan.live_since = version, now
    plan.save(update_fields=["live", "live_since"])
    _note(plan, "switched_on", before, by, now)
    return plan


@transaction.atomic
def switch_off(*, plan: Plan, seen: int | None, by: Actor, now: dt.datetime) -> Plan:
    """Nothing new follows by this plan; its calls stay, and its surveys wait while they are not too late.

    Refused as `switch_on`.
    """
    plan = _held(plan.pk, seen)
    before = _facts(plan)
    plan.live = plan.live_since = None
    plan.save(update_fields=["live", "live_since"])
    _note(plan, "switched_off", before, by, now)
    return plan


@transaction.atomic
def move_plan(*, plan: Plan, places: int, by: Actor, now: dt.datetime) -> None:
    """So many places down (up, when negative) among all plans: a fact belongs to the first whose conditions it fits."""
    rows = list(Plan.objects.select_for_update(of=("self",)).select_related("live").order_by("pk"))
    rows.sort(key=lambda row: (row.position, row.pk))
    here = next(place for place, row in enumerate(rows) if row.pk == plan.pk)
    rows.insert(max(here + places, 0), rows.pop(here))
    for position, row in enumerate(rows):
        if row.position != position:
            before = _facts(row)
            row.position = position
            row.save(update_fields=["position"])
            _note(row, "moved", before, by, now)


def check_plan(*, version: PlanVersion, trigger: str) -> None:
    """Impossible when a version could not be followed; nothing is written."""
    faults = faults_of(version, trigger, texts=can_text())
    if faults:
        raise Impossible(faults)


def said_by(version: PlanVersion) -> dict[str, Any]:
    """All that a version says."""
    fields = ((name, PlanVersion._meta.get_field(name)) for name in SAID)
    return {name: getattr(version, field.attname) for name, field in fields}  # type: ignore[union-attr]


def _held(plan: int, seen: int | None) -> Plan:
    row = Plan.objects.select_for_update(of=("self",)).select_related("live").get(pk=plan)
    if (row.live.number if row.live else None) != seen:
        raise Refused(_("Somebody switched this plan on or off meanwhile. Look at it first."), code="changed")
    return row


def _checked(name: str) -> str:
    name = plain_words(name)
    if not name:
        raise Refused(_("Give the plan a name."), code="name_empty")
    if len(name) > LONGEST_NAME:
        raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}, code="name_long")
    return name


def _save(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise Refused(_("There is a plan with that name already."), code="name_taken") from None


def _write(version: PlanVersion, plan: Plan, by: Actor, now: dt.datetime) -> PlanVersion:
    version.plan, version.author_id, version.created_at = plan, by.user_id, now
    version.save()
    return version


def _note(plan: Plan, what: str, before: dict[str, Any], by: Actor, now: dt.datetime) -> None:
    note_difference(noun=NOUN, object_id=plan.pk, what=what, before=before, after=_facts(plan), by=by, now=now)


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "trigger": str(plan.trigger),
        "position": plan.position,
        "version": plan.live.number if plan.live else None,
    }
