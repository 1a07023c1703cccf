"""Where a customer's words go when their case is over: it opens again, or a new one goes on from it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from core.actors import Actor
from core.models import StoredFile
from customers.actions.known import check_known
from tickets.actions._ledger import locked_as
from tickets.actions.messages import check_text, write_message
from tickets.actions.opening import begin, new_case
from tickets.actions.relations import note_relation
from tickets.models import Message, Relation, Ticket
from tickets.queries.families import end_of
from tickets.queries.requirements import rules_of
from tickets.rules import opens_again
from tickets.states import Channel, Kind, MessageKind, RelationKind


def held_for_words(ticket: Ticket, now: dt.datetime) -> tuple[Ticket, bool]:
    """The case in which words said in this one stand, held, and whether it is over for good: a new one has to go on.

    Refused for a customer who was forgotten ("forgotten").
    """
    check_known(ticket.customer_id)
    (held,) = locked_as(lambda: [_for_words(ticket.pk, now)]).values()
    return held, is_over(held, now)


def is_over(ticket: Ticket, now: dt.datetime) -> bool:
    """Whether it was resolved longer ago than its kind is opened again. Spam never is: it opens nothing."""
    if ticket.resolved_at is None or ticket.aside:
        return False
    return not opens_again(ticket.resolved_at, rules_of(ticket.kind).reopen_days, now)


def continue_case(
    before: Ticket,
    *,
    text: str,
    files: Sequence[StoredFile],
    submission: uuid.UUID | None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Open a case with its customer's words that goes on from a held one, and send the receipt; its first message."""
    text = check_text(text)
    ticket = new_case(
        customer=before.customer,
        unit=before.unit,
        kind=Kind(before.kind),
        text=text,
        channel=Channel.PORTAL,
        language=before.language,
        said_at=now,
    )
    ticket.save(force_insert=True)
    message = write_message(
        ticket=ticket, kind=MessageKind.CUSTOMER, text=text, files=files, submission=submission, by=by, now=now
    )
    begin(ticket, message, tell=True, by=by, now=now)
    Relation.objects.create(one=before, other=ticket, kind=RelationKind.CONTINUES)
    for one, other in ((before, ticket), (ticket, before)):
        note_relation(one, other, RelationKind.CONTINUES, on=True, by=by, now=now)
    return message


def _for_words(ticket_id: int, now: dt.datetime) -> int:
    """Along merges, and from a case that is over to the newest one that goes on from it."""
    passed: set[int] = set()
    while (end := end_of(ticket_id)) not in passed:  # what went on may have been merged back into what it went on from
        passed.add(end)
        if not is_over(Ticket.objects.get(pk=end), now):
            break
        newer = Relation.objects.filter(one=end, kind=RelationKind.CONTINUES).order_by("-other").first()
        if newer is None:
            break
        ticket_id = newer.other_id
    return end
