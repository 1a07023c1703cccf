"""Messages that could not be sent and wait for a person: sent again, or given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actions.audit import Plain, note_change
from core.actors import Actor
from core.errors import Refused
from core.models import OutgoingMessage
from core.states import Outgoing

NOUN = "core.outgoing"
LONGEST_REASON = 200


@transaction.atomic
def retry_mail(*, message: OutgoingMessage, by: Actor, now: dt.datetime) -> OutgoingMessage:
    """Put a message back into the outbox, with all its attempts before it; note who did.

    Refused for one that does not wait for anybody any more ("not_waiting") and for one whose words were forgotten
    ("no_words"): it opened an account, and is asked for anew.
    """
    held = _held(message)
    if held.secret or not held.to:
        raise Refused(
            _("Its words are not kept, so it cannot be sent again. Who needs it asks for a new one."), code="no_words"
        )
    _put_back(OutgoingMessage.objects.filter(pk=held.pk), now)
    _note(held, "sent_again", "", by, now)
    return held


@transaction.atomic
def retry_all(
    *, cause: str, leave_out: Collection[int] = (), by: Actor, now: dt.datetime
) -> int:  # fmt: skip
    """Put all messages that failed for one cause back into the outbox, but some; how many. One line in the trace."""
    waiting = OutgoingMessage.objects.dead().failed_with(cause).filter(secret=False).exclude(to="")
    waiting = waiting.exclude(pk__in=leave_out)
    first = waiting.order_by("pk").first()
    count = _put_back(waiting, now)
    if first is not None:
        after: dict[str, Plain] = {"cause": cause[:120], "messages": count}
        note_change(noun=NOUN, object_id=first.pk, what="all_sent_again", before={}, after=after, by=by, now=now)
    return count


@transaction.atomic
def give_up_mail(*, message: OutgoingMessage, reason: str, by: Actor, now: dt.datetime) -> OutgoingMessage:
    """Say that a message is not to be sent any more, and why; it stays as one that could not be sent.

    Refused without a reason ("no_reason"), and for one that does not wait for anybody any more ("not_waiting").
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why it is not to be sent any more."), code="no_reason")
    held = _held(message)
    held.given_up_at = now
    held.save(update_fields=["given_up_at"])
    _note(held, "given_up", reason[:LONGEST_REASON], by, now)
    return held


def _held(message: OutgoingMessage) -> OutgoingMessage:
    held = OutgoingMessage.objects.dead().select_for_update().filter(pk=message.pk).first()
    if held is None:
        raise Refused(_("This message does not wait for anybody any more."), code="not_waiting")
    return held


def _put_back(messages: QuerySet[OutgoingMessage], now: dt.datetime) -> int:
    return messages.update(status=Outgoing.QUEUED, attempts=0, next_try_at=now)


def _note(message: OutgoingMessage, what: str, reason: str, by: Actor, now: dt.datetime) -> None:
    after = {"kind": message.kind, "error": message.cause[:120]}
    note_change(noun=NOUN, object_id=message.pk, what=what, before={}, after=after, reason=reason, by=by, now=now)
