"""One message of a case is about something else: it gets a case of its own."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from customers.actions.known import check_known
from tickets.actions._ledger import locked_as, record
from tickets.actions.opening import begin, new_case
from tickets.actions.relations import note_relation
from tickets.models import Attachment, Message, Relation, Ticket
from tickets.queries.families import end_of
from tickets.states import Channel, EventKind, Kind, MessageKind, RelationKind


@transaction.atomic
def split_message(*, message: Message, subject: str = "", tell: bool = False, by: Actor, now: dt.datetime) -> Ticket:
    """A new case of the same customer about the same unit, which begins with a copy of the message and its files.

    It counts from when that was said, for the law and for the queue; the message stays where it is, too. With `tell`
    the customer gets a receipt. Refused for a reply of ours ("split_reply"), which answers the other case, for one that
    was taken back ("taken_back"), and when the message has its own case already ("split_already").
    """
    check_known(message.ticket.customer_id)
    goes_on = locked_as(lambda: [end_of(message.ticket_id)]).popitem()[1]
    message = Message.objects.select_related("ticket__customer", "ticket__unit").get(pk=message.pk)
    _check(message)
    was = message.ticket
    # The customer reads the subject: the words of a note must not become one.
    own = message.kind == MessageKind.CUSTOMER
    ticket = new_case(
        customer=was.customer,
        unit=was.unit,
        kind=Kind(was.kind),
        text=message.text,
        channel=Channel(was.channel),
        language=was.language,
        subject=subject.strip() or ("" if own else was.subject),
        said_at=message.created_at,
        wish=was.wish,
        defect_on=was.defect_on,
    )
    ticket.save(force_insert=True)
    begin(ticket, _copy(message, ticket), tell=tell, by=by, now=now)
    Relation.objects.create(one=goes_on, other=ticket, kind=RelationKind.SPLIT)
    record(goes_on, EventKind.SPLIT, data={"case": ticket.pk, "message": message.pk}, by=by, now=now)
    note_relation(ticket, goes_on, RelationKind.SPLIT, on=True, by=by, now=now)
    return ticket


def _check(message: Message) -> None:
    if message.kind == MessageKind.REPLY:
        raise Refused(
            _("This is our answer to this case. Split what the customer said, or a note about it."), code="split_reply"
        )
    if message.taken_back_at:
        raise Refused(_("This message was taken back."), code="taken_back")
    if copy := message.copies.select_related("ticket").first():
        raise Refused(
            _("This message has its own case already: %(reference)s.") % {"reference": copy.ticket},
            code="split_already",
        )


def _copy(message: Message, ticket: Ticket) -> Message:
    copy = Message.objects.create(
        ticket=ticket,
        kind=message.kind,
        author_id=message.author_id,
        text=message.text,
        html=message.html,
        created_at=message.created_at,
        copy_of=message,
    )
    Attachment.objects.bulk_create(Attachment(message=copy, file_id=one.file_id) for one in message.attachments.all())
    if message.kind != MessageKind.NOTE:
        ticket.last_said = copy
        ticket.save(update_fields=["last_said"])
    return copy
