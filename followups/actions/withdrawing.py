"""Surveys whose letters wait in the outbox: who is not to be asked any more is not, however long the mail was down."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from core.actions.mail import withdraw_mail
from core.states import Outgoing
from followups.actions.dispatch import BATCH, claimed
from followups.asking import Suppress, Verdict
from followups.models import Invitation
from followups.queries.wanted import World, calls_else
from followups.states import InvitationState, Reason

log = structlog.get_logger(__name__)

# What was looked at so lately is not looked at again: no letter leaves later than so after it was last wanted.
FRESH = dt.timedelta(minutes=5)


class Withdrawn(NamedTuple):
    """How many were looked at, and how many letters were taken back."""

    seen: int
    withdrawn: int


@transaction.atomic
def withdraw_unwanted(*, now: dt.datetime, limit: int = BATCH) -> Withdrawn:
    """Look again at up to `limit` letters of surveys that wait in the outbox for longer than FRESH, else at reminders.

    Effects: of who is not to be asked any more (a case was opened, they said no, they died), the letter is taken out of
    the outbox and the survey is suppressed with its reason; a reminder is taken out, also of who has begun since. A
    letter that was tried once is left: it may have arrived.
    """
    for what in ("mail", "reminder"):
        if waiting := claimed(_waiting(what, now), limit):
            return _look_again(what, waiting, now)
    return Withdrawn(0, 0)


def _waiting(what: str, now: dt.datetime) -> QuerySet[Invitation]:
    """From the outbox on: what waits there is little beside what was ever sent."""
    rows = Invitation.objects.filter(**{f"{what}__status": Outgoing.QUEUED, f"{what}__attempts": 0})
    looked_at = Greatest("checked_at", "reminded_at", "sent_at")
    return rows.annotate(looked_at=looked_at).filter(looked_at__lt=now - FRESH).order_by("looked_at", "pk")


def _look_again(what: str, waiting: list[Invitation], now: dt.datetime) -> Withdrawn:
    world, withdrawn = World(waiting, now), 0
    withdraw = _withdraw_letter if what == "mail" else _withdraw_reminder
    for invitation in waiting:
        invitation.checked_at = now
        withdrawn += withdraw(invitation, world.reminder(invitation), now)
    Invitation.objects.bulk_update(waiting, _WRITTEN)
    if withdrawn:
        log.info("surveys_withdrawn", what=what, count=withdrawn)
    return Withdrawn(len(waiting), withdrawn)


_WRITTEN = [
    "checked_at", "state", "reason", "sent_at", "mail", "expires_at", "remind_at", "reminded_at", "reminder", "call_at"
]  # fmt: skip


def _withdraw_letter(invitation: Invitation, verdict: Verdict, now: dt.datetime) -> bool:
    if not isinstance(verdict, Suppress) or invitation.state != InvitationState.SENT or invitation.started_at:
        return False
    if invitation.mail is None or not withdraw_mail(message=invitation.mail):
        return False
    invitation.state, invitation.reason = InvitationState.SUPPRESSED, verdict.reason
    invitation.mail = invitation.sent_at = invitation.expires_at = invitation.remind_at = None
    invitation.call_at = now if verdict.reason == Reason.NO_ADDRESS and calls_else(invitation) else None
    return True


def _withdraw_reminder(invitation: Invitation, verdict: Verdict, _now: dt.datetime) -> bool:
    is_wanted = not isinstance(verdict, Suppress) and invitation.started_at is None
    if is_wanted or invitation.reminder is None or not withdraw_mail(message=invitation.reminder):
        return False
    invitation.reminder = invitation.reminded_at = invitation.remind_at = None
    return True
