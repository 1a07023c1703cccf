"""Which cases fit the conditions of a rule, and which lines of ledgers set it off: asked of one case, or of many.

The dry run and the live run ask the same, so what the one shows is what the other does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from tickets.conditions import NONE, YES, Condition, Op
from tickets.models import Automation, CoverageDecision, Message, Ticket, TicketTag
from tickets.states import ACTIVE, WHOSE_TURN, EventKind, MessageKind, Status, Trigger
from tickets.triggers import PATTERNS, Pattern

Found = Q | Exists | In


def fitting(conditions: Iterable[Condition], *, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases, but for those set aside, in which all of the conditions hold."""
    found = Ticket.objects.counted()
    for condition in conditions:
        found = found.filter(_holds(condition, now))
    return found


def set_off(triggers: Iterable[str]) -> Q:
    """The lines of ledgers that a rule with these triggers waits for."""
    patterns = (pattern for trigger in triggers for pattern in PATTERNS.get(Trigger(trigger), ()))
    return reduce(or_, map(_is_such, patterns), Q(pk__in=[]))


def waiting_for(rule: Automation, conditions: Iterable[Condition], *, now: dt.datetime) -> QuerySet[Ticket]:
    """The active cases that fit a rule on time and whose turn has lasted for its hours, whoever it has met already."""
    assert rule.hours, "a rule on time has hours"
    since = now - dt.timedelta(hours=rule.hours)
    return fitting(conditions, now=now).filter(status__in=ACTIVE, turn_since__lte=since)


def _holds(condition: Condition, now: dt.datetime) -> Q | Exists:
    found = _ASKED[condition.field](condition, now)
    return ~found if condition.op in (Op.IS_NOT, Op.LACKS) else found  # type: ignore[return-value]


def _column(name: str) -> Callable[[Condition, dt.datetime], Found]:
    """A column of the case, or of what it points at, that may be empty."""

    def asked(condition: Condition, now: dt.datetime) -> Found:
        if condition.op == Op.AT_LEAST:
            return Q(**{f"{name}__gte": condition.values[0]})
        values = [value for value in condition.values if value != NONE]
        found = Q(**{f"{name}__in": values}) if values else Q(pk__in=[])
        return found | Q(**{f"{name}__isnull": True}) if NONE in condition.values else found

    return asked


def _turn(condition: Condition, now: dt.datetime) -> Found:
    return Q(status__in=[status for status in Status if WHOSE_TURN[status].value in condition.values])


def _resolution(condition: Condition, now: dt.datetime) -> Found:
    return Q(resolution__in=["" if value == NONE else value for value in condition.values])


def _yes_no(when_yes: Q) -> Callable[[Condition, dt.datetime], Found]:
    def asked(condition: Condition, now: dt.datetime) -> Found:
        both = len(set(condition.values)) > 1
        return Q() if both else when_yes if condition.values[0] == YES else ~when_yes

    return asked


def _tags(condition: Condition, now: dt.datetime) -> Found:
    return Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__in=[int(one) for one in condition.values]))


def _verdict(condition: Condition, now: dt.datetime) -> Found:
    newest = CoverageDecision.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-pk").values("verdict")[:1]
    return In(Coalesce(Subquery(newest), Value(NONE)), list(condition.values))


def _words(condition: Condition, now: dt.datetime) -> Found:
    first = Message.objects.filter(ticket=OuterRef("pk"), event__kind=EventKind.OPENED)
    in_subject = [Q(subject__unaccent__icontains=word) for word in condition.values]
    in_text = [Q(text__unaccent__icontains=word) for word in condition.values]
    return reduce(or_, in_subject) | Q(Exists(first.filter(reduce(or_, in_text))))


def _opened(condition: Condition, now: dt.datetime) -> Found:
    return Q(created_at__lte=now - dt.timedelta(hours=int(condition.values[0])))


def _last_wrote(condition: Condition, now: dt.datetime) -> Found:
    theirs = Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.CUSTOMER)
    since = now - dt.timedelta(hours=int(condition.values[0]))
    return Q(Exists(theirs)) & ~Q(Exists(theirs.filter(created_at__gt=since)))


_ASKED: dict[str, Callable[[Condition, dt.datetime], Found]] = {
    "kind": _column("kind"),
    "state": _column("status"),
    "turn": _turn,
    "priority": _column("priority"),
    "channel": _column("channel"),
    "team": _column("team"),
    "assignee": _column("assignee"),
    "tag": _tags,
    "line": _column("unit__product__line"),
    "product": _column("unit__product__sku"),
    "unit": _yes_no(Q(unit__isnull=False)),
    "customer_kind": _column("customer__kind"),
    "country": _column("customer__country"),
    "language": _column("language"),
    "wish": _column("wish"),
    "safety": _yes_no(Q(safety=True)),
    "verdict": _verdict,
    "resolution": _resolution,
    "cause": _column("cause"),
    "words": _words,
    "opened_hours": _opened,
    "customer_hours": _last_wrote,
}


def _is_such(pattern: Pattern) -> Q:
    asked: dict[str, Any] = {"kind": pattern.kind}
    if pattern.before:
        asked["from_status__in"] = pattern.before
    if pattern.after:
        asked["to_status__in"] = pattern.after
    if pattern.said:
        asked["message__kind"] = pattern.said
    if pattern.values:
        asked["data__contains"] = dict(pattern.values)
    found = Q(**asked)
    if pattern.names:
        # A key with JSON null is there, and says nobody.
        found &= Q(data__has_key=pattern.names) & ~Q(**{f"data__{pattern.names}": None})
    return found
