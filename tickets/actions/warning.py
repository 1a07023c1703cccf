"""Telling people of the house about a case because a rule fits it or one of its clocks has come to a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import locked, record
from tickets.actions.telling import tell_us
from tickets.deeds import To
from tickets.models import Automation, Clock, Notice, Ticket, TicketEvent
from tickets.queries.told import people_told
from tickets.states import Due, EventKind, NoticeKind


@transaction.atomic
def warn_people(*, ticket: Ticket, told: Iterable[To], by: Actor, now: dt.datetime) -> list[Notice]:
    """Leave those people a notice about why the system acts, each one; the new notices.

    A rule leaves a line in the ledger with whom it tells; a step of an escalation has left its own before. Refused
    ("only_system") for who acts for neither: people call each other by name in a note.
    """
    ticket = locked(ticket)
    if "automation" in by.because:
        people = people_told(ticket, told)
        data = {"to": "acted", "told": sorted(person.pk for person in people)}
        event = record(ticket, EventKind.AUTOMATION, data=data, by=by, now=now)
        rule = Automation.objects.get(pk=int(str(by.because["automation"])))
        return tell_us(people=people, kind=NoticeKind.RULE, ticket=ticket, event=event, automation=rule, now=now)
    said = _line_of_step(ticket, by)
    if said is None:
        raise Refused(_("Only rules and escalations tell people. Call them by name in a note."), code="only_system")
    clock = Clock.objects.select_related("promise").filter(pk=said.data.get("clock")).first()
    kind = _kind(clock, now)
    return tell_us(people=people_told(ticket, told, clock), kind=kind, ticket=ticket, event=said, now=now)


def _line_of_step(ticket: Ticket, by: Actor) -> TicketEvent | None:
    """The one that the step has just left; a deed before may have left others, of other clocks."""
    if "step" not in by.because:
        return None
    lines = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.ESCALATED, data__step=by.because["step"])
    return lines.order_by("pk").last()


def _kind(clock: Clock | None, now: dt.datetime) -> NoticeKind:
    if clock and clock.due in (Due.PROMISE, Due.COMPLETION):
        return {Due.PROMISE: NoticeKind.PROMISE, Due.COMPLETION: NoticeKind.COMPLETION}[Due(clock.due)]
    late = clock is not None and clock.due_at is not None and clock.due_at <= now
    return NoticeKind.LATE if late else NoticeKind.WARNING
