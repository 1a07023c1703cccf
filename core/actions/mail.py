"""The outbox: writing a message belongs to the fact it tells; sending it is apart, and may be repeated."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as db
from django.db import transaction
from django.db.models import QuerySet

from core.models import OutgoingMessage
from core.pace import Turns, is_paced
from core.rows import insert
from core.sms import SmsBackend
from core.states import Medium, Outgoing

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
LONGEST_WAIT = dt.timedelta(hours=1)
_CONNECTING = 7_203  # one worker at a time knocks at the mail server's door
_LOOK = 50  # so many are asked at a time whether it is their turn


def enqueue_mail(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    language: str,
    secret: bool = False,
    held_until: dt.datetime | None = None,
    now: dt.datetime,
) -> OutgoingMessage:
    """Write a message to the outbox, in the caller's transaction. Its Message-ID is fixed here, for every attempt.

    It is not sent before `held_until`; until then `withdraw_mail` may take it out again.

    The words of a `secret` one (it opens an account) are forgotten when it was sent, and when it is given up.
    """
    message = message_to(
        to=to, kind=kind, subject=subject, text=text, html=html, language=language, secret=secret, now=now
    )
    message.next_try_at = held_until or now
    return insert(message)


def message_to(*, subject: str = "", now: dt.datetime, **says: Any) -> OutgoingMessage:
    """A message as the outbox keeps it, not yet written there: who has many writes them with `enqueue_all`."""
    return OutgoingMessage(
        subject=" ".join(subject.split())[:255],
        message_id=f"<{uuid.uuid4()}@postventa>",
        next_try_at=now,
        created_at=now,
        **says,
    )


def enqueue_all(messages: Iterable[OutgoingMessage]) -> None:
    """Write many messages to the outbox at once, in the caller's transaction."""
    OutgoingMessage.objects.bulk_create(messages)


def withdraw_mail(*, message: OutgoingMessage) -> bool:
    """Take a message out of the outbox, in the caller's transaction; False when it went, or is going just now."""
    waiting = OutgoingMessage.objects.filter(pk=message.pk, status=Outgoing.QUEUED, attempts=0)
    held = waiting.select_for_update(skip_locked=True).first()
    if held is None:
        return False
    held.delete()
    return True


def readdress_mail(*, old: str, new: str) -> int:
    """Send what waits for one address to another that its reader has now, in the caller's transaction; how many.

    Not what opens an account: that was asked for by whoever reads the old one.
    """
    return OutgoingMessage.objects.filter(to=old, status=Outgoing.QUEUED, secret=False).update(to=new)


def open_connection(connection: BaseEmailBackend) -> bool:
    """Connect to the mail server; False, without waiting, when another worker is trying to just now.

    A server that swallows packets keeps whoever calls it for a whole time-out: one worker, and never all of them.
    Raises OSError when it cannot be reached.
    """
    with db.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_CONNECTING])
        if not cursor.fetchone()[0]:
            return False
        try:
            connection.open()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_CONNECTING])
    return True


def claim_next_mail(*, now: dt.datetime, medium: Medium = Medium.EMAIL) -> OutgoingMessage | None:
    """Mark one due message as in flight and return it; no two workers ever hold the same one.

    What somebody waits for goes first. Those whose turn it is not are put in line for it, and hold up no others.
    """
    while (waiting := _look(medium, now)) is not None:
        if waiting.status == Outgoing.IN_FLIGHT:
            return OutgoingMessage.objects.get(pk=waiting.pk)
    return None


