"""What a kind of case asks for: its fields, its checklist, and what is still missing before it can be resolved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tickets.models import CheckItem, KindRules, OwnField, Ticket


@dataclass(frozen=True)
class Missing:
    """One thing to do before a case is resolved: "cause", "coverage", "field" or "check", with which in `key`."""

    code: str
    words: str
    key: str = ""


@dataclass(frozen=True)
class Point:
    """A point of a case's checklist. `own`: somebody added it to this case alone."""

    text: str
    done_at: dt.datetime | None
    done_by: str
    own: bool


def rules_of(kind: str) -> KindRules:
    """The rules of a kind of case; those that ask for nothing when nobody wrote any."""
    return KindRules.objects.filter(kind=kind).first() or KindRules(kind=kind)


def fields_of(kind: str) -> QuerySet[OwnField]:
    """The company's own fields that a kind of case has, in their order."""
    return OwnField.objects.filter(Q(kinds=[]) | Q(kinds__contains=[kind]), active=True)


def checklist_of(ticket: Ticket, rules: KindRules | None = None) -> list[Point]:
    """The points of the kind in their order, then those of this case alone."""
    rules = rules or rules_of(ticket.kind)
    items = {item.text: item for item in ticket.checks.select_related("done_by")}
    points = [_point(text, items.get(text), own=False) for text in rules.checklist]
    return points + [_point(text, item, own=True) for text, item in items.items() if text not in rules.checklist]


def missing_to_resolve(ticket: Ticket) -> list[Missing]:
    """What its kind asks for and the case has not got; empty when it may be resolved. Without rules nothing is."""
    rules = rules_of(ticket.kind)
    found = []
    if rules.needs_cause and ticket.cause_id is None:
        found.append(Missing("cause", _("the cause")))
    if rules.needs_coverage and ticket.unit_id is not None and not _is_confirmed(ticket):
        found.append(Missing("coverage", _("that somebody confirms the coverage")))
    required = fields_of(ticket.kind).filter(required=True)
    found += [Missing("field", field.label, field.key) for field in required if field.key not in ticket.own_fields]
    if rules.needs_checklist:
        points = checklist_of(ticket, rules)
        found += [Missing("check", point.text, point.text) for point in points if point.done_at is None]
    return found


def _is_confirmed(ticket: Ticket) -> bool:
    """Whether a person stands by the newest decision; an older one counts no more."""
    newest = ticket.decisions.values_list("pk", flat=True).first()
    return newest is not None and newest == ticket.confirmed_decision_id


def _point(text: str, item: CheckItem | None, *, own: bool) -> Point:
    done_by = str(item.done_by) if item and item.done_by else ""
    return Point(text=text, done_at=item.done_at if item else None, done_by=done_by, own=own)
