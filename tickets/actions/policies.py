"""Keeping the policies of times and the calendars that they go by. What is counted otherwise is counted again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions.audit import LONGEST, Plain, note_change, note_difference
from core.actions.calendars import checked_name, save_calendar
from core.actors import Actor
from core.errors import Refused
from core.models import WorkCalendar
from core.queries import calendar_of
from core.spans import check_span, span_text
from core.worktime import NoHours
from customers.models import Customer
from customers.states import CustomerKind
from tickets.models import ClockReview, SlaPolicy
from tickets.states import Kind, Priority

NOUN = "tickets.slapolicy"
UNCOUNTED = {"name"}
FARTHEST = dt.timedelta(days=5 * 366)


@transaction.atomic
def ask_review(*, now: dt.datetime) -> None:
    """Have the clocks of all cases in hand counted again, as a worker comes to it.

    In the transaction of the change. Nothing is written when a review waits that has not begun: it cannot before that
    transaction ends.
    """
    waiting = ClockReview.objects.select_for_update(skip_locked=True, no_key=True).filter(finished_at=None, upto=0)
    if waiting.first() is None:
        ClockReview.objects.create(asked_at=now)


@transaction.atomic
def change_calendar(*, calendar: WorkCalendar | None, by: Actor, now: dt.datetime, **given: Any) -> WorkCalendar:
    """Keep a calendar (see `save_calendar`), and count the cases again that go by it.

    Refused as that is, and when a policy that goes by it has a target that it does not come to ("target_far").
    """
    row, is_counted = save_calendar(calendar=calendar, by=by, now=now, **given)
    policies = list(row.policies.filter(active=True)) if calendar and is_counted else []
    for policy in policies:
        _check_reach(row, [policy.first_reply, policy.next_reply, policy.resolution], now=now)
    if policies:
        ask_review(now=now)
    return row


@transaction.atomic
def save_policy(
    *,
    policy: SlaPolicy | None,
    name: str,
    calendar: WorkCalendar,
    kinds: Collection[str] = (),
    priorities: Collection[int] = (),
    customer_kind: str = "",
    customers: Iterable[Customer] = (),
    first_reply: int | None = None,
    next_reply: int | None = None,
    resolution: int | None = None,
    active: bool = True,
    by: Actor,
    now: dt.datetime,
) -> SlaPolicy:
    """Keep a new policy, behind the others, or an old one as it is now; note who changed what, and count again.

    A policy is never taken away, because cases went by it: it is switched off.

    Targets are minutes of the calendar's hours. Refused without any target ("no_target"), for one of zero or of more
    than a year, for unknown kinds and priorities ("unknown_condition"), and for a name that another has ("name_taken").
    So is one that is switched on with a target that its calendar does not come to in five years ("target_far").
    """
    targets = {"first_reply": first_reply, "next_reply": next_reply, "resolution": resolution}
    _check_targets(targets)
    _check_conditions(kinds, priorities, customer_kind)
    if active:
        _check_reach(calendar, targets.values(), now=now)
    row = SlaPolicy.objects.select_for_update().get(pk=policy.pk) if policy else SlaPolicy(position=_behind())
    before = _facts(row) if policy else {}
    row.name, row.calendar, row.active, row.customer_kind = checked_name(name), calendar, active, customer_kind
    row.kinds = [kind for kind in Kind.values if kind in kinds]
    row.priorities = [level for level in Priority.values if level in priorities]
    for target, minutes in targets.items():
        setattr(row, target, minutes)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Another policy has that name."), code="name_taken") from error
    row.customers.set(customers)
    _note(row, before, by=by, now=now)
    return row


@transaction.atomic
def order_policies(*, ids: Sequence[int], by: Actor, now: dt.datetime) -> None:
    """The order in which they are looked through: the first that fits a case is its own.

    Refused when these are not all the policies there are ("policies_changed"): somebody made or took away one.
    """
    rows = {row.pk: row for row in SlaPolicy.objects.select_for_update().order_by("pk")}
    if len(ids) != len(rows) or set(ids) != set(rows):
        raise Refused(_("There are other policies now. Look at the list again."), code="policies_changed")
    moved = [(rows[pk], place) for place, pk in enumerate(ids) if rows[pk].position != place]
    for row, place in moved:
        note_change(
            noun=NOUN, object_id=row.pk, what="moved", before={"position": row.position}, after={"position": place},
            by=by, now=now,
        )  # fmt: skip
        row.position = place
        row.save(update_fields=["position"])
    if moved:
        ask_review(now=now)


def _check_targets(targets: Mapping[str, int | None]) -> None:
    said = [minutes for minutes in targets.values() if minutes is not None]
    if not said:
        raise Refused(_("A policy without any target asks for nothing. Write one at least."), code="no_target")
    for minutes in said:
        check_span(minutes)


def _check_reach(calendar: WorkCalendar, targets: Iterable[int | None], *, now: dt.datetime) -> None:
    """Whether the hours of the calendar let the longest of the targets pass in a time that somebody will see."""
    longest, hours = max(filter(None, targets), default=0), calendar_of(calendar)
    try:
        far = hours.add(now, longest) > now + FARTHEST
    except NoHours:
        far = True
    if far:
        raise Refused(
            _("With so few hours in the calendar, a target of %(target)s takes more than five years.")
            % {"target": span_text(longest)},
            code="target_far",
        )


def _check_conditions(kinds: Collection[str], priorities: Collection[int], customer_kind: str) -> None:
    known = set(kinds) <= set(Kind.values) and set(priorities) <= set(Priority.values)
    if not known or customer_kind not in ("", *CustomerKind.values):
        raise Refused(_("One of the conditions is unknown. Choose among those offered."), code="unknown_condition")


def _behind() -> int:
    last = SlaPolicy.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _note(row: SlaPolicy, before: Mapping[str, Plain], *, by: Actor, now: dt.datetime) -> None:
    changed = note_difference(noun=NOUN, object_id=row.pk, before=before, after=_facts(row), by=by, now=now)
    was_active = before.get("active", False)
    if set(changed) - UNCOUNTED and (row.active or was_active):
        ask_review(now=now)


def _facts(row: SlaPolicy) -> dict[str, Plain]:
    customers = ", ".join(map(str, sorted(row.customers.values_list("pk", flat=True))))
    return {
        "name": row.name,
        "active": row.active,
        "calendar": row.calendar_id,
        "kinds": ", ".join(row.kinds),
        "priorities": ", ".join(map(str, row.priorities)),
        "customer_kind": row.customer_kind,
        "customers": customers if len(customers) <= LONGEST else hashlib.sha256(customers.encode()).hexdigest()[:12],
        "first_reply": row.first_reply,
        "next_reply": row.next_reply,
        "resolution": row.resolution,
    }
