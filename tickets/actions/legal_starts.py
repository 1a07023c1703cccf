"""What happened in a case from which the law counts, said by a person: goods that came back, an official form."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from customers.actions.known import check_known
from tickets.actions._ledger import check_in_hand, locked, record
from tickets.actions.clocks import keep_clocks
from tickets.models import LegalStart, Ticket
from tickets.states import FROM_THE_COMPLAINT, DeadlineEvent, EventKind

LONGEST_NUMBER = 40
# Further back nobody counts a term from anything: it is a slip of the pen.
FURTHEST_BACK = dt.timedelta(days=3653)


@transaction.atomic
def say_legal_start(
    *, ticket: Ticket, event: DeadlineEvent, at: dt.datetime, number: str = "", by: Actor, now: dt.datetime
) -> LegalStart:
    """Say that something happened from which the law counts, and when; its clocks run from then. Once is enough: the
    same event at the same moment, still open, is the same row.

    An event of which no rule of the case's country knows is written down too; no clock runs. Refused for what begins
    with the complaint itself ("begins_itself"), for a moment that is not yet ("in_future") or is too long ago
    ("too_old"), for a longer number than can be kept ("number_long"), for who is not staff, and for a case that was set
    aside.
    """
    event, number, person = DeadlineEvent(event), plain_words(number), _person(by)
    _check(event, at, number, now)
    check_known(ticket.customer_id)
    ticket = locked(ticket)
    check_in_hand(ticket)
    said = ticket.legal_starts.filter(event=event, at=at, done_at=None, withdrawn_at=None).first()
    if said is not None:
        return said
    start = LegalStart.objects.create(ticket=ticket, event=event, at=at, number=number, said_at=now, said_by_id=person)
    _note(start, ticket, "said", by, now)
    return start


@transaction.atomic
def end_legal_start(*, start: LegalStart, by: Actor, now: dt.datetime) -> LegalStart:
    """What had to follow is done: its clocks end. Nothing is written when it was done already.

    Refused when it was withdrawn ("start_over"), for who is not staff, and for a case that was set aside.
    """
    start, ticket = _held(start, by)
    if start.withdrawn_at:
        raise Refused(_("This date was withdrawn. Say it again, and then that it is done."), code="start_over")
    if start.done_at is None:
        start.done_at = now
        start.save(update_fields=["done_at"])
        _note(start, ticket, "done", by, now)
    return start


@transaction.atomic
def withdraw_legal_start(*, start: LegalStart, by: Actor, now: dt.datetime) -> LegalStart:
    """It was said by mistake: nothing counts from it. Nothing is written when it was withdrawn already.

    Refused when what had to follow is done ("start_over"), for who is not staff, and for a case that was set aside.
    """
    start, ticket = _held(start, by)
    if start.done_at:
        raise Refused(_("What had to follow is done already, so the date stays."), code="start_over")
    if start.withdrawn_at is None:
        start.withdrawn_at = now
        start.save(update_fields=["withdrawn_at"])
        _note(start, ticket, "withdrawn", by, now)
    return start


def _check(event: DeadlineEvent, at: dt.datetime, number: str, now: dt.datetime) -> None:
    if event in FROM_THE_COMPLAINT:
        raise Refused(_("This counts from the complaint by itself: there is no date to say."), code="begins_itself")
    if at > now:
        raise Refused(_("That moment has not come yet. Say when it happened."), code="in_future")
    if at < now - FURTHEST_BACK:
        raise Refused(_("That was more than ten years ago. Look at the year again."), code="too_old")
    if len(number) > LONGEST_NUMBER:
        raise Refused(
            _("The number of the form is too long: at most %(limit)s characters.") % {"limit": LONGEST_NUMBER},
            code="number_long",
        )


def _person(by: Actor) -> int:
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    return by.user_id


def _held(start: LegalStart, by: Actor) -> tuple[LegalStart, Ticket]:
    _person(by)
    ticket = locked(start.ticket)
    check_in_hand(ticket)
    return ticket.legal_starts.get(pk=start.pk), ticket


def _note(start: LegalStart, ticket: Ticket, to: str, by: Actor, now: dt.datetime) -> None:
    data = {"start": start.pk, "event": start.event, "to": to}
    record(ticket, EventKind.LEGAL, data=data, by=by, now=now)
    keep_clocks(ticket, now=now)
