"""The outbox: writing a message belongs to the fact it tells; sending it is apart, and may be repeated."""

from __future__ import annotations

import datetime as dt
import random
import uuid

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from core.models import OutgoingMessage
from core.states import Outgoing

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8


def enqueue_mail(
    *, kind: str, to: str, subject: str, text: str, html: str, language: str, now: dt.datetime
) -> OutgoingMessage:
    """Write a message to the outbox, in the caller's transaction. Its Message-ID is fixed here, for every attempt."""
    return OutgoingMessage.objects.create(
        kind=kind,
        to=to,
        subject=" ".join(subject.split())[:255],
        text=text,
        html=html,
        language=language,
        message_id=f"<{uuid.uuid4()}@postventa>",
        next_try_at=now,
        created_at=now,
    )


def claim_next_mail(*, now: dt.datetime) -> OutgoingMessage | None:
    """Mark one due message as in flight and return it; no two workers ever hold the same one."""
    with transaction.atomic():
        message = OutgoingMessage.objects.due(now).select_for_update(skip_locked=True).order_by("next_try_at").first()
        if message is not None:
            message.status, message.claimed_at = Outgoing.IN_FLIGHT, now
            message.save(update_fields=["status", "claimed_at"])
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
    try:
        email.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _put_back(message, error, now, tries=MAX_ATTEMPTS)
        return False
    except ValueError as error:  # the message cannot be written down: an impossible address or header
        _put_back(message, error, now, tries=1)
        return False
    _mine(message).update(status=Outgoing.SENT, sent_at=now, claimed_at=None, attempts=message.attempts + 1)
    return True


def _put_back(message: OutgoingMessage, error: Exception, now: dt.datetime, *, tries: int) -> None:
    attempts = message.attempts + 1
    wait = dt.timedelta(seconds=min(3600, 15 * 2**attempts) * random.uniform(0.8, 1.2))  # noqa: S311 (spreads the load)
    _mine(message).update(
        status=Outgoing.FAILED if attempts >= tries else Outgoing.QUEUED,
        claimed_at=None,
        attempts=attempts,
        next_try_at=now + wait,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
    log.warning("mail_not_sent", message=message.pk, attempts=attempts, error=type(error).__name__)


def _mine(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    """The row, only if nobody took it from us meanwhile (a reaper that thought us dead)."""
    return OutgoingMessage.objects.filter(pk=message.pk, status=Outgoing.IN_FLIGHT, claimed_at=message.claimed_at)


def reap_mail(*, now: dt.datetime) -> int:
    """Give back the messages that a dead worker left in flight; how many."""
    return OutgoingMessage.objects.stuck(now - dt.timedelta(seconds=settings.OUTBOX_STUCK_SECONDS)).update(
        status=Outgoing.QUEUED, claimed_at=None
    )
