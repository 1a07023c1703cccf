"""Sending the surveys that are due. The world is looked at again on the day: a plan of last week knows it not."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from core.actions.mail import enqueue_all
from core.models import OutgoingMessage
from customers.models import Unit
from followups.actions.troubles import note_trouble
from followups.asking import PutOff, Send, Suppress
from followups.facts import known_by
from followups.models import Invitation
from followups.notices import letter_of
from followups.queries.wanted import World, calls_else, going_first, lasts
from followups.states import InvitationState, Reason, Scope, TroubleKind

log = structlog.get_logger(__name__)

BATCH = 100
TRIES = 5
AFTER_TROUBLE = dt.timedelta(hours=1)
_ONE_PERSON_AT_A_TIME = 5001  # the class of our advisory locks; any number that nobody else uses
ABOUT = ("plan__plan", "questionnaire", "customer", "delivery", "ticket", "unit__product")

_WRITE = """
UPDATE followups_invitation i SET state = v.state, reason = v.reason, due_at = v.due_at, sent_at = v.sent_at,
    mail_id = v.mail, expires_at = v.expires_at, remind_at = v.remind_at, call_at = v.call_at, tries = v.tries
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::smallint[])
    AS v (id, state, reason, due_at, sent_at, mail, expires_at, remind_at, call_at, tries)
WHERE i.id = v.id
"""
_WRITTEN = (
    "pk", "state", "reason", "due_at", "sent_at", "mail_id", "expires_at", "remind_at", "call_at", "tries"
)  # fmt: skip


class Dispatched(NamedTuple):
    """How many were looked at, and how many of them go out."""

    seen: int
    sent: int


@dataclass
class Decided:
    """What becomes of some surveys, and the messages that tell them."""

    invitations: list[Invitation] = field(default_factory=list)
    letters: list[tuple[Invitation, OutgoingMessage]] = field(default_factory=list)

    def write(self) -> None:
        """Write all of it, messages and surveys, in the caller's transaction."""
        enqueue_all(letter for _invitation, letter in self.letters)
        for invitation, letter in self.letters:
            invitation.mail_id = letter.pk
        rows = [tuple(getattr(one, name) for name in _WRITTEN) for one in self.invitations]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


@transaction.atomic
def dispatch_due(*, now: dt.datetime, limit: int = BATCH) -> Dispatched:
    """Send up to `limit` due surveys, or suppress them with their reason, or put them off.

    With them go those about us that are due of the same people, and these first: so it is the same whoever was claimed.

    An invitation and its message in the outbox commit together, or neither does. Workers never hold the same one, nor
    the same person at once. One that cannot be made, whatever the cause, waits an hour and does not stop the others;
    after the last try a person sees it.
    """
    due = claimed(Invitation.objects.due(now).order_by("due_at", "pk"), limit)
    if not due:
        return Dispatched(0, 0)
    due += claimed(going_first(due, now).order_by("due_at", "pk"), BATCH)
    _lock_people(due)
    due.sort(key=lambda one: (one.questionnaire.scope != Scope.RELATION, one.due_at, one.pk))
    world = World(due, now)
    try:
        with transaction.atomic():
            sent = _dispatch(due, world)
    except Exception:  # the database refused something of somebody's: each by itself, then
        log.exception("surveys_one_by_one", count=len(due))
        world.forget_sent(*due)
        sent = sum(_dispatch_alone(one, world) for one in due)
    return Dispatched(len(due), sent)


def claimed(invitations: QuerySet[Invitation], limit: int) -> list[Invitation]:
    """The first of these that nobody else holds, with all that is told about them; theirs until the end.

    Their customers are held too, so that nobody is written to while they are being forgotten.
    """
    units = Prefetch("delivery__units", Unit.objects.select_related("product").order_by("pk"))
    held = invitations.select_for_update(of=("self", "customer"), skip_locked=True, no_key=True)
    return list(held.select_related(*ABOUT).prefetch_related(units)[:limit])


def _dispatch(invitations: Iterable[Invitation], world: World) -> int:
    decided = Decided()
    for invitation in invitations:
        try:
            _decide(invitation, world, decided)
        except Exception as error:
            _note_failure(invitation, error, world.now)
    if decided.invitations:
        decided.write()
    return len(decided.letters)


def _dispatch_alone(invitation: Invitation, world: World) -> int:
    invitation.refresh_from_db(fields=_WRITTEN[1:])
    decided = Decided()
    try:
        with transaction.atomic():
            _decide(invitation, world, decided)
            decided.write()
    except Exception as error:
        world.forget_sent(invitation)
        _note_failure(invitation, error, world.now)
        return 0
    return len(decided.letters)


def _decide(invitation: Invitation, world: World, decided: Decided) -> None:
    match world.verdict(invitation):
        case Suppress(reason):
            invitation.state, invitation.reason = InvitationState.SUPPRESSED, reason
            if reason == Reason.NO_ADDRESS and calls_else(invitation):
                invitation.call_at = world.now
        case PutOff(until):
            invitation.due_at = until
        case Send() as send:
            expires_at, remind_at, call_at = lasts(invitation, world.now)
            letter = letter_of(invitation, send, until=expires_at, now=world.now)
            decided.letters.append((invitation, letter))
            invitation.state, invitation.sent_at, invitation.tries = InvitationState.SENT, world.now, 0
            invitation.expires_at, invitation.remind_at, invitation.call_at = expires_at, remind_at, call_at
            world.note_sent(invitation)
    decided.invitations.append(invitation)


def _note_failure(invitation: Invitation, error: Exception, now: dt.datetime) -> None:
    """It is tried again later; after the last time it waits for a person."""
    log.warning("survey_not_sent", invitation=invitation.pk, error=type(error).__name__)
    tries = invitation.tries + 1
    given_up = tries >= TRIES
    Invitation.objects.filter(pk=invitation.pk).update(
        state=InvitationState.STUCK if given_up else InvitationState.PLANNED, tries=tries, due_at=now + AFTER_TROUBLE
    )
    if given_up:
        note_trouble(kind=TroubleKind.NOT_SENT, detail=type(error).__name__, invitation=invitation, now=now)


def _lock_people(invitations: Iterable[Invitation]) -> None:
    """Hold everybody who is to be asked until the end of the transaction, always in one order.

    Two records of a person share an address, so they share a lock.
    """
    keys = {key for one in invitations for key in known_by(one.customer.email, one.customer.phone)}
    numbers = sorted({zlib.crc32(key.encode()) - (1 << 31) for key in keys})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::integer[]) AS key", [_ONE_PERSON_AT_A_TIME, numbers]
        )
