"""Taking a case from one state to another."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import StoredFile
from core.richtext import Words
from customers.actions.known import check_known, is_known
from remedies.states import BookedThen
from tickets.actions._ledger import check_in_hand, locked, move, record
from tickets.actions.clocks import keep_clocks
from tickets.actions.left_open import end_visits
from tickets.actions.messages import check_read, note_first_reply, write_message
from tickets.actions.proposing import withdraw_open
from tickets.actions.refusing import check_completed, reasoned, who_else_helps
from tickets.actions.slot_offers import end_offers
from tickets.models import Ticket
from tickets.notices import tell_resolved
from tickets.queries.requirements import missing_to_resolve
from tickets.states import EventKind, MessageKind, Resolution, Status


@transaction.atomic
def change_status(*, ticket: Ticket, to: Status, by: Actor, now: dt.datetime) -> Ticket:
    """Move an unresolved case on, or close a resolved one. Refused when the table of states does not allow it."""
    if to == Status.RESOLVED:
        raise Refused(_("Say how the case was resolved."), code="resolution_missing")
    ticket = move(locked(ticket), to, by=by, now=now)
    keep_clocks(ticket, now=now)
    return ticket


@transaction.atomic
def resolve_ticket(
    *,
    ticket: Ticket,
    resolution: Resolution,
    text: str,
    html: str = "",
    stored: Sequence[StoredFile] = (),
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    anyway: bool = False,
    visits: Mapping[int, BookedThen] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Resolve a case, with a last word to the customer if there is one, and tell them.

    What they were asked to choose and did not, a proposal or an hour, is theirs to choose no more. `visits` says of
    each that is booked, by its id, whether it is cancelled, takes place all the same, or has taken place.
    `seen` is the last message that who resolves it had read. The same `submission` twice resolves once. Refused
    when the state does not allow it, when it was set aside, when something newer than `seen` was said (code
    "newer_message"), while something that its kind needs is missing ("requirements_missing"), while the customer has
    time to send what they were asked for ("completion_open"; with `anyway` it is resolved all the same), while
    `visits` does not say what becomes of one ("visit_booked"), and when it is declined as `reasoned` refuses: without
    saying why, point by point, and who else can help.
    """
    (check_known if text.strip() else is_known)(ticket.customer_id)
    ticket = locked(ticket)
    if submission and ticket.events.filter(kind=EventKind.STATUS, data__submission=str(submission)).exists():
        return ticket
    check_read(ticket, seen, by)
    check_in_hand(ticket)
    message, others, kept = None, "", []
    if ticket.is_active:
        _check_nothing_missing(ticket)
        if not anyway:
            check_completed(ticket, now)
        kept = end_visits(ticket, visits or {}, by=by, now=now)
    if resolution == Resolution.DECLINED:
        words, others = reasoned(ticket, Words(text, html)), who_else_helps(ticket)
        text, html = words.text, words.html
    if text.strip():
        message = write_message(
            ticket=ticket, kind=MessageKind.REPLY, text=text, html=html, stored=stored, submission=submission, by=by,
            now=now,
        )  # fmt: skip
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        note_first_reply(ticket, now)
    withdraw_open(ticket, by=by, now=now)
    end_offers(ticket, now=now)
    move(ticket, Status.RESOLVED, resolution=resolution, submission=submission, by=by, now=now)
    keep_clocks(ticket, now=now)
    tell_resolved(ticket, message, now, others=others, kept=kept)
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Open a resolved or closed case again. Refused when it is open."""
    ticket = locked(ticket)
    if ticket.is_active:
        raise Refused(_("This case is open already."), code="already_open")
    move(ticket, Status.OPEN, by=by, now=now)
    keep_clocks(ticket, now=now)
    return ticket


def _check_nothing_missing(ticket: Ticket) -> None:
    if missing := missing_to_resolve(ticket):
        raise Refused(
            _("Before it is resolved, this is missing: %(what)s.") % {"what": ", ".join(one.words for one in missing)},
            code="requirements_missing",
        )
