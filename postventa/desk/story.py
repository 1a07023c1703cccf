"""A case's story as one list: what was said, and between it the quiet lines of the ledger in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.actors import ActorKind
from core.models import User
from customers.models import Unit
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import ACTIVE, Channel, EventKind, Priority, Resolution, Status
from warranties.wording import verdict_label

ICONS = {
    EventKind.OPENED: "circle-plus",
    EventKind.STATUS: "arrow-right-left",
    EventKind.ASSIGNED: "user-round-check",
    EventKind.PRIORITY: "signal",
    EventKind.COVERAGE: "shield",
    EventKind.UNIT: "package-search",
}


@dataclass(frozen=True)
class Line:
    """One event in words."""

    words: str
    icon: str
    at: dt.datetime


@dataclass(frozen=True)
class Entry:
    """A message, or the events that happened between two messages."""

    message: Message | None = None
    lines: list[Line] = field(default_factory=list)


def story(ticket: Ticket, messages: Iterable[Message], events: Iterable[TicketEvent]) -> list[Entry]:
    """Messages and events in their order. At one instant: opening, then words, then what came of them."""
    events = list(events)
    people, units = _people(events), _units(events)
    told = [((event.at, 0 if event.kind == EventKind.OPENED else 2, event.pk), event) for event in events]
    told += [((message.created_at, 1, message.pk), message) for message in messages]
    entries: list[Entry] = []
    for _order, item in sorted(told, key=lambda pair: pair[0]):
        if isinstance(item, Message):
            entries.append(Entry(message=item))
            continue
        if not entries or entries[-1].message is not None:
            entries.append(Entry())
        entries[-1].lines.append(Line(words(ticket, item, people, units), ICONS[EventKind(item.kind)], item.at))
    return entries


def _people(events: Iterable[TicketEvent]) -> dict[int, User]:
    """Those whom a case was given to or taken from, in one query."""
    given = [event for event in events if event.kind == EventKind.ASSIGNED]
    ids = {pk for event in given for pk in (event.data.get("from"), event.data.get("to")) if pk}
    return User.objects.in_bulk(ids) if ids else {}


def _units(events: Iterable[TicketEvent]) -> dict[int, Unit]:
    """The products that a case was said to be about, in one query."""
    said = [event for event in events if event.kind == EventKind.UNIT]
    ids = {pk for event in said for pk in (event.data["from"], event.data["to"]) if pk}
    return Unit.objects.select_related("product").in_bulk(ids) if ids else {}


def words(ticket: Ticket, event: TicketEvent, people: dict[int, User], units: dict[int, Unit]) -> str:
    """What happened, in one sentence."""
    who = _who(ticket, event)
    match event.kind:
        case EventKind.OPENED:
            channel = Channel(event.data.get("channel", ticket.channel)).label
            return _("%(who)s opened the case. Channel: %(channel)s") % {"who": who, "channel": channel}
        case EventKind.ASSIGNED:
            return _assigned(event, who, people)
        case EventKind.PRIORITY:
            before, after = Priority(event.data["from"]).label, Priority(event.data["to"]).label
            said = {"who": who, "before": before, "after": after}
            return _("%(who)s changed the priority from «%(before)s» to «%(after)s»") % said
        case EventKind.COVERAGE:
            return _covered(event, who)
        case EventKind.UNIT:
            return _about(event, who, units)
    return _moved(event, who)


def _covered(event: TicketEvent, who: str) -> str:
    """The verdict that counts, and a person's part in it."""
    said = {"who": who, "verdict": verdict_label(event.data["verdict"])}
    match event.data.get("person"):
        case "decided":
            return _("%(who)s decided what covers it: %(verdict)s. The reason is in their note") % said
        case "lifted":
            return _("%(who)s left it to the computation again. Coverage on the facts known: %(verdict)s") % said
        case "kept":
            said["computed"] = verdict_label(event.data["computed"])
            return _("Computed again: %(computed)s. What a person decided stands: %(verdict)s") % said
    return _("Coverage on the facts known: %(verdict)s") % said


def _who(ticket: Ticket, event: TicketEvent) -> str:
    if event.actor is not None and event.actor_kind == ActorKind.STAFF:
        return str(event.actor)
    return str(ticket.customer) if event.actor_kind == ActorKind.CUSTOMER else _("The system")


def _assigned(event: TicketEvent, who: str, people: dict[int, User]) -> str:
    to = event.data.get("to")
    if to is None:
        return _("%(who)s left the case without an assignee") % {"who": who}
    if to == event.actor_id:
        return _("%(who)s took the case") % {"who": who}
    return _("%(who)s gave the case to %(to)s") % {"who": who, "to": people.get(to, "")}


def _about(event: TicketEvent, who: str, units: dict[int, Unit]) -> str:
    before, after = units.get(event.data["from"]), units.get(event.data["to"])
    product = after.product if after else ""
    if before is None:
        return _("%(who)s said which product it is about: %(product)s") % {"who": who, "product": product}
    said = {"who": who, "before": before.product, "product": product}
    return _("%(who)s changed the product from «%(before)s» to «%(product)s»") % said


def _moved(event: TicketEvent, who: str) -> str:
    before, after = Status(event.from_status), Status(event.to_status)
    if after == Status.RESOLVED:
        how = Resolution(event.data["resolution"]).label
        return _("%(who)s resolved the case: %(how)s") % {"who": who, "how": how}
    if after == Status.CLOSED:
        return _("%(who)s closed the case") % {"who": who}
    if before not in ACTIVE:
        return _("%(who)s opened the case again") % {"who": who}
    said = {"who": who, "before": before.label, "after": after.label}
    return _("%(who)s moved the case from «%(before)s» to «%(after)s»") % said
