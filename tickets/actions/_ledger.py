"""The only writer of a case's status, and of its ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.joined import hold
from core.rows import insert, update
from tickets.models import AutomationCue, Message, Ticket, TicketEvent
from tickets.states import TRANSITIONS, WHOSE_TURN, Aside, EventKind, Resolution, Status
from tickets.triggers import triggers_of

_WAITING = "_fields_to_write"
# A line that an active rule waits for leaves a cue in the same statement: a line and its cue are never one without the
# other, and a line for which nobody waits costs nothing more. What it is stands in the statement and is no value of
# it: PostgreSQL would plan it anew each time.
_CUE = """
INSERT INTO tickets_automationcue (event_id, at) SELECT id, %s FROM new
WHERE EXISTS (SELECT 1 FROM tickets_automation WHERE active AND triggers && '{{{triggers}}}'::varchar[])
"""


class _Moved(Exception):
    """While we waited for the cases that we wanted, they became other cases."""


# Nobody changes a key of a case, so whoever only points at it (a draft, a message's row) need not wait for us.
def _for_us() -> QuerySet[Ticket]:
    return Ticket.objects.select_for_update(of=("self",), no_key=True).select_related("customer")


def locked(ticket: Ticket) -> Ticket:
    """The case as it is now, held until the end of the transaction."""
    held = hold(Ticket, "customer", id=ticket.pk)
    if held is None:
        raise Ticket.DoesNotExist
    return held


def locked_here(ticket: Ticket) -> Ticket:
    """The same; refused ("merged") when it goes on in another one."""
    ticket = locked(ticket)
    check_here(ticket)
    return ticket


def locked_all(ids: Iterable[int]) -> dict[int, Ticket]:
    """Several cases, held, by their ids: always in the order of these, so that nobody waits in a circle."""
    return {ticket.pk: ticket for ticket in _for_us().filter(pk__in=set(ids)).order_by("pk")}


def locked_as(look: Callable[[], Iterable[int]]) -> dict[int, Ticket]:
    """The cases that `look` names, held. When others have become those meanwhile, these are let go and looked for."""
    while True:
        wanted = set(look())
        with suppress(_Moved), transaction.atomic():
            held = locked_all(wanted)
            if set(look()) != wanted:
                raise _Moved
            return held


def check_here(ticket: Ticket) -> None:
    """Refused ("merged") for a case that goes on in another one."""
    if ticket.aside == Aside.MERGED:
        raise Refused(
            _("This case was merged: it goes on in %(reference)s.") % {"reference": ticket.merged_into},
            code="merged",
        )


def check_in_hand(ticket: Ticket) -> None:
    """Refused for a case that was set aside: "merged", or "spam"."""
    check_here(ticket)
    if ticket.aside == Aside.SPAM:
        raise Refused(_("This case is spam. Take it out of there first."), code="spam")


def keep(ticket: Ticket, *fields: str) -> None:
    """Write fields of a held case: at once, or at the end of the `written_once` that it is in."""
    if (waiting := getattr(ticket, _WAITING, None)) is None:
        update(ticket, fields)
    else:
        waiting.update(fields)


@contextmanager
def written_once(ticket: Ticket) -> Iterator[None]:
    """What is kept of a held case in this block is written at its end. Read the case from the database after it only.

    Each writing of a case writes its place in some twenty indexes too, wherever these are in a large archive.
    """
    waiting: set[str] = set()
    setattr(ticket, _WAITING, waiting)
    try:
        yield
    finally:
        delattr(ticket, _WAITING)
    if waiting:
        update(ticket, waiting)


def record(
    ticket: Ticket,
    kind: EventKind,
    *,
    message: Message | None = None,
    from_status: str = "",
    to_status: str = "",
    data: Mapping[str, object] | None = None,
    held_until: dt.datetime | None = None,
    by: Actor,
    now: dt.datetime,
) -> TicketEvent:
    """Append a line to the ledger. `data` holds codes and ids, never words of a person.

    What the system does for a reason (`by.because`) says which. Rules that wait for such a line are cued: for what
    came with a reply that its author may still take back, when that time is over (`held_until`).
    """
    event = TicketEvent(
        ticket=ticket,
        kind=kind,
        at=now,
        actor_kind=by.kind,
        actor_id=by.user_id,
        message=message,
        from_status=from_status,
        to_status=to_status,
        data={**(data or {}), **by.because},
    )
    if kind == EventKind.TAKEN_BACK:
        _forget_cues(ticket, int(event.data["message"]))
    if not (triggers := triggers_of(event, message.kind if message else "")):
        return insert(event)
    return insert(event, beside=_CUE.format(triggers=",".join(triggers)), values=[held_until or now])


def _forget_cues(ticket: Ticket, message: int) -> None:
    """What was taken back has not happened: neither the reply nor what its author did with it, which says the same
    moment. What others did meanwhile stands, and the times that ran out."""
    said = TicketEvent.objects.filter(ticket=ticket, message=message).first()
    if said is None:
        return
    theirs = {"event__actor_kind": said.actor_kind, "event__actor": said.actor_id, "event__at": said.at}
    AutomationCue.objects.filter(event__ticket=ticket, event__gte=said.pk, **theirs).delete()


def move(
    ticket: Ticket,
    to: Status,
    *,
    resolution: Resolution | None = None,
    submission: uuid.UUID | None = None,
    held_until: dt.datetime | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Take a locked case to `to` with its paired fields and its event, which remembers the form that asked for it.

    With a reply that is `held_until` a moment, rules wait for that moment too.

    Refused when the table does not allow it, and when the case was set aside ("merged", "spam").
    """
    check_in_hand(ticket)
    before = Status(ticket.status)
    if to not in TRANSITIONS[before]:
        raise Refused(
            _("A case that is «%(before)s» cannot become «%(to)s». Look at it again: somebody may have moved it.")
            % {"before": before.label, "to": Status(to).label},
            code="illegal_transition",
        )
    if WHOSE_TURN[before] != WHOSE_TURN[to]:
        ticket.turn_since = now
    ticket.status = to
    if to == Status.RESOLVED:
        ticket.resolved_at, ticket.resolution = now, resolution or ""
    elif to != Status.CLOSED:
        ticket.resolved_at, ticket.resolution = None, ""
    keep(ticket, "status", "turn_since", "resolved_at", "resolution")
    data: dict[str, object] = {"resolution": resolution} if resolution else {}
    if submission:
        data["submission"] = str(submission)
    record(ticket, EventKind.STATUS, from_status=before, to_status=to, data=data, held_until=held_until, by=by, now=now)
    return ticket


def put_back(
    ticket: Ticket,
    event: TicketEvent,
    *,
    turn_since: dt.datetime,
    data: Mapping[str, object],
    by: Actor,
    now: dt.datetime,
) -> TicketEvent:
    """Undo the move that `event` recorded, of a locked case in which nothing has happened since.

    Not a move of the table: what had not come to the customer has not happened.
    """
    ticket.status, ticket.turn_since = event.from_status, turn_since
    ticket.save(update_fields=["status", "turn_since"])
    return record(
        ticket,
        EventKind.TAKEN_BACK,
        from_status=event.to_status,
        to_status=event.from_status,
        data=data,
        by=by,
        now=now,
    )