@transaction.atomic
def _look(medium: Medium, now: dt.datetime) -> OutgoingMessage | None:
    """Claim the first of some due messages that may go; without such a one, any of them, none of which is due now."""
    paced = is_paced(medium)
    due = OutgoingMessage.objects.due(now).filter(medium=medium).select_for_update(skip_locked=True)
    brief = due.only("medium", "to", "zone", "secret", "bulk", "status", "next_try_at").order_by("next_try_at")
    some = list(brief.filter(bulk=False)[: _LOOK if paced else 1])
    some = some or list(brief.filter(bulk=True)[: _LOOK if paced else 1])
    if not some:
        return None
    turns, later = Turns(some, now), []
    for message in some:
        message.next_try_at = turns.take(message)
        if message.next_try_at <= now:
            message.status = Outgoing.IN_FLIGHT
            break
        later.append(message)
    turns.keep()
    OutgoingMessage.objects.bulk_update(later, ["next_try_at"])
    if message.status == Outgoing.IN_FLIGHT:
        claimed = OutgoingMessage.objects.filter(pk=message.pk)
        claimed.update(status=Outgoing.IN_FLIGHT, claimed_at=now, paced_at=now if paced else None)
    return message


def send_mail(*, message: OutgoingMessage, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    """Send one claimed message. A failure puts it back with back-off; after the last one it waits for a person.

    An address that no server could take waits for a person at once. No failure is raised: the next message is to go.
    """
    email = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to],
        connection=connection,
        headers={"Message-ID": message.message_id},
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    return _send(message, email.send, now)


def send_text(*, message: OutgoingMessage, backend: SmsBackend, now: dt.datetime) -> bool:
    """Send one claimed text message, as `send_mail` does a letter."""
    return _send(message, lambda: backend.send(to=message.to, text=message.text, message_id=message.message_id), now)


def _send(message: OutgoingMessage, send: Callable[[], object], now: dt.datetime) -> bool:
    try:
        send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _put_back(message, error, now, tries=MAX_ATTEMPTS)
        return False
    except Exception as error:  # it cannot be written down (an impossible address or header): no matter how it says so
        _put_back(message, error, now, tries=1)
        return False
    _mine(message).update(
        status=Outgoing.SENT, sent_at=now, claimed_at=None, attempts=message.attempts + 1, **_forgotten(message)
    )
    return True


def _put_back(message: OutgoingMessage, error: Exception, now: dt.datetime, *, tries: int) -> None:
    attempts = message.attempts + 1
    wait = min(dt.timedelta(seconds=15 * 2**attempts), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311 (spreads the load)
    _mine(message).update(
        **_next_state(message, given_up=attempts >= tries),
        attempts=attempts,
        next_try_at=now + wait,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
    log.warning("mail_not_sent", message=message.pk, attempts=attempts, error=type(error).__name__)


def _next_state(message: OutgoingMessage, *, given_up: bool) -> dict[str, object]:
    if given_up:
        return {"status": Outgoing.FAILED, "claimed_at": None, **_forgotten(message)}
    return {"status": Outgoing.QUEUED, "claimed_at": None}


def _forgotten(message: OutgoingMessage) -> dict[str, object]:
    return {"text": "", "html": ""} if message.secret else {}


def _mine(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """The row, only if nobody took it from us meanwhile (a reaper that thought us dead)."""
    return OutgoingMessage.objects.filter(pk=message.pk, status=Outgoing.IN_FLIGHT, claimed_at=message.claimed_at)


def reap_mail(*, now: dt.datetime) -> int:
    """Give back the messages that a dead worker left in flight; how many.

    It counts as an attempt, for the message itself may be what kills: at first it is due at once, behind all others
    that are, then ever later, and after the last attempt it waits for a person.
    """
    silence = dt.timedelta(seconds=settings.OUTBOX_STUCK_SECONDS)
    stuck = list(OutgoingMessage.objects.stuck(now - silence))
    for message in stuck:
        attempts = message.attempts + 1
        _mine(message).update(
            **_next_state(message, given_up=attempts >= MAX_ATTEMPTS),
            attempts=attempts,
            next_try_at=now + min(silence * (2 ** (attempts - 1) - 1), LONGEST_WAIT),
            last_error="WorkerLost",
        )
        log.warning("mail_worker_lost", message=message.pk, attempts=attempts)
    return len(stuck)
